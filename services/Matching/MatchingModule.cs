using Exchange.Kernel.Hosting;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Matching.CallAuctions;
using Exchange.Matching.Rings;

namespace Exchange.Matching;

public static class MatchingModule
{
    /// <summary>Adds Matching to a process.</summary>
    public static WebApplicationBuilder AddMatching(this WebApplicationBuilder builder)
    {
        var (sealing, store) = (Settings.Read<SealingSettings>(builder.Configuration, SealingSettings.Section), Settings.Read<StoreSettings>(builder.Configuration, StoreSettings.Section));
        builder.Services.AddSingleton(_ => SealingKey.Load(sealing, store));
        builder.AddJournal<MatchingJournal>(MatchingJournal.Definition);
        builder.Services.AddSingleton<AuctionStreams>().AddHostedService(services => services.GetRequiredService<AuctionStreams>());
        return builder;
    }

    /// <summary>Maps Matching's addresses.</summary>
    public static WebApplication MapMatching(this WebApplication app)
    {
        app.MapAuctions();
        app.MapSealedBids();
        app.MapCallAuctions();
        app.MapOffers();
        app.MapAudits();
        app.MapProposals();
        app.MapSecondChances();
        app.MapLadders();
        app.MapPriority();
        app.MapLotWants();
        app.MapRingRounds();
        app.MapRings();
        return app;
    }
}
