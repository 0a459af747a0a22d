using System.Collections.Immutable;
using System.Diagnostics;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Listing.Admissions;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Fairs;

/// <summary>Where a fair is in its life.</summary>
public enum FairStatus
{
    /// <summary>Nothing has happened: there is no such fair.</summary>
    Unknown,

    /// <summary>The organizer prepares it; lots may be entered, and nobody else hears of them.</summary>
    Draft,

    /// <summary>Its lots are announced; more may be entered until it opens.</summary>
    Published,

    /// <summary>Its lots are for sale.</summary>
    Open,

    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>A time-boxed sale event with its rules. It counts its lots, gives each its catalogue number, and says when each closes.</summary>
public sealed record Fair : IDecider<Fair, FairCommand, FairEvent>
{
    public string Id { get; init; } = "";

    public FairStatus Status { get; init; }

    /// <summary>The enterprise that runs it.</summary>
    public string Organizer { get; init; } = "";

    public FairRules? Rules { get; init; }

    /// <summary>When its lots close: computed once from the rules, so that no later change of a time zone moves them.</summary>
    public IReadOnlyList<ClosingWindow> Windows { get; init; } = [];

    /// <summary>The fair of which it is a copy; null for none.</summary>
    public string? CopyOf { get; init; }

    /// <summary>How many lots have been entered; also the last catalogue number.</summary>
    public long Lots { get; init; }

    /// <summary>The groups of lots that close and extend together, by name.</summary>
    public ImmutableDictionary<string, GroupOfLots> Groups { get; init; } = ImmutableDictionary<string, GroupOfLots>.Empty;

    /// <summary>The enterprises that may take lots in their priority windows, in order.</summary>
    public IReadOnlyList<string> KeyEnterprises { get; init; } = [];

    /// <summary>How many times they were named.</summary>
    public long Namings { get; init; }

    public static Fair Initial { get; } = new();

    /// <summary>The id of a group of lots, which stands beside its own home.</summary>
    public static string GroupOf(string fair, string group) => LotOf(Kernel.Values.Id.From("group", fair, group), fair, group);

    /// <summary>The id of a lot: it stands beside its group, if it has one, so that both are in one partition of whatever log knows them.</summary>
    public static string LotOf(string id, string fair, string? group) => group is null ? id : Kernel.Values.Id.Beside(id, Kernel.Values.Id.From("group", fair, group));

    /// <summary>The stream of a fair.</summary>
    public static string Stream(string fair) => "fair/" + fair;

    /// <summary>Whether a lot may be entered at a time: the fair has not opened, and its catalogue is not frozen.</summary>
    public bool TakesLots(DateTimeOffset now) => Status is FairStatus.Draft or FairStatus.Published && !IsFrozen(now);

    /// <summary>Whether the catalogue stands at a time: nothing is entered, amended or withdrawn by its consignor any more.</summary>
    public bool IsFrozen(DateTimeOffset now) => now.ToUnixTimeMilliseconds() >= Rules!.FrozenFromAt;

