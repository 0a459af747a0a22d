using System.Diagnostics;
using Exchange.Kernel.Deciders;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Matching.Rings;

/// <summary>What a consignor would take for one of its lots: stream <c>want/{lot}</c>. The lot stays for sale; wants bind nobody until a ring that comes of them is accepted.</summary>
/// <param name="Lot">The lot; null before its wants were first stated.</param>
/// <param name="Terms">What its consignor would take; null where it would not barter it.</param>
public sealed record LotWants(BarterLot? Lot, WantTerms? Terms) : IDecider<LotWants, LotWantsCommand, LotWantsEvent>
{
    /// <summary>The most lots and classes that are wanted for one lot.</summary>
    public const int MostLots = 50, MostClasses = 20;

    public static LotWants Initial { get; } = new(null, null);

    /// <summary>The stream of the wants of a lot.</summary>
    public static string Stream(string lot) => "want/" + lot;

    public static Decision<LotWantsEvent> Decide(LotWants wants, LotWantsCommand command, DateTimeOffset now) => command switch
    {
        StateWants { Lot: null } => AuctionRefusals.UnknownLot,
        StateWants state when state.By != state.Lot.Lot.Consignor => AuctionRefusals.NotYourLot,
        StateWants { Lot.IsForBarter: false } => AuctionRefusals.NotForBarter,
        StateWants state when !IsSound(state.Terms) => LotWantsRefusals.Unsound,
        StateWants state when state.Terms.Lots.Contains(state.Lot.Lot.Id) => LotWantsRefusals.OwnLot,
        StateWants { Unknown: [_, ..] unknown } => LotWantsRefusals.UnknownLots(unknown),
        StateWants state when wants.Terms is { } known && known.IsSame(state.Terms) => Decision<LotWantsEvent>.Nothing,
        StateWants state => new WantsStated(state.Lot, state.Terms),

        WithdrawWants when wants.Lot is null => LotWantsRefusals.None,
        WithdrawWants withdraw when withdraw.By != wants.Lot.Lot.Consignor => AuctionRefusals.NotYourLot,
        WithdrawWants when wants.Terms is null => Decision<LotWantsEvent>.Nothing,
        WithdrawWants => new WantsWithdrawn(wants.Lot.Lot.Fair),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static LotWants Evolve(LotWants wants, LotWantsEvent @event) => @event switch
    {
        WantsStated stated => new(stated.Lot, stated.Terms),
        WantsWithdrawn when wants.Terms is not null => wants with { Terms = null },
        _ => throw new InvalidDataException($"{@event.GetType().Name} cannot follow wants of lot '{wants.Lot?.Lot.Id}'."),
    };

    private static bool IsSound(WantTerms terms) =>
        terms.Lots.Count <= MostLots && terms.Classes.Count <= MostClasses && terms.Lots.Count + terms.Classes.Count > 0
        && terms.Classes.All(code => code.Length is > 0 and <= 20)
        && terms.ValueMinor is > 0 and <= Format.MostMinor
        && terms.MostPaidMinor is >= 0 and <= Format.MostMinor && terms.MostReceivedMinor is >= 0 and <= Format.MostMinor;
}
