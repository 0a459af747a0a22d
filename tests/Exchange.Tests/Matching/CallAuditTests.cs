using System.Buffers;
using System.Text;
using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Matching.Audits;
using Exchange.Matching.CallAuctions;
using Xunit;
using static Exchange.Tests.Matching.Trade;

namespace Exchange.Tests.Matching;

/// <summary>Audit files of call auctions: price, volume, fills and awards follow from the file alone, and nobody can change it unseen.</summary>
public sealed class CallAuditTests
{
    private const string Root = "MA0001234";

    private static readonly List<(long At, object[] Events)> Called = Entries(
        Buy(Builder, 3_520, 300), Sell(Mill, 3_480, 200) with { Root = Root }, Buy(Works, 3_500, 200), Sell(Yard, 3_500, 150) with { Root = Root }, Sell(Mill, 3_490, 120) with { Root = Root },
        new AmendOrder(Mill, 5, 349_000, 100_000), Buy(Builder, 3_480, 500), Buy(Branch, 3_510, 900), new CancelOrder(Branch, 7));

    private static readonly byte[] File = FileOf(Called);

    private static string Text => Encoding.UTF8.GetString(File);

    [Fact]
    public void A_file_says_who_traded_with_whom_by_the_rules()
    {
        var verdict = AuditVerifier.Verify(File);
        Assert.Empty(verdict.Faults);
        Assert.Equal((Auction, Terms.Grade.Title, "CNY", 11), (verdict.Lot, verdict.Title, verdict.Currency, verdict.Entries));
        Assert.Null(verdict.Result);
        Assert.Equal((350_000, 450_000, 50_000), (verdict.Call!.PriceMinor, verdict.Call.VolumeMilli, verdict.Call.SurplusMilli));
        Assert.Equal(
            [("Trader 3", "Trader 4", 300_000, 105_000_000), ("Trader 1", "Trader 5", 150_000, 52_500_000)],
            verdict.Call.Awards.Select(award => (award.Buyer, award.Seller, award.QuantityMilli, award.HammerMinor)));
    }

