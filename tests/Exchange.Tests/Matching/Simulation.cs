using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Dapper;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Many lots of every format on one log, by a virtual clock and from a seed. Their commands are the stories of <see cref="AuctionLaws"/> and, a third of them, of
/// <see cref="LadderLaws"/>, mixed; some come twice, some late, some in another order, some in one commit. Two nodes write the log in turns:
/// each believes that it may, so that whoever comes back appends on top of what it has not seen. What was answered, what the log holds, what is in memory and what the promises say must agree.
/// The decisions happen one after the other, so that the same seed gives the same entries; how many of them share a row of the log, and when followers follow, is left to the machine.</summary>
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
    private readonly Dictionary<string, (Step Step, Position Position)> _accepted = new(StringComparer.Ordinal);
    private readonly List<AcknowledgedBid> _bids = [];
    private readonly Node?[] _nodes = new Node?[2];
    private readonly Random _dice;
    private readonly Stores _stores;
    private int _writing, _last; // the node that writes, and the one that wrote last

    private Simulation(int seed) => (_dice, _stores) = (new(seed), Stores.Sqlite(_directory, "matching"));

    /// <summary>Runs a fair of some lots, and returns a digest of all entries of its log.</summary>
    /// <param name="seed">The same seed gives the same run.</param>
    /// <param name="lots">How many lots.</param>
    public static async Task<string> Run(int seed, int lots)
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
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private Node Writing => _nodes[_writing]!;

    // Whether the node that writes has seen all of the log.
    private bool IsFresh => _writing == _last;

    private async Task<string> Hold(int seed, int lots)
    {
        await Start(0);
        var steps = Disturbed(Steps(seed, lots));
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
            if (--strike > 0) continue;
            await Strike();
            strike = _dice.Next(1, 400);
        }

        await AgainIsOnce();
        _clock.Advance(TimeSpan.FromMinutes(10));
        await Strike();
        var digest = await LogIsMemory();
        await PromisesHold();
        return digest;
    }

    // All commands of all lots, in the order of their times.
    private static List<Step> Steps(int seed, int lots)
    {
        var chance = new PCG(1, (ulong)seed);
        var steps = new List<Step>();
        for (var n = 1; n <= lots; n++)
        {
            var story = (n % 3 == 0 ? LadderLaws.AnyUnbrokenStory : AuctionLaws.AnyStory).Generate(chance, null, out _);
            var lot = Id.From("simulated", n.ToString(CultureInfo.InvariantCulture));
            var offering = story.Offering with { Lot = story.Offering.Lot with { Id = lot, Number = n } };
            steps.Add(new(1, lot, n, new OfferLot(offering), $"{n}-offer"));
            steps.AddRange(story.Steps.Select((step, i) => new Step(step.At, lot, n, step.Command, $"{n}-{i}")));
        }

        return [.. steps.OrderBy(step => step.At)];
    }

    // Some come twice, some late, some before others that were sent earlier.
    private List<Step> Disturbed(List<Step> steps)
    {
        var disturbed = new List<(int Place, Step Step)>();
        foreach (var (i, step) in steps.Index())
        {
            disturbed.Add((i + (_dice.Next(20) == 0 ? _dice.Next(60) : 0), step));
            if (_dice.Next(20) == 0) disturbed.Add((i + _dice.Next(200), step));
        }

        return [.. disturbed.OrderBy(step => step.Place).Select(step => step.Step)];
    }

    private async Task Send(List<Step> steps)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(steps.Max(step => step.At));
        if (at > _clock.GetUtcNow()) _clock.SetUtcNow(at);
        var answers = steps.Select(step => Writing.Submit(Auction.Stream(step.Lot), step.Command, new("simulation", step.Key))).ToList();
        for (var i = 0; i < steps.Count; i++) Note(steps[i], await answers[i]);
    }

    private void Note(Step step, Answer answer)
    {
        if (answer is not Answer.Accepted { Parts.Count: > 0 } accepted) return;
        if (_accepted.TryGetValue(step.Key, out var before))
        {
            Assert.True(accepted.Repeated, $"{step} was accepted twice.");
            Assert.Equal(before.Position, accepted.Position);
            return;
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
        if (bid is var (number, amount, bidder)) _bids.Add(new(step.Lot, step.Number, number, amount, bidder, accepted.Position.ToString()));
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
        _nodes[node] = new(new(_ => _stores, _clock, this, NullLoggerFactory.Instance, new() { Lease = TimeSpan.FromHours(1) }));
        await Writing.Start();
    }

    // The clocks strike: what is due by the views is sent, until nothing is.
    private async Task Strike()
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var clock in MatchingJournal.Definition.Clocks)
            {
                await Followed("projector");
                IReadOnlyList<Due> due;
                await using (var session = await Writing.Read()) due = await clock(session, _clock.GetUtcNow());
                foreach (var (stream, command, key) in due)
                {
                    var answer = await Writing.Submit(stream, command, new(Sender.Clock, key));
                    if (answer is not Answer.Accepted { Repeated: false, Parts.Count: > 0 }) continue;
                    (moved, _last) = (true, _writing);
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
            var answer = await Writing.Submit(Auction.Stream(step.Lot), step.Command, new("simulation", key));
            Assert.Equal(position, Assert.IsType<Answer.Accepted>(answer).Position);
        }

        Assert.Equal(head, await Head());
    }

    // Every accepted command is in the log once and where it was answered to be; the fold of the log is what the writing node holds.
    private async Task<string> LogIsMemory()
    {
        var (states, keys, digest) = (new Dictionary<string, Auction>(StringComparer.Ordinal), new Dictionary<string, Position>(StringComparer.Ordinal), new StringBuilder());
        await using var log = new LogTable(Definition, _stores.Log, 0);
        await foreach (var row in log.ReadVerified())
        {
            digest.Append(LogCodec.Write(Definition, row.Entries).Replace("{\"entries\":[", "", StringComparison.Ordinal)[..^2]).Append('\n');
            foreach (var entry in row.Entries.Where(entry => entry.Actor == "simulation")) Assert.True(keys.TryAdd(entry.Key, row.Position), $"{entry.Key} is in the log twice.");
            foreach (var happened in row.Happenings().Where(happened => happened.Event is AuctionEvent))
                states[happened.Stream] = Auction.Evolve(states.GetValueOrDefault(happened.Stream, Auction.Initial), (AuctionEvent)happened.Event);
        }

        Assert.Equal(_accepted.Select(accepted => $"{accepted.Key} at {accepted.Value.Position}").Order(), keys.Select(key => $"{key.Key} at {key.Value}").Order());
        foreach (var (stream, state) in states) Assert.Equal(Definition.KindOf(stream).WriteState(state), Definition.KindOf(stream).WriteState(await Writing.Peek<Auction>(stream)));
        Assert.All(states.Values, state => Assert.True(state.Offering is null || state.AwardedMilli <= state.Offered.Lot.QuantityMilli));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(digest.ToString().Replace("\n", ",", StringComparison.Ordinal))));
    }

    private async Task PromisesHold()
    {
        await Followed("projector");
        await Followed("relay");
        var proofs = await Promises.Prove(StoredExchange.In(_directory), new(Sale.Fair, _bids, []), Screen.Blank, CancellationToken.None);
        Assert.True(proofs.All(proof => proof.Held), string.Join(" ", proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}")));
    }

    /// <summary>A command on its way.</summary>
    private sealed record Step(long At, string Lot, long Number, AuctionCommand Command, string Key);

    private sealed class Node(JournalHost host) : Journal(Simulation.Definition, host);
}
