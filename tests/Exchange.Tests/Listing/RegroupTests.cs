using System.Text.Json;
using CsCheck;
using Exchange.Kernel.Security;
using Exchange.Listing.Lots;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>Splitting and bundling: nothing is lost and nothing gained.</summary>
public sealed class RegroupTests
{
    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(place => texts[place]);

    private static readonly Gen<ManifestLine> AnyLine =
        from quantity in Gen.Long[1, 1_000_000]
        from unit in OneOf("C62", "TNE", "MTR")
        from condition in OneOf("new", "good", "scrap")
        select new ManifestLine("Line", quantity, unit, "3110", condition);

    private static readonly Gen<DraftContent> AnyDraft =
        from quantity in Gen.Long[1, 50_000_000]
        from opening in Gen.Long[1, 1_000_000_000]
        from reserve in Gen.Long[0, 1_000_000_000]
        from unit in OneOf("C62", "TNE")
        from format in OneOf("english", "fixed-price", "sealed-first-price")
        from lines in AnyLine.Array[0, 12]
        select new DraftContent(
            "Goods", "3110", "Jilin", quantity, unit, format, format == "fixed-price" ? opening % 10_000 + 1 : opening, format == "fixed-price" || reserve == 0 ? null : reserve,
            Description: lines.Length == 0 ? null : new(Manifest: lines, Place: new("Yard 3")));

    [Fact]
    public void Parts_by_quantity_sum_to_the_whole() => AnyDraft.Select(Gen.Int[2, 50]).Sample((whole, count) =>
    {
        var refusal = LotSplit.Of(whole, new(count), out var parts);
        if (refusal is not null)
        {
            Assert.Equal(DraftRefusals.TooSmallToSplit, refusal);
            return;
        }

        Assert.Equal(count, parts.Count);
        SumsTo(whole, parts);
        Assert.Equal(Quantities(Manifest(whole)), Quantities(parts.SelectMany(Manifest)));
        Assert.InRange(parts.Max(part => part.QuantityMilli!.Value) - parts.Min(part => part.QuantityMilli!.Value), 0, 1_000);
        Assert.All(parts, part => Assert.Null(part.Details().Check()));
    });

    [Fact]
    public void Parts_by_line_have_each_line_once_and_their_prices_sum_to_the_whole() =>
        AnyDraft.Where(draft => Manifest(draft).Count >= 2 && draft.Format != "fixed-price").Select(Gen.Int[2, 6], Gen.Int[0, 1_000_000]).Sample((whole, count, seed) =>
        {
            var manifest = Manifest(whole);
            var groups = Enumerable.Range(1, manifest.Count).GroupBy(line => (line * 7919 + seed) % Math.Min(count, manifest.Count))
                .Select(group => (IReadOnlyList<long>)[.. group.Select(line => (long)line)]).ToList();
            if (groups.Count < 2 || LotSplit.Of(whole, new(Lines: groups), out var parts) == DraftRefusals.TooSmallToSplit) return;
            Assert.Equal(whole.OpeningMinor, parts.Sum(part => part.OpeningMinor));
            Assert.Equal(whole.ReserveMinor ?? 0, parts.Sum(part => part.ReserveMinor ?? 0));
            Assert.Equal(manifest.Select(line => line.Json()).Order(), parts.SelectMany(Manifest).Select(line => line.Json()).Order());
        });

