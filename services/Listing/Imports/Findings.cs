namespace Exchange.Listing.Imports;

/// <summary>Something about a row that its consignor should know: an error keeps the row out, a warning does not.</summary>
/// <param name="Line">The line of the file on which the row begins, from 1, which is the header's.</param>
/// <param name="Column">The file's name of the column; empty for the whole row.</param>
/// <param name="Value">What stands there, 80 characters at most.</param>
/// <param name="Rule">The rule, listed in <c>docs/stock-import.md</c>: <c>number</c>, <c>unit</c>, <c>duplicate-row</c>.</param>
/// <param name="Message">What was done, or how to mend it.</param>
/// <param name="IsError">Whether the row is kept out.</param>
public sealed record Finding(long Line, string Column, string Value, string Rule, string Message, bool IsError)
{
    private const int LongestValue = 80;

    public static Finding Error(long line, string column, string value, string rule, string message) => new(line, column, Short(value), rule, message, true);

    public static Finding Warning(long line, string column, string value, string rule, string message) => new(line, column, Short(value), rule, message, false);

    private static string Short(string value) => value.Length <= LongestValue ? value : string.Concat(value.AsSpan(0, LongestValue - 1), "…");
}

/// <summary>Warnings of one kind, counted.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Column">The file's name of the column.</param>
/// <param name="Value">The value that they share, or the first one's.</param>
/// <param name="Rows">How many rows have it.</param>
/// <param name="FirstLine">The line of the first.</param>
/// <param name="Message">What was done.</param>
public sealed record Quirk(string Rule, string Column, string Value, long Rows, long FirstLine, string Message);

/// <summary>What an import came to.</summary>
/// <param name="Import">The import's id; null for a dry run.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="DryRun">Whether nothing was entered, only looked at.</param>
/// <param name="Rows">Rows after the header, blank lines not counted.</param>
/// <param name="Entered">Lots that were entered, or would be.</param>
/// <param name="Unchanged">Rows whose lots were there already, just so.</param>
/// <param name="Bad">Rows that were kept out.</param>
/// <param name="Columns">Our field names and the file's columns that were taken for them.</param>
/// <param name="Ignored">The file's columns that were not taken.</param>
/// <param name="ErrorsTotal">How many errors there are; a row may have several.</param>
/// <param name="Errors">The first <see cref="Listed"/> of them; all stand in the full report.</param>
/// <param name="WarningsTotal">How many warnings there are.</param>
/// <param name="Quirks">The warnings by kind.</param>
/// <param name="Ended">Null when the whole file was read; else the rule that ended it early.</param>
public sealed record ImportReport(
    string? Import, string Fair, bool DryRun, long Rows, long Entered, long Unchanged, long Bad,
    IReadOnlyDictionary<string, string> Columns, IReadOnlyList<string> Ignored,
    long ErrorsTotal, IReadOnlyList<Finding> Errors, long WarningsTotal, IReadOnlyList<Quirk> Quirks, string? Ended)
{
    /// <summary>How many errors a report lists.</summary>
    public const int Listed = 1_000;

    /// <summary>Why an import ended that enters all rows or none, where some are bad.</summary>
    public const string NothingEntered = "nothing-entered";

    /// <summary>The report of an import that could not be made at all.</summary>
    public static ImportReport Refused(ImportOrder order, Kernel.Deciders.Refusal refusal) => new(
        order.Id, order.Fair, order.Id is null, 0, 0, 0, 0, new Dictionary<string, string>(), [], 1, [Finding.Error(1, "", "", refusal.Code, refusal.Detail)], 0, [], refusal.Code);

    /// <summary>Rows that went into the lot of another, where rows are merged; null where none are.</summary>
    public long? Merged { get; init; }

    /// <summary>How the file was read; null in what was stored before this was told.</summary>
    public FileRead? File { get; init; }

    /// <summary>The first lots as they would be entered; null unless it was a dry run.</summary>
    public IReadOnlyList<Previewed>? Preview { get; init; }

    /// <summary>How many groups of rows seem to be the same material; null for none.</summary>
    public long? SameTotal { get; init; }

    /// <summary>The largest of these groups, which may be merged; null for none.</summary>
    public IReadOnlyList<SameMaterial>? Same { get; init; }
}

/// <summary>A lot as a row would be entered.</summary>
/// <param name="Line">The row's line.</param>
/// <param name="Details">The lot.</param>
public sealed record Previewed(long Line, Lots.LotDetails Details);

/// <summary>Collects findings in bounded memory: all are counted, the first errors are kept, warnings are kept by kind.</summary>
public sealed class Findings
{
    private const int MostQuirks = 200;
    private readonly List<Finding> _errors = [];
    private readonly Dictionary<(string Rule, string Column, string Value), Quirk> _quirks = [];

    public long ErrorsTotal { get; private set; }

    public long WarningsTotal { get; private set; }

    public IReadOnlyList<Finding> Errors => _errors;

    /// <summary>The kinds of warnings, the most frequent first.</summary>
    public IReadOnlyList<Quirk> Quirks => [.. _quirks.Values.OrderByDescending(quirk => quirk.Rows).ThenBy(quirk => quirk.FirstLine)];

    public void Add(Finding finding)
    {
        if (finding.IsError)
        {
            ErrorsTotal++;
            if (_errors.Count < ImportReport.Listed) _errors.Add(finding);
            return;
        }

        WarningsTotal++;
        var key = (finding.Rule, finding.Column, finding.Rule is StockRules.UnitTranslated or "category-translated" or "condition-translated" ? finding.Value : "");
        if (_quirks.TryGetValue(key, out var quirk)) _quirks[key] = quirk with { Rows = quirk.Rows + 1 };
        else if (_quirks.Count < MostQuirks) _quirks[key] = new(finding.Rule, finding.Column, finding.Value, 1, finding.Line, finding.Message);
    }
}
