using System.Net;
using Exchange.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Exchange.Tests.Identity;

public sealed class EnterpriseTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task A_registered_enterprise_is_read_by_itself_and_by_the_operator_and_by_no_other_bidder()
    {
        var (enterprise, clientId, secret) = await host.Register("bidder");
        var other = await host.Register("bidder");
        using var own = await host.Get("/api/identity/enterprises/" + enterprise, await host.Token(clientId, secret));
        using var operators = await host.Get("/api/identity/enterprises/" + enterprise, await host.OperatorToken());
        using var strangers = await host.Get("/api/identity/enterprises/" + enterprise, await host.Token(other.ClientId, other.Secret));
        Assert.Equal("吉林", (await IdentityHost.Json(own)).GetProperty("region").GetString());
        Assert.Equal(HttpStatusCode.OK, operators.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, "enterprise.unknown"), await IdentityHost.Fault(strangers));
    }

    [Fact]
    public async Task The_same_request_again_gives_the_same_enterprise_and_no_secret()
    {
        var code = IdentityHost.NewCreditCode();
        using var first = await host.AskRegistration(code, "key-" + code);
        using var again = await host.AskRegistration(code, "key-" + code);
        var (one, two) = (await IdentityHost.Json(first), await IdentityHost.Json(again));
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(one.GetProperty("enterprise").GetString(), two.GetProperty("enterprise").GetString());
        Assert.False(two.TryGetProperty("clientSecret", out _));
        Assert.True(two.GetProperty("repeated").GetBoolean());
        await host.Token(one.GetProperty("clientId").GetString()!, one.GetProperty("clientSecret").GetString()!);
    }

    [Fact]
    public async Task Another_content_under_the_same_key_is_refused()
    {
        var code = IdentityHost.NewCreditCode();
        using var first = await host.AskRegistration(code, "key-" + code);
        using var other = await host.AskRegistration(code, "key-" + code, name: "另一家厂");
        Assert.Equal((HttpStatusCode.Conflict, "request.key-reused"), await IdentityHost.Fault(other));
    }

    [Fact]
    public async Task A_credit_code_has_one_enterprise_however_many_ask_at_once()
    {
        var code = IdentityHost.NewCreditCode();
        await host.OperatorToken();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.AskRegistration(code)));
        var faults = await Task.WhenAll(answers.Select(IdentityHost.Fault));
        Assert.Single(faults, fault => fault.Status == HttpStatusCode.Created);
        Assert.Equal(19, faults.Count(fault => fault == (HttpStatusCode.Conflict, "enterprise.credit-code-taken")));
    }

    [Fact]
    public async Task Many_registrations_at_once_all_get_secrets_that_work()
    {
        await host.OperatorToken();
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.Register("bidder")));
        Assert.Equal(100, all.Select(one => one.Enterprise).Distinct().Count());
        var tokens = await Task.WhenAll(all.Select(one => host.Token(one.ClientId, one.Secret)));
        Assert.Equal(all.Select(one => one.Enterprise), tokens.Select(token => IdentityHost.Read(token).GetClaim("enterprise").Value));
    }

    [Fact]
    public async Task A_change_that_fails_harms_none_of_its_batch()
    {
        var writer = host.Services.GetRequiredService<IdentityWriter>();
        await host.OperatorToken();
        var good = Enumerable.Range(0, 20).Select(_ => host.Register("bidder")).ToList();
        var bad = Enumerable.Range(0, 20).Select(_ => writer.Write<string>(store => throw new InvalidOperationException("as it should"))).ToList();
        foreach (var change in bad) await Assert.ThrowsAsync<InvalidOperationException>(() => change);
        Assert.Equal(20, (await Task.WhenAll(good)).Select(one => one.Enterprise).Distinct().Count());
    }

    [Fact]
    public async Task Every_field_of_a_bad_registration_is_named()
    {
        using var response = await host.Post("/api/identity/enterprises",
            new { name = " ", creditCode = "91350100M000100Y4Z", region = "", roles = new[] { "king" } }, await host.OperatorToken());
        var problem = await IdentityHost.Json(response);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["name", "creditCode", "region", "roles"], problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Only_an_operator_registers()
    {
        var (_, clientId, secret) = await host.Register("organizer");
        var body = new { name = "厂", creditCode = IdentityHost.NewCreditCode(), region = "吉林", roles = new[] { "bidder" } };
        using var organizers = await host.Post("/api/identity/enterprises", body, await host.Token(clientId, secret));
        using var nobodys = await host.Post("/api/identity/enterprises", body, null);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (organizers.StatusCode, nobodys.StatusCode));
    }

    [Fact]
    public async Task The_list_is_paged_by_id()
    {
        for (var i = 0; i < 3; i++) await host.Register();
        using var first = await host.Get("/api/identity/enterprises?limit=2", await host.OperatorToken());
        var next = Assert.Single(first.Headers.GetValues("Link")).Split('<', '>')[1];
        using var second = await host.Get(next, await host.OperatorToken());
        var ids = (await IdentityHost.Json(first)).EnumerateArray().Concat((await IdentityHost.Json(second)).EnumerateArray())
            .Select(row => row.GetProperty("enterprise").GetString()!).ToList();
        Assert.True(ids.Count >= 3);
        Assert.Equal(ids.Order(StringComparer.Ordinal).Distinct(), ids);
    }

    [Fact]
    public async Task A_person_has_no_role_that_the_enterprise_lacks()
    {
        var (enterprise, _, _) = await host.Register("bidder");
        using var response = await host.Post($"/api/identity/enterprises/{enterprise}/people",
            new { userName = "greedy", password = "long-enough-words", name = "李", roles = new[] { "operator" } }, await host.OperatorToken());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "person.role-not-of-enterprise"), await IdentityHost.Fault(response));
    }

    [Fact]
    public async Task A_user_name_is_taken_whatever_its_case_and_a_repeat_is_not_another_person()
    {
        var (enterprise, _, _) = await host.Register("bidder");
        var path = $"/api/identity/enterprises/{enterprise}/people";
        object Body(string userName, string password) => new { userName, password, name = "李", roles = new[] { "bidder" } };
        using var first = await host.Post(path, Body("li.lei", "long-enough-words"), await host.OperatorToken(), "person-1");
        using var repeat = await host.Post(path, Body("li.lei", "long-enough-words"), await host.OperatorToken(), "person-1");
        using var otherPassword = await host.Post(path, Body("li.lei", "quite-other-words"), await host.OperatorToken(), "person-1");
        using var taken = await host.Post(path, Body("Li.Lei", "long-enough-words"), await host.OperatorToken());
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, repeat.StatusCode));
        Assert.Equal("request.key-reused", (await IdentityHost.Fault(otherPassword)).Code);
        Assert.Equal((HttpStatusCode.Conflict, "person.user-name-taken"), await IdentityHost.Fault(taken));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("my-name-is-han.mei.mei")]
    public async Task A_weak_password_is_refused(string password)
    {
        var (enterprise, _, _) = await host.Register("bidder");
        using var response = await host.Post($"/api/identity/enterprises/{enterprise}/people",
            new { userName = "han.mei.mei", password, name = "韩", roles = new[] { "bidder" } }, await host.OperatorToken());
        Assert.Equal((HttpStatusCode.BadRequest, "request.invalid"), await IdentityHost.Fault(response));
    }

    [Fact]
    public async Task The_schema_has_exactly_the_columns_of_the_model()
    {
        await using var scope = host.Services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<IdentityStore>().Model.GetEntityTypes()
            .SelectMany(entity => entity.GetProperties().Select(property => (Table: entity.GetTableName()!, Column: property.GetColumnName())));
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Data, "identity.db")};Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' and t.name <> 'migrations'";
        var schema = new List<(string Table, string Column)>();
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) schema.Add((reader.GetString(0), reader.GetString(1)));
        Assert.Equal(model.Order(), schema.Order());
    }

    [Fact]
    public async Task What_is_old_can_be_removed_and_the_rest_stays()
    {
        var (_, clientId, secret) = await host.Register();
        await host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<IdentityPruning>().Single().Prune(CancellationToken.None);
        await host.Token(clientId, secret);
    }
}
