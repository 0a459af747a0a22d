using System.Globalization;
using System.Text;
using System.Text.Json;
using Exchange.Contracts;

namespace Exchange.Host.Rehearsal;

/// <summary>The hand that moves the stepped clock of every process. It moves on only when everybody has done what was due.</summary>
public sealed class ClockHand(Targets targets, Wire wire, Tokens tokens, RehearsalSettings settings)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>What the clock shows.</summary>
    public DateTimeOffset Now { get; private set; } = settings.Start;

    /// <summary>What is being done, as it is told to who watches.</summary>
    public string Phase { get; set; } = "";

    /// <summary>How often it was moved.</summary>
    public long Steps { get; private set; }

    /// <summary>Moves all clocks to a time and returns when nothing is due any more and everybody has heard everything.</summary>
    public async Task MoveTo(DateTimeOffset time, CancellationToken cancellation)
    {
        if (time > Now) Now = time;
        settings.Progress(Phase, Now);
        Steps++;
        var body = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"now":{{Now.ToUnixTimeMilliseconds()}}}"""));
        do await Task.WhenAll(targets.Processes.Select(process => Put(process, body, cancellation)));
        while (!await IsSettled(cancellation));
    }

    /// <summary>Waits until everybody has heard everything, without moving.</summary>
    public Task Settle(CancellationToken cancellation) => MoveTo(Now, cancellation);

    private async Task Put(Uri process, byte[] body, CancellationToken cancellation) =>
        (await tokens.AsOperator((token, stop) => wire.Send(HttpMethod.Put, new(process, "/clock"), body, new("application/json"), token, null, stop), cancellation))
            .OrThrow($"Moving the clock of {process}");

    // In one process the answer to the step says it all. Processes that hear each other through a broker are asked until nobody has anything left to hear;
    // whoever heard something meanwhile may have something due, hence the next round.
    private async Task<bool> IsSettled(CancellationToken cancellation)
    {
        if (targets.Processes.Count == 1) return true;
        var before = await Everybody(cancellation);
        if (!HaveHeardAll(before))
        {
            await Task.Delay(Pause, TimeProvider.System, cancellation);
            return false;
        }

        return HaveHeardAll(await Everybody(cancellation));
    }

    private async Task<List<JsonElement>> Everybody(CancellationToken cancellation)
    {
        var replies = await Task.WhenAll(targets.Processes.Select(process => wire.Get(new(process, "/clock"), cancellation: cancellation)));
        return [.. replies.SelectMany(reply => reply.OrThrow("Reading a clock").Json().GetProperty("journals").EnumerateArray())];
    }

    private static bool HaveHeardAll(List<JsonElement> journals)
    {
        var heard = journals.ToDictionary(journal => journal.GetProperty("service").GetString()!, journal => journal.GetProperty("heard"), StringComparer.Ordinal);
        foreach (var journal in journals)
        {
            var service = journal.GetProperty("service").GetString()!;
            foreach (var partition in journal.GetProperty("partitions").EnumerateArray())
            {
                long Of(string name) => partition.GetProperty(name).GetInt64();
                if (Of("projected") < Of("head") || Of("relayed") < Of("head") || Of("waiting") > 0) return false;
                var source = string.Create(CultureInfo.InvariantCulture, $"{service}-{Of("partition")}");
                if (Of("announced") > 0 && Hearers.Of(service).Any(hearer => heard.TryGetValue(hearer, out var of) && Last(of, source) < Of("announced"))) return false;
            }
        }

        return true;
    }

    private static long Last(JsonElement heard, string source) => heard.TryGetProperty(source, out var last) ? last.GetInt64() : 0;
}
