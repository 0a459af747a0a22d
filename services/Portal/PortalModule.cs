using System.Text.Encodings.Web;
using System.Text.Unicode;
using Exchange.Kernel.Security;
using Exchange.Portal.Api;
using Exchange.Portal.Live;
using Exchange.Portal.Pages;
using Exchange.Portal.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Exchange.Portal;

/// <summary>The portal as a part of a process.</summary>
public static class PortalModule
{
    public static WebApplicationBuilder AddPortal(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(PortalSettings.Section).Get<PortalSettings>() ?? new();
        if (settings.ReadSecret().Length == 0)
        {
            // In one process with Identity the secret is the one that Identity knows for the portal.
            settings.ClientSecret = builder.Configuration["Identity:Portal:Secret"] ?? "";
            settings.ClientSecretFile = builder.Configuration["Identity:Portal:SecretFile"] ?? "";
        }

        // Each request that goes through is the service's tale.
        builder.Logging.AddFilter("Yarp", LogLevel.Warning);
        var services = builder.Services;
        services.AddSingleton(settings).AddSingleton<Addresses>().AddSingleton<OwnToken>().AddSingleton<ExchangeApi>();
        services.AddSingleton<LiveFeeds>().AddSingleton<Fragments>().AddSingleton<Visitors>().AddSingleton<PageFrame>().AddSingleton<LotReader>().AddSingleton<CallReader>();
        services.AddHttpClient(ExchangeApi.Client, http => http.Timeout = TimeSpan.FromSeconds(10));
        services.AddHttpClient(ExchangeApi.StreamClient, http => http.Timeout = Timeout.InfiniteTimeSpan);
        services.AddSignIn(settings);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "exchange-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRazorComponents();
        // Chinese stays Chinese on the wire; what HTML needs escaped still is.
        services.Replace(ServiceDescriptor.Singleton(HtmlEncoder.Create(UnicodeRanges.All)));
        if (settings.KeyDirectory.Length > 0)
            services.AddDataProtection().SetApplicationName("exchange").PersistKeysToFileSystem(Directory.CreateDirectory(settings.KeyDirectory));
        var (routes, clusters) = Gateway.Ways(settings);
        if (routes.Count > 0) services.AddReverseProxy().LoadFromMemory(routes, clusters);
        return builder;
    }

    public static WebApplication MapPortal(this WebApplication app)
    {
        var issuer = app.Services.GetRequiredService<IdentitySettings>().Issuer;
        app.Use((http, next) => http.GetEndpoint()?.Metadata.GetMetadata<Page>() is null ? next(http) : Page.Show(http, next, issuer));
        var pages = app.MapGroup("").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().WithMetadata(new Page());
        pages.MapPages();
        pages.MapBids();
        pages.MapCalls();
        pages.MapSecondChances();
        pages.MapPriority();
        pages.MapStatements();
        pages.MapDocuments();
        pages.MapSignIn();
        app.MapFiles();
        if (app.Services.GetRequiredService<PortalSettings>().Services.Any(service => service.Value.Length > 0)) app.MapReverseProxy();
        return app;
    }
}
