using System.Globalization;
using System.Text.Json;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;

namespace Exchange.Host.Rehearsal;

/// <summary>A whole fair from stock file to closing report, and its proof.</summary>
public sealed class FairRehearsal
{
    private readonly RehearsalSettings _settings;
    private readonly Screen _screen;
    private readonly Stage _stage;
    private readonly Wire _wire;
    private readonly Tokens _tokens;
    private readonly ClockHand _clock;
    private readonly List<PhaseTime> _phases = [];

    private FairRehearsal(RehearsalSettings settings, Screen screen, Stage stage, Wire wire)
    {
        (_settings, _screen, _stage, _wire) = (settings, screen, stage, wire);
        _tokens = new(stage.Targets.Identity, wire, stage.Operator);
        _clock = new(stage.Targets, wire, _tokens, settings);
    }

    /// <summary>Runs it on the command line; 0 when every promise is held.</summary>
    public static async Task<int> Run(RehearsalSettings settings, Screen screen, CancellationToken cancellation)
    {
        var report = await Rehearse(settings, screen, cancellation);
        report.Show(screen);
        if (settings.Report is { } file)
        {
            file.Directory?.Create();
            await File.WriteAllTextAsync(file.FullName, report.ToJson(), cancellation);
            screen.Say($"The report is in {file.FullName}");
        }

        return ProofReport.Show(report.Proofs, screen) ? 0 : 1;
    }

    /// <summary>Runs it and returns what it came to.</summary>
    public static async Task<RehearsalReport> Rehearse(RehearsalSettings settings, Screen screen, CancellationToken cancellation)
    {
        await using var stage = await Stage.Open(settings, cancellation);
        if (stage.Data is { } data) screen.Say($"The data are in {data}");
        using var wire = new Wire(settings.Connections + 4);
        return await new FairRehearsal(settings, screen, stage, wire).Perform(cancellation);
    }

    private async Task<RehearsalReport> Perform(CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        var cast = await Phase("Registering enterprises", _settings.Consignors + _settings.Bidders,
            progress => Cast.Register(_settings, _stage.Targets.Identity, _wire, _tokens, progress, cancellation));
        var times = FairTimes.Of(_settings);
        var terms = new FairTerms(times, _settings.Deposits);
        var ground = new Fairground(_stage.Targets, _wire, _tokens, times, cast, terms, _settings.Proxy, _settings.Ladders > 0);
        var (fair, imported) = await Enter(ground, cancellation);
        var lots = await Phase("Publishing", 1, progress => Publish(ground, fair, cancellation));

        var bidding = new Bidding(_stage.Targets, _wire, _tokens, _settings, cast, _clock);
        var barter = new Barter(_stage.Targets, _wire, _tokens, _clock, _settings, cast);
        var forSale = await Barter(barter, fair, lots, cancellation);
        var crowd = CrowdFor(forSale);
        var closing = ClosingOf(cast, terms, forSale, out var deposits);
        if (deposits.AreAsked) await Phase("Holding deposits", forSale.Count, progress => Hold(deposits, Deposits.Wanted(forSale, crowd), progress, cancellation));
        var bids = await Phase("Bidding", _settings.Bids, progress => bidding.Run(forSale, crowd, progress, cancellation));

        await closing.Run(fair, times.ClosesAt, bids, cancellation);
        var board = await AsOrganizer(cast, new(_stage.Targets.Turnover, $"/api/turnover/fairs/{fair}/board"), cancellation);
        var balances = await AsOrganizer(cast, new(_stage.Targets.Settlement, "/api/settlement/ledger/trial-balance"), cancellation);
        await _stage.Close();
        Keep(closing.Bank);
        var outcome = Outcome(board, cast, lots.Count, imported, bidding, bids, closing, barter.Report);
        var proofs = await Timed("Proving", () => Prove(outcome, bidding, closing, bids, fair, board, balances, cancellation));
        var biddingTime = _phases.First(phase => phase.Name == "Bidding").Seconds;
        return new(
            outcome,
            new(
                Timings.ThisMachine, _phases, TimeProvider.System.GetElapsedTime(began).TotalSeconds,
                bidding.Bids / biddingTime, bidding.PeakPerSecond, _wire.Retries, _clock.Steps),
            proofs);
    }

