using System.Text.Json.Nodes;
using Exchange.Identity;
using Exchange.Kernel.Problems;
using Exchange.Listing;
using Exchange.Matching;
using Exchange.Settlement;
using Exchange.Tests.Architecture;
using Exchange.Tests.Contracts;
using Exchange.Tests.Kernel;
using Exchange.Turnover;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Exchange.Tests.Docs;

/// <summary>The API document of each service, as the service itself serves it.</summary>
public sealed class OpenApiTests
{
    private static readonly Dictionary<string, (Action<WebApplicationBuilder> Add, Action<WebApplication> Map)> Parts = new()
    {
        ["identity"] = (builder => builder.AddIdentity(), app => app.MapIdentity()),
        ["listing"] = (builder => builder.AddListing(), app => app.MapListing()),
        ["matching"] = (builder => builder.AddMatching(), app => app.MapMatching()),
        ["settlement"] = (builder => builder.AddSettlement(), app => app.MapSettlement()),
        ["turnover"] = (builder => builder.AddTurnover(), app => app.MapTurnover()),
    };

    public static TheoryData<string> Services => [.. Parts.Keys];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_document_of_a_service_is_committed_and_whole(string service)
    {
        var document = await Served(service);
        var wrong = new List<string?> { Golden.Same($"docs/openapi/{service}.json", Golden.Text(document)) };
        foreach (var (path, item) in document["paths"]!.AsObject())
            foreach (var (method, operation) in item!.AsObject()) wrong.AddRange(Lacking($"{method} {path}", operation!.AsObject()));
        Assert.NotEmpty(document["paths"]!.AsObject());
        House.IsClean(wrong.OfType<string>());
    }

    [Fact]
    public void A_document_lists_the_problems_of_its_service() => Assert.Contains(ProblemList.Of("matching"), problem => problem.Code == "auction.bid-too-low");

    private static IEnumerable<string> Lacking(string name, JsonObject operation)
    {
        if (operation["security"] is null && operation["responses"]!["401"] is not null) yield return $"{name} asks for a token and does not say so";
        if (operation["responses"]!.AsObject().All(response => response.Key[0] is not ('4' or '5'))) yield return $"{name} names no problem";
        foreach (var (status, response) in operation["responses"]!.AsObject())
            if (string.IsNullOrEmpty((string?)response!["description"])) yield return $"{name} does not say what {status} means";
    }

    private static async Task<JsonNode> Served(string service)
    {
        var data = Directory.CreateTempSubdirectory("exchange-openapi-").FullName;
        try
        {
            await using var host = await EdgeHost.Start(Parts[service].Map, new() { ["Store:Data"] = data }, Parts[service].Add);
            return JsonNode.Parse(await host.Client.GetStringAsync(new Uri($"/openapi/{service}.json", UriKind.Relative)))!;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(data, recursive: true);
        }
    }
}
