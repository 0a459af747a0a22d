using Exchange.Host.Proofs;
using Exchange.Host.Rehearsal;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Xunit;

namespace Exchange.SystemTests.Faults;

/// <summary>A process that is killed while it writes many bids at once.</summary>
public sealed class CrashTests
{
    private const int Kills = 6, Seed = 31;

    [Fact]
    public async Task A_kill_amid_a_batch_leaves_all_of_the_batch_or_nothing_and_every_answered_bid()
    {
        TestContext.Current.SendDiagnosticMessage("Seed {0}", Seed);
        var dice = Dice.For(Seed, "crashes");
        await using var fair = await LiveFair.Open(TimeSpan.FromSeconds(10));
        await using var crowd = new Crowd(fair, fair.Address).Open();
        for (var kill = 0; kill < Kills; kill++)
        {
            await crowd.Accepted(100 + dice.Below(200));
            await Task.Delay(TimeSpan.FromMilliseconds(dice.Below(20)));
            await fair.First.Kill();
            await AssertWhole(fair.Data, crowd.Acknowledged);
            await fair.ServeAgain();
        }

        await crowd.Accepted(100);
        await crowd.Close();
        await fair.Settle(fair.Address);
        await fair.First.Kill();
        await fair.AssertHeld(crowd.Acknowledged);
    }

    // On a copy, so that it is the exchange itself that opens the files of the dead process.
    private static async Task AssertWhole(string data, IReadOnlyList<AcknowledgedBid> answered)
    {
        var copy = Directory.CreateTempSubdirectory("exchange-tests-");
        foreach (var ending in new[] { "", "-wal" }) File.Copy(Path.Combine(data, "matching.log.db" + ending), Path.Combine(copy.FullName, "matching.log.db" + ending));
        var rows = await Rows(Stores.Sqlite(copy.FullName, "matching"));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        copy.Delete(recursive: true);

        Assert.Contains(rows, row => row.Entries.Count > 1);
        var bids = rows.SelectMany(row => row.Happenings()).Where(happened => happened.Event is BidPlaced).ToList();
        Assert.All(bids.GroupBy(happened => happened.StreamId), lot =>
            Assert.Equal(Enumerable.Range(1, lot.Count()).Select(bid => (long)bid), lot.Select(happened => ((BidPlaced)happened.Event).Bid)));
        Assert.Equal(bids.Count, bids.Select(happened => (happened.Cause.Actor, happened.Cause.Key)).Distinct().Count());
        var stored = bids.ToDictionary(happened => (happened.StreamId, ((BidPlaced)happened.Event).Bid), happened => happened.Position.ToString());
        Assert.All(answered, bid => Assert.Equal(bid.Position, stored.GetValueOrDefault((bid.Lot, bid.Bid))));
    }

    private static async Task<IReadOnlyList<LogRow>> Rows(Stores stores)
    {
        await using var log = new LogTable(MatchingJournal.Definition, stores.Log, 0);
        var rows = new List<LogRow>();
        await foreach (var row in log.ReadVerified()) rows.Add(row);
        return rows;
    }
}
