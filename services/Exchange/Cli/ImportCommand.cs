using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.Host.Workbench;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;

namespace Exchange.Host.Cli;

/// <summary><c>exchange import</c>: a stock file, looked at by the rules by which a fair takes it, or sent to an exchange.</summary>
internal static class ImportCommand
{
    private const int MostShown = 50;

    private static readonly Argument<FileInfo> Stock = new("FILE") { Description = "A CSV file in any usual encoding, or a workbook (XLSX)." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Looks at the file alone, without an exchange." };
    private static readonly Option<string> Currency = Text("--currency", "CNY", "The currency of prices, for a dry run.");
    private static readonly Option<string> Format = Text("--format", LotDetails.English, "How rows are sold that say nothing.");
    private static readonly Option<string> Category = Text("--category", "", "The category of rows that say none.");
    private static readonly Option<string> Region = Text("--region", "", "The region of rows that say none.");
    private static readonly Option<string> Numbers = Among("--numbers", "What stands before decimals, where the file leaves it open.", ["point", "comma"]);
    private static readonly Option<string> Encoding = Among("--encoding", "The file's encoding, where it does not say it.", SheetText.Encodings.Keys);
    private static readonly Option<string> Delimiter = Text("--delimiter", "", "What stands between fields, where the file does not say it.");
    private static readonly Option<string> SheetName = Text("--sheet", "", "The sheet of a workbook; the first if left out.");
    private static readonly Option<string[]> Column = new("--column") { Description = "FIELD=NAME: the file's column for one of our fields; may be repeated." };

    private static readonly Option<string[]> Merge = new("--merge")
    {
        Description = "all, or the first lines of rows that are the same material and become one lot.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<FileInfo?> Back = new("--sheet-out") { Description = "Where the same sheet goes, with what was found in each row beside it." };
    private static readonly Option<bool> AllOrNothing = new("--all-or-nothing") { Description = "Enters no row unless all can be." };
    private static readonly Option<string> Server = Text("--server", "", "The address of the exchange, such as http://localhost:5080.");
    private static readonly Option<string> Fair = Text("--fair", "", "The id of the fair.");
    private static readonly Option<string> Client = Text("--client", "", "The id of the consignor's client.");
    private static readonly Option<FileInfo?> Secret = new("--secret-file") { Description = "The file that holds the client's secret." };

    public static Command Create()
    {
        var command = new Command("import", "Looks at a stock file row by row, or enters it in a fair. Ends with 1 when rows are bad.")
        {
            Stock, DryRun, Currency, Format, Category, Region, Numbers, Encoding, Delimiter, SheetName, Column, Merge, Back, AllOrNothing, Server, Fair, Client, Secret,
        };
        command.Validators.Add(Check);
        command.SetAction(Run);
        return command;
    }

    private static void Check(CommandResult result)
    {
        var server = result.GetValue(Server) ?? "";
        if (result.GetValue(DryRun) == server.Length > 0) result.AddError("Say --dry-run, or the --server with --fair, --client and --secret-file.");
        else if (server.Length > 0 && !Uri.TryCreate(server, UriKind.Absolute, out _)) result.AddError("--server must be an address, such as http://localhost:5080.");
        else if (server.Length > 0 && (result.GetValue(Fair) is null or "" || result.GetValue(Client) is null or "" || result.GetValue(Secret) is null))
            result.AddError("--server needs --fair, --client and --secret-file.");
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (asked, screen) = (Asked(parsed), Screen.Of(parsed.InvocationConfiguration.Output));
        var report = parsed.GetValue(DryRun)
            ? await StockImports.Look(parsed.GetValue(Stock)!, asked, cancellation)
            : await StockImports.Send(
                parsed.GetValue(Stock)!, asked, new(new(parsed.GetValue(Server)!), parsed.GetValue(Fair)!, parsed.GetValue(Client)!, parsed.GetValue(Secret)!), screen, cancellation);
        Show(screen, report);
        return report.Bad > 0 || report.Ended is not null ? 1 : 0;
    }

    private static StockAsked Asked(ParseResult parsed)
    {
        var mapped = (parsed.GetValue(Column) ?? []).Select(pair => pair.Split('=', 2)).ToList();
        if (mapped.Find(pair => pair.Length != 2) is { } wrong) throw new SheetException($"--column {wrong[0]} is not FIELD=NAME.");
        NumberStyle? numbers = parsed.GetValue(Numbers) switch { "point" => NumberStyle.Point, "comma" => NumberStyle.Comma, _ => null };
        return new(
            new(parsed.GetValue(Currency)!, parsed.GetValue(Format)!, parsed.GetValue(Category)!, parsed.GetValue(Region)!, ImportTerms.UsualOpeningShare, 0, numbers),
            new(parsed.GetValue(Encoding)!, parsed.GetValue(Delimiter)!, parsed.GetValue(SheetName)!),
            mapped.ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
            parsed.GetValue(Merge) is { Length: > 0 } lines ? lines : null,
            parsed.GetValue(AllOrNothing),
            parsed.GetValue(Back));
    }

    private static void Show(Screen screen, ImportReport report)
    {
        if (report.File is { } read)
        {
            var kind = string.Join(", ", new[] { read.Kind, read.Encoding, read.Sheet is null ? null : "sheet " + read.Sheet }.OfType<string>());
            screen.Say($"{kind}, header on line {read.HeaderLine}, numbers with a decimal {read.Numbers}");
        }

        var entered = report.DryRun ? "would be entered" : "entered";
        screen.Say($"{report.Rows} rows: {report.Entered} {entered}, {report.Unchanged} unchanged, {report.Merged ?? 0} merged, {report.Bad} bad");
        if (report.Ended is { } ended) screen.Say($"Ended: {ended}");
        screen.Table(["field", "column"], [.. report.Columns.Select(pair => (IReadOnlyList<string>)[pair.Key, pair.Value])]);
        if (report.Ignored.Count > 0) screen.Say("Not taken: " + string.Join(", ", report.Ignored));
        foreach (var quirk in report.Quirks.Take(MostShown)) screen.Say($"  {quirk.Rows} × {quirk.Rule} {quirk.Column} {quirk.Value}: {quirk.Message}");
        foreach (var same in (report.Same ?? []).Take(MostShown)) screen.Say($"  lines {string.Join(", ", same.Lines)} seem to be the same ({same.Why}): {same.Title}");
        if (report.SameTotal > 0) screen.Say($"{report.SameTotal} groups of rows seem to be the same material; --merge makes one lot of each.");
        foreach (var error in report.Errors.Take(MostShown)) screen.Say($"  line {error.Line} {error.Column} '{error.Value}' {error.Rule}: {error.Message}");
        if (report.ErrorsTotal > MostShown) screen.Say($"  … {report.ErrorsTotal} errors in all; --sheet-out writes them beside their rows.");
    }

    private static Option<string> Among(string name, string description, IEnumerable<string> values)
    {
        var option = Text(name, "", description);
        option.AcceptOnlyFromAmong(["", .. values.Order(StringComparer.Ordinal)]);
        return option;
    }

    private static Option<string> Text(string name, string usual, string description) => new(name) { Description = description, DefaultValueFactory = _ => usual };
}
