using System.Globalization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Netting;

/// <summary>What is wrong with a row of a file.</summary>
/// <param name="Line">The line on which it stands, from 1.</param>
/// <param name="Column">The column; empty where it is the whole row.</param>
/// <param name="Value">What stands there, cut short.</param>
/// <param name="Rule">The rule that it breaks: one of a field, or the code of a refusal.</param>
/// <param name="Message">How to mend it.</param>
public sealed record DebtFinding(long Line, string Column, string Value, string Rule, string Message);

/// <summary>What a file came to.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Registered">How many debts were registered with this request.</param>
/// <param name="Known">How many were registered before.</param>
/// <param name="Rejected">How many rows were not taken.</param>
/// <param name="Findings">What is wrong, row by row, the first thousand.</param>
public sealed record DebtFileReport(long Rows, long Registered, long Known, long Rejected, IReadOnlyList<DebtFinding> Findings);

/// <summary>The columns of a file of debts, and how a row is read.</summary>
public sealed class DebtFile
{
    /// <summary>The columns that it must have, in any order, beside others for people.</summary>
    public static readonly IReadOnlyList<string> Columns = ["invoice", "debtor", "creditor", "invoiced_on", "due_on", "amount", "currency"];

    /// <summary>The most rows, and the most characters of one.</summary>
    public const int MostRows = 10_000, LongestRow = 10_000, MostFindings = 1_000;

    private const int ShownLength = 80, MinorDigits = 2;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Reads the header; the refusal where it is none.</summary>
    public Refusal? Header(CsvRecord header)
    {
        foreach (var (place, name) in header.Fields.Index())
            if (!_places.TryAdd(name.Trim().ToLowerInvariant(), place) && name.Trim().Length > 0) return DebtFileRefusals.Columns.With("twice", name.Trim());
        return header.Problem is null && Columns.All(_places.ContainsKey)
            ? null
            : DebtFileRefusals.Columns.With("missing", string.Join(", ", Columns.Where(column => !_places.ContainsKey(column))));
    }

    /// <summary>What a row says, or what is wrong with it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="found">Takes what is wrong.</param>
    public DebtTerms? Read(CsvRecord row, Action<DebtFinding> found)
    {
        if (row.Problem is { } problem)
        {
            found(new(row.Line, "", "", problem, "The row cannot be read: a quote is not closed, or the line is too long."));
            return null;
        }

        var isGood = true;
        var invoice = Field("invoice", DebtTerms.IsInvoice, "text", "1 to 60 characters.");
        var debtor = Field("debtor", Id.IsValid, "id", "The id of an enterprise, 32 characters.");
        var creditor = Field("creditor", Id.IsValid, "id", "The id of an enterprise, 32 characters.");
        var invoiced = Field("invoiced_on", DebtTerms.IsDay, "date", "A date like 1989-10-12.");
        var due = Field("due_on", DebtTerms.IsDay, "date", "A date like 1989-10-12.");
        var amount = Field("amount", text => MinorOf(text) is not null, "amount", "A number of major units with two decimals at most, like 1250.50.");
        var currency = Field("currency", DebtTerms.IsCurrency, "iso-4217", "Three capital letters.");
        return isGood ? new(DebtTerms.IdOf(debtor, creditor, invoice), invoice, debtor, creditor, invoiced, due, MinorOf(amount)!.Value, currency) : null;

        string Field(string column, Predicate<string> isSound, string rule, string message)
        {
            var text = TextOf(row, column);
            if (isSound(text)) return text;
            found(new(row.Line, column, Shown(text), rule, message));
            isGood = false;
            return text;
        }
    }

    /// <summary>The finding about a debt that was refused.</summary>
    public DebtFinding Refused(CsvRecord row, Refusal refusal)
    {
        var column = ColumnOf(refusal.Code);
        return new(row.Line, column, column.Length > 0 ? Shown(TextOf(row, column)) : "", refusal.Code, refusal.Detail);
    }

    private string TextOf(CsvRecord row, string column) => _places[column] < row.Fields.Count ? row.Fields[_places[column]].Trim() : "";

    private static string Shown(string text) => text.Length > ShownLength ? text[..ShownLength] : text;

    // Which of two enterprises is not known the refusal does not say.
    private static string ColumnOf(string code) =>
        code == DebtRefusals.AmountOutOfRange.Code ? "amount"
        : code == DebtRefusals.DueBeforeInvoice.Code ? "due_on"
        : code == DebtRefusals.Duplicate.Code ? "invoice"
        : code == DebtRefusals.ToOneself.Code ? "creditor"
        : "";

    private static long? MinorOf(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount)
        && decimal.Round(amount, MinorDigits) == amount && Math.Abs(amount) < 90_000_000_000_000_000m
            ? (long)(amount * 100)
            : null;
}

/// <summary>The codes with which a file of debts is refused whole.</summary>
public static class DebtFileRefusals
{
    public static Refusal Empty { get; } = new("debt-file.empty", "The file has no header.", RefusalKind.Unacceptable);

    public static Refusal WrongEncoding { get; } = new("debt-file.wrong-encoding", "The file is not UTF-8 text.", RefusalKind.Unacceptable);

    public static Refusal TooManyRows { get; } = new Refusal("debt-file.too-many-rows", "The file has more rows than one may have.", RefusalKind.Unacceptable).With("most", DebtFile.MostRows);

    public static Refusal Columns { get; } =
        new Refusal("debt-file.columns", "The header does not name each column once.", RefusalKind.Unacceptable).With("columns", string.Join(", ", DebtFile.Columns));
}
