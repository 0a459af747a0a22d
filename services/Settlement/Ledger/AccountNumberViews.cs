using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Ledger;

/// <summary>The numbers by which the ledger's tables know accounts, from 1: in the order of the entries with which accounts began, within an entry by code, so that every
/// rebuild gives the same.</summary>
internal static class AccountNumberViews
{
    private const int MostRemembered = 50_000;

    [Sql("settlement")]
    private const string ReadNumber = "select account as Account, account_no as AccountNo from ledger_numbers where account = @key";

    [Sql("settlement")]
    private const string ReadHighest = "select coalesce(max(account_no), 0) from ledger_numbers";

    private static readonly string[] Columns = ["account", "account_no"];

    /// <summary>The number of each account on which something was posted, by its stream. Those that begin are given theirs.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> Of(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var streams = new Dictionary<string, string>(StringComparer.Ordinal); // and the code of each
        foreach (var happened in batch)
            if (happened.Event is AmountPosted && !streams.ContainsKey(happened.Stream)) streams.Add(happened.Stream, happened.StreamId);
        var memory = session.Memory.Of<Remembered>();
        var known = await memory.Find(streams.Values, missing => session.QueryEach<NumberRow>(ReadNumber, missing));
        if (known.Count < streams.Count)
        {
            var begun = Begun(batch, known, await session.QuerySingle<long>(ReadHighest));
            await session.BulkInsert("ledger_numbers", Columns, begun.Select(row => new object?[] { row.Account, row.AccountNo }));
            foreach (var row in begun) known.Add(row.Account, row);
        }

        memory.Keep(known);
        return streams.ToDictionary(stream => stream.Key, stream => known[stream.Value].AccountNo, StringComparer.Ordinal);
    }

    private static List<NumberRow> Begun(IReadOnlyList<Happened> batch, Dictionary<string, NumberRow> known, long highest)
    {
        var (begun, seen) = (new List<NumberRow>(), new HashSet<string>(known.Keys, StringComparer.Ordinal));
        foreach (var happened in batch)
            if (happened.Event is EntryPosted entry)
                foreach (var account in entry.Postings.Select(posting => posting.Account).Where(account => !seen.Contains(account)).Order(StringComparer.Ordinal))
                    if (seen.Add(account)) begun.Add(new(account, ++highest));
        return begun;
    }

    private sealed record NumberRow(string Account, long AccountNo);

    private sealed class Remembered() : RememberedRows<NumberRow>(MostRemembered);
}
