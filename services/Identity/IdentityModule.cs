using Exchange.Identity.Accounts;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;

namespace Exchange.Identity;

/// <summary>Identity as a part of a process.</summary>
public static class IdentityModule
{
    public static WebApplicationBuilder AddIdentity(this WebApplicationBuilder builder)
    {
        var settings = Settings.Read<IssuerSettings>(builder.Configuration, IssuerSettings.Section);
        var store = Settings.Read<StoreSettings>(builder.Configuration, StoreSettings.Section);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(_ => IdentityKeys.Load(settings, store));
        services.AddIdentityStore(store);
        services.AddHostedService<IdentityStart>();
        services.AddSingleton<IdentityWriter>().AddHostedService(provider => provider.GetRequiredService<IdentityWriter>());
        services.AddHostedService<IdentityPruning>();
        services.AddSingleton(new Speaker(EnterpriseRelay.Source)).AddHostedService<EnterpriseRelay>();
        services.AddPeople(settings, IdentityKeys.DirectoryOf(settings, store));
        services.AddTokens(settings);
        // The first two tell of every statement and every request; the third warns that its keys are not encrypted, in a directory that only we may enter.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        return builder.AddOpenApiDocument("identity");
    }

    public static WebApplication MapIdentity(this WebApplication app)
    {
        app.MapTokens();
        app.MapSignIn();
        app.MapEnterprises();
        return app;
    }

    private static void AddIdentityStore(this IServiceCollection services, StoreSettings settings)
    {
        var database = IdentityDatabase.Of(settings);
        services.AddSingleton(database);
        services.AddDbContextPool<IdentityStore>(options => database.Use(options));
    }

    private static void AddPeople(this IServiceCollection services, IssuerSettings settings, string keys)
    {
        services.AddIdentityCore<Person>(options =>
        {
            options.Lockout.MaxFailedAccessAttempts = settings.LockoutAttempts;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(settings.LockoutMinutes);
        }).AddEntityFrameworkStores<IdentityStore>();
        services.AddDataProtection().SetApplicationName("exchange").PersistKeysToFileSystem(new DirectoryInfo(PrivateFile.Directory(keys)));
        services.AddAntiforgery();
        services.AddRazorComponents();
        services.AddAuthentication().AddCookie(SignInEndpoints.Scheme, options =>
        {
            options.Cookie.Name = "exchange-identity";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = settings.AllowsHttp ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            options.LoginPath = SignInEndpoints.SignInPath;
            options.ExpireTimeSpan = TimeSpan.FromHours(settings.SessionHours);
            options.SlidingExpiration = true;
            // Sessions and tokens live by the wall's clock, whatever clock the fair runs by.
            options.TimeProvider = TimeProvider.System;
        });
    }

    private static void AddTokens(this IServiceCollection services, IssuerSettings settings)
    {
        services.AddOpenIddict()
            .AddCore(options =>
            {
                options.UseEntityFrameworkCore().UseDbContext<IdentityStore>();
                options.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, ClientRegistry>();
            })
            .AddServer(options =>
            {
                options.SetIssuer(new Uri(settings.Issuer));
                options.SetTokenEndpointUris("connect/token").SetAuthorizationEndpointUris("connect/authorize").SetEndSessionEndpointUris("connect/logout");
                options.AllowClientCredentialsFlow().AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().RequireProofKeyForCodeExchange();
                options.RegisterScopes(OpenIddictConstants.Scopes.Profile, OpenIddictConstants.Scopes.Roles);
                options.SetAccessTokenLifetime(TimeSpan.FromMinutes(settings.AccessTokenMinutes));
                options.SetRefreshTokenLifetime(TimeSpan.FromDays(settings.RefreshTokenDays));
                options.DisableAccessTokenEncryption();
                options.AddEventHandler<OpenIddictServerEvents.GenerateTokenContext>(handler => handler.UseInlineHandler(KeepNoRow).SetOrder(int.MinValue));
                var web = options.UseAspNetCore().EnableTokenEndpointPassthrough().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough();
                if (settings.AllowsHttp) web.DisableTransportSecurityRequirement();
            });
        services.AddOptions<OpenIddictServerOptions>().Configure<IdentityKeys>((options, keys) =>
        {
            options.TimeProvider = TimeProvider.System;
            options.CodeChallengeMethods.Clear();
            options.CodeChallengeMethods.Add(OpenIddictConstants.CodeChallengeMethods.Sha256);
            options.SigningCredentials.Add(new(keys.Signing, SecurityAlgorithms.EcdsaSha256));
            options.EncryptionCredentials.Add(new(keys.Encryption, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        });
    }

    // Access tokens are short-lived and checked by their signature; nobody would read their rows. Codes and refresh tokens keep theirs: they are spent once.
    private static ValueTask KeepNoRow(OpenIddictServerEvents.GenerateTokenContext context)
    {
        if (context.TokenType is OpenIddictConstants.TokenTypeIdentifiers.AccessToken or OpenIddictConstants.TokenTypeIdentifiers.IdentityToken) context.CreateTokenEntry = false;
        return ValueTask.CompletedTask;
    }
}
