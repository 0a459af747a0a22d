using System.Text.Json.Serialization;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Documents;

/// <summary>The kinds of documents, each with numbers of its own in a fair.</summary>
public static class DocumentKind
{
    /// <summary>成交确认书: who won what at what price.</summary>
    public const string AwardNotice = "award-notice";

    /// <summary>买卖合同: what the parties owe each other, and by when.</summary>
    public const string Contract = "contract";

    /// <summary>结算单: what the buyer has to pay. It is no tax invoice, which the tax administration's own system makes.</summary>
    public const string Invoice = "invoice";

    /// <summary>提货单: what was handed over.</summary>
    public const string DeliveryNote = "delivery-note";

    /// <summary>结算清单: where the money went in the end.</summary>
    public const string Statement = "statement";

    public static IReadOnlyList<string> All { get; } = [AwardNotice, Contract, Invoice, DeliveryNote, Statement];

    public static bool IsKnown(string? kind) => All.Contains(kind);
}

/// <summary>What a document is about: the deal, its parties and its goods.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">The lot's catalogue number.</param>
/// <param name="Title">What was sold.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Consignor">The enterprise that sold it.</param>
/// <param name="Buyer">The enterprise that bought it.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were awarded.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record PaperSubject(
    string Deal, string Lot, string Fair, long Number, string Title, string Category, string Region, string Consignor, string Buyer,
    long QuantityMilli, string Unit, string Currency)
{
    /// <summary>What a deal is about.</summary>
    public static PaperSubject Of(Deals.DealTerms terms) => new(
        terms.Deal, terms.Lot, terms.Fair, terms.Number, terms.Title, terms.Category, terms.Region, terms.Consignor, terms.Buyer,
        terms.QuantityMilli, terms.Unit, terms.Currency);
}

/// <summary>An amount on a document.</summary>
/// <param name="Label">What it is, of <see cref="PaperText.Amounts"/>: <c>hammer</c>, <c>premium</c>, <c>tax</c>, <c>tax-contained</c>, <c>deposit</c>, <c>paid</c>, <c>first-part</c>,
/// <c>adjustment</c>, <c>commission</c>, <c>released</c>, <c>returned</c>, <c>forfeited</c>.</param>
/// <param name="AmountMinor">In minor units; below zero where it is taken off.</param>
/// <param name="BasisPoints">The rate by which it was reckoned, in 1/10,000; null where there is none.</param>
public sealed record PaperAmount(string Label, long AmountMinor, long? BasisPoints = null)
{
    /// <summary>Whether it says what of other lines is something else, and adds nothing to their sum: the tax in the price, the first part of the total.</summary>
    [JsonIgnore]
    public bool IsContained => Label is "tax-contained" or "first-part";
}

/// <summary>A day or a moment on a document.</summary>
/// <param name="Label">What it is, of <see cref="PaperText.Moments"/>: <c>awarded</c>, <c>confirmation-due</c>, <c>confirmed</c>, <c>first-part-due</c>, <c>payment-due</c>,
/// <c>removal-due</c>, <c>acceptance-due</c>,
/// <c>paid</c>, <c>removed</c>, <c>settled</c>.</param>
/// <param name="At">Unix milliseconds. A deadline is the first moment that is too late.</param>
public sealed record PaperMoment(string Label, long At);

/// <summary>All that a document says. It is written when the document is issued and never changes.</summary>
/// <param name="Kind">One of <see cref="DocumentKind"/>.</param>
/// <param name="Part">Which of several of its kind for the deal, from 1.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="TotalMinor">The amount that it is for, which stands on it in words too; none when null.</param>
/// <param name="Amounts">How the amount comes about, in order; at most <see cref="MostLines"/>.</param>
/// <param name="Moments">Its days, in order; at most <see cref="MostLines"/>.</param>
/// <param name="DeliveredMilli">Thousandths of the unit that were handed over by weight; null where it does not say.</param>
/// <param name="TimeZone">The IANA time zone of its days; UTC when null.</param>
public sealed record Paper(
    string Kind, long Part, PaperSubject Subject, long? TotalMinor, IReadOnlyList<PaperAmount> Amounts, IReadOnlyList<PaperMoment> Moments,
    long? DeliveredMilli = null, string? TimeZone = null)
{
    public const int MostLines = 20;

    /// <summary>The document's id: there is one of a kind for a deal, and for each of its parts.</summary>
    public string Document() => IdOf(Subject.Deal, Kind, Part);

    public static string IdOf(string deal, string kind, long part) => Id.From("document", kind, deal, part.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Whether it can be issued: its parts are known, and its amounts add up.</summary>
    public bool IsSound() =>
        DocumentKind.IsKnown(Kind) && Part >= 1 && Id.IsValid(Subject.Deal) && Id.IsValid(Subject.Fair) && TotalMinor is null or >= 0
        && Amounts.Count <= MostLines && Moments.Count <= MostLines && Amounts.All(amount => PaperText.Amounts.ContainsKey(amount.Label))
        && Moments.All(moment => PaperText.Moments.ContainsKey(moment.Label) && moment.At is >= 0 and <= 253_402_300_799_999) && AddsUp();

    /// <summary>Whether its lines sum to its total, and no line that says what of another one is something else is more than that: no more tax in the price than the price, no greater first part
    /// than the total. A document without a total has no lines that would have one.</summary>
    public bool AddsUp()
    {
        Int128 sum = 0;
        foreach (var amount in Amounts)
            if (!amount.IsContained) sum += amount.AmountMinor;
        var hammer = Amounts.FirstOrDefault(amount => amount.Label == "hammer")?.AmountMinor ?? 0;
        return TotalMinor is { } total
            ? sum == total && Amounts.All(amount => !amount.IsContained || (amount.AmountMinor >= 0 && amount.AmountMinor <= (amount.Label == "tax-contained" ? hammer : total)))
            : Amounts.Count == 0;
    }

    /// <summary>Whether another one says the same, line by line.</summary>
    public bool Equals(Paper? other) => other is not null
        && (Kind, Part, Subject, TotalMinor, DeliveredMilli, TimeZone) == (other.Kind, other.Part, other.Subject, other.TotalMinor, other.DeliveredMilli, other.TimeZone)
        && Amounts.SequenceEqual(other.Amounts) && Moments.SequenceEqual(other.Moments);

    public override int GetHashCode() => HashCode.Combine(Kind, Part, Subject, TotalMinor);
}
