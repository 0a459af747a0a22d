using System.Text.Json;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Values;
using Exchange.Tests.Kernel;
using Exchange.Turnover;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Exchange.Tests.Turnover.Heard;

namespace Exchange.Tests.Turnover;

/// <summary>The board behind HTTP on files of its own.</summary>
public sealed class BoardHttpTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("exchange-turnover-").FullName;
    private EdgeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await EdgeHost.Start(app => app.MapTurnover(), new() { ["Store:Data"] = _data }, builder => builder.AddTurnover());

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("board")]
    [InlineData("stream")]
    public async Task A_fair_that_nobody_has_heard_of_has_no_board(string what) =>
        await (await Get($"/api/turnover/fairs/{Id.From("nowhere")}/{what}")).Problem(404, "board.unknown");

    [Fact]
    public async Task A_dimension_that_is_none_is_refused_and_says_which_there_are()
    {
        var problem = await (await Get($"/api/turnover/fairs/{Fair}/figures/weather")).Problem(404, "board.dimension-unknown");
        Assert.Contains("category", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fair_that_was_heard_of_has_a_board_with_its_figures()
    {
        var journal = _host.App.Services.GetRequiredService<TurnoverJournal>();
        await Hear(journal, Published(), "m1");
        await Hear(journal, Awarded("a", 500), "m2");
        await journal.WaitForViews(journal.Head());
        Assert.Equal(500, (await Read($"/api/turnover/fairs/{Fair}/board")).GetProperty("totals").GetProperty("turnoverMinor").GetInt64());
        Assert.Equal(1, (await Read($"/api/turnover/fairs/{Fair}/figures/category")).GetArrayLength());
    }

    private static Task Hear(TurnoverJournal journal, object message, string id) => journal.Hear(
        new("matching", 0, 1, [new(id, ContractName.Of(message.GetType()), 0, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options))]),
        CancellationToken.None);

    private async Task<JsonElement> Read(string path)
    {
        var answer = await Get(path);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private Task<HttpResponseMessage> Get(string path) => _host.Send(HttpMethod.Get, path, token: _host.Issuer.Token());
}
