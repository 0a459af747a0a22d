using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Turnover;
using Exchange.Turnover.Board;

namespace Exchange.Tests.Turnover;

/// <summary>What the turnover makes of messages, without a log: every hearing, decision, companion and event as it would be, and the states on top.</summary>
internal sealed class Heard
{
    public const string Fair = "fair", Zone = "Asia/Shanghai";

    /// <summary>2026-05-01 09:00 in the fair's time zone.</summary>
    public const long Start = 1_777_597_200_000;

    public static SettlementTerms Terms { get; } = new(300, 1000, 1000);

    private readonly Dictionary<string, object> _states = new(StringComparer.Ordinal);

    public List<(string Stream, object Event)> Events { get; } = [];

    public List<Refusal> Refusals { get; } = [];

    public Board Board => (Board)_states.GetValueOrDefault(Exchange.Turnover.Board.Board.Stream(Fair), Exchange.Turnover.Board.Board.Initial);

    public BoardFold Fold => Events.Aggregate(new BoardFold(), (fold, happened) => fold.Add(happened.Stream, happened.Event));

    public static Heard Of(params IEnumerable<object> messages)
    {
        var heard = new Heard();
        foreach (var message in messages) heard.Hear(message);
        return heard;
    }

    public static FairPublished Published(string currency = "CNY") => new(Fair, "Jilin", Zone, currency, Start, Start + 1000, "CN-22");

    public static LotEntered Entered(string lot, string category = "steel", string region = "CN-22", string consignor = "works") => new(
        lot, Fair, 1, "Plate", consignor, category, region, 1000, "TNE", "CNY", new("english", 100, 0, 10, 0, Start, Start + 1000), Terms);

    public static LotClosed Closed(string lot, long awarded = 1000, long bids = 0, long at = Start, long? closing = null) => new(lot, Fair, 1000, awarded, bids, at, Closing: closing);

    public static Exchange.Contracts.Matching.V1.AwardFell Fell(string lot, long closings = 1) => new("award of " + lot, lot, Fair, 1000, 500, "not-paid", closings, Start);

    public static LotsMoved Bids(string lot, long bids) => new([new(lot, Fair, 100, bids, Start)]);

    public static LotAwarded Awarded(
        string award, long hammer = 500, string category = "steel", string region = "CN-22", string consignor = "works", long at = Start, string currency = "CNY") =>
        new(award, "lot-" + award, Fair, 1, "Plate", category, region, consignor, "buyer", 1000, "TNE", hammer, currency, at, Terms);

    public static DealPaid Paid(string award, long amount = 500) => new(award, Fair, amount, "CNY", Start + 1);

    public static DealPaid PaidAgain(string award, long payment, long amount = 500) => new(award, Fair, amount, "CNY", Start + 1, payment);

    public static DealUnpaid Unpaid(string award, long payment = 1) => new(award, Fair, payment, Start + 2);

    public static DealSettled Settled(string award, long released = 485, long commission = 15) => new(award, Fair, released, commission, "CNY", Start + 2);

    public static DealCancelled Cancelled(string award) => new(award, "lot-" + award, Fair, "agreed", Start + 3);

    public static DealDefaulted Defaulted(string award) => new(award, "lot-" + award, Fair, "not-paid", Start + 3);

    /// <summary>Hears a message as the bus would bring it: as JSON, by its contract's name.</summary>
    public Heard Hear(object message)
    {
        var json = JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options);
        var hearing = TurnoverJournal.Definition.Hears.Single(each => each.Type == ContractName.Of(message.GetType()));
        foreach (var also in hearing.Commands(json))
        {
            var (states, events) = (new Dictionary<string, object>(StringComparer.Ordinal), new List<(string, object)>());
            if (Decide(also, states, events) is { } refusal)
            {
                Refusals.Add(refusal);
                continue;
            }

            foreach (var (stream, state) in states) _states[stream] = state;
            Events.AddRange(events);
        }

        return this;
    }

    private Refusal? Decide(Also also, Dictionary<string, object> states, List<(string Stream, object Event)> events)
    {
        var kind = TurnoverJournal.Definition.KindOf(also.Stream);
        var state = states.GetValueOrDefault(also.Stream) ?? _states.GetValueOrDefault(also.Stream) ?? kind.Initial;
        var decision = kind.Decide(state, also.Command, DateTimeOffset.UnixEpoch);
        if (decision.Refusal is not null) return decision.Refusal;
        foreach (var @event in decision.Events)
        {
            state = kind.Evolve(state, @event);
            events.Add((also.Stream, @event));
        }

        states[also.Stream] = state;
        return decision.Companions.Select(companion => Decide(companion, states, events)).FirstOrDefault(refusal => refusal is not null);
    }
}