    [Fact]
    public void A_bundle_has_what_its_parts_were_and_their_price() => AnyDraft.Array[2, 20].Sample(sources =>
    {
        Assert.Null(LotBundle.Of(sources, "All of it", out var bundle));
        Assert.Equal(sources.Sum(source => source.Format == "fixed-price" ? (source.OpeningMinor * source.QuantityMilli + 500) / 1_000 : source.OpeningMinor), bundle.OpeningMinor);
        Assert.Equal(sources.Sum(source => source.ReserveMinor ?? 0), bundle.ReserveMinor ?? 0);
        var lines = sources.SelectMany(source => Manifest(source) is { Count: > 0 } own ? own : [new ManifestLine("Goods", source.QuantityMilli!.Value, source.Unit!)]);
        Assert.Equal(Quantities(lines), Quantities(Manifest(bundle)));
        if (sources.All(source => source.Unit == sources[0].Unit)) Assert.Equal(sources.Sum(source => source.QuantityMilli), bundle.QuantityMilli);
        Assert.Equal(bundle.Format is not null, sources.All(source => source.Format == sources[0].Format && source.Format != "fixed-price"));
        Assert.DoesNotContain(DraftCheck.Of(bundle), finding => !finding.IsAdvice);
    });

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"parts":1}""")]
    [InlineData("""{"parts":51}""")]
    [InlineData("""{"parts":2,"lines":[[1],[2]]}""")]
    [InlineData("""{"quantitiesMilli":[1000,1000]}""")]
    [InlineData("""{"quantitiesMilli":[13000,-1000]}""")]
    [InlineData("""{"lines":[[1],[1,2]]}""")]
    [InlineData("""{"lines":[[1],[]]}""")]
    [InlineData("""{"lines":[[1],[3]]}""")]
    public void A_split_that_is_unclear_is_refused(string split)
    {
        var whole = DraftContent.Of(Details, null) with { Description = new(Manifest: [new("a", 2_000, "C62"), new("b", 10_000, "C62")]) };
        Assert.Equal("draft.split-unclear", LotSplit.Of(whole, JsonSerializer.Deserialize<SplitTerms>(split, JsonSerializerOptions.Web)!, out _)?.Code);
    }

    [Fact]
    public void A_bundle_needs_two_that_say_what_and_how_much_they_are()
    {
        var one = DraftContent.Of(Details, null);
        DraftContent[][] unclear = [[one], [one, one with { Title = null }], [one, one with { QuantityMilli = 0 }], [.. Enumerable.Repeat(one, 51)]];
        Assert.All(unclear, sources => Assert.Equal("draft.bundle-unclear", LotBundle.Of(sources, "x", out _)?.Code));
    }

    [Fact]
    public void Tenders_are_neither_split_nor_bundled()
    {
        var tender = DraftContent.Of(Details, null) with { Format = "reverse-sealed", ReserveMinor = null };
        Assert.Equal(DraftRefusals.BundleTender, LotSplit.Of(tender, new(2), out _));
        Assert.Equal(DraftRefusals.BundleTender, LotBundle.Of([tender, tender], "x", out _));
    }

    [Fact]
    public void A_lot_that_was_changed_or_is_on_sale_is_not_regrouped()
    {
        var lot = Lot(new LotEntered(Offered, Announced: true));
        var regroup = new RegroupLot(Consignor, false, "Split", Details, [], []);
        Assert.Equal(LotRefusals.Changed, lot.When(regroup with { Was = Details with { Title = "x" } }, Before).Refusal);
        Assert.Equal(LotRefusals.OnSale, lot.When(regroup, Opening).Refusal);
        Assert.Equal(LotRefusals.NotYours, lot.When(regroup with { By = Organizer }, Before).Refusal);
        var withdrawn = Assert.Single(lot.When(regroup, Before).Events);
        Assert.Equal(LotRefusals.Withdrawn, Lot(new LotEntered(Offered, true), withdrawn).When(regroup, Before).Refusal);
    }

    [Fact]
    public async Task Drafts_are_bundled_and_split_again()
    {
        await using var host = await Start();
        var drafts = new List<string>();
        foreach (var quantity in new[] { 1_000, 2_000 })
        {
            var body = new { title = "Bearing " + quantity, category = "3110", quantityMilli = quantity, openingMinor = 1_000 };
            drafts.Add((await Json(await host.Post("/api/listing/drafts", body, Consignor, Roles.Consignor), 201)).GetProperty("draft").GetString()!);
        }

        var bundle = (await Json(await host.Post("/api/listing/drafts/bundles", new { drafts, title = "Bearings" }, Consignor, Roles.Consignor), 201)).GetProperty("draft").GetString();
        var seen = (await Json(await host.Get("/api/listing/drafts/" + bundle, Consignor, Roles.Consignor), 200)).GetProperty("content");
        Assert.Equal((3_000, 2_000), (seen.GetProperty("quantityMilli").GetInt64(), seen.GetProperty("openingMinor").GetInt64()));
        await (await host.Post("/api/listing/drafts/bundles", new { drafts, title = "Again" }, Consignor, Roles.Consignor)).Problem(409, "draft.discarded");
        var parts = (await Json(await host.Post($"/api/listing/drafts/{bundle}/split", new { lines = new[] { new[] { 2 }, [1] } }, Consignor, Roles.Consignor), 200)).GetProperty("drafts");
        var second = (await Json(await host.Get("/api/listing/drafts/" + parts[1].GetString(), Consignor, Roles.Consignor), 200)).GetProperty("content");
        Assert.Equal(("Bearing 1000", 1_000, 667), (second.GetProperty("title").GetString(), second.GetProperty("quantityMilli").GetInt64(), second.GetProperty("openingMinor").GetInt64()));
        await host.Settle();
        Assert.Equal(2, (await Json(await host.Get("/api/listing/drafts?status=saved", Consignor, Roles.Consignor), 200)).GetArrayLength());
        Assert.Empty(await host.Rebuilt());
    }

    [Fact]
    public async Task Lots_are_split_bundled_and_copied_into_another_fair()
    {
        await using var host = await Start();
        var (fair, next) = (await host.NewFair(published: true), await host.NewFair(published: false));
        var lot = await Entered(host, fair, new { title = "Plate", category = "5306", quantityMilli = 3_000, openingMinor = 1_000, unit = "TNE" });
        var parts = await Json(await host.Post($"/api/listing/lots/{lot}/split", new { parts = 3 }, Consignor, Roles.Consignor), 200);
        Assert.Equal([2, 3, 4], parts.EnumerateArray().Select(part => part.GetProperty("number").GetInt64()));
        Assert.Equal("withdrawn", (await Json(await host.Get($"/api/listing/lots/{lot}"), 200)).GetProperty("status").GetString());
        var two = parts.EnumerateArray().Take(2).Select(part => part.GetProperty("lot").GetString()).ToList();
        var bundle = (await Json(await host.Post("/api/listing/lots/bundles", new { lots = two, title = "Plate again" }, Consignor, Roles.Consignor), 201)).GetProperty("lot").GetString();
        var seen = await Json(await host.Get($"/api/listing/lots/{bundle}"), 200);
        Assert.Equal((2_000, 667), (seen.GetProperty("quantityMilli").GetInt64(), seen.GetProperty("openingMinor").GetInt64()));
        await (await host.Post("/api/listing/lots/bundles", new { lots = two, title = "Plate again" }, Consignor, Roles.Consignor)).Problem(409, "lot.withdrawn");

        await host.Settle();
        var copies = $"/api/listing/fairs/{next}/lots/copies";
        var lots = new[] { bundle, parts[2].GetProperty("lot").GetString(), new string('0', 32) };
        var copied = await Json(await host.Post(copies, new { from = fair, lots }, Consignor, Roles.Consignor), 200);
        Assert.Equal((2, 1), (copied.GetProperty("entered").GetArrayLength(), copied.GetProperty("findings").GetArrayLength()));
        var again = await Json(await host.Post(copies, new { from = fair, lots }, Consignor, Roles.Consignor), 200);
        Assert.Equal((0, 2), (again.GetProperty("entered").GetArrayLength(), again.GetProperty("unchanged").GetInt64()));
        Assert.Equal(0, (await Json(await host.Post(copies, new { from = fair }, Consignor, Roles.Consignor), 200)).GetProperty("entered").GetArrayLength());
        Assert.Equal(3, (await Json(await host.Post(copies, new { from = fair, which = "all" }, Consignor, Roles.Consignor), 200)).GetProperty("entered").GetArrayLength());
        await Json(await host.Post($"/api/listing/lots/{bundle}/draft", new { }, Consignor, Roles.Consignor), 201);
        Assert.Empty(await host.Rebuilt());
    }

    private static async Task<string> Entered(ListingHost host, string fair, object body) =>
        (await Json(await host.Post($"/api/listing/fairs/{fair}/lots", body, Consignor, Roles.Consignor), 201)).GetProperty("lot").GetString()!;

    private static void SumsTo(DraftContent whole, IReadOnlyList<DraftContent> parts)
    {
        Assert.Equal(whole.QuantityMilli, parts.Sum(part => part.QuantityMilli));
        if (whole.Format == "fixed-price") Assert.All(parts, part => Assert.Equal(whole.OpeningMinor, part.OpeningMinor));
        else Assert.Equal((whole.OpeningMinor, whole.ReserveMinor ?? 0), (parts.Sum(part => part.OpeningMinor), parts.Sum(part => part.ReserveMinor ?? 0)));
    }

    private static IReadOnlyList<ManifestLine> Manifest(DraftContent draft) => draft.Description?.Manifest ?? [];

    private static Dictionary<string, long> Quantities(IEnumerable<ManifestLine> lines) =>
        lines.GroupBy(line => line.Unit).OrderBy(unit => unit.Key).ToDictionary(unit => unit.Key, unit => unit.Sum(line => line.QuantityMilli));
}