    private async Task<bool> Hold(Deposits deposits, IReadOnlyList<(string Lot, int Bidder)> wanted, Action<long> progress, CancellationToken cancellation)
    {
        await deposits.Hold(wanted, "fair", progress, cancellation);
        await _clock.Settle(cancellation);
        return true;
    }

    // What goes around in rings before the fair opens is not for sale any more. Who takes a lot in a ring has no deposit held, so that a fair of deposits has none.
    private async Task<IReadOnlyList<LotFacts>> Barter(Barter barter, string fair, IReadOnlyList<LotFacts> lots, CancellationToken cancellation)
    {
        if (_settings.Rings <= 0 || _settings.Deposits > 0) return lots;
        var gone = await Phase("Bartering", 1, progress => barter.Trade(fair, lots, progress, cancellation));
        return [.. lots.Where(lot => !gone.Contains(lot.Lot))];
    }

    private Closing ClosingOf(Cast cast, FairTerms terms, IReadOnlyList<LotFacts> lots, out Deposits deposits)
    {
        var (conduct, bank) = (Conduct.Of(_settings), new Bank(_settings.Currency));
        var (parties, cashier) = (new Parties(_stage.Targets, _wire, _tokens, cast), new Cashier(_stage.Targets, _wire, _tokens, bank));
        deposits = new(_stage.Targets, _wire, _tokens, cashier, _settings, cast, lots);
        return new(
            parties, new(parties, cashier, _clock, terms, conduct, _settings, cast), new(_stage.Targets, _wire, _tokens, _clock, _settings, cast),
            new(_stage.Targets, _wire, _tokens, _settings, cast, _clock, conduct, deposits), cashier, _clock,
            _settings, (name, total, work) => Phase(name, total, async progress =>
            {
                await work(progress);
                return true;
            }));
    }

    private void Keep(Bank bank)
    {
        if (_settings.Bank is not { } file) return;
        file.Directory?.Create();
        BankBook.Write(file, bank.Book);
        _screen.Say($"The book of the bank is in {file.FullName}");
    }

    private async Task<(string Fair, ImportTotals Imported)> Enter(Fairground ground, CancellationToken cancellation)
    {
        var files = _settings.Stock is { } stock
            ? StockFile.Deal(await File.ReadAllTextAsync(stock.FullName, cancellation), _settings.Consignors, _settings.Lots)
            : [.. Forecast.StockFor(_settings).Select(consignor => Stock.ToCsv(consignor.Lines))];
        return await Phase("Importing stock", files.Count, async progress =>
        {
            var fair = await ground.Create(cancellation);
            return (fair, await ground.Import(fair, files, progress, cancellation));
        });
    }

    private async Task<IReadOnlyList<LotFacts>> Publish(Fairground ground, string fair, CancellationToken cancellation)
    {
        await ground.Publish(fair, cancellation);
        await _clock.Settle(cancellation);
        var lots = await ground.Lots(fair, cancellation);
        return lots.Count > 0 ? lots : throw new RehearsalException("No lot is for sale.");
    }

    // Of a real stock file nobody knows reserves and steps; those of our own stock are a hundredth of the opening.
    private Crowd CrowdFor(IReadOnlyList<LotFacts> lots)
    {
        var crowd = new Crowd(_settings.Seed, _settings.Bidders, _settings.Bids / (double)lots.Count, _settings.Proxy);
        return Forecast.Keen([.. lots.Select(lot => new OfferedLot(lot, 0, Math.Max(1, lot.OpeningMinor / 100)))], crowd, _settings.Bids);
    }

