using System.Globalization;
using System.Net;
using System.Text;
using Exchange.Host.Rehearsal;
using Exchange.Host.Serving;
using Exchange.Identity;

namespace Exchange.Host.Demo;

/// <summary>The simulated enterprises of the demo. They come over HTTP as everybody does, and trade by the clock of the exchange, fair after fair.</summary>
internal sealed class DemoCrowd : IDisposable
{
    private const int Consignors = 12, Bidders = 60, Lots = 900, Seed = 1989;
    private const long WorthMinor = 150_000_000_00;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100), ShortestPreparation = TimeSpan.FromSeconds(4), BetweenVisits = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly Targets _targets;
    private readonly Wire _wire;
    private readonly Tokens _tokens;
    private readonly Cast _cast;

    private DemoCrowd(WebApplication app, Targets targets, Wire wire, Tokens tokens, Cast cast)
    {
        (_app, _targets, _wire, _tokens, _cast) = (app, targets, wire, tokens, cast);
        _clock = app.Services.GetRequiredService<TimeProvider>();
    }

    /// <summary>Registers everybody.</summary>
    public static async Task<DemoCrowd> Gather(WebApplication app, IReadOnlyList<DemoPerson> people, CancellationToken cancellation)
    {
        var address = new Uri(app.Urls.First().Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal));
        var secret = await File.ReadAllTextAsync(app.Configuration["Identity:Bootstrap:SecretFile"]!, cancellation);
        var wire = new Wire(connections: 8);
        var tokens = new Tokens(address, wire, new("", "the operator", Secrets.OperatorClient, secret.Trim()));
        var settings = new RehearsalSettings { Seed = Seed, Consignors = Consignors - 1, Bidders = Bidders, Connections = 8 };
        var simulated = await Cast.Register(settings, address, wire, tokens, _ => { }, cancellation);

        // The people of the demo own the fair and a part of its stock, so that each finds something of its own.
        var registrar = new Registrar(address, wire, tokens);
        async Task<Actor> Of(string role) => await registrar.Renew(people.First(person => person.Role == role).Enterprise, role, cancellation);
        var cast = new Cast(await Of("organizer"), [await Of("consignor"), .. simulated.Consignors], simulated.Bidders, simulated.Mills);
        return new(app, Targets.All(address), wire, tokens, cast);
    }

    /// <summary>Holds one fair after the other.</summary>
    /// <param name="opened">Called when the first one is open.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task Trade(Action opened, CancellationToken cancellation)
    {
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _app.Lifetime.ApplicationStopping).Token;
        try
        {
            for (var number = 1; ; number++, opened = static () => { }) await Hold(number, opened, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The demo was stopped.
        }
    }

    public void Dispose() => _wire.Dispose();

    private async Task Hold(int number, Action opened, CancellationToken cancellation)
    {
        var (ground, fair, times) = await Prepare(number, ShortestPreparation, cancellation);
        while (_clock.GetUtcNow() < times.OpensAt) await Task.Delay(Breath, TimeProvider.System, cancellation);
        opened();

        var lots = await ground.Lots(fair, cancellation);
        var crowd = new Crowd(times.OpensAt.ToUnixTimeMilliseconds(), _cast.Bidders.Count, 14);
        var settling = Settle(fair, times.ClosesAt, cancellation);
        await Task.WhenAll(lots.Select(lot => Sell(Sale.Of(lot, crowd), cancellation)));
        await settling;
    }

    // The clock runs while the fair is prepared. On a machine that was too slow to be ready for the opening, the next try has twice the time.
    private async Task<(Fairground Ground, string Fair, FairTimes Times)> Prepare(int number, TimeSpan preparation, CancellationToken cancellation)
    {
        var speed = double.Parse(_app.Configuration["Clock:Speed"]!, CultureInfo.InvariantCulture);
        var opens = _clock.GetUtcNow() + (preparation * speed);
        var times = new FairTimes($"吉林省物资交易会 Jilin Materials Fair {number}", "CNY", opens, opens.AddDays(2), 0, 24 * 60);
        var ground = new Fairground(_targets, _wire, _tokens, times, _cast);
        var fair = await ground.Create(cancellation);
        try
        {
            var stock = Stock.Generate(opens.ToUnixTimeMilliseconds(), _cast.Consignors.Count, Lots, WorthMinor);
            await ground.Import(fair, [.. stock.Select(consignor => Stock.ToCsv(consignor.Lines))], _ => { }, cancellation);
            await ground.Publish(fair, cancellation);
            return (ground, fair, times);
        }
        catch (RehearsalException) when (_clock.GetUtcNow() >= opens)
        {
            return await Prepare(number, preparation * 2, cancellation);
        }
    }

    private async Task Sell(Sale sale, CancellationToken cancellation)
    {
        while (sale.NextAt is { } next)
        {
            if (next - _clock.GetUtcNow() is { Ticks: > 0 } early) await Task.Delay(early, _clock, cancellation);
            var now = _clock.GetUtcNow();
            if (sale.Take(now.AddTicks(1), now) is not { } move) continue;
            var (path, field) = sale.Lot.IsFixedPrice ? ("purchases", "quantityMilli") : ("bids", "amountMinor");
            var body = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"{{field}}":{{move.Amount}}}"""));
            var address = new Uri(_targets.Matching, $"/api/matching/lots/{sale.Lot.Lot}/{path}");
            var reply = await _tokens.As(
                _cast.Bidders[move.Bidder], (token, stop) => _wire.Post(address, body, token, $"{sale.Lot.Lot}-{move.Ordinal}", stop), cancellation);
            var closesAt = DateTimeOffset.FromUnixTimeMilliseconds(reply.Number("closesAt") ?? sale.ClosesAt.ToUnixTimeMilliseconds());
            if (reply.Status == HttpStatusCode.Created) sale.Accepted(reply.Number("nextBidMinor") ?? 0, closesAt, reply.Says("outbid"));
            else sale.Refused(reply.Number("nextBidMinor"));
        }
    }

    // Buyers pay soon after the hammer and fetch the goods on the next visit of their lorries. The demo's own bidder settles for itself.
    private async Task Settle(string fair, DateTimeOffset closesAt, CancellationToken cancellation)
    {
        var (parties, cashier) = (new Parties(_targets, _wire, _tokens, _cast), new Cashier(_targets, _wire, _tokens, new("CNY")));
        var paid = new HashSet<string>(StringComparer.Ordinal); // a list may be a moment old
        while (_clock.GetUtcNow() < closesAt)
        {
            await Task.Delay(BetweenVisits, TimeProvider.System, cancellation);
            foreach (var deal in (await parties.Deals(fair, cancellation)).Where(parties.IsOurs))
                if (deal.Stage == "awaiting-removal") await parties.Accept(deal, cancellation);
                else if (deal.Stage == "awaiting-payment" && paid.Add(deal.Deal)) await cashier.Receive(deal, 0, deal.OutstandingMinor, cancellation);
        }
    }
}