    [Fact]
    public void A_file_is_written_byte_for_byte_as_the_document_says()
    {
        Assert.StartsWith($$"""{"auction":"{{Auction}}","entries":[{"at":{{Opens.AddHours(-1).ToUnixTimeMilliseconds()}},"events":[{"terms":{""", Text, StringComparison.Ordinal);
        Assert.Contains(
            """{"order":{"enterprise":"Trader 4","number":2,"priceMinor":348000,"quantityMilli":200000,"root":"Body 1","side":"sell"},"type":"order-placed.v1"}""",
            Text, StringComparison.Ordinal);
        Assert.Contains("""],"format":"exchange-audit.v1","head":""", Text, StringComparison.Ordinal);
        Assert.EndsWith(
            $$"""{"award":"{{Id.From(Auction, "2")}}","buyer":"Trader 1","hammerMinor":52500000,"quantityMilli":150000,"seller":"Trader 5"}],"fills":["""
            + """{"order":1,"quantityMilli":300000},{"order":2,"quantityMilli":200000},{"order":3,"quantityMilli":150000},{"order":4,"quantityMilli":150000},{"order":5,"quantityMilli":100000}"""
            + """],"priceMinor":350000,"surplusMilli":50000,"volumeMilli":450000},"rules":1}""",
            Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_byte_that_is_changed_is_found_and_its_place_named() => Flips.AreAllNamed(File);

    [Fact]
    public void What_a_call_did_not_come_to_is_named_even_when_it_is_chained_anew()
    {
        var crossed = (OrdersCrossed)Called[^1].Events[0];
        Named(crossed with { Result = crossed.Result with { PriceMinor = 349_500 } }, "events[0].result.priceMinor is 349500, and by the rules 350000");
        Named(crossed with { Result = crossed.Result with { VolumeMilli = 400_000 } }, "events[0].result.volumeMilli is 400000, and by the rules 450000");
        Named(
            crossed with { Result = crossed.Result with { Fills = [.. crossed.Result.Fills.SkipLast(1), new(5, 99_000)] } },
            "events[0].result.fills[4].quantityMilli is 99000, and by the rules 100000");
        Named(crossed with { Awards = [crossed.Awards[0] with { Seller = Yard }, crossed.Awards[1]] }, "events[0].awards[0].seller is \"Trader 5\", and by the rules \"Trader 4\"");

        static void Named(OrdersCrossed forged, string fault) =>
            Assert.Contains($"entry 11: {fault}", AuditVerifier.Verify(FileOf([.. Called.SkipLast(1), (Called[^1].At, [forged])])).Faults);
    }

    [Fact]
    public void A_trade_that_fell_is_left_out_of_the_result_and_one_that_did_not_stand_is_named()
    {
        var (crossed, at) = ((OrdersCrossed)Called[^1].Events[0], Called[^1].At + 1);
        var fell = new TradeFell(crossed.Awards[0].Award, crossed.Grade.Fair, crossed.Awards[0].QuantityMilli, crossed.Awards[0].HammerMinor, "not-paid");
        var file = FileOf([.. Called, (at, [fell])]);
        var verdict = AuditVerifier.Verify(file);
        Assert.Empty(verdict.Faults);
        Assert.Equal([crossed.Awards[1].Award], verdict.Call!.Awards.Select(award => award.Award));
        Assert.Contains($"entry 12: events[0].hammerMinor is 1, and by the rules {fell.HammerMinor}", AuditVerifier.Verify(FileOf([.. Called, (at, [fell with { HammerMinor = 1 }])])).Faults);
        Flips.AreAllNamed(file);
    }

    [Fact]
    public void Orders_that_the_rules_refuse_are_named()
    {
        Named(Placed(Yard, Side.Buy, 350_000, Root), "call-auction.meets-linked-order");
        Named(Placed(Yard, Side.Buy, 360_000), "call-auction.meets-own-order");
        Named(Placed(Builder, Side.Buy, 350_001), "call-auction.off-tick");

        static OrderPlaced Placed(string enterprise, Side side, long price, string? root = null) => new(new(3, enterprise, side, price, 1_000) { Root = root });

        static void Named(OrderPlaced placed, string code)
        {
            var file = FileOf([.. Entries(Sell(Mill, 3_490, 10) with { Root = Root }, Sell(Yard, 3_600, 10)).SkipLast(1), (Called[^2].At, [placed]), Called[^1]]);
            Assert.Contains(AuditVerifier.Verify(file).Faults, fault => fault.StartsWith($"entry 4: by the rules it is refused: {code}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Whatever_was_ordered_the_audit_file_is_right_and_names_nobody() => CallAuctionLaws.AnyCommands.Sample(commands =>
    {
        var entries = Entries(commands);
        var (file, whole, part) = (FileOf(entries), AuditScribe.For(entries[0].Events[0]), AuditScribe.For(entries[0].Events[0]));
        var names = AuditNames.ForTraders();
        foreach (var (at, events) in entries)
        {
            Assert.Equal(SlowScribe.Entry(at, events, whole.Entries + 1, names), whole.Write(at, events));
            part = AuditScribe.After(part.Entries, part.Head, AuditNames.ForTraders().With(part.Names.Known));
            part.Write(at, events);
        }

        var (verdict, text) = (AuditVerifier.Verify(file, whole.Head), Encoding.UTF8.GetString(file));
        Assert.Empty(verdict.Faults);
        Assert.Equal((whole.Head, whole.Head, verdict.Entries), (verdict.Head, part.Head, verdict.HeadAt));
        foreach (var secret in new[] { Mill, Builder, Works, Branch, Yard, Root }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    });

    // What happened, an entry for each accepted command, with the call at the end.
    private static List<(long At, object[] Events)> Entries(params CallAuctionCommand[] commands)
    {
        var entries = new List<(long, object[])>();
        var auction = CallAuction.Initial;
        foreach (var (command, at) in commands.Select(command => (command, During)).Prepend((Open, Opens.AddHours(-1))).Append((new CallOrders(), Calls)))
        {
            var events = CallAuction.Decide(auction, command, at).Events.ToList();
            if (events.Count == 0) continue;
            entries.Add((at.ToUnixTimeMilliseconds(), [.. events]));
            auction = events.Aggregate(auction, CallAuction.Evolve);
        }

        return entries;
    }

    private static byte[] FileOf(IEnumerable<(long At, object[] Events)> entries)
    {
        var (file, bytes) = (new AuditFile(), new ArrayBufferWriter<byte>());
        foreach (var (at, events) in entries) file.Write(bytes, at, events);
        file.End(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
