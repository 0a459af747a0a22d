using Exchange.Identity.Accounts;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Microsoft.EntityFrameworkCore;

namespace Exchange.Identity.Enterprises;

/// <summary>Who asks, and under which key; the same key asks for the same thing.</summary>
public sealed record Asked(string Actor, string Key, DateTimeOffset At);

/// <summary>Register an enterprise and give its system a secret.</summary>
public sealed record RegisterEnterprise(string Name, string CreditCode, string Region, IReadOnlyList<string> Roles);

/// <summary>Register a person of an enterprise; the password comes as its hash.</summary>
public sealed record RegisterPerson(string Enterprise, string UserName, string PasswordHash, string Name, IReadOnlyList<string> Roles);

/// <summary>What came of a request: a value, or a refusal that wrote nothing. A repeat has the value of the first time.</summary>
/// <param name="Value">What is there now.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="Repeated">Whether the request came before; secrets are not shown again.</param>
public sealed record Outcome<T>(T? Value, Refusal? Refusal, bool Repeated)
    where T : class
{
    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal, false);

    public static implicit operator Outcome<T>(T value) => new(value, null, false);
}

/// <summary>The rules of registration. Each runs inside a transaction of the <see cref="IdentityWriter"/>, which saves what they add.</summary>
public static class Registrations
{
    public static async Task<Outcome<Enterprise>> Register(IdentityStore store, RegisterEnterprise command, string secret, Asked asked)
    {
        var fingerprint = Id.From(["enterprise", command.CreditCode, command.Name, command.Region, .. command.Roles]);
        var id = Enterprise.IdOf(command.CreditCode);
        if (await Before(store, asked, fingerprint) is { } before)
            return before.Refusal ?? new Outcome<Enterprise>(await store.Enterprises.AsNoTracking().SingleAsync(known => known.Id == id), null, Repeated: true);
        if (await store.Enterprises.AnyAsync(other => other.CreditCode == command.CreditCode)) return EnterpriseRefusals.CreditCodeTaken;

        var enterprise = new Enterprise
        {
            Id = id,
            CreditCode = command.CreditCode,
            Name = command.Name,
            Region = command.Region,
            Roles = command.Roles,
            RegisteredAt = asked.At,
        };
        store.Add(enterprise);
        store.Add(Accounts.Clients.SystemOf(enterprise, secret));
        Remember(store, asked, fingerprint, id);
        return enterprise;
    }

    /// <summary>Replaces the secret of the enterprise's system; the old one is worth nothing from then on.</summary>
    public static async Task<Outcome<Enterprise>> Renew(IdentityStore store, string id, string secret, Asked asked)
    {
        var fingerprint = Id.From("credentials", id);
        var before = await Before(store, asked, fingerprint);
        if (before?.Refusal is { } reused) return reused;
        if (await store.Enterprises.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id) is not { } enterprise) return EnterpriseRefusals.Unknown;
        if (before is not null) return new Outcome<Enterprise>(enterprise, null, Repeated: true);

        var client = await store.Clients.SingleAsync(system => system.ClientId == enterprise.ClientId);
        client.ClientSecret = ClientSecret.Digest(secret);
        client.ConcurrencyToken = Guid.NewGuid().ToString();
        Remember(store, asked, fingerprint, id);
        return enterprise;
    }

    public static async Task<Outcome<Person>> Register(IdentityStore store, RegisterPerson command, Asked asked)
    {
        // The password is not part of the fingerprint: a fast digest of it must not stand anywhere.
        var fingerprint = Id.From(["person", command.Enterprise, command.UserName, command.Name, .. command.Roles]);
        var id = Person.IdOf(command.UserName);
        if (await Before(store, asked, fingerprint) is { } before)
            return before.Refusal ?? new Outcome<Person>(await store.People.AsNoTracking().SingleAsync(known => known.Id == id), null, Repeated: true);
        if (await store.Enterprises.AsNoTracking().SingleOrDefaultAsync(known => known.Id == command.Enterprise) is not { } enterprise)
            return EnterpriseRefusals.Unknown;
        if (command.Roles.Except(enterprise.Roles).Any()) return PersonRefusals.RoleNotOfEnterprise.With("roles", enterprise.Roles);
        if (await store.People.AnyAsync(other => other.Id == id)) return PersonRefusals.UserNameTaken;

        var person = Person.Of(command.UserName, command.Name, enterprise, command.Roles);
        person.PasswordHash = command.PasswordHash;
        store.Add(person);
        Remember(store, asked, fingerprint, id);
        return person;
    }

    private sealed record Earlier(Refusal? Refusal);

    private static async Task<Earlier?> Before(IdentityStore store, Asked asked, string fingerprint)
    {
        var request = await store.Requests.AsNoTracking().SingleOrDefaultAsync(known => known.Actor == asked.Actor && known.RequestKey == asked.Key);
        return request is null ? null : new(request.Fingerprint == fingerprint ? null : EnterpriseRefusals.KeyReused);
    }

    private static void Remember(IdentityStore store, Asked asked, string fingerprint, string result) =>
        store.Add(new HandledRequest { Actor = asked.Actor, RequestKey = asked.Key, Fingerprint = fingerprint, ResultId = result, ReceivedAt = asked.At });
}
