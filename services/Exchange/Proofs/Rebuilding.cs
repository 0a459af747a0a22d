using Exchange.Host.Cli;
using Exchange.Kernel.Followers;

namespace Exchange.Host.Proofs;

/// <summary>Makes the views of stored data anew, in their place.</summary>
internal static class Rebuilding
{
    /// <summary>Rebuilds one service or all and prints what was different. 0 when nothing was, 1 when something was and is mended now.</summary>
    public static async Task<int> Run(StoredExchange exchange, string? service, Screen screen, CancellationToken cancellation)
    {
        var logs = service is null ? exchange.Logs : exchange.Of(service) is { } one ? [one] : throw new ArgumentException($"There are no data of '{service}'.");
        var differences = 0;
        await screen.Work("Rebuilding the views", logs.Count, async progress =>
        {
            var done = 0;
            foreach (var log in logs)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var difference in await Rebuild.Run(log.Definition, log.Stores, new()))
                {
                    differences++;
                    screen.Say($"{log.Service}: {LogProof.Describe(difference)}");
                }

                progress(++done);
            }
        });
        screen.Say(differences == 0 ? "The views were what the log says." : $"{differences} tables were different; now they are what the log says.");
        return differences == 0 ? 0 : 1;
    }
}
