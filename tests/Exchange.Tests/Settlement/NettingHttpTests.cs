using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Exchange.Contracts.Identity.V1;
using Exchange.Host.Cli;
using Exchange.Kernel.Security;
using Exchange.Kernel.Time;
using Exchange.Kernel.Values;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Debts, rounds and their files over HTTP.</summary>
public sealed class NettingHttpTests : IAsyncLifetime
{
    private const string Debts = "/api/settlement/debts", Rounds = "/api/settlement/rounds", Header = "invoice,debtor,creditor,invoiced_on,due_on,amount,currency\n";

    private static readonly string Mill = Id.From("mill");

    private SettlementHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SettlementHost.Start();
        foreach (var enterprise in new[] { Buyer, Consignor, Mill }) await _host.Hear("identity", new EnterpriseNamed(enterprise, "Works", 1), $"named {enterprise}");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_ring_of_debts_with_a_deal_is_set_off_unwound_computed_again_and_proved()
    {
        await _host.Hear("matching", Award(), DealId);
        var file = Header + Row("M-1", Mill, Buyer, "800.00") + Row("C-1", Consignor, Mill, "800");
        Assert.Equal((2, 2, 0), Counts(await Read(await PostFile(Mill, file))));
        Assert.Equal((2, 0, 2), Counts(await Read(await PostFile(Mill, file)))); // The same again is known.
        foreach (var other in new[] { Buyer, Consignor })
            Assert.Equal(1, Number(await Read(await Post(other, $"{Debts}/confirmations", new { counterparty = Mill })), "confirmed"));

        var planned = await Read(await PostAs(Roles.Organizer, Fair, Rounds, Plan()), HttpStatusCode.Created);
        var round = Text(planned, "round")!;
        await At(Hour);
        var report = await Read(await Get(Roles.Organizer, Fair, $"{Rounds}/{round}?liquidity=10000"));
        var shown = report.GetProperty("round");
        Assert.Equal(("computed", 1, 277_001, 240_000), (Text(shown, "stage"), Number(shown, "run"), Number(shown, "totalMinor"), Number(shown, "clearedMinor")));
        Assert.Equal((37_001, 37_001, 250_000), (Number(report, "netInternalMinor"), Number(report, "remainderMinor"), Number(report, "clearedWithLiquidityMinor")));
        Assert.Equal(3, report.GetProperty("enterprises").GetArrayLength());
        Assert.Single((await Read(await Get(Roles.Bidder, Buyer, $"{Rounds}/{round}"))).GetProperty("enterprises").EnumerateArray());
        var deal = await Read(await Get(Roles.Bidder, Buyer, $"/api/settlement/deals/{DealId}"));
        Assert.Equal((80_000, 80_000, 40_001, round), (Number(deal, "setOffMinor"), Number(deal, "pendingSetOffMinor"), Number(deal, "outstandingMinor"), Text(deal, "pendingRound")));

        var debt = (await Read(await Get(Roles.Bidder, Buyer, Debts)))[0];
        Assert.Equal(("in-another-round", 80_000), (Text(debt, "excluded"), Number(debt, "pendingMinor")));
        await Read(await Post(Mill, $"{Rounds}/{round}/obligations/{Text(debt, "debt")}/withdraw", null));
        await At(Hour);
        Assert.Equal((2, 0), await RunOf(round));
        Assert.Contains("withdrawn", (await Read(await Get(Roles.Bidder, Buyer, $"{Rounds}/{round}/obligations"))).EnumerateArray().Select(leg => Text(leg, "excluded")));
        await At(3 * Hour);
        Assert.Equal("final", Text((await Read(await Get(Roles.Bidder, Buyer, Rounds)))[0], "stage"));
        Assert.Empty(_host.Errors);
    }

    [Fact]
    public async Task An_organizer_calls_off_a_round_that_is_not_computed()
    {
        var round = Text(await Read(await PostAs(Roles.Organizer, Fair, Rounds, Plan()), HttpStatusCode.Created), "round");
        await (await Post(Buyer, $"{Rounds}/{round}/cancel", null)).Problem(403, "auth.role-missing");
        await Read(await PostAs(Roles.Organizer, Fair, $"{Rounds}/{round}/cancel", null));
        await At(Hour);
        Assert.Equal("cancelled", Text((await Read(await Get(Roles.Organizer, Fair, $"{Rounds}/{round}"))).GetProperty("round"), "stage"));
        await (await Get(Roles.Organizer, Fair, $"{Rounds}/{round}/notices")).Problem(409, "round.not-computed");
    }

