using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>Lots of a fair that extend together: stream <c>group/{group}</c>. It knows which of them are open or to come, and hands a moved close on to all
/// the others, in the log entry of the bid that moved it: so there is no moment at which one of them could fall while the other's extension is on its way.
/// The close itself stands in each lot alone. A lot's id and its group's stand beside one home, so that they are in one partition.</summary>
/// <param name="Lots">The ids of lots whose sale has not ended.</param>
public sealed record AuctionGroup(ImmutableList<string> Lots) : IDecider<AuctionGroup, GroupCommand, GroupEvent>
{
    public static AuctionGroup Initial { get; } = new(ImmutableList<string>.Empty);

    public static string Stream(string group) => "group/" + group;

    public static Decision<GroupEvent> Decide(AuctionGroup group, GroupCommand command, DateTimeOffset now) => command switch
    {
        JoinGroup join when group.Lots.Contains(join.Lot) => Decision<GroupEvent>.Nothing,
        JoinGroup join => new LotJoined(join.Lot),

        LeaveGroup leave when !group.Lots.Contains(leave.Lot) => Decision<GroupEvent>.Nothing,
        LeaveGroup leave => new LotLeft(leave.Lot),

        ExtendGroup extend => Decision<GroupEvent>.Nothing.And(
            group.Lots.Where(lot => lot != extend.Lot).Select(lot => new Also(Auction.Stream(lot), new ExtendWith(extend.Lot, extend.ClosesAt)))),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static AuctionGroup Evolve(AuctionGroup group, GroupEvent @event) => @event switch
    {
        LotJoined joined when !group.Lots.Contains(joined.Lot) => new(group.Lots.Add(joined.Lot)),
        LotLeft left when group.Lots.Contains(left.Lot) => new(group.Lots.Remove(left.Lot)),
        _ => throw new InvalidDataException($"{@event} cannot follow in a group of {group.Lots.Count} lots."),
    };

    /// <summary>A lot's decision, with which the other lots of its group hear of a close that has moved, and of an end, in the same log entry.</summary>
    internal static Decision<AuctionEvent> Hears(Auction auction, Decision<AuctionEvent> decision)
    {
        if (auction.Offered is not { Lot.Id: var lot, Terms.Group: { } group } || decision.Count == 0) return decision;
        return decision[decision.Count - 1] switch
        {
            BidPlaced bid when bid.ClosesAt > auction.ClosesAt => decision.And(Stream(group), new ExtendGroup(lot, bid.ClosesAt)),
            DemandPlaced bid when bid.ClosesAt > auction.ClosesAt => decision.And(Stream(group), new ExtendGroup(lot, bid.ClosesAt)),
            AuctionClosed or AttemptOpened => decision.And(Stream(group), new LeaveGroup(lot)),
            AuctionWithdrawn when auction.Held is not null => decision.And(Stream(group), new LeaveGroup(lot)),
            AwardFell when auction.Outcome is AuctionStatus.Sold => decision.And(Stream(group), new JoinGroup(lot)),
            _ => decision,
        };
    }
}

/// <summary>What may be asked of a group of lots; only its lots ask.</summary>
public abstract record GroupCommand;

/// <summary>A lot of the group is up for sale.</summary>
public sealed record JoinGroup(string Lot) : GroupCommand;

/// <summary>A lot's sale has ended.</summary>
public sealed record LeaveGroup(string Lot) : GroupCommand;

/// <summary>A late bid has moved a lot's close.</summary>
/// <param name="Lot">The lot.</param>
/// <param name="ClosesAt">Its close since, in Unix milliseconds.</param>
public sealed record ExtendGroup(string Lot, long ClosesAt) : GroupCommand;

/// <summary>What has happened to a group of lots.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LotJoined), "lot-joined.v1")]
[JsonDerivedType(typeof(LotLeft), "lot-left.v1")]
public abstract record GroupEvent;

/// <summary>The lot extends with the others from now on.</summary>
public sealed record LotJoined(string Lot) : GroupEvent;

/// <summary>The lot's sale has ended.</summary>
public sealed record LotLeft(string Lot) : GroupEvent;