    private async Task<JsonElement> AsOrganizer(Cast cast, Uri address, CancellationToken cancellation) =>
        (await _tokens.As(cast.Organizer, (token, stop) => _wire.Get(address, token, stop), cancellation)).OrThrow("Reading " + address.AbsolutePath).Json();

    private FairReport Outcome(JsonElement board, Cast cast, int offered, ImportTotals imported, Bidding bidding, IReadOnlyList<AcknowledgedBid> bids, Closing closing,
        BarterReport barter)
    {
        var totals = board.GetProperty("totals");
        long Total(string name) => totals.GetProperty(name).GetInt64();
        ReportLine[] Lines(string name) =>
        [
            .. board.GetProperty(name).EnumerateArray().Select(line => new ReportLine(
                line.GetProperty("line").GetString()!, line.GetProperty("turnoverMinor").GetInt64(), line.GetProperty("lotsSold").GetInt64())),
        ];
        return new(
            _settings.Seed, _settings.Days, _settings.Currency, cast.Consignors.Count, cast.Bidders.Count, _settings.TurnoverMinor, Total("turnoverMinor"),
            offered, Total("lotsSold"), Total("lotsPassedIn"), imported.Refused, closing.Deals.Count, Total("dealsPaid"), Total("dealsSettled"),
            bidding.Bids, bidding.Purchases, new(bidding.Refused.ToDictionary(), StringComparer.Ordinal), Lines("days"), Lines("categories"), FairReport.DigestOf(bids),
            Total("dealsDefaulted"), closing.Second.Taken, closing.Second.OnLadder, Total("lotsWithdrawn"),
            SettledReport.Of(closing.Deals, closing.Courses), new(Total("cashMinor"), Total("setOffMinor"), Total("barterMinor")), closing.Chains, barter, BankReport.Of(closing.Bank));
    }

    private async Task<IReadOnlyList<Proof>> Prove(
        FairReport outcome, Bidding bidding, Closing closing, IReadOnlyList<AcknowledgedBid> bids, string fair, JsonElement board, JsonElement balances,
        CancellationToken cancellation)
    {
        var asked = outcome.AskedMinor > 0 && outcome.TurnoverMinor < outcome.AskedMinor
            ? new[] { string.Create(CultureInfo.InvariantCulture, $"{outcome.TurnoverMinor} of {outcome.AskedMinor} minor units were turned over.") }
            : [];
        Proof[] seen =
        [
            Proof.Of("turnover reached", asked, outcome.AskedMinor > 0 ? "the asked turnover or more" : "none was asked"),
            Proof.Of("twice is once", bidding.Faults, "every request that was sent again was answered as before"),
            Proof.Of("second chances as bid", closing.Second.Faults, string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.DealsDefaulted:N0} awards fell, {outcome.SecondChances:N0} lots went to the next bidder at its own bid, {outcome.SoldOnLadder:N0} were sold on a ladder")),
            .. closing.Prove(balances),
        ];
        if (_stage.Data is null) return seen;
        var evidence = new Evidence(fair, bids, [new(fair, Figure(board, "turnoverMinor"), Figure(board, "paidMinor"), Figure(board, "settledMinor"))], closing.Bank.Book);
        return [.. seen, .. await Promises.Prove(StoredExchange.In(_stage.Data), evidence, _screen, cancellation)];
    }

    private static long Figure(JsonElement board, string name) => board.GetProperty("totals").GetProperty(name).GetInt64();

    private Task<T> Phase<T>(string name, long total, Func<Action<long>, Task<T>> work) => Timed(name, async () =>
    {
        var result = default(T)!;
        await _screen.Work(name, total, async progress => result = await work(progress));
        return result;
    });

    private async Task<T> Timed<T>(string name, Func<Task<T>> work)
    {
        var began = TimeProvider.System.GetTimestamp();
        _clock.Phase = name;
        _settings.Progress(name, _clock.Now);
        var result = await work();
        _phases.Add(new(name, TimeProvider.System.GetElapsedTime(began).TotalSeconds));
        return result;
    }
}
