using Exchange.Identity.Accounts;
using Exchange.Identity.Enterprises;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using OpenIddict.EntityFrameworkCore.Models;

namespace Exchange.Identity;

/// <summary>A request that changed something, remembered so that its repeat is known: who sent it, under which key, what it said, and what it made.</summary>
public sealed class HandledRequest
{
    public required string Actor { get; init; }

    public required string RequestKey { get; init; }

    /// <summary>The digest of what was asked, without secrets.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The id of what came of it.</summary>
    public required string ResultId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>The tables of identities and tokens. Their DDL stands in <c>Migrations/</c>, like every service's; a test holds it against this model.</summary>
public sealed class IdentityStore(DbContextOptions<IdentityStore> options) : DbContext(options)
{
    private static readonly Dictionary<string, string> Columns = new()
    {
        ["LockoutEnd"] = "lockout_ends_at",
        ["CreationDate"] = "created_at",
        ["ExpirationDate"] = "expires_at",
        ["RedemptionDate"] = "redeemed_at",
        ["ApplicationId"] = "client",
        ["AuthorizationId"] = "grant_id",
        ["EnterpriseId"] = "enterprise",
    };

    public DbSet<Enterprise> Enterprises => Set<Enterprise>();

    public DbSet<AnnouncedEnterprise> Announced => Set<AnnouncedEnterprise>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<HandledRequest> Requests => Set<HandledRequest>();

    public DbSet<OpenIddictEntityFrameworkCoreApplication> Clients => Set<OpenIddictEntityFrameworkCoreApplication>();

    /// <summary>Only <c>bigint</c> and <c>varchar</c>, so that one schema serves both databases.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().AreUnicode(false);
        configurationBuilder.Properties<bool>().HaveConversion<BoolToZeroOneConverter<long>>();
        configurationBuilder.Properties<int>().HaveConversion<long>();
        configurationBuilder.Properties<DateTime>().HaveConversion<UnixDateTime>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixDateTimeOffset>();
        configurationBuilder.Properties<IReadOnlyList<string>>().HaveConversion<Words, SameWords>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.UseOpenIddict();
        modelBuilder.Entity<Person>().ToTable("people").Property(person => person.ConcurrencyStamp).IsConcurrencyToken();
        modelBuilder.Entity<Enterprise>().ToTable("enterprises").Ignore(enterprise => enterprise.ClientId);
        modelBuilder.Entity<AnnouncedEnterprise>().ToTable("announced_enterprises").HasKey(announced => announced.Enterprise);
        modelBuilder.Entity<HandledRequest>().ToTable("requests").HasKey(request => new { request.Actor, request.RequestKey });
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreApplication>().ToTable("clients");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreAuthorization>().ToTable("grants");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreScope>().ToTable("scopes");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreToken>().ToTable("tokens");
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(Columns.GetValueOrDefault(property.Name) ?? Snake(property.Name));
    }

    private static string Snake(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));

    private sealed class UnixDateTime() : ValueConverter<DateTime, long>(
        time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds(),
        ms => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime);

    private sealed class UnixDateTimeOffset() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));

    private sealed class Words() : ValueConverter<IReadOnlyList<string>, string>(
        words => string.Join(' ', words), text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private sealed class SameWords() : ValueComparer<IReadOnlyList<string>>(
        (one, other) => ReferenceEquals(one, other) || (one != null && other != null && one.SequenceEqual(other)),
        words => string.Join(' ', words).GetHashCode(StringComparison.Ordinal));
}