    [Fact]
    public async Task The_proof_file_of_a_round_is_verified_by_anyone_and_a_changed_amount_is_seen()
    {
        await PostFile(Mill, Header + Row("1", Mill, Buyer, "100.00") + Row("2", Buyer, Mill, "80.50") + Row("3", Consignor, Mill, "7"));
        foreach (var other in new[] { Buyer, Consignor }) await Post(other, $"{Debts}/confirmations", new { counterparty = Mill });
        var round = Text(await Read(await PostAs(Roles.Organizer, Fair, Rounds, Plan()), HttpStatusCode.Created), "round");
        await (await Get(Roles.Organizer, Fair, $"{Rounds}/{round}/proof")).Problem(409, "round.not-computed");
        await At(Hour);
        var proof = await (await Get(Roles.Organizer, Fair, $"{Rounds}/{round}/proof")).Content.ReadAsStringAsync();
        var notices = await (await Get(Roles.Bidder, Consignor, $"{Rounds}/{round}/notices")).Content.ReadAsStringAsync();
        Assert.Equal(2, notices.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // The header, and its own.
        await (await Get(Roles.Bidder, Buyer, $"{Rounds}/{round}/proof")).Problem(403, "auth.role-missing");

        Assert.Equal(0, await Verify(proof));
        for (var place = proof.IndexOf('\n', StringComparison.Ordinal); place < proof.Length; place++)
        {
            var column = proof[(proof.LastIndexOf('\n', place - 1) + 1)..place].Count(c => c == ',');
            if (column >= 3 && char.IsAsciiDigit(proof[place])) Assert.Equal(1, await Verify($"{proof[..place]}{(proof[place] == '7' ? '3' : '7')}{proof[(place + 1)..]}"));
        }
    }

    [Fact]
    public async Task A_file_is_reported_row_by_row_and_good_rows_are_kept()
    {
        var file = Header + Row("G", Mill, Buyer, "5") + Row("", Mill, Buyer, "5") + Row("A", "nobody", Buyer, "5") + Row("B", Mill, Buyer, "five") + Row("C", Mill, Buyer, "-5")
            + Row("D", Mill, Buyer, "0") + Row("E", Mill, Mill, "5") + Row("F", Mill, Id.From("nobody"), "5") + Row("G", Mill, Buyer, "6") + Row("H", Buyer, Consignor, "5")
            + $"I,{Mill},{Buyer},1989-13-01,1989-02-02,1,CNY\nJ,{Mill},{Buyer},1989-02-01,1989-01-01,1,yuan\nK,{Mill},\"{Buyer}\n";
        var report = await Read(await PostFile(Mill, file));
        Assert.Equal((13, 1, 0), Counts(report));
        Assert.Equal(
            [
                "3 invoice text", "4 debtor id", "5 amount amount", "6 amount debt.amount-out-of-range", "7 amount debt.amount-out-of-range", "8 creditor debt.to-oneself",
                "9  debt.unknown-enterprise", "10 invoice debt.duplicate", "11  debt.not-a-party", "12 invoiced_on date", "13 currency iso-4217", "14  quote",
            ],
            report.GetProperty("findings").EnumerateArray().Select(finding => $"{Number(finding, "line")} {Text(finding, "column")} {Text(finding, "rule")}"));
        Assert.Equal(
            ["", "nobody", "five", "-5", "0", Mill, "", "G", "", "1989-13-01", "yuan", ""],
            report.GetProperty("findings").EnumerateArray().Select(finding => Text(finding, "value")));
    }

    [Theory]
    [InlineData("", "debt-file.empty")]
    [InlineData("invoice,debtor\n", "debt-file.columns")]
    [InlineData("invoice,invoice,debtor,creditor,invoiced_on,due_on,amount,currency\n", "debt-file.columns")]
    [InlineData("\0", "debt-file.wrong-encoding")]
    public async Task A_file_that_is_none_is_refused_whole(string file, string code) => await (await PostFile(Mill, file)).Problem(422, code);

    [Fact]
    public async Task A_file_of_too_many_rows_is_refused_whole() =>
        await (await PostFile(Mill, Header + string.Concat(Enumerable.Repeat("a\n", 10_001)))).Problem(422, "debt-file.too-many-rows");

    [Fact]
    public async Task A_series_of_rounds_follows_the_calendar()
    {
        // Monday 16 October 1989, 11:00 in Shanghai; Saturday the 21st is worked.
        var planned = await Read(
            await PostAs(Roles.Organizer, Fair, Rounds, new
            {
                fair = Fair,
                currency = "CNY",
                computeAt = Awarded.AddHours(1).ToUnixTimeMilliseconds(),
                cutOffMs = Hour,
                rounds = 3,
                everyDays = 5,
                timeZone = "Asia/Shanghai",
                holidays = "1989-10-24",
                workingDays = "1989-10-21",
            }),
            HttpStatusCode.Created);
        Assert.Equal(3, planned.GetProperty("rounds").GetArrayLength());
        var times = (await Read(await Get(Roles.Organizer, Fair, Rounds))).EnumerateArray()
            .Select(round => DateTimeOffset.FromUnixTimeMilliseconds(Number(round, "computeAt")).ToOffset(TimeSpan.FromHours(8)).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture));
        Assert.Equal(["10-16 11:00", "10-21 11:00", "10-30 11:00"], times);
    }

