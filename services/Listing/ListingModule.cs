using Exchange.Kernel.Hosting;
using Exchange.Listing.Admissions;
using Exchange.Listing.Catalogue;
using Exchange.Listing.Categories;
using Exchange.Listing.Fairs;
using Exchange.Listing.Imports;
using Exchange.Listing.Lists;
using Exchange.Listing.Lots;
using Exchange.Listing.Media;
using Exchange.Listing.Notices;

namespace Exchange.Listing;

public static class ListingModule
{
    /// <summary>Adds Listing to a process.</summary>
    public static WebApplicationBuilder AddListing(this WebApplicationBuilder builder)
    {
        builder.AddJournal<ListingJournal>(ListingJournal.Definition);
        var imports = Settings.Read<ImportSettings>(builder.Configuration, ImportSettings.Section);
        if (imports.Folder.Length == 0) imports.Folder = Path.Combine(Settings.Read<StoreSettings>(builder.Configuration, StoreSettings.Section).Data, "imports");
        builder.Services.AddSingleton(imports).AddSingleton<ImportRuns>().AddHostedService(services => services.GetRequiredService<ImportRuns>());
        builder.Services.AddSingleton(Settings.Read<MediaSettings>(builder.Configuration, MediaSettings.Section)).AddSingleton<MediaStore>();
        builder.Services.AddSingleton<MediaSweep>().AddHostedService(services => services.GetRequiredService<MediaSweep>());
        builder.Services.AddSingleton(Settings.Read<CatalogueSettings>(builder.Configuration, CatalogueSettings.Section))
            .AddSingleton<CatalogueStreams>().AddHostedService(services => services.GetRequiredService<CatalogueStreams>())
            .AddHostedService<AlertStreams>();
        return builder;
    }

    /// <summary>Maps Listing's addresses.</summary>
    public static WebApplication MapListing(this WebApplication app)
    {
        app.MapFairs();
        app.MapLots();
        app.MapDrafts();
        app.MapRegrouping();
        app.MapLotAmendments();
        app.MapMedia();
        app.MapQuestions();
        app.MapInspections();
        app.MapAdmissions();
        app.MapImports();
        app.MapApplications();
        app.MapChecklist();
        app.MapNotices();
        app.MapLists();
        app.MapCatalogue();
        app.MapSearches();
        app.MapCategories();
        app.MapSchemes();
        return app;
    }
}
