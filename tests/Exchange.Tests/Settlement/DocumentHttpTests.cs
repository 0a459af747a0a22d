using System.Net;
using System.Text.Json;
using Exchange.Contracts.Identity.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Log;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Documents;
using Exchange.Tests.Kernel;
using MiniExcelLibs;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Documents as their readers see them: data, pages to be printed, and files.</summary>
public sealed class DocumentHttpTests : IAsyncLifetime
{
    private static readonly DealTerms Terms = Open().Terms;

    private static readonly string Contract = $"/api/settlement/documents/{Fair}/contract/1";

    private SettlementHost _host = null!;
    private int _key;

    public async ValueTask InitializeAsync()
    {
        _host = await SettlementHost.Start();
        await Hear(Award(), Award().Award);
        await Issue(DocumentKind.Contract);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_document_is_data_with_its_amount_in_capital_characters_and_its_place_in_the_log()
    {
        var document = await Read(await Get(For(Buyer, Roles.Bidder), Contract));
        Assert.Equal(("contract", 1, "人民币壹仟贰佰元零壹分"), (Text(document, "kind"), Number(document, "number"), Text(document, "totalInWords")));
        var record = document.GetProperty("record");
        Assert.True(Position.TryParse(Text(record, "position"), out var position));
        Assert.Equal(await Journal.HashOf(position), Text(record, "hash"));
        Assert.False(document.TryGetProperty("audit", out var none) && none.ValueKind != JsonValueKind.Null);

        await Hear(new LotAudited(Terms.Lot, Fair, 9, new('b', 64), Awarded.ToUnixTimeMilliseconds()), "m1");
        var audit = (await Read(await Get(For(Consignor, Roles.Consignor), Contract))).GetProperty("audit");
        Assert.Equal((9, new string('b', 64)), (Number(audit, "entries"), Text(audit, "head")));
    }

    [Fact]
    public async Task A_page_to_be_printed_has_no_script_and_says_all_in_both_languages()
    {
        var answer = await Get(For(Buyer, Roles.Bidder), Contract + "?format=html");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var said in new[]
        {
            "@page { size: A4;", "买卖合同", "Contract of sale", "№ 000001", Fair, DealId, Buyer, Consignor, "镀锌钢丝 Galvanized wire", "3 TNE", "1,200.01 CNY", "人民币壹仟贰佰元零壹分",
            "其中增值税", "13 %", "1989-10-16 24:00 UTC+08:00", "尚未公布", "not published yet",
        })
            Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Parties_stand_on_it_by_the_names_that_they_had_when_it_was_issued_and_by_their_ids()
    {
        var before = (await Get(For(Buyer, Roles.Bidder), Contract)).Headers.ETag!.Tag;
        await Named(Buyer, "辽滨物资贸易公司", -Day);
        await Named(Consignor, "松江重型机器厂", -Day);
        var answer = await Get(For(Buyer, Roles.Bidder), Contract);
        var document = await Read(answer);
        Assert.Equal(("松江重型机器厂", "辽滨物资贸易公司"), (Text(document, "consignorName"), Text(document, "buyerName")));
        Assert.Equal((Consignor, Buyer), (Text(document.GetProperty("paper").GetProperty("subject"), "consignor"), Text(document.GetProperty("paper").GetProperty("subject"), "buyer")));
        Assert.NotEqual(before, answer.Headers.ETag!.Tag);

        var page = WebUtility.HtmlDecode(await (await Get(For(Buyer, Roles.Bidder), Contract + "?format=html")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"<td>辽滨物资贸易公司 <small>{Buyer}</small></td>", page, StringComparison.Ordinal);
        var csv = await (await Get(For(Buyer, Roles.Bidder), Contract + "?format=csv")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"consignor_name,松江重型机器厂\r\nconsignor,{Consignor}", csv, StringComparison.Ordinal);
        Assert.Equal("辽滨物资贸易公司", Text((await Read(await Get(For(Buyer, Roles.Bidder), $"/api/settlement/deals/{DealId}/documents")))[0], "buyerName"));

        await Named(Buyer, "辽滨物资集团", Day); // a later name changes no document of before
        Assert.Equal(answer.Headers.ETag!.Tag, (await Get(For(Buyer, Roles.Bidder), Contract)).Headers.ETag!.Tag);

        Task Named(string enterprise, string name, long since) =>
            _host.Hear("identity", new EnterpriseNamed(enterprise, name, After(since).ToUnixTimeMilliseconds()), $"named {name}");
    }

    [Fact]
    public void What_parties_wrote_stays_text_on_the_page()
    {
        var paper = DocumentTests.Issue(DocumentKind.Invoice, Terms with { Title = "<script>alert(1)</script> & wire" }).Paper;
        var page = DocumentSheet.Of(DocumentShown.Of(new(7, 0, new(0, 3)), paper, null, "hash"));
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; wire", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("本单据不是税务发票。", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_is_a_file_for_accountants()
    {
        var csv = await Get(For(Buyer, Roles.Bidder), Contract + "?format=csv");
        Assert.Equal(("text/csv", "contract-000001.csv"), (csv.Content.Headers.ContentType?.MediaType, csv.Content.Headers.ContentDisposition?.FileName));
        var lines = (await csv.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        Assert.Contains("total,1200.01", lines);
        Assert.Contains("amount_hammer,1200.01", lines);
        Assert.Contains("at_payment-due,1989-10-17T00:00:00+08:00", lines);
        await using var workbook = new MemoryStream(await (await Get(Operator, Contract + "?format=xlsx")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var rows = workbook.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().ToDictionary(row => (string)row["field"], row => row["value"]);
        Assert.Equal((1200.01, "人民币壹仟贰佰元零壹分"), ((double)rows["total"], (string)rows["total_in_words"]));
    }

    [Fact]
    public async Task Documents_are_seen_by_those_who_see_the_deal()
    {
        var stranger = For(Id.From("stranger"), Roles.Bidder);
        await (await Get(stranger, Contract)).Problem(403, "document.not-yours");
        await (await Get(stranger, $"/api/settlement/deals/{DealId}/documents")).Problem(403, "deal.not-yours");
        Assert.Equal(HttpStatusCode.Forbidden, (await Get(For(Buyer, Roles.Bidder), $"/api/settlement/documents/{Fair}/contract")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(null, Contract)).StatusCode);
        foreach (var token in new[] { For(Buyer, Roles.Bidder), For(Consignor, Roles.Consignor), For(Id.From("organizer"), Roles.Organizer), Operator })
            Assert.Equal(1, (await Read(await Get(token, $"/api/settlement/deals/{DealId}/documents"))).GetArrayLength());
    }

    [Theory]
    [InlineData("contract/2", 404, "document.not-found")]
    [InlineData("contract/0", 404, "document.not-found")]
    [InlineData("letter/1", 404, "document.not-found")]
    [InlineData("letter", 404, "document.not-found")]
    [InlineData("contract/1?format=pdf", 400, "request.invalid")]
    public async Task What_is_not_there_is_a_problem(string asked, int status, string code)
    {
        await (await Get(Operator, $"/api/settlement/documents/{Fair}/{asked}")).Problem(status, code);
        await (await Get(Operator, "/api/settlement/documents/none/contract/1")).Problem(404, "document.not-found");
        await (await Get(Operator, "/api/settlement/deals/none/documents")).Problem(404, "deal.not-found");
        Assert.Empty(_host.Errors);
    }

    [Fact]
    public async Task The_register_and_a_deals_documents_have_links_to_their_next_pages()
    {
        await Issue(DocumentKind.Contract, 2);
        await Issue(DocumentKind.Invoice);
        await Issue(DocumentKind.Contract, 3);
        Assert.Equal(["contract 1", "contract 2", "contract 3"], await Pages($"/api/settlement/documents/{Fair}/contract?limit=2"));
        Assert.Equal(["contract 1", "contract 2", "invoice 1", "contract 3"], await Pages($"/api/settlement/deals/{DealId}/documents?limit=2"));

        async Task<List<string>> Pages(string address)
        {
            var first = await Get(Operator, address);
            var link = Assert.Single(first.Headers.GetValues("Link"));
            var second = await Get(Operator, link[1..link.IndexOf('>', StringComparison.Ordinal)]);
            Assert.False(second.Headers.Contains("Link"));
            return [.. (await Read(first)).EnumerateArray().Concat((await Read(second)).EnumerateArray()).Select(document => $"{Text(document, "kind")} {Number(document, "number")}")];
        }
    }

    [Fact]
    public async Task A_document_that_the_client_has_is_not_sent_again_until_its_audit_file_grows()
    {
        var tag = (await Get(Operator, Contract)).Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, Contract);
        again.Headers.Authorization = new("Bearer", Operator);
        again.Headers.IfNoneMatch.Add(tag);
        Assert.Equal(HttpStatusCode.NotModified, (await _host.Client.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode);
        await Hear(new LotAudited(Terms.Lot, Fair, 9, new('b', 64), 1), "m1");
        Assert.NotEqual(tag, (await Get(Operator, Contract)).Headers.ETag);
    }

    private SettlementJournal Journal => _host.Journal;

    private string Operator => _host.Operator;

    private string For(string enterprise, string role) => _host.For(enterprise, role);

    private async Task Issue(string kind, long part = 1)
    {
        var issue = DocumentTests.Issue(kind, Terms, part);
        Assert.IsType<Answer.Accepted>(await Journal.Submit(Document.Stream(issue.Paper.Document()), issue, new("tester", $"document-{_key++}")));
        await Journal.WaitForViews(Journal.Head());
    }

    private Task Hear(object message, string id) => _host.Hear("matching", message, id);

    private Task<HttpResponseMessage> Get(string? token, string path) => _host.Get(token, path);

    private static Task<JsonElement> Read(HttpResponseMessage response) => SettlementHost.Read(response);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