    [Fact]
    public async Task Affiliated_enterprises_are_declared_and_what_they_owe_each_other_stays_out()
    {
        await PostFile(Mill, Header + Row("1", Mill, Buyer, "100") + Row("2", Buyer, Mill, "100"));
        await Post(Buyer, $"{Debts}/confirmations", new { counterparty = Mill });
        await Read(await PostAs(Roles.Organizer, Fair, "/api/settlement/affiliations", new { name = "Group", enterprises = new[] { Mill, Buyer } }));
        Assert.Equal("Group", Text((await Read(await Get(Roles.Organizer, Fair, "/api/settlement/affiliations")))[0], "name"));
        var round = Text(await Read(await PostAs(Roles.Organizer, Fair, Rounds, Plan()), HttpStatusCode.Created), "round")!;
        await At(Hour);
        Assert.Equal(0, Number((await Read(await Get(Roles.Organizer, Fair, $"{Rounds}/{round}"))).GetProperty("round"), "clearedMinor"));
        Assert.All((await Read(await Get(Roles.Organizer, Fair, $"{Rounds}/{round}/obligations"))).EnumerateArray(), leg => Assert.Equal("affiliated", Text(leg, "excluded")));
        var many = Enumerable.Range(0, 501).Select(n => Id.From("many", $"{n}"));
        await (await PostAs(Roles.Organizer, Fair, "/api/settlement/affiliations", new { name = "Many", enterprises = many })).Problem(422, "affiliation.too-many");
    }

    [Fact]
    public async Task One_debt_is_registered_seen_by_its_sides_and_disputed()
    {
        var body = new { invoice = "X", debtor = Mill, creditor = Buyer, invoicedOn = "1989-01-01", dueOn = "1989-02-01", amountMinor = 100, currency = "CNY" };
        var debt = Text(await Read(await Post(Mill, Debts, body), HttpStatusCode.Created), "debt");
        await Read(await Post(Buyer, $"{Debts}/{debt}/dispute", new { reason = "Paid in May" }));
        var shown = await Read(await Get(Roles.Bidder, Buyer, $"{Debts}/{debt}"));
        Assert.Equal(("disputed", "disputed", "Paid in May", 100), (Text(shown, "stage"), Text(shown, "excluded"), Text(shown, "reason"), Number(shown, "openMinor")));
        await Read(await Post(Buyer, $"{Debts}/{debt}/confirm", null));
        await Read(await Post(Mill, $"{Debts}/{debt}/security", new { secured = true }));
        Assert.Equal("secured", Text(await Read(await Get(Roles.Bidder, Mill, $"{Debts}/{debt}")), "excluded"));
        await (await Get(Roles.Bidder, Consignor, $"{Debts}/{debt}")).Problem(403, "debt.not-yours");
        await Read(await Post(Mill, $"{Debts}/{debt}/withdraw", null));
        await (await Post(Mill, Debts, body with { currency = "yuan" })).Problem(400, "request.invalid");
    }

    private static object Plan() => new { fair = Fair, currency = "CNY", computeAt = Awarded.ToUnixTimeMilliseconds() + Hour, cutOffMs = Hour };

    private static string Row(string invoice, string debtor, string creditor, string amount) => $"{invoice},{debtor},{creditor},1989-01-02,1989-02-02,{amount},CNY\n";

    private static (long Rows, long Registered, long Known) Counts(JsonElement report) => (Number(report, "rows"), Number(report, "registered"), Number(report, "known"));

    private async Task At(long ms)
    {
        ((SteppedClock)_host.Journal.Clock).MoveTo(Awarded.AddMilliseconds(ms));
        await _host.Journal.Settle(CancellationToken.None);
    }

    private async Task<(long Run, long Cleared)> RunOf(string round)
    {
        var shown = (await Read(await Get(Roles.Organizer, Fair, $"{Rounds}/{round}"))).GetProperty("round");
        return (Number(shown, "run"), Number(shown, "clearedMinor"));
    }

    private static async Task<int> Verify(string proof)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, proof);
            return await CommandTree.Run(["setoff", "verify", path], TextWriter.Null, TextWriter.Null);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<HttpResponseMessage> PostFile(string enterprise, string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Debts}/import") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(file)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        request.Headers.Authorization = new("Bearer", _host.For(enterprise, Roles.Bidder));
        request.Headers.Add("Idempotency-Key", Id.From(Guid.NewGuid().ToString()));
        var response = await _host.Client.SendAsync(request);
        await _host.Journal.WaitForViews(_host.Journal.Head());
        return response;
    }

    private Task<HttpResponseMessage> Post(string enterprise, string path, object? body) => PostAs(Roles.Bidder, enterprise, path, body);

    private Task<HttpResponseMessage> PostAs(string role, string enterprise, string path, object? body) => _host.Post(_host.For(enterprise, role), path, body);

    private Task<HttpResponseMessage> Get(string role, string enterprise, string path) => _host.Get(_host.For(enterprise, role), path);

    private static Task<JsonElement> Read(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK) => SettlementHost.Read(response, status);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
