using CsCheck;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Enterprises;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>What holds after any history of debts, deals and rounds of set-off, in which anybody may say anything at any time.</summary>
public sealed class NettingLaws
{
    private static readonly string[] Enterprises = [.. Enumerable.Range(0, 4).Select(n => Id.From("works", $"{n}"))];

    private static readonly string[] Rounds = [.. Enumerable.Range(0, 2).Select(n => Id.From("round", $"{n}"))];

    private static readonly string[] Deals = [.. Enumerable.Range(0, 4).Select(n => Id.From("deal", $"{n}"))];

    private delegate void Move(Books books, DateTimeOffset now);

    private static readonly Gen<Move> AnyMove = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Long[1, 150_000]).Select(MoveOf);

    private static readonly Gen<(Move Move, long Ms)[]> AnyHistory = Gen.Select(AnyMove, Gen.OneOf(Gen.Const(0L), Gen.Long[0, 6 * Hour])).Array[0, 80];

    [Fact]
    public void Money_and_net_positions_are_whole_after_any_history() => AnyHistory.Sample(history =>
    {
        var books = Run(history);
        Assert.Empty(NettingProofs.Broken(books));
        Assert.Empty(new LedgerProof().Add(books.Postings).Faults(books.Balances));
    });

    [Fact]
    public void A_round_changes_nobodys_net_position_whatever_happens_to_it() => AnyHistory.Sample(history =>
    {
        // An enterprise owes what is open of its debts and has not been paid of its deals; a round takes as much from what it owes as from what it is owed.
        var books = Run(history);
        var before = Enterprises.ToDictionary(enterprise => enterprise, enterprise => Net(books, enterprise));
        foreach (var round in Rounds) Compute(books, round, Awarded.AddDays(40));
        foreach (var enterprise in Enterprises) Assert.Equal(before[enterprise], Net(books, enterprise));
        foreach (var round in Rounds)
            if (books.State<Round>(Round.Stream(round)) is { Stage: RoundStage.Computed, Legs: [var leg, ..] })
                books.Submit(Round.Stream(round), new UnwindRound(leg.Leg, leg.Debtor), Awarded.AddDays(40));
        foreach (var enterprise in Enterprises) Assert.Equal(before[enterprise], Net(books, enterprise));
    });

    [Fact]
    public void States_made_from_the_log_are_the_states_in_memory() => AnyHistory.Sample(history =>
    {
        var books = Run(history);
        Assert.Equal(books.States(), books.Replayed().States());
        Assert.Equal(books.States(), books.States(throughJson: true));
    });

    [Fact]
    public void Rounds_of_such_histories_clear_debts_and_pay_deals()
    {
        var (cleared, paid, unwound, owedBack) = (0, 0, 0, 0);
        AnyHistory.Sample(
            history =>
            {
                var events = Run(history).Log.Select(happened => happened.Event).ToList();
                Interlocked.Add(ref cleared, events.OfType<DebtSetOff>().Count());
                Interlocked.Add(ref paid, events.OfType<DealSetOff>().Count());
                Interlocked.Add(ref unwound, events.OfType<RoundUnwound>().Count());
                Interlocked.Add(ref owedBack, events.OfType<DebtRegistered>().Count(registered => registered.Deal is not null));
            },
            iter: 2_000);
        Assert.True(cleared > 0 && paid > 0 && unwound > 0 && owedBack > 0, $"{cleared} {paid} {unwound} {owedBack}");
    }

    private static Books Run((Move Move, long Ms)[] history)
    {
        var (books, now) = (new Books(), Awarded);
        foreach (var enterprise in Enterprises) books.Submit(EnterpriseNames.Stream(enterprise), new NoteName("Works", 1), now);
        foreach (var (move, ms) in history) move(books, now = now.AddMilliseconds(ms));
        return books;
    }

    // What it owes less what it is owed, in debts and in deals that run; what was set off of a deal is paid.
    private static long Net(Books books, string enterprise) =>
        books.Streams.Where(stream => stream.StartsWith("debt/", StringComparison.Ordinal)).Select(books.State<Debt>)
            .Sum(debt => Signed(debt.Terms!.Debtor, debt.Terms.Creditor, enterprise, debt.OpenMinor))
        + Deals.Select(books.Deal).Where(deal => deal is { Terms: not null, HasEnded: false })
            .Sum(deal => Signed(deal.Terms!.Buyer, deal.Terms.Consignor, enterprise, deal.Charges.TotalMinor - deal.SetOffMinor));

    private static long Signed(string debtor, string creditor, string enterprise, long minor) => (debtor == enterprise ? minor : 0) - (creditor == enterprise ? minor : 0);

    private static Move MoveOf(int what, int one, int other, int which, long minor) => what switch
    {
        0 or 1 or 2 => (books, now) => Owe(books, Enterprises[one], Enterprises[other], $"{which}", minor, now),
        3 => (books, now) => Tell(books, one, other, which, new DisputeDebt(Enterprises[other], "No"), now),
        4 => (books, now) => Tell(books, one, other, which, new SecureDebt(Enterprises[one], minor % 2 == 0), now),
        5 => (books, now) => Tell(books, one, other, which, new WithdrawDebt(Enterprises[minor % 2 == 0 ? one : other]), now),
        6 or 7 => (books, now) => Open(books, which, Enterprises[one], Enterprises[other], minor, now),
        8 or 9 => (books, now) => books.Submit(Round.Stream(Rounds[which % 2]), new PlanRound(new(Rounds[which % 2], Fair, "CNY", 1, now.ToUnixTimeMilliseconds(), Hour), []), now),
        10 or 11 => (books, now) => Compute(books, Rounds[which % 2], now),
        12 => (books, now) => Unwind(books, Rounds[which % 2], (int)minor, now),
        13 => (books, now) => books.Submit(Round.Stream(Rounds[which % 2]), new FinishRound(books.State<Round>(Round.Stream(Rounds[which % 2])).Run), now),
        14 => (books, now) => books.Submit(Deal.Stream(Deals[which]), new RecordReceipt(minor, $"B{one}"), now),
        _ => (books, now) => End(books, which, other, now),
    };

    private static void Owe(Books books, string debtor, string creditor, string invoice, long minor, DateTimeOffset now)
    {
        var terms = new DebtTerms(DebtTerms.IdOf(debtor, creditor, invoice), invoice, debtor, creditor, "1989-01-02", "1989-02-02", minor, "CNY");
        books.Submit(Debt.Stream(terms.Debt), new RegisterDebt(terms, debtor), now);
        books.Submit(Debt.Stream(terms.Debt), new ConfirmDebt(creditor), now);
    }

    private static void Tell(Books books, int one, int other, int which, DebtCommand command, DateTimeOffset now) =>
        books.Submit(Debt.Stream(DebtTerms.IdOf(Enterprises[one], Enterprises[other], $"{which}")), command, now);

    private static void Open(Books books, int which, string buyer, string consignor, long minor, DateTimeOffset now)
    {
        LotAwarded award = (which % 2 == 0 ? Award(minor) : FullAward(Everything with { ConfirmMs = null, FirstPartBasisPoints = null, FirstPartDays = null }, minor)) with
        {
            Award = Deals[which],
            Winner = buyer,
            Consignor = consignor,
            At = now.ToUnixTimeMilliseconds(),
        };
        if (buyer != consignor) books.Submit(Deal.Stream(Deals[which]), Awards.Open(award), now);
    }

    // As the clock computes it.
    private static void Compute(Books books, string round, DateTimeOffset now)
    {
        var state = books.State<Round>(Round.Stream(round));
        if (state.Plan is null) return;
        var debts = books.Streams.Where(stream => stream.StartsWith("debt/", StringComparison.Ordinal)).Select(books.State<Debt>)
            .Where(debt => debt is { Stage: DebtStage.Confirmed, IsSecured: false, Pending: null, OpenMinor: > 0 })
            .Select(debt => new Candidate(debt.Terms!.Debt, RoundLeg.Debt, debt.Terms.Debtor, debt.Terms.Creditor, debt.OpenMinor, "CNY", ""));
        var deals = Deals.Select(books.Deal).Where(deal => deal is { Stage: DealStage.AwaitingPayment, PendingSetOff: null } && deal.DueAt > now.ToUnixTimeMilliseconds() + Hour)
            .Select(deal => new Candidate(
                deal.Terms!.Deal, RoundLeg.Deal, deal.Terms.Buyer, deal.Terms.Consignor,
                Deal.OpenToSetOffMinor(deal.Charges.TotalMinor, deal.Charges.ReleasedMinor, deal.PaidMinor, deal.SetOffMinor), "CNY", ""))
            .Where(deal => deal.OpenMinor > 0);
        var eligible = RoundSelection.Of(state.Plan, debts.Concat(deals), state.Withdrawn, Enumerable.Empty<string>().ToLookup(text => text)).Eligible;
        var setOff = SetOffSolver.Largest(RoundProof.Network(eligible.Select(one => new RoundLeg(one.Leg, one.Kind, one.Debtor, one.Creditor, one.OpenMinor, 0))));
        var cleared = setOff.Notices.ToDictionary(notice => notice.Obligation.Id, notice => notice.SetOffMinor);
        books.Submit(Round.Stream(round), new BookRound(
            state.Run + 1, [.. eligible.Select(one => new RoundLeg(one.Leg, one.Kind, one.Debtor, one.Creditor, one.OpenMinor, cleared[one.Leg]))], [], 0), now);
    }

    private static void Unwind(Books books, string round, int which, DateTimeOffset now)
    {
        var legs = books.State<Round>(Round.Stream(round)).Legs;
        if (legs.Count > 0) books.Submit(Round.Stream(round), new UnwindRound(legs[which % legs.Count].Leg, legs[which % legs.Count].Creditor), now);
    }

    // A deal is accepted, cancelled by both, or its deadline passes.
    private static void End(Books books, int which, int how, DateTimeOffset now)
    {
        var (stream, deal) = (Deal.Stream(Deals[which]), books.Deal(Deals[which]));
        if (deal.Terms is not { } terms) return;
        if (how == 0) books.Submit(stream, new AcceptRemoval(terms.Buyer), now);
        if (how == 1) books.Submit(stream, new PassDeadline(deal.DueAt), now.ToUnixTimeMilliseconds() > deal.DueAt ? now : DateTimeOffset.FromUnixTimeMilliseconds(deal.DueAt));
        if (how < 2) return;
        books.Submit(stream, new HandOver(terms.Consignor, how == 3 ? 2_900 : null, ""), now);
        books.Submit(stream, new AskCancellation(terms.Buyer, "Regret"), now);
        books.Submit(stream, new AskCancellation(terms.Consignor, "Regret"), now);
    }
}
