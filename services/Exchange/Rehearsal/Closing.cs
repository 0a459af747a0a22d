using System.Globalization;
using System.Text.Json;
using Exchange.Host.Proofs;

namespace Exchange.Host.Rehearsal;

/// <summary>A part of a rehearsal that is shown and timed by itself.</summary>
/// <param name="name">What is done.</param>
/// <param name="total">How much there is to do.</param>
/// <param name="work">The work; it says how much is done so far.</param>
internal delegate Task Phase(string name, long total, Func<Action<long>, Task> work);

/// <summary>A rehearsed fair from its close to the last payout. Deals come to their ends round by round: those of the hammer first; of those who do not pay the awards fall, and the sale goes on
/// for what was theirs and for what was not sold. In the end everybody has its money, and the bank keeps what is the organizer's.</summary>
internal sealed class Closing(Parties parties, Aftermath aftermath, DebtChains chains, SecondRound second, Cashier cashier, ClockHand clock, RehearsalSettings settings, Phase phase)
{
    /// <summary>The deals of the fair, as they ended.</summary>
    public IReadOnlyList<SeenDeal> Deals { get; private set; } = [];

    /// <summary>What their parties did.</summary>
    public IReadOnlyDictionary<string, Course> Courses => aftermath.Courses;

    /// <summary>What rounds of set-off came to.</summary>
    public ChainReport Chains => chains.Report;

    /// <summary>Those who were asked after defaults, and the ladders.</summary>
    public SecondRound Second => second;

    /// <summary>The bank at which all was paid.</summary>
    public Bank Bank => cashier.Bank;

    /// <summary>Settles all deals and pays everybody out.</summary>
    /// <param name="fair">The fair's id.</param>
    /// <param name="closesAt">When it closes by its rules.</param>
    /// <param name="bids">Every bid that was answered 201.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task Run(string fair, DateTimeOffset closesAt, IReadOnlyList<AcknowledgedBid> bids, CancellationToken cancellation)
    {
        await clock.MoveTo(closesAt.AddHours(15), cancellation);
        var defaulted = (await Round(fair, areAsked: false, "", cancellation)).Where(deal => !Courses[deal.Deal].Pays).ToList();
        second.Remember(defaulted);
        if (defaulted.Count > 0 || settings.Ladders > 0)
        {
            await phase("Second chances", defaulted.Count, progress => second.Answer(fair, bids, progress, cancellation));
            await Round(fair, areAsked: true, " after defaults", cancellation);
            await phase("Ladders", 1, progress => second.Descend(fair, progress, cancellation));
            await Round(fair, areAsked: true, " after ladders", cancellation);
            await clock.MoveTo(closesAt + Rung.AfterFair + TimeSpan.FromHours(1), cancellation);
        }

        await clock.Settle(cancellation);
        await phase("Paying out", 1, progress => cashier.PayOut(settings.Connections, progress, cancellation));
        await clock.Settle(cancellation);
        Deals = await parties.Deals(fair, cancellation);
    }

    /// <summary>What the deals and the ledger say against what was done and what the bank has.</summary>
    /// <param name="balances">The trial balance at the end, as the organizer sees it.</param>
    public IEnumerable<Proof> Prove(JsonElement balances)
    {
        yield return Proof.Of("deals as agreed", Reckoning.Faults(Deals, Courses, Bank.Book), string.Create(
            CultureInfo.InvariantCulture, $"{Deals.Count:N0} deals ended as their parties made them end, each with the money that the bank received for it"));
        yield return Proof.Of(
            "set-off reached", Chains.DealsMinor < Chains.WantedMinor ? [$"{Chains.DealsMinor} of {Chains.WantedMinor} minor units were set off."] : [],
            string.Create(CultureInfo.InvariantCulture, $"{Chains.DealsMinor / 100m:N2} of what deals cost was set off against {Chains.Debts:N0} debts in {Chains.Rounds:N0} rounds"));
        yield return Proof.Of("everybody paid out", [.. Owing(balances)], string.Create(
            CultureInfo.InvariantCulture, $"the bank is left with {Bank.BalanceMinor / 100m:N2}, all of it the organizer's"));
    }

    private IEnumerable<string> Owing(JsonElement balances)
    {
        var kinds = balances.EnumerateArray().SelectMany(currency => currency.GetProperty("kinds").EnumerateArray())
            .Select(kind => (Name: kind.GetProperty("kind").GetString(), BalanceMinor: kind.GetProperty("balanceMinor").GetInt64())).ToList();
        foreach (var kind in kinds.Where(kind => kind.Name is not ("organizer" or "world") && kind.BalanceMinor != 0)) yield return $"Accounts of the kind {kind.Name} hold {kind.BalanceMinor}.";
        var organizers = kinds.Where(kind => kind.Name == "organizer").Sum(kind => kind.BalanceMinor);
        if (organizers != Bank.BalanceMinor) yield return $"The organizer's accounts hold {organizers}, and the bank {Bank.BalanceMinor}.";
    }

    private async Task<IReadOnlyList<SeenDeal>> Round(string fair, bool areAsked, string again, CancellationToken cancellation)
    {
        var deals = aftermath.New(await parties.Deals(fair, cancellation), areAsked);
        if (deals.Count == 0) return deals;
        await phase("Contracts" + again, deals.Count, progress => aftermath.Conclude(deals, progress, cancellation));
        if (!areAsked && settings.SetOff > 0) deals = await SetOff(fair, deals, cancellation);
        await phase("Paying" + again, deals.Count, progress => aftermath.Pay(deals, progress, cancellation));
        await phase("Removing" + again, deals.Count, progress => aftermath.Remove(deals, progress, cancellation));
        await phase("Deciding" + again, deals.Count, progress => aftermath.Decide(deals, progress, cancellation));
        return deals;
    }

    // Before money is asked. What is left to pay is another sum then.
    private async Task<IReadOnlyList<SeenDeal>> SetOff(string fair, IReadOnlyList<SeenDeal> deals, CancellationToken cancellation)
    {
        var before = (await parties.Deals(fair, cancellation)).ToDictionary(deal => deal.Deal, StringComparer.Ordinal);
        await phase("Setting off", 1, progress => chains.Clear(fair, [.. deals.Select(deal => before[deal.Deal])], progress, cancellation));
        var after = (await parties.Deals(fair, cancellation)).ToDictionary(deal => deal.Deal, StringComparer.Ordinal);
        return [.. deals.Select(deal => after[deal.Deal])];
    }
}
