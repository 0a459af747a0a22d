using System.Text.Json;
using Exchange.SystemTests.Processes;
using Xunit;

namespace Exchange.SystemTests.Faults;

/// <summary>Two processes on the same files: one writes, the other would like to.</summary>
public sealed class TwoProcessTests
{
    private const int Takeovers = 4;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2), Between = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task A_writer_that_sleeps_through_its_lease_and_wakes_again_makes_no_gap_and_no_double_and_loses_no_answered_bid()
    {
        await using var fair = await LiveFair.Open(Lease);
        var other = LiveFair.FreeAddress();
        Node writer = new(fair.Address, fair.First), heir = new(other, await fair.Serve(other));
        await using var crowd = new Crowd(fair, fair.Address, other).Open();
        for (var taken = 0; taken < Takeovers;)
        {
            await crowd.Accepted(100);
            await writer.Process.Pause();
            var isTaken = await Comes(() => heir.WritesMatching(), Lease * 4);
            if (isTaken) await crowd.Accepted(100);
            await writer.Process.GoOn();
            // Who was stopped with the file's lock in hand keeps everybody out until it goes on; so that was no moment for this test.
            if (!isTaken) continue;
            taken++;
            Assert.True(await Comes(async () => !await writer.WritesMatching(), Lease * 20), "The process that woke late still takes itself for the writer.");
            (writer, heir) = (heir, writer);
        }

        await crowd.Accepted(100);
        await crowd.Close();
        await heir.Process.Kill();
        Assert.True(await Comes(writer.WritesAll, Lease * 20), "The process that is left does not write every log.");
        await fair.Settle(writer.Address);
        await writer.Process.Kill();
        await fair.AssertHeld(crowd.Acknowledged);
    }

    // Whether a condition comes true before the time is up. The time bounds the test; it is no promise of anybody.
    private static async Task<bool> Comes(Func<Task<bool>> condition, TimeSpan time)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > time) return false;
            await Task.Delay(Between);
        }

        return true;
    }

    private sealed record Node(Uri Address, ChildProcess Process)
    {
        public async Task<bool> WritesMatching() => (await Writes()).GetValueOrDefault("matching");

        public async Task<bool> WritesAll() => (await Writes()) is { Count: > 0 } all && all.Values.All(writes => writes);

        private async Task<IReadOnlyDictionary<string, bool>> Writes()
        {
            try
            {
                var clock = JsonElement.Parse(await Http.GetStringAsync(new Uri(Address, "/clock")));
                return clock.GetProperty("journals").EnumerateArray().ToDictionary(
                    journal => journal.GetProperty("service").GetString()!,
                    journal => journal.GetProperty("partitions").EnumerateArray().All(partition => partition.GetProperty("writes").GetBoolean()));
            }
            catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
            {
                return new Dictionary<string, bool>();
            }
        }
    }
}
