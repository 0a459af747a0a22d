using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Exchange.Benchmarks.Sizes;

/// <summary>Fills Matching's log with bids through its own writer, in this process and without HTTP, while the exchange does not run.</summary>
public static class LogFiller
{
    private const int UnderWay = 4096, Patience = 60;

    /// <summary>Makes one lot with so many bids by a thousand bidders, and returns its id when all are in the views.</summary>
    /// <param name="data">The directory of the data.</param>
    /// <param name="bids">How many bids.</param>
    public static async Task<string> Fill(string data, long bids)
    {
        var options = new JournalOptions();
        await using var journal = new MatchingJournal(
            new(service => Stores.Sqlite(data, service), TimeProvider.System, new Nowhere(), NullLoggerFactory.Instance, options),
            SealingKey.Load(new(), new() { Data = data }));
        await journal.Start();
        var now = TimeProvider.System.GetUtcNow();
        var (lot, sender) = (Id.New(now), "filler " + now.Ticks);
        await Accepted(journal.Submit(Auction.Stream(lot), new OfferLot(Offering(lot, now)), new(sender, "offer")));
        var answers = new List<Task<Answer>>(UnderWay);
        for (var bid = 0L; bid < bids; bid++)
        {
            answers.Add(journal.Submit(Auction.Stream(lot), new PlaceBid($"bidder-{bid % 1000:0000}", 100 + bid), new(sender, $"bid-{bid}")));
            if (answers.Count < UnderWay && bid + 1 < bids) continue;
            foreach (var answer in answers) await Accepted(answer);
            answers.Clear();
            // What is not projected is held in memory, and bounded: the writer would refuse.
            await Projected(journal);
        }

        return lot;
    }

    private static async Task Projected(MatchingJournal journal)
    {
        for (var seconds = 0; !await journal.WaitForViews(journal.Head()); seconds++)
            if (seconds == Patience) throw new TimeoutException("The views do not follow the log.");
    }

    private static async Task Accepted(Task<Answer> answer)
    {
        if (await answer is Answer.Refused refused) throw new InvalidOperationException(refused.Refusal.Detail);
    }

    // Each lot is in a fair of its own, because a fair has each number once.
    private static Offering Offering(string lot, DateTimeOffset now) => new(
        new(lot, Fair: lot, 1, "Coil", "consignor", "steel", "CN-JL", 1000, "TNE", "CNY"),
        new("english", 100, 0, 1, 180_000, now.AddMinutes(-1).ToUnixTimeMilliseconds(), now.AddDays(2).ToUnixTimeMilliseconds()),
        new(300, 1000, 1000), []);

    /// <summary>Nobody hears of these bids.</summary>
    private sealed class Nowhere : IOutlet
    {
        public Task Send(Announcements pack, CancellationToken cancellation) => Task.CompletedTask;
    }
}
