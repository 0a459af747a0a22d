namespace Exchange.Matching.Audits;

/// <summary>What was found in an audit file.</summary>
/// <param name="Lot">The lot, or the call auction; null when the file does not say it.</param>
/// <param name="Title">What it is.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Entries">How many entries were read.</param>
/// <param name="Head">The head by the chain, or null when the file has no entries.</param>
/// <param name="Result">The result of a lot by the rules, or null when the entries do not come to one.</param>
/// <param name="Call">The result of a call auction likewise.</param>
/// <param name="HeadAt">The entry at which the published head stands, where one was given and found.</param>
/// <param name="Faults">What is wrong, each with its place; none when the file is right.</param>
public sealed record AuditVerdict(
    string? Lot, string? Title, string? Currency, long Entries, string? Head, AuditResult? Result, AuditedCall? Call, long? HeadAt, IReadOnlyList<string> Faults);
