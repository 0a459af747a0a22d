using Exchange.Kernel.Hosting;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching;

public static class MatchingModule
{
    /// <summary>Adds Matching to a process.</summary>
    public static WebApplicationBuilder AddMatching(this WebApplicationBuilder builder)
    {
        builder.AddJournal<MatchingJournal>(MatchingJournal.Definition);
        builder.Services.AddSingleton<AuctionStreams>().AddHostedService(services => services.GetRequiredService<AuctionStreams>());
        return builder;
    }

    /// <summary>Maps Matching's addresses.</summary>
    public static WebApplication MapMatching(this WebApplication app)
    {
        app.MapAuctions();
        app.MapCallAuctions();
        app.MapOffers();
        app.MapAudits();
        return app;
    }
}
