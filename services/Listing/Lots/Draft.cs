using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>Where a draft is in its life.</summary>
public enum DraftStatus
{
    /// <summary>Nothing has happened: there is no such draft.</summary>
    Unknown,

    /// <summary>Its consignor works on it.</summary>
    Saved,

    /// <summary>It became a lot of a fair.</summary>
    Entered,

    /// <summary>It was thrown away, or its goods went into other drafts.</summary>
    Discarded,
}

/// <summary>A lot that its consignor prepares and nobody else sees: stream <c>draft/{id}</c>. It may say anything until it is entered; then all that is wrong with it is said at once, and
/// what is entered becomes a lot with its catalogue number in one decision.</summary>
public sealed record Draft : IDecider<Draft, DraftCommand, DraftEvent>
{
    public string Id { get; init; } = "";

    public DraftStatus Status { get; init; }

    /// <summary>The enterprise whose draft it is.</summary>
    public string Consignor { get; init; } = "";

    public DraftContent Content { get; init; } = new();

    /// <summary>How many times it was saved.</summary>
    public long Version { get; init; }

    /// <summary>The lot that it became; null while it is none.</summary>
    public string? Lot { get; init; }

    /// <summary>The fair of that lot.</summary>
    public string? Fair { get; init; }

    public static Draft Initial { get; } = new();

    /// <summary>The stream of a draft.</summary>
    public static string Stream(string draft) => "draft/" + draft;

    public static Decision<DraftEvent> Decide(Draft draft, DraftCommand command, DateTimeOffset now) => command switch
    {
        { By: "" } => LotRefusals.NoEnterprise,
        BundleDrafts bundle when draft.Status == DraftStatus.Unknown => Decide(draft, new SaveDraft(bundle.Draft, bundle.By, bundle.Content, IsNew: true), now).And(bundle.Companions()),
        BundleDrafts => Decision<DraftEvent>.Nothing,
        SaveDraft save when draft.Status == DraftStatus.Unknown => save.IsNew ? Saved(save, now) : DraftRefusals.Unknown,
        _ when draft.Status == DraftStatus.Unknown || command.By != draft.Consignor => DraftRefusals.Unknown,

        DiscardDraft when draft.Status == DraftStatus.Discarded => Decision<DraftEvent>.Nothing,
        _ when draft.Status == DraftStatus.Entered => DraftRefusals.Entered,
        _ when draft.Status == DraftStatus.Discarded => DraftRefusals.Discarded,

        SaveDraft save => save.Content == draft.Content ? Decision<DraftEvent>.Nothing : Saved(save, now),
        DiscardDraft => new DraftDiscarded(now.ToUnixTimeMilliseconds()),
        UseDraft use when use.Version != draft.Version => DraftRefusals.Changed,
        UseDraft use => new DraftDiscarded(now.ToUnixTimeMilliseconds(), [use.Into]),
        SplitDraft split => draft.Split(split, now),
        EnterDraft enter => draft.Enter(enter, now),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Draft Evolve(Draft draft, DraftEvent @event) => @event switch
    {
        DraftSaved saved when draft.Status is DraftStatus.Unknown or DraftStatus.Saved =>
            draft with { Id = saved.Draft, Status = DraftStatus.Saved, Consignor = saved.Consignor, Content = saved.Content, Version = draft.Version + 1 },
        DraftEntered entered when draft.Status == DraftStatus.Saved => draft with { Status = DraftStatus.Entered, Fair = entered.Fair, Lot = entered.Lot },
        DraftDiscarded when draft.Status == DraftStatus.Saved => draft with { Status = DraftStatus.Discarded },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow in a draft that is {draft.Status}."),
    };

    private static DraftSaved Saved(SaveDraft save, DateTimeOffset now) => new(save.Draft, save.By, save.Content, now.ToUnixTimeMilliseconds());

    private Decision<DraftEvent> Enter(EnterDraft enter, DateTimeOffset now)
    {
        if (DraftCheck.Of(Content).Where(finding => !finding.IsAdvice).ToList() is { Count: > 0 } findings) return DraftRefusals.NotReady.With("findings", findings);
        var entry = Content.Entry(Id, enter.Fair, Consignor, enter.Root);
        return ((Decision<DraftEvent>)new DraftEntered(enter.Fair, entry.Lot, now.ToUnixTimeMilliseconds())).And(Fairs.Fair.Stream(enter.Fair), entry);
    }

    private Decision<DraftEvent> Split(SplitDraft split, DateTimeOffset now)
    {
        if (LotSplit.Of(Content, split.Split, out var parts) is { } refusal) return refusal;
        var ids = parts.Select((_, number) => PartOf(Id, Version, number)).ToList();
        return ((Decision<DraftEvent>)new DraftDiscarded(now.ToUnixTimeMilliseconds(), ids))
            .And(ids.Zip(parts, (id, part) => new Also(Stream(id), new SaveDraft(id, Consignor, part, IsNew: true))));
    }

    // The number is the part's; the version lets no part meet one of an earlier life of the draft.
    private static string PartOf(string draft, long version, int number) => Kernel.Values.Id.From("part", draft, FormattableString.Invariant($"{version}-{number}"));
}

/// <summary>What a draft can be told.</summary>
/// <param name="By">The enterprise that asks.</param>
public abstract record DraftCommand(string By);

/// <summary>Keeps what the consignor has of it, in place of what was kept before.</summary>
/// <param name="Draft">The draft's id.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="Content">All of it.</param>
/// <param name="IsNew">Whether it may begin with this.</param>
public sealed record SaveDraft(string Draft, string By, DraftContent Content, bool IsNew) : DraftCommand(By);

/// <summary>Makes it a lot of a fair.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Root">The root of the consignor's credit code, as its token said.</param>
public sealed record EnterDraft(string By, string Fair, string? Root) : DraftCommand(By);

/// <summary>Throws it away.</summary>
public sealed record DiscardDraft(string By) : DraftCommand(By);

/// <summary>Makes several drafts of it, and none of the whole remains.</summary>
public sealed record SplitDraft(string By, SplitTerms Split) : DraftCommand(By);

/// <summary>Begins it with the goods of others, which are no drafts any more: all happens, or nothing.</summary>
/// <param name="Draft">The new draft's id.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="Content">The bundle.</param>
/// <param name="Sources">The versions of the others, by their ids.</param>
public sealed record BundleDrafts(string Draft, string By, DraftContent Content, IReadOnlyDictionary<string, long> Sources) : DraftCommand(By)
{
    public IEnumerable<Also> Companions() => Sources.Select(source => new Also(Lots.Draft.Stream(source.Key), new UseDraft(By, Draft, source.Value)));
}

/// <summary>Its goods go into another draft; only that sends it.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="Into">The other draft.</param>
/// <param name="Version">The version whose goods they are.</param>
public sealed record UseDraft(string By, string Into, long Version) : DraftCommand(By);

/// <summary>What can have happened to a draft.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DraftSaved), "draft-saved.v1")]
[JsonDerivedType(typeof(DraftEntered), "draft-entered.v1")]
[JsonDerivedType(typeof(DraftDiscarded), "draft-discarded.v1")]
public abstract record DraftEvent;

public sealed record DraftSaved(string Draft, string Consignor, DraftContent Content, long At) : DraftEvent;

/// <summary>It became a lot.</summary>
public sealed record DraftEntered(string Fair, string Lot, long At) : DraftEvent;

/// <param name="At">Unix milliseconds.</param>
/// <param name="Into">The drafts that its goods went into; null for none.</param>
public sealed record DraftDiscarded(long At, IReadOnlyList<string>? Into = null) : DraftEvent;
