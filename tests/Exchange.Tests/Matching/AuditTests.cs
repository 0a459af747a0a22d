using System.Buffers;
using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Matching.CallAuctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Audit files: what is in them, and that nobody can change them unseen.</summary>
public sealed class AuditTests
{
    private static readonly Lazy<byte[]> Sound = new(() => FileOf(Entries));

    private static byte[] File => Sound.Value;

    private static string Text => Encoding.UTF8.GetString(File);

    [Fact]
    public void A_file_says_who_won_by_the_rules()
    {
        var verdict = AuditVerifier.Verify(File);
        Assert.Empty(verdict.Faults);
        Assert.Equal((LotId, ByBids.Lot.Title, "CNY", 6), (verdict.Lot, verdict.Title, verdict.Currency, verdict.Entries));
        Assert.Equal(AuctionStatus.Sold, verdict.Result!.Outcome);
        Assert.Equal(new("Bidder 2", 16_500), Assert.Single(verdict.Result.Awards.Select(award => new KeyValuePair<string, long>(award.Winner, award.HammerMinor))));
    }

    [Fact]
    public void A_file_is_written_byte_for_byte_as_the_document_says()
    {
        Assert.StartsWith("{\"entries\":[{\"at\":", Text, StringComparison.Ordinal);
        Assert.Contains(
            $$"""{"at":{{During.ToUnixTimeMilliseconds()}},"events":[{"amountMinor":16000,"bid":1,"bidder":"Bidder 1","bidderNumber":1,"closesAt":{{ClosesAt}}"""
            + $$""","fair":"{{Fair}}","nextBidMinor":15500,"priceMinor":15000,"type":"bid-placed.v1"}],"hash":"{{Hashes[1]}}","n":2}""",
            Text, StringComparison.Ordinal);
        Assert.EndsWith(
            $$"""],"format":"exchange-audit.v1","head":"{{Hashes[^1]}}","lot":"{{LotId}}","result":{"awards":["""
            + $$"""{"award":"{{Id.From(LotId, "1")}}","hammerMinor":16500,"quantityMilli":2000000,"winner":"Bidder 2"}],"closesAt":{{ClosesAt}},"outcome":"sold"},"rules":1}""",
            Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_is_made_by_hand_as_the_document_says()
    {
        var before = Sha($$"""{"format":"exchange-audit.v1","lot":"{{LotId}}","rules":1}""");
        foreach (var (i, hash) in Hashes.Index())
        {
            var entry = JsonNode.Parse(Text)!["entries"]![i]!.AsObject();
            entry.Remove("hash");
            Assert.Equal(hash, before = Sha(before + "\n" + entry.ToJsonString(StoredJson.Options)));
        }

        static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Any_byte_that_is_changed_is_found_and_its_place_named() => Flips.AreAllNamed(File);

    [Theory]
    [InlineData("\"amountMinor\":16000", "\"amountMinor\":16001", "entry 2: its hash is")]
    [InlineData("\"priceMinor\":15000", "\"priceMinor\":15001", "entry 2: events[0].priceMinor is 15001, and by the rules 15000")]
    [InlineData("\"hammerMinor\":16500,\"lot\"", "\"hammerMinor\":16600,\"lot\"", "entry 6: events[0].hammerMinor is 16600, and by the rules 16500")]
    [InlineData("\"winner\":\"Bidder 2\"}],\"closesAt\"", "\"winner\":\"Bidder 1\"}],\"closesAt\"", "result.awards[0].winner is \"Bidder 1\", and by the rules \"Bidder 2\"")]
    [InlineData("\"outcome\":\"sold\"", "\"outcome\":\"passed-in\"", "result.outcome is \"passed-in\", and by the rules \"sold\"")]
    [InlineData("}],\"closesAt\":", "}],\"closesAt\":1e9999999999", "result.closesAt is 1e9999999999")]
    [InlineData("\"rules\":1", "\"rules\":2", "rules is 2, and this program knows the rules 1")]
    [InlineData("\"rules\":1", "\"rules\": 1", "is 0x20, and '1' in canonical JSON")]
    [InlineData("\"rules\":1", "\"rules\":1.0", "is '.', and '}' in canonical JSON")]
    [InlineData("\"rules\":1", "\"rules\":1,\"rules\":1", "'rules'")]
    [InlineData("\"rules\":1}", "\"rules\":1} ", "is 0x20, and the end in canonical JSON")]
    [InlineData("\"rules\":1}", "\"rules\":1", "breaks the JSON")]
    [InlineData("\"rules\":1}", "\"rules\":1,\"zeal\":1}", "the file has a member 'zeal' that it should not have")]
    [InlineData("Scrap copper", "Scr\\u0061p copper", "in canonical JSON")]
    public void What_is_changed_is_named(string from, string to, string named)
    {
        Assert.Contains(from, Text, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(Text.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(AuditVerifier.Verify(changed).Faults, fault => fault.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void One_change_is_one_wrong_link()
    {
        var inContent = Text.Replace("\"amountMinor\":16000", "\"amountMinor\":16001", StringComparison.Ordinal);
        var inHash = Text.Replace(Hashes[1], new string('0', 64), StringComparison.Ordinal);
        foreach (var changed in new[] { inContent, inHash })
        {
            var wrong = AuditVerifier.Verify(Encoding.UTF8.GetBytes(changed)).Faults.Where(fault => fault.Contains("its hash is", StringComparison.Ordinal));
            Assert.StartsWith("entry 2: ", Assert.Single(wrong), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 4)]
    public void Entries_in_another_order_are_named(int one, int other)
    {
        var file = JsonNode.Parse(Text)!;
        var entries = file["entries"]!.AsArray();
        var (first, second) = (entries[one]!.DeepClone(), entries[other]!.DeepClone());
        (entries[one], entries[other]) = (second, first);
        Assert.Contains(Faults(file), fault => fault.StartsWith($"entry {one + 1}: its number n is {other + 1}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_and_an_added_entry_are_named()
    {
        var (less, more) = (JsonNode.Parse(Text)!, JsonNode.Parse(Text)!);
        less["entries"]!.AsArray().RemoveAt(2);
        more["entries"]!.AsArray().Insert(3, more["entries"]![2]!.DeepClone());
        Assert.Contains(Faults(less), fault => fault.StartsWith("entry 3: its number n is 4 and should be 3", StringComparison.Ordinal));
        Assert.Contains(Faults(more), fault => fault.StartsWith("entry 4: its number n is 3 and should be 4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_written_anew_as_a_whole_is_known_by_the_published_head()
    {
        var forged = FileOf([.. Entries[..1], (Entries[1].At, [((BidPlaced)Entries[1].Events[0]) with { Bidder = Foundry }]), .. Entries[^1..]]);
        var right = FileOf([.. Entries[..1], .. Entries[5..]], closed => closed is AuctionClosed c ? c with { AwardedMilli = 0, Bids = 0 } : null);
        Assert.NotEmpty(AuditVerifier.Verify(forged).Faults);
        Assert.Empty(AuditVerifier.Verify(right).Faults);
        var fault = Assert.Single(AuditVerifier.Verify(right, Hashes[^1]).Faults);
        Assert.StartsWith($"the published head is {Hashes[^1]}, and no entry of the file has it", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_was_published_earlier_is_found_in_the_file() => Assert.Equal(4, AuditVerifier.Verify(File, Hashes[3]).HeadAt);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"entries\":[]," + Rest)]
    [InlineData("{\"entries\":[1]," + Rest)]
    [InlineData("{\"entries\":[{\"at\":9223372036854775807,\"events\":[{\"type\":\"bid-placed.v1\"}],\"hash\":\"\",\"n\":1}]," + Rest)]
    [InlineData("{\"entries\":[{\"at\":1,\"events\":[{\"type\":\"lot-offered.v1\"}],\"hash\":\"\",\"n\":1}]," + Rest)]
    [InlineData("{\"entries\":\"\\ud800\",\"format\":1}")]
    public void What_is_no_audit_file_at_all_is_said_to_be_none(string text) => Assert.NotEmpty(AuditVerifier.Verify(Encoding.UTF8.GetBytes(text)).Faults);

    [Fact]
    public void Every_text_of_an_event_is_known_to_be_an_enterprise_or_none() => Assert.Empty(
        Texts(typeof(AuctionEvent)).Concat(Texts(typeof(CallAuctionEvent))).Where(text => !AuditNames.IsEnterprise(text) && text != AuditNames.HiddenMember && !PublicTexts.Contains(text)).Distinct());

    private const string Rest = "\"format\":\"exchange-audit.v1\",\"head\":\"\",\"lot\":\"\",\"result\":{},\"rules\":1}";

    private static long ClosesAt => Closes.ToUnixTimeMilliseconds();

    // What may stand in a file that everyone may read. A member that holds enterprises goes to AuditNames instead.
    private static readonly string[] PublicTexts =
    [
        "admission", "auction", "award", "awards", "box", "by", "came", "category", "confirmedBy", "currency", "fair", "format", "group", "head", "id", "increments",
        "keyCheck", "keyEnterprises", "licence", "lot", "organizer", "reason", "receipt", "region", "ring", "salt", "softCloseRule", "status", "ties", "title", "unit", "why",
        "holidays", "timeZone", "workingDays",
    ];

    private static IEnumerable<string> Texts(Type type) => type.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(derived => derived.DerivedType).Append(type)
        .SelectMany(one => one.GetProperties()).Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null && property.Name != "EqualityContract")
        .SelectMany(property => Element(property.PropertyType) is var element && element == typeof(string) ? [JsonNamingPolicy.CamelCase.ConvertName(property.Name)]
            : element.Namespace!.StartsWith("Exchange", StringComparison.Ordinal) ? Texts(element) : []);

    private static Type Element(Type type) => type.IsGenericType ? Element(type.GetGenericArguments()[0]) : type;

    private static IReadOnlyList<string> Faults(JsonNode file) => AuditVerifier.Verify(Encoding.UTF8.GetBytes(file.ToJsonString(StoredJson.Options))).Faults;

    private static ImmutableArray<string> Hashes { get; } = [.. JsonNode.Parse(FileOf(Entries))!["entries"]!.AsArray().Select(entry => (string)entry!["hash"]!)];

    /// <summary>A sale with proxy bids: three maxima of two bidders, one of them no match, and the hammer.</summary>
    private static ImmutableArray<(long At, AuctionEvent[] Events)> Entries => field.IsDefault ? field = [.. Sold()] : field;

    private static IEnumerable<(long, AuctionEvent[])> Sold()
    {
        var state = Auction.Initial;
        (AuctionCommand, DateTimeOffset)[] commands =
        [
            (new OfferLot(Of(ByBids.Terms with { Proxy = true })), Opens.AddDays(-1)),
            (new PlaceBid(Smelter, 16_000), During), (new PlaceBid(Foundry, 15_600), During.AddSeconds(1)), (new PlaceBid(Foundry, 17_000), During.AddSeconds(2)),
            (new PlaceBid(Foundry, 30_000), During.AddSeconds(3)), (new CloseAuction(), Closes),
        ];
        foreach (var (command, at) in commands)
        {
            AuctionEvent[] events = [.. Auction.Decide(state, command, at).Events];
            state = events.Aggregate(state, Auction.Evolve);
            yield return (at.ToUnixTimeMilliseconds(), events);
        }
    }

    private static byte[] FileOf(IEnumerable<(long At, AuctionEvent[] Events)> entries, Func<AuctionEvent, AuctionEvent?>? change = null)
    {
        var (file, bytes) = (new AuditFile(), new ArrayBufferWriter<byte>());
        foreach (var (at, events) in entries)
            file.Write(bytes, at, change is null || events[^1] is not AuctionClosed ? events : [.. events.Select(change).OfType<AuctionEvent>()]);
        file.End(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
