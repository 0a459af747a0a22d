using System.Globalization;
using System.Text.Json;
using Exchange.Host.Rehearsal;
using Exchange.SystemTests.Processes;
using Exchange.SystemTests.Rehearsals;
using Xunit;

namespace Exchange.SystemTests.Faults;

/// <summary>The whole exchange in one process, killed again and again while a fair runs.</summary>
public sealed class KillTests : IDisposable
{
    private const int StepsBetweenKills = 12, KillsOfFair = 24;

    /// <summary>How many kills are wanted; as many fairs are held as they need.</summary>
    private static readonly int Kills =
        Environment.GetEnvironmentVariable("EXCHANGE_TEST_KILLS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : KillsOfFair;

    private readonly List<DirectoryInfo> _directories = [];
    private readonly Uri _address = new($"http://127.0.0.1:{ChildProcess.FreePort()}");
    private readonly Dice _dice = Dice.For(20, "kills");
    private readonly Lock _gate = new();
    private DateTimeOffset _now;
    private TaskCompletionSource _stepped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isProving;

    [Fact]
    public async Task No_kill_loses_an_answered_bid_or_awards_twice_and_the_fair_ends_as_if_there_had_been_none()
    {
        var undisturbed = JsonSerializer.Serialize((await SmallFair.Rehearse(SmallFair.Settings)).Fair);
        // A fair may be over before its last kills.
        for (int kills = 0, fairs = 1; kills < Kills * 5 / 6; fairs++)
        {
            var (killed, fair) = await HoldFair(Math.Min(KillsOfFair, Kills - kills));
            kills += killed;
            Assert.Equal(undisturbed, fair);
            Assert.True(kills >= Math.Min(Kills, fairs * KillsOfFair) * 5 / 6, $"The process was killed {kills} times only in {fairs} fairs.");
        }
    }

    public void Dispose() => _directories.ForEach(directory => directory.Delete(recursive: true));

    // How many times the process was killed, and how the fair ended.
    private async Task<(int Kills, string Fair)> HoldFair(int most)
    {
        var data = Directory.CreateTempSubdirectory("exchange-tests-");
        _directories.Add(data);
        (_now, _isProving) = (SmallFair.Settings.Start, false);
        var exchange = await Serve(data);
        try
        {
            var rehearsal = SmallFair.Rehearse(SmallFair.Settings with { Targets = Targets.All(_address), Data = data, Progress = Step });
            var kills = 0;
            while (kills < most && await IsTimeToKill(rehearsal))
            {
                await exchange.Kill();
                kills++;
                await exchange.DisposeAsync();
                exchange = await Serve(data);
            }

            var report = await rehearsal;
            SmallFair.AssertHeld(report);
            return (kills, JsonSerializer.Serialize(report.Fair));
        }
        finally
        {
            await exchange.DisposeAsync();
        }
    }

    // The driver says where the clock is before it moves it, so that a process that starts again begins where the dead one was.
    private void Step(string phase, DateTimeOffset now)
    {
        TaskCompletionSource stepped;
        lock (_gate)
        {
            (_now, _isProving, stepped) = (now, phase == "Proving", _stepped);
            _stepped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        stepped.SetResult();
    }

    // Some steps of the clock, or some time where the clock stands still; then a moment somewhere in the middle of things.
    private async Task<bool> IsTimeToKill(Task rehearsal)
    {
        for (var steps = 1 + _dice.Below(StepsBetweenKills); steps > 0; steps--)
        {
            Task stepped;
            lock (_gate) stepped = _stepped.Task;
            await Task.WhenAny(stepped, rehearsal, Task.Delay(TimeSpan.FromMilliseconds(400)));
            if (rehearsal.IsCompleted || _isProving) return false;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(_dice.Below(80)));
        return !rehearsal.IsCompleted && !_isProving;
    }

    private Task<ChildProcess> Serve(DirectoryInfo data)
    {
        DateTimeOffset now;
        lock (_gate) now = _now;
        return ChildProcess.Start(
            "exchange",
            new Dictionary<string, string?>
            {
                ["Clock:Kind"] = "stepped",
                ["Clock:Start"] = now.ToString("O", CultureInfo.InvariantCulture),
                ["Logging:LogLevel:Default"] = "Warning",
            },
            "serve", "--data", data.FullName, "--url", _address.ToString().TrimEnd('/')).Answers(new(_address, "/clock"));
    }
}
