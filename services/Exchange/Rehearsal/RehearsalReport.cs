using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;

namespace Exchange.Host.Rehearsal;

/// <summary>What a rehearsal came to.</summary>
/// <param name="Fair">What the same seed always gives.</param>
/// <param name="Timings">What depends on the machine.</param>
/// <param name="Proofs">The promises, held or broken.</param>
public sealed record RehearsalReport(FairReport Fair, Timings Timings, IReadOnlyList<Proof> Proofs)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>Prints the closing report for people.</summary>
    public void Show(Screen screen)
    {
        var (fair, deals, bank) = (Fair, Fair.Settled, Fair.Bank);
        screen.Say("");
        screen.Say($"Closing report of a fair of {fair.Days} days, seed {fair.Seed}");
        screen.Say(Text($"  turnover      {fair.TurnoverMinor / 100m:N2} {fair.Currency}{(fair.AskedMinor > 0 ? $" of {fair.AskedMinor / 100m:N2} asked" : "")}"));
        screen.Say(Text($"  lots          {fair.LotsOffered:N0} offered, {fair.LotsSold:N0} sold, {fair.LotsPassedIn:N0} passed in, {fair.LotsWithdrawn:N0} withdrawn"));
        screen.Say(Text($"  stock files   {fair.RowsRefused:N0} rows refused"));
        screen.Say(Text($"  deals         {fair.Deals:N0}, {fair.DealsPaid:N0} paid, {fair.DealsSettled:N0} settled, {fair.DealsDefaulted:N0} defaulted, {deals.Cancelled:N0} cancelled"));
        screen.Say(Text($"  contracts     {deals.Confirmed:N0} confirmed by both, {deals.BySilence:N0} by silence; {deals.GivenUp:N0} deals given up by both"));
        screen.Say(Text($"  payments      {deals.InParts:N0} in two parts, {deals.Overpaid:N0} too much"));
        screen.Say(Text($"  paid          {fair.Means.CashMinor / 100m:N2} in money, {fair.Means.SetOffMinor / 100m:N2} by set-off, {fair.Means.BarterMinor / 100m:N2} in goods"));
        screen.Say(Text($"  set-off       {fair.Chains.Debts:N0} debts, {fair.Chains.Rounds:N0} rounds, {fair.Chains.ClearedMinor / 100m:N2} cleared in all"));
        screen.Say(Text($"  barter        {fair.Barter.Offered:N0} lots offered, {fair.Barter.Rings:N0} rings of {fair.Barter.Lots:N0} lots traded, {fair.Barter.Declined:N0} rings declined"));
        screen.Say(Text($"  goods         {deals.Weighed:N0} weighed other than sold; {deals.Slots:N0} fetched in a slot, {deals.Undelivered:N0} never delivered"));
        screen.Say(Text($"  disputes      {deals.Disputed:N0}: {deals.Released:N0} released in full, {deals.Reduced:N0} reduced, {deals.Refunded:N0} refunded"));
        screen.Say(Text($"  bank          {bank.Receipts:N0} receipts of {bank.InMinor / 100m:N2}, {bank.SentBack:N0} too late and sent back, {bank.Payouts:N0} payouts"));
        screen.Say(Text($"                {bank.BalanceMinor / 100m:N2} left: commission, premium, tax, and what was forfeited"));
        screen.Say(Text($"  second round  {fair.SecondChances:N0} lots were taken by the next bidder, {fair.SoldOnLadder:N0} on a ladder"));
        screen.Say(Text($"  bids          {fair.Bids:N0} accepted from {fair.Bidders:N0} bidders, {fair.Purchases:N0} purchases"));
        foreach (var (code, count) in fair.Refused) screen.Say(Text($"  refused       {count:N0} {code}"));
        screen.Say("");
        screen.Table(["day", "turnover", "lots sold"], fair.ByDay.Select(Row));
        screen.Say("");
        screen.Table(["category", "turnover", "lots sold"], fair.ByCategory.Select(Row));
        screen.Say("");
        screen.Table(["phase", "seconds"], Timings.Phases.Select(IReadOnlyList<string> (phase) => [phase.Name, Text($"{phase.Seconds:N1}")]));
        screen.Say(Text($"  {Timings.BidsPerSecond:N0} bids a second while bidding, at most {Timings.PeakPerSecond:N0} moves in one second"));
        screen.Say(Text($"  {Timings.TotalSeconds:N1} seconds in all, {Timings.ClockSteps:N0} steps of the clock, {Timings.Retries:N0} requests sent again; {Timings.Machine}"));
        screen.Say("");
    }

    private static IReadOnlyList<string> Row(ReportLine line) => [line.Line, Text($"{line.TurnoverMinor / 100m:N2}"), Text($"{line.LotsSold:N0}")];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The fair: the same for the same seed and stock, on any machine.</summary>
/// <remarks>Trades is a SHA-256 over every accepted bid in the order of lots and bids: lot number, bid number, amount, bidder.</remarks>
public sealed record FairReport(
    long Seed, int Days, string Currency, int Consignors, int Bidders, long AskedMinor, long TurnoverMinor,
    long LotsOffered, long LotsSold, long LotsPassedIn, long RowsRefused, long Deals, long DealsPaid, long DealsSettled,
    long Bids, long Purchases, SortedDictionary<string, long> Refused, IReadOnlyList<ReportLine> ByDay, IReadOnlyList<ReportLine> ByCategory, string Trades,
    long DealsDefaulted, long SecondChances, long SoldOnLadder, long LotsWithdrawn, SettledReport Settled, MeansReport Means, ChainReport Chains, BarterReport Barter, BankReport Bank)
{
    /// <summary>The digest of all trades.</summary>
    public static string DigestOf(IEnumerable<AcknowledgedBid> bids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bid in bids.OrderBy(bid => bid.Number).ThenBy(bid => bid.Bid))
            hash.AppendData(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bid.Number} {bid.Bid} {bid.AmountMinor} {bid.Bidder}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>A line of a breakdown.</summary>
public sealed record ReportLine(string Line, long TurnoverMinor, long LotsSold);

/// <summary>How long it took, and where.</summary>
public sealed record Timings(
    string Machine, IReadOnlyList<PhaseTime> Phases, double TotalSeconds, double BidsPerSecond, int PeakPerSecond, long Retries, long ClockSteps)
{
    /// <summary>The machine in a few words.</summary>
    public static string ThisMachine { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.FrameworkDescription}");
}

/// <summary>The wall time of a phase.</summary>
public sealed record PhaseTime(string Name, double Seconds);
