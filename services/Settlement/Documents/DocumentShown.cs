using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Documents;

/// <summary>The head of the audit file of a document's lot.</summary>
/// <param name="Entries">How many entries the file has.</param>
/// <param name="Head">The hash of the last one: SHA-256 in lower-case hexadecimal.</param>
/// <param name="At">When it was published, in Unix milliseconds.</param>
public sealed record AuditShown(long Entries, string Head, long At);

/// <summary>Where a document stands in Settlement's log, whose rows are a hash chain.</summary>
/// <param name="Position">The row in which it was issued and numbered.</param>
/// <param name="Hash">That row's hash: SHA-256 in lower-case hexadecimal.</param>
public sealed record RecordShown(string Position, string? Hash);

/// <summary>What the parties of a document were called when it was issued.</summary>
/// <param name="Consignor">Null where no name of it was heard.</param>
/// <param name="Buyer">Likewise.</param>
public sealed record PartyNames(string? Consignor, string? Buyer);

/// <summary>A document as its readers see it.</summary>
/// <param name="Kind">award-notice, contract, invoice, delivery-note or statement.</param>
/// <param name="Number">Its number in the fair and of the kind, from 1 without gaps.</param>
/// <param name="IssuedAt">Unix milliseconds.</param>
/// <param name="Paper">What it says; it never changes.</param>
/// <param name="TotalInWords">Its total in capital characters, where it is in yuan: 人民币壹万贰仟元整.</param>
/// <param name="Audit">The head of its lot's audit file as it was published last; absent where it is not published yet.</param>
/// <param name="Record">Where it stands in the log.</param>
/// <param name="ConsignorName">What the consignor was called when it was issued; absent where Identity has not told yet.</param>
/// <param name="BuyerName">The same of the buyer.</param>
public sealed record DocumentShown(
    string Kind, long Number, long IssuedAt, Paper Paper, string? TotalInWords, AuditShown? Audit, RecordShown Record, string? ConsignorName = null, string? BuyerName = null)
{
    /// <param name="issued">The document's number and place.</param>
    /// <param name="paper">What it says.</param>
    /// <param name="audit">The head of its lot's audit file, or null.</param>
    /// <param name="hash">The hash of its row of the log.</param>
    /// <param name="names">What its parties were called then.</param>
    public static DocumentShown Of(DocumentPlace issued, Paper paper, AuditShown? audit, string? hash, PartyNames? names = null) => new(
        paper.Kind, issued.Number, issued.IssuedAt, paper, WordsOf(paper), audit, new(issued.Position.ToString(), hash), names?.Consignor, names?.Buyer);

    /// <summary>Its lines as fields with values, as files have them: amounts in major units, days in ISO 8601 at the offset of the document's time zone.</summary>
    public IEnumerable<(string Field, object Value)> Fields()
    {
        var subject = Paper.Subject;
        yield return ("kind", Kind);
        yield return ("number", Number);
        yield return ("fair", subject.Fair);
        yield return ("deal", subject.Deal);
        yield return ("lot", subject.Lot);
        yield return ("lot_number", subject.Number);
        yield return ("issued", Local(IssuedAt).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        if (ConsignorName is not null) yield return ("consignor_name", ConsignorName);
        yield return ("consignor", subject.Consignor);
        if (BuyerName is not null) yield return ("buyer_name", BuyerName);
        yield return ("buyer", subject.Buyer);
        yield return ("title", subject.Title);
        yield return ("category", subject.Category);
        yield return ("region", subject.Region);
        yield return ("quantity", subject.QuantityMilli / 1000m);
        if (Paper.DeliveredMilli is { } delivered) yield return ("quantity_delivered", delivered / 1000m);
        yield return ("unit", subject.Unit);
        yield return ("currency", subject.Currency);
        foreach (var amount in Paper.Amounts) yield return ("amount_" + amount.Label, new Money(amount.AmountMinor, subject.Currency).Major);
        if (Paper.TotalMinor is { } total) yield return ("total", new Money(total, subject.Currency).Major);
        if (TotalInWords is { } words) yield return ("total_in_words", words);
        foreach (var moment in Paper.Moments) yield return ("at_" + moment.Label, Local(moment.At).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        yield return ("audit_entries", Audit?.Entries ?? 0);
        yield return ("audit_head", Audit?.Head ?? "");
        yield return ("log_position", Record.Position);
        yield return ("log_hash", Record.Hash ?? "");
    }

    /// <summary>A moment in the document's time zone.</summary>
    public DateTimeOffset Local(long at) => TimeZoneInfo.ConvertTime(
        DateTimeOffset.FromUnixTimeMilliseconds(at), TimeZoneInfo.TryFindSystemTimeZoneById(Paper.TimeZone ?? "UTC", out var zone) ? zone : TimeZoneInfo.Utc);

    private static string? WordsOf(Paper paper) =>
        paper is { TotalMinor: { } total and <= ChineseAmount.MostMinor, Subject.Currency: "CNY" } ? "人民币" + ChineseAmount.Of(new(total, "CNY")) : null;
}

/// <summary>A document's number, and where it stands in the log.</summary>
public sealed record DocumentPlace(long Number, long IssuedAt, Position Position);
