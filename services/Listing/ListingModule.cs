using Exchange.Kernel.Hosting;
using Exchange.Listing.Admissions;
using Exchange.Listing.Fairs;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;

namespace Exchange.Listing;

public static class ListingModule
{
    /// <summary>Adds Listing to a process.</summary>
    public static WebApplicationBuilder AddListing(this WebApplicationBuilder builder)
    {
        builder.AddJournal<ListingJournal>(ListingJournal.Definition);
        builder.Services.AddSingleton(Settings.Read<ImportSettings>(builder.Configuration, ImportSettings.Section));
        return builder;
    }

    /// <summary>Maps Listing's addresses.</summary>
    public static WebApplication MapListing(this WebApplication app)
    {
        app.MapFairs();
        app.MapLots();
        app.MapAdmissions();
        app.MapImports();
        return app;
    }
}
