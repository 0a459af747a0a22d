using System.Globalization;
using Dapper;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>A <see cref="SimulatedFair"/> on one log, by a virtual clock and from a seed. Its commands come mixed; some come twice, some
/// late, some in another order, some in one commit. Buyers default, and others are asked in their place. Two nodes write the log in turns: each believes that it may,
/// so that whoever comes back appends on top of what it has not seen. After every step, what was answered, what the log holds, what is in memory
/// and what the promises say must agree, so that a failure names the step after which it was seen; what only whole data can show is proved at the end.
/// The decisions happen one after the other, so that the same seed gives the same entries; how many of them share a row of the log, and when followers follow, is left to
/// the machine.</summary>
internal sealed class Simulation : IOutlet, IAsyncDisposable
{
    private static readonly JournalDefinition Definition = new()
    {
        Service = MatchingJournal.Definition.Service,
        Migrations = MatchingJournal.Definition.Migrations,
        Streams = MatchingJournal.Definition.Streams,
        MayPartition = true,
        Views = MatchingJournal.Definition.Views,
        Announce = MatchingJournal.Definition.Announce,
        Fold = MatchingJournal.Definition.Fold, // and no clocks: the simulation says when they strike
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-tests-").FullName;
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1));
    private readonly Dictionary<string, (SimulatedStep Step, Position Position)> _accepted = new(StringComparer.Ordinal);
    private readonly List<AcknowledgedBid> _bids = [];
    private readonly Node?[] _nodes = new Node?[2];
    private readonly Random _dice;
    private readonly Stores _stores;
    private readonly LogTable _log;
    private readonly LogWatch _watch;
    private readonly SealingKey _sealing;
    private readonly Queue<SimulatedStep> _following = []; // what somebody does because of what happened
    private int _writing, _last; // the node that writes, and the one that wrote last

    private Simulation(int seed)
    {
        (_dice, _stores) = (new(seed), Stores.Sqlite(_directory, "matching"));
        _log = new(Definition, _stores.Log, 0);
        _watch = new(_log, Definition);
        var secret = Path.Combine(_directory, "sealing-key");
        File.WriteAllText(secret, string.Create(CultureInfo.InvariantCulture, $"the sealing key of the simulated fair {seed}"));
        _sealing = SealingKey.Load(new() { KeyFile = secret }, new() { Data = _directory });
    }

    /// <summary>Runs a fair of some lots, and returns what is told of it.</summary>
    /// <param name="seed">The same seed gives the same run.</param>
    /// <param name="lots">How many lots.</param>
    public static async Task<SimulationReport> Run(int seed, int lots)
    {
        await using var simulation = new Simulation(seed);
        try
        {
            return await simulation.Hold(seed, lots);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {seed} with {lots} lots: {failure.Message}", failure);
        }
    }

    Task IOutlet.Send(Announcements pack, CancellationToken cancellation) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            if (node is not null) await node.DisposeAsync();
        await _log.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private Node Writing => _nodes[_writing]!;

    // Whether the node that writes has seen all of the log.
    private bool IsFresh => _writing == _last;

    private async Task<SimulationReport> Hold(int seed, int lots)
    {
        await Start(0);
        var steps = Disturbed(new SimulatedFair(seed, _sealing).Steps(lots));
        var (turn, strike) = (_dice.Next(20, 400), _dice.Next(1, 400));
        for (var i = 0; i < steps.Count;)
        {
            if (--turn <= 0)
            {
                await Turn();
                turn = _dice.Next(20, 400);
            }

            // Only a node that has seen all decides several at once: of one that has not, it would depend on the commits which of them it refuses by what it knew.
            var together = IsFresh && _dice.Next(4) == 0 ? Math.Min(_dice.Next(2, 16), steps.Count - i) : 1;
            await Send(steps.GetRange(i, together));
            i += together;
            while (_following.TryDequeue(out var step)) await Send([step]);
            if (--strike > 0) continue;
            await Strike();
            strike = _dice.Next(1, 400);
        }

        await AgainIsOnce();
        for (var day = 0; day < 3 || _following.Count > 0; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            await Strike();
            while (_following.TryDequeue(out var step)) await Send([step]);
        }

        await LogIsMemory();
        await PromisesHold();
        return new(_watch.Digest(), _watch.Events);
    }

    // Some come twice, some late, some before others that were sent earlier.
    private List<SimulatedStep> Disturbed(List<SimulatedStep> steps)
    {
        var disturbed = new List<(int Place, SimulatedStep Step)>();
        foreach (var (i, step) in steps.Index())
        {
            disturbed.Add((i + (_dice.Next(20) == 0 ? _dice.Next(60) : 0), step));
            if (_dice.Next(20) == 0) disturbed.Add((i + _dice.Next(200), step));
        }

        return [.. disturbed.OrderBy(step => step.Place).Select(step => step.Step)];
    }

    private async Task Send(List<SimulatedStep> steps)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(steps.Max(step => step.At));
        if (at > _clock.GetUtcNow()) _clock.SetUtcNow(at);
        var answers = steps.Select(step => Writing.Submit(step.Stream, step.Command, new("simulation", step.Key))).ToList();
        var accepted = false;
        for (var i = 0; i < steps.Count; i++) accepted |= Note(steps[i], await answers[i]);
        if (accepted) await Look(string.Join(", ", steps));
    }

    // True where something has happened.
    private bool Note(SimulatedStep step, Answer answer)
    {
        if (answer is not Answer.Accepted { Parts.Count: > 0 } accepted) return false;
        if (_accepted.TryGetValue(step.Key, out var before))
        {
            Assert.True(accepted.Repeated, $"{step} was accepted twice.");
            Assert.Equal(before.Position, accepted.Position);
            return false;
        }

        Assert.False(accepted.Repeated, $"{step} is a repeat of nothing.");
        _last = _writing;
        _accepted.Add(step.Key, (step, accepted.Position));
        // Of a sealed bid nobody remembers the amount.
        (long Bid, long AmountMinor, string Bidder)? bid = (accepted.First<BidPlaced>(), accepted.First<DemandPlaced>(), accepted.First<BidSealed>()) switch
        {
            ({ } placed, _, _) => (placed.Bid, placed.AmountMinor, placed.Bidder),
            (_, { } demand, _) => (demand.Bid, demand.AmountMinor, demand.Bidder),
            (_, _, { } secret) => (secret.Bid, 0, secret.Bidder),
            _ => null,
        };
        if (bid is var (number, amount, bidder)) _bids.Add(new(step.Stream["auction/".Length..], step.Number, number, amount, bidder, accepted.Position.ToString()));
        return true;
    }

    // All that must hold after a step, which a failure names.
    private async Task Look(string step)
    {
        try
        {
            foreach (var happened in await _watch.Look(Memory)) Follow(happened);
            Assert.Equal(_accepted.Count, _watch.EntriesOf("simulation"));
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"After {step}: {fault.Message}", fault);
        }
    }

    // Some winners default, and whoever is asked then takes the lot, declines, or says nothing.
    private void Follow(Happened happened)
    {
        var at = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (happened.Event is QuantityAwarded award && _dice.Next(4) == 0) Then(new FallAward(award.Award, "not-paid"), "fall-" + award.Award);
        if (happened.Event is SecondChanceOffered offered && _dice.Next(3) is > 0 and var how) Then(new AnswerSecondChance(offered.Bidder, how == 1), $"chance-{happened.StreamId}-{happened.Version}");

        void Then(AuctionCommand command, string key) => _following.Enqueue(new(at, happened.Stream, 0, command, key));
    }

    private async ValueTask<string> Memory(string stream)
    {
        var kind = Definition.KindOf(stream);
        return kind.WriteState(kind.Name switch
        {
            "auction" => await Writing.Peek<Auction>(stream),
            "group" => await Writing.Peek<AuctionGroup>(stream),
            _ => await Writing.Peek<CallAuction>(stream),
        });
    }

    // The lease runs out while its node lives: the other one takes over, and the first one does not know.
    private async Task Turn()
    {
        _writing = 1 - _writing;
        if (_nodes[_writing] is not null) return;
        await using (var connection = await _stores.Log.Open()) await connection.ExecuteAsync("update leases set expires_at = 0");
        await Start(_writing);
        _last = _writing; // it has read the log
    }

    private async Task Start(int node)
    {
        _nodes[node] = new(new(_ => _stores, _clock, this, NullLoggerFactory.Instance, new() { Lease = TimeSpan.FromDays(30) }));
        await Writing.Start();
    }

    // The clocks strike: what is due by the views is sent, until nothing is.
    private async Task Strike()
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var clock in MatchingJournal.ClocksWith(_sealing))
            {
                await Followed("projector");
                IReadOnlyList<Due> due;
                await using (var session = await Writing.Read()) due = await clock(session, _clock.GetUtcNow());
                foreach (var (stream, command, key) in due)
                {
                    var answer = await Writing.Submit(stream, command, new(Sender.Clock, key));
                    if (answer is not Answer.Accepted { Repeated: false, Parts.Count: > 0 }) continue;
                    (moved, _last) = (true, _writing);
                    await Look($"{command} at {_clock.GetUtcNow().ToUnixTimeMilliseconds()} for {stream}");
                }
            }
        }
    }

    private async Task Followed(string follower)
    {
        var (head, patience) = (await Head(), TimeProvider.System.GetTimestamp());
        while (await Cursor(follower) < head)
        {
            await Writing.WaitForViews(new(0, head)); // ends the rest of its followers
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(60), $"The {follower} is at {await Cursor(follower)} of {head}.");
        }
    }

    private async Task<long> Cursor(string follower)
    {
        await using var session = await Writing.Read();
        return await session.QuerySingle<long>("select sequence from cursors where name = @follower", new { follower });
    }

    private async Task<long> Head()
    {
        await using var log = new LogTable(Definition, _stores.Log, 0);
        return await log.Head();
    }

    // Whatever was accepted gets the same answer again, and nothing happens.
    private async Task AgainIsOnce()
    {
        _writing = _last;
        await Strike();
        var head = await Head();
        foreach (var (key, (step, position)) in _accepted)
        {
            var answer = await Writing.Submit(step.Stream, step.Command, new("simulation", key));
            Assert.Equal(position, Assert.IsType<Answer.Accepted>(answer).Position);
        }

        Assert.Equal(head, await Head());
    }

    // All of the log was looked at; every accepted command is where it was answered to be, and every stream is in memory what its rows say.
    private async Task LogIsMemory()
    {
        _writing = _last;
        Assert.Equal(await Head(), _watch.Rows);
        foreach (var (key, (_, position)) in _accepted) Assert.Equal(position, _watch.Keys["simulation " + key]);
        foreach (var (stream, state) in _watch.States) Assert.Equal(state, await Memory(stream));
    }

    private async Task PromisesHold()
    {
        await Followed("projector");
        await Followed("relay");
        var proofs = await Promises.Prove(StoredExchange.In(_directory), new(Sale.Fair, _bids, []), Screen.Blank, CancellationToken.None);
        Assert.True(proofs.All(proof => proof.Held), string.Join(" ", proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}")));
    }

    private sealed class Node(JournalHost host) : Journal(Simulation.Definition, host);
}

/// <summary>What is told of a simulated fair.</summary>
/// <param name="Digest">A digest of all entries of its log.</param>
/// <param name="Events">How many events of each kind there were.</param>
internal sealed record SimulationReport(string Digest, IReadOnlyDictionary<string, int> Events);
