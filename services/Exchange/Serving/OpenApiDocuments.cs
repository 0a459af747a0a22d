using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Host.Cli;

namespace Exchange.Host.Serving;

/// <summary>The interface documents of the services.</summary>
internal static class OpenApiDocuments
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document of each service that has an interface, as the service serves it.</summary>
    public static async Task<int> Write(string directory, Screen screen, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        var scratch = Directory.CreateTempSubdirectory("exchange-openapi-");
        try
        {
            var quiet = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Warning" };
            await using var app = AllInOne.Build(new(scratch, "http://127.0.0.1:0", [], quiet), out _);
            await app.StartAsync(cancellation);
            using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
            foreach (var room in Rooms.All.Where(room => room.Service != "portal"))
            {
                var document = JsonNode.Parse(await http.GetStringAsync(new Uri($"/openapi/{room.Service}.json", UriKind.Relative), cancellation))!;
                var file = Path.Combine(directory, room.Service + ".json");
                await File.WriteAllTextAsync(file, document.ToJsonString(Indented) + "\n", cancellation);
                screen.Say($"Wrote {file}");
            }

            await app.StopAsync(cancellation);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        return 0;
    }
}
