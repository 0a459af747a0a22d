using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Tests.Contracts;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>The rules in plain language: complete and exact, so that no setting is added that no sentence says.</summary>
public sealed class RuleTextTests
{
    private static readonly FairRules Full = Sound((FairRules)Sample.Of(typeof(FairRules)));

    /// <summary>Every setting, as <c>bidding.proxy</c>; of what a list holds, the list.</summary>
    public static TheoryData<string> Settings => [.. Paths(typeof(FairRules), "").Select(path => path.Setting).Distinct()];

    /// <summary>Every value that can be set, as JSON has it: <c>ladder.rungs.0.format</c>.</summary>
    public static TheoryData<string> Values =>
        [.. Leaves((JsonObject)Node(Full), "").Where(path => Paths(typeof(FairRules), "").Any(known => path == known.Setting || path.StartsWith(known.Setting + ".", StringComparison.Ordinal)))];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_has_a_sentence(string setting) => Assert.Contains(RuleText.Of(Full), sentence => sentence.Settings.Contains(setting));

    [Fact]
    public void Every_sentence_says_a_setting_that_there_is()
    {
        var known = Paths(typeof(FairRules), "").Select(path => path.Setting).ToHashSet(StringComparer.Ordinal);
        var groups = known.Where(setting => setting.Contains('.')).Select(setting => setting.Split('.')[0]);
        Assert.All(RuleText.Of(Full).Concat(RuleText.Of(Rules)).SelectMany(sentence => sentence.Settings), setting => Assert.True(known.Contains(setting) || groups.Contains(setting), setting));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void No_value_changes_without_a_change_of_both_texts(string path)
    {
        var changed = (JsonObject)Node(Full);
        Change(changed, path.Split('.'));
        var other = changed.ToJsonString(StoredJson.Options);
        var rules = System.Text.Json.JsonSerializer.Deserialize<FairRules>(other, StoredJson.Options)!;
        Assert.NotEqual(RuleText.Plain(Full, chinese: true), RuleText.Plain(rules, chinese: true));
        Assert.NotEqual(RuleText.Plain(Full, chinese: false), RuleText.Plain(rules, chinese: false));
    }

    [Fact]
    public void Sentences_are_numbered_and_end_as_sentences_do() => Assert.All(RuleText.Of(Full).Index(), pair =>
    {
        Assert.Equal(pair.Index + 1, pair.Item.Number);
        Assert.EndsWith("。", pair.Item.Chinese, StringComparison.Ordinal);
        Assert.EndsWith(".", pair.Item.English, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(0, "0 minutes", "0分钟")]
    [InlineData(90_061_001, "1 day 1 hour 1 minute 1 second 1 millisecond", "1天1小时1分钟1秒1毫秒")]
    [InlineData(7_200_000, "2 hours", "2小时")]
    public void A_length_of_time_is_said_to_the_millisecond(long ms, string english, string chinese) =>
        Assert.Equal((english, chinese), (RuleWords.SpanEnglish(ms), RuleWords.SpanChinese(ms)));

    [Theory]
    [InlineData(300, "3%")]
    [InlineData(1_325, "13.25%")]
    [InlineData(0, "0%")]
    public void A_share_is_said_to_the_hundredth_of_a_percent(long basisPoints, string text) => Assert.Equal(text, RuleWords.Percent(basisPoints));

    [Fact]
    public void A_moment_is_said_by_the_clock_of_the_fair() => Assert.Equal(
        ("2026-10-12 09:00 (UTC+08:00)", "2026-10-25 02:30:00.001 (UTC+02:00)"),
        (RuleWords.At(Rules.OpensAt, "Asia/Shanghai"), RuleWords.At(At(2026, 10, 25, 0, 30) + 1, "Europe/Berlin")));

    [Fact]
    public async Task Rules_are_read_as_sentences_and_as_text_before_a_fair_is_created_and_after()
    {
        await using var host = await Start();
        var tried = await Json(await host.Post("/api/listing/rules", Rules, Organizer, Roles.Organizer), 200);
        Assert.Equal(5, tried.GetProperty("windows").GetArrayLength());
        var fair = await host.NewFair(published: false);
        Assert.Equal(tried.GetProperty("sentences").GetRawText(), (await Json(await host.Get($"/api/listing/fairs/{fair}/rules"), 200)).GetRawText());
        var english = await host.Get($"/api/listing/fairs/{fair}/rules.txt?lang=en");
        Assert.Equal("text/plain", english.Content.Headers.ContentType!.MediaType);
        Assert.Equal(RuleText.Plain(Rules, chinese: false), await english.Content.ReadAsStringAsync());
        Assert.Equal(RuleText.Plain(Rules, chinese: true), await (await host.Get($"/api/listing/fairs/{fair}/rules.txt")).Content.ReadAsStringAsync());
        await (await host.Get($"/api/listing/fairs/{fair}/rules.txt?lang=de")).Problem(400, "request.invalid");
        await (await host.Post("/api/listing/rules", Rules with { SoftCloseMs = -1 }, Organizer, Roles.Organizer)).Problem(422, "fair.out-of-bounds");
    }

    private static FairRules Sound(FairRules rules) => rules with
    {
        OpensAt = Rules.OpensAt,
        ClosesAt = Rules.ClosesAt,
        Bidding = rules.Bidding! with { Increments = "yuan" },
        Ladder = rules.Ladder! with { Rungs = [rules.Ladder.Rungs[0] with { Format = "dutch" }] },
    };

    private static JsonNode Node(FairRules rules) => System.Text.Json.JsonSerializer.SerializeToNode(rules, StoredJson.Options)!;

    private static IEnumerable<(string Setting, Type Type)> Paths(Type type, string prefix) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite
        let name = prefix + char.ToLowerInvariant(property.Name[0]) + property.Name[1..]
        let inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType
        from path in inner.Namespace == typeof(FairRules).Namespace || inner.Namespace == typeof(Exchange.Listing.Admissions.AdmissionRules).Namespace ? Paths(inner, name + ".") : [(name, inner)]
        select path;

    private static IEnumerable<string> Leaves(JsonNode node, string prefix) => node switch
    {
        JsonObject all => all.Where(pair => pair.Value is not null).SelectMany(pair => Leaves(pair.Value!, prefix + pair.Key + ".")),
        JsonArray list => list.Index().SelectMany(pair => Leaves(pair.Item!, prefix + pair.Index.ToString(CultureInfo.InvariantCulture) + ".")),
        _ => [prefix.TrimEnd('.')],
    };

    private static void Change(JsonNode node, string[] path)
    {
        var parent = path.SkipLast(1).Aggregate(node, (at, step) => at is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : at[step]!);
        var changed = Other(Get(parent, path[^1])!, path[^1]);
        if (parent is JsonArray within) within[int.Parse(path[^1], CultureInfo.InvariantCulture)] = changed;
        else parent[path[^1]] = changed;
    }

    private static JsonNode? Get(JsonNode parent, string step) => parent is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)] : parent[step];

    private static JsonNode Other(JsonNode value, string name) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.True => false,
        System.Text.Json.JsonValueKind.Number => value.GetValue<long>() + 1,
        _ => name switch { "timeZone" => "Europe/Berlin", "increments" => "ebay-us", "currency" => "EUR", "format" => "vickrey", "softCloseRule" => "add", _ => value.GetValue<string>() + "x" },
    };
}