    public static Decision<FairEvent> Decide(Fair fair, FairCommand command, DateTimeOffset now) => command switch
    {
        CreateFair create when fair.Status != FairStatus.Unknown => create.Organizer == fair.Organizer && create.Rules == fair.Rules
            ? Decision<FairEvent>.Nothing
            : FairRefusals.Exists,
        CreateFair { Organizer: "" } => FairRefusals.NoEnterprise,
        CreateFair create when create.Rules.Check(now) is { } refusal => refusal,
        CreateFair create => Created(create),

        _ when fair.Status == FairStatus.Unknown => FairRefusals.Unknown,

        PublishFair publish when publish.Organizer != fair.Organizer && !publish.AsOperator => FairRefusals.NotYours,
        PublishFair when fair.Status != FairStatus.Draft => Decision<FairEvent>.Nothing,
        PublishFair when now.ToUnixTimeMilliseconds() >= fair.Rules!.OpensAt => FairRefusals.TooLateToPublish,
        PublishFair => fair.Published(),
        NameKeyEnterprises name => fair.Named(name),

        OpenFair when fair.Status is FairStatus.Open or FairStatus.Closed => Decision<FairEvent>.Nothing,
        OpenFair when fair.Status == FairStatus.Draft => FairRefusals.NotPublished,
        OpenFair when now.ToUnixTimeMilliseconds() < fair.Rules!.OpensAt => FairRefusals.TooEarly,
        OpenFair => new FairOpened(fair.Id, now.ToUnixTimeMilliseconds()),
        CloseFair when fair.Status == FairStatus.Closed => Decision<FairEvent>.Nothing,
        CloseFair when fair.Status != FairStatus.Open || now.ToUnixTimeMilliseconds() < fair.Rules!.ClosesAt => FairRefusals.TooEarly,
        CloseFair => new FairClosed(fair.Id, now.ToUnixTimeMilliseconds()),

        EnterLot enter => fair.Enter(enter, now),

        ConfirmApplications when fair.Status == FairStatus.Draft => FairRefusals.NotPublished,
        ConfirmApplications when fair.Status == FairStatus.Closed => AdmissionRefusals.FairOver,
        ConfirmApplications => fair.Rules!.Admission?.Policy == AdmissionRules.Approved ? Decision<FairEvent>.Nothing : AdmissionRefusals.NotByApplication,

        ConfirmAdmission confirm when confirm.By != fair.Organizer && !confirm.AsOperator => FairRefusals.NotYours,
        ConfirmAdmission when fair.Status == FairStatus.Closed => AdmissionRefusals.FairOver,
        ConfirmAdmission { Licence: { } code } => fair.Rules!.Admission?.Licensed?.Contains(code) is true ? Decision<FairEvent>.Nothing : AdmissionRefusals.LicenceNotNeeded,
        ConfirmAdmission => fair.Rules!.Admission?.Closed is null ? AdmissionRefusals.NotNeeded : Decision<FairEvent>.Nothing,

        ConfirmOrganizer confirm => confirm.By == fair.Organizer || confirm.AsOperator ? Decision<FairEvent>.Nothing : FairRefusals.NotYours,

        ConfirmPublished when fair.Status == FairStatus.Draft => FairRefusals.NotPublished,
        ConfirmPublished => Decision<FairEvent>.Nothing,

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Fair Evolve(Fair fair, FairEvent @event) => @event switch
    {
        FairCreated created when fair.Status == FairStatus.Unknown => fair with
        {
            Id = created.Fair,
            Status = FairStatus.Draft,
            Organizer = created.Organizer,
            Rules = created.Rules,
            Windows = created.Windows,
            CopyOf = created.CopyOf,
        },
        FairPublished when fair.Status == FairStatus.Draft => fair with { Status = FairStatus.Published },
        KeyEnterprisesNamed named when fair.Status == FairStatus.Draft => fair with { KeyEnterprises = named.Enterprises, Namings = fair.Namings + 1 },
        FairOpened when fair.Status == FairStatus.Published => fair with { Status = FairStatus.Open },
        FairClosed when fair.Status == FairStatus.Open => fair with { Status = FairStatus.Closed },
        LotNumbered numbered when fair.Status is FairStatus.Draft or FairStatus.Published && numbered.Number == fair.Lots + 1 =>
            fair with { Lots = numbered.Number, Groups = numbered.Group is { } group ? fair.Groups.SetItem(group, fair.GroupOf(group, numbered)) : fair.Groups },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow in a fair that is {fair.Status} with {fair.Lots} lots."),
    };

    private static Decision<FairEvent> Created(CreateFair create)
    {
        var created = new FairCreated(create.Fair, create.Organizer, create.Rules, ClosingSchedule.Windows(create.Rules), create.CopyOf);
        return create is { Rules.Priority: not null, KeyEnterprises: { Count: > 0 } key } ? new FairEvent[] { created, new KeyEnterprisesNamed(create.Fair, key) } : created;
    }

    private Decision<FairEvent> Enter(EnterLot enter, DateTimeOffset now) => enter.Details.Group switch
    {
        _ when enter.Details.Check() is { } refusal => refusal,
        _ when Status is not (FairStatus.Draft or FairStatus.Published) || now.ToUnixTimeMilliseconds() >= Rules!.OpensAt => FairRefusals.EntriesClosed,
        _ when IsFrozen(now) => FairRefusals.CatalogueFrozen.With("frozenFromAt", Rules.FrozenFromAt),
        _ when Rules!.Priority?.ObjectionTo(enter.Details) is { } refusal => refusal,
        _ when LadderRules.ObjectionTo(Rules.Ladder, enter.Details) is { } refusal => refusal,
        { } group when Groups.TryGetValue(group, out var full) && full.Lots == GroupOfLots.MostLots => LotRefusals.GroupFull,
        { } group when !Groups.ContainsKey(group) && Groups.Count == GroupOfLots.Most => LotRefusals.TooManyGroups,
        _ => Number(enter),
    };

    private Decision<FairEvent> Published() => this switch
    {
        { Rules.Priority: null } => new FairPublished(Id, Rules!, Organizer),
        { KeyEnterprises: [] } => FairRefusals.NoKeyEnterprises,
        _ => new FairPublished(Id, Rules!, Organizer, KeyEnterprises),
    };

    private Decision<FairEvent> Named(NameKeyEnterprises name) => this switch
    {
        _ when name.By != Organizer && !name.AsOperator => FairRefusals.NotYours,
        { Rules.Priority: null } => FairRefusals.NoPriority,
        _ when name.Enterprises.SequenceEqual(KeyEnterprises) => Decision<FairEvent>.Nothing,
        { Status: not FairStatus.Draft } => FairRefusals.KeyEnterprisesStand,
        _ => new KeyEnterprisesNamed(Id, name.Enterprises),
    };

    /// <summary>The number and the lot are one decision: if the lot exists already, no number is used up.</summary>
    private Decision<FairEvent> Number(EnterLot enter)
    {
        var (number, rules, group) = (Lots + 1, Rules!, enter.Details.Group);
        var window = rules.Priority is { } priority && priority.Covers(enter.Details) ? priority.WindowMs : null;
        var closesAt = group is not null && Groups.TryGetValue(group, out var known) ? known.ClosesAt : ClosingSchedule.CloseOf(number, Windows, rules.ClosingGapMs);
        var (ladder, ladderEndsAt) = (LadderRules.Of(rules, enter.Details), rules.ClosesAt + (rules.Ladder?.AfterCloseMs ?? 0));
        if (ladder is not null && closesAt + LadderFormats.LengthMs(ladder) > ladderEndsAt) return LotRefusals.LadderTooLong.With("closesAt", closesAt).With("ladderEndsAt", ladderEndsAt);
        var offer = new Offer(
            enter.Lot, Id, number, enter.Consignor, rules.Currency, enter.Details.With(rules), rules.OpensAt + (window ?? 0), closesAt,
            rules.SoftCloseMs, rules.CommissionBasisPoints, rules.PaymentDueMs, rules.RemovalDueMs, enter.Linked, BiddingOf(enter.Details),
            rules.Admission?.Closed, rules.Admission?.LicenceFor(enter.Details.Category), rules.Deposit?.Of(enter.Details), Organizer, rules.DowntimeGraceMs, enter.Root,
            rules.SecondChanceMs, ladder, ladder is null ? null : ladderEndsAt, window is null ? null : rules.OpensAt, rules.Deposit?.LimitMinor,
            rules.Settlement?.Of(rules, enter.Details.TaxCode), rules.IsEssential(enter.Details.Category) ? true : null, rules.CatalogueFreezeMs is null ? null : rules.FrozenFromAt, enter.Files);
        return ((Decision<FairEvent>)new LotNumbered(enter.Lot, number, group, group is null ? null : closesAt)).And(Lot.Stream(enter.Lot), new ListLot(offer, Status == FairStatus.Published));
    }

    private GroupOfLots GroupOf(string group, LotNumbered numbered) =>
        Groups.TryGetValue(group, out var known) ? known with { Lots = known.Lots + 1 } : new(numbered.ClosesAt!.Value, 1);

    private BiddingRules? BiddingOf(LotDetails details) => Rules!.Bidding is { } rules ? LotFormat.Of(details.Format)!.BiddingOf(rules, details) : null;
}

/// <summary>Lots that close and extend together.</summary>
/// <param name="ClosesAt">The close of the first of them, which is that of all, in Unix milliseconds.</param>
/// <param name="Lots">How many they are.</param>
public sealed record GroupOfLots(long ClosesAt, long Lots)
{
    /// <summary>The most lots of a group: a late bid writes an event for each.</summary>
    public const long MostLots = 100;

    /// <summary>The most groups of a fair, whose state has them all.</summary>
    public const int Most = 1_000;
}
