using Exchange.Kernel.Deciders;
using Exchange.Listing.Fairs;
using Exchange.Listing.Media;

namespace Exchange.Listing.Lots;

/// <summary>What may be said anew of a lot: its description, its photos and documents. Its terms stand from its entry.</summary>
/// <param name="Description">What a bidder should know of it.</param>
/// <param name="Files">Its photos and documents.</param>
public sealed record LotVersion(LotDescription? Description, IReadOnlyList<LotFile>? Files)
{
    public bool Equals(LotVersion? other) => other is not null && Description == other.Description && (Files ?? []).SequenceEqual(other.Files ?? []);

    public override int GetHashCode() => HashCode.Combine(Description, Files?.Count);

    /// <summary>What an offer says.</summary>
    public static LotVersion Of(Offer offer) => new(offer.Details.Description, offer.Files);

    /// <summary>An offer that says this.</summary>
    public Offer In(Offer offer) => offer with { Details = offer.Details with { Description = Description }, Files = Files };
}

/// <summary>An amendment for which Matching was asked, while the lot is on sale.</summary>
/// <param name="Version">The number that it would have.</param>
/// <param name="Wanted">What the lot would say.</param>
public sealed record AskedAmendment(long Version, LotVersion Wanted);

/// <summary>Amends what is said about a lot. Before its sale Listing decides that alone; while it is on sale Matching does, because only there it is known whether somebody has bid.</summary>
internal static class LotAmendments
{
    /// <summary>The most versions of a lot.</summary>
    public const long Most = 200;

    public static Decision<LotEvent> Decide(Lot lot, AmendLot amend, DateTimeOffset now)
    {
        var (offer, at) = (lot.Offer!, now.ToUnixTimeMilliseconds());
        if (amend.By != offer.Consignor && !amend.AsOperator) return LotRefusals.NotYours;
        if (lot.Status == LotStatus.Withdrawn) return LotRefusals.Withdrawn;
        if (lot.Status is LotStatus.Sold or LotStatus.PassedIn || lot.Attempt is not null) return LotRefusals.BidOn;
        if (!amend.AsOperator && at >= offer.FrozenFromAt && at < offer.SaleFromAt) return FairRefusals.CatalogueFrozen.With("frozenFromAt", offer.FrozenFromAt!);
        if (amend.Version is { } version && version != lot.Version) return LotRefusals.Changed.With("version", lot.Version);
        var was = LotVersion.Of(offer);
        if (amend.Description?.OrNothing()?.OutOfBounds() is { } field) return LotRefusals.OutOfBounds.With("field", "description." + field);
        if (LotFiles.After(was.Files ?? [], amend, out var files) is { } refusal) return refusal;
        var then = new LotVersion(amend.Description is { } said ? said.OrNothing() : was.Description, files);
        if (then == was) return Decision<LotEvent>.Nothing;
        if (lot.Asked is not null) return LotRefusals.AmendmentPending;
        if (lot.Version >= Most) return LotRefusals.TooManyVersions;
        return lot.Status == LotStatus.Entered || at < offer.SaleFromAt
            ? new LotAmended(offer.Fair, lot.Version + 1, at, then, was)
            : new AmendmentAsked(offer.Lot, offer.Fair, lot.Version + 1, then, at);
    }

    /// <summary>What Matching's answer comes to; an answer that is not waited for says nothing new.</summary>
    public static Decision<LotEvent> Decide(Lot lot, RecordAmendment answer) => lot.Asked switch
    {
        { } asked when asked.Version == answer.Version && answer.IsAllowed => new LotAmended(lot.Offer!.Fair, asked.Version, answer.At, asked.Wanted, LotVersion.Of(lot.Offer)),
        { } asked when asked.Version == answer.Version => new AmendmentRefused(asked.Version, answer.At),
        _ => Decision<LotEvent>.Nothing,
    };

    /// <summary>The lot after one of these events; null where it cannot follow.</summary>
    public static Lot? Evolve(Lot lot, AmendmentEvent @event) => @event switch
    {
        LotAmended amended when amended.Version == lot.Version + 1 => lot with
        {
            Version = amended.Version,
            Offer = amended.Now.In(lot.Offer!),
            FirstDescription = lot.Version == 1 ? lot.Offer!.Details.Description : lot.FirstDescription,
            Asked = null,
        },
        AmendmentAsked asked when lot.Asked is null && asked.Version == lot.Version + 1 => lot with { Asked = new(asked.Version, asked.Wanted) },
        AmendmentRefused refused when lot.Asked?.Version == refused.Version => lot with { Asked = null },
        _ => null,
    };
}

/// <summary>Says something anew about a lot.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Description">The whole description, in place of the one before; an empty one for none; as it is when null.</param>
/// <param name="Add">Photos and documents that come to those it has; of one that it has the words change.</param>
/// <param name="Remove">The digests of those that it shall not have any more.</param>
/// <param name="Version">The number of the version that is amended; whichever it is when null.</param>
public sealed record AmendLot(
    string By, bool AsOperator, LotDescription? Description = null, IReadOnlyList<LotFile>? Add = null, IReadOnlyList<string>? Remove = null, long? Version = null) : LotCommand;

/// <summary>Matching's answer to an amendment.</summary>
/// <param name="Version">The number of the version that was asked for.</param>
/// <param name="IsAllowed">Whether nobody had bid.</param>
/// <param name="At">When that was decided, in Unix milliseconds.</param>
public sealed record RecordAmendment(long Version, bool IsAllowed, long At) : LotCommand;

/// <summary>What has happened to what is said about a lot.</summary>
public abstract record AmendmentEvent : LotEvent;

/// <summary>It says something else from here on.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Version">The number of the version, from 2.</param>
/// <param name="At">Since when, in Unix milliseconds.</param>
/// <param name="Now">What it says.</param>
/// <param name="Was">What it said before.</param>
public sealed record LotAmended(string Fair, long Version, long At, LotVersion Now, LotVersion Was) : AmendmentEvent;

/// <summary>It shall say something else, if nobody has bid.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Version">The number that the version would have.</param>
/// <param name="Wanted">What it would say.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record AmendmentAsked(string Lot, string Fair, long Version, LotVersion Wanted, long At) : AmendmentEvent;

/// <summary>Somebody had bid: it goes on to say what it said.</summary>
public sealed record AmendmentRefused(long Version, long At) : AmendmentEvent;
