using System.Globalization;
using Exchange.Host.Cli;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Exchange.Host.Serving;

/// <summary>The interface documents of the services.</summary>
internal static class OpenApiDocuments
{
    /// <summary>Writes a document for each service that has an interface.</summary>
    public static async Task<int> Write(string directory, Screen screen, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        var scratch = Directory.CreateTempSubdirectory("exchange-openapi-");
        try
        {
            await using var app = AllInOne.Build(new(scratch, "http://localhost:0", [], new Dictionary<string, string?>()), out _);
            var documents = app.Services.GetRequiredService<IAsyncSwaggerProvider>();
            foreach (var room in Rooms.All.Where(room => room.Service != "portal"))
            {
                var document = await documents.GetSwaggerAsync(room.Service);
                var file = Path.Combine(directory, room.Service + ".json");
                await using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
                document.SerializeAsV31(new OpenApiJsonWriter(text));
                await File.WriteAllTextAsync(file, text + "\n", cancellation);
                screen.Say($"Wrote {file}");
            }
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        return 0;
    }
}
