using Exchange.Identity.Accounts;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Exchange.Identity.Enterprises;

/// <summary>An enterprise to be registered.</summary>
/// <param name="Name">Its full name, at most 100 characters.</param>
/// <param name="CreditCode">Its Unified Social Credit Code, 18 characters with a check digit that fits (GB 32100-2015).</param>
/// <param name="Region">Where it is at home, at most 50 characters.</param>
/// <param name="Roles">One or more of <c>consignor</c>, <c>bidder</c>, <c>organizer</c>, <c>operator</c>.</param>
public sealed record EnterpriseRequest(string? Name, string? CreditCode, string? Region, IReadOnlyList<string>? Roles);

/// <summary>A registered enterprise, and how its systems sign in.</summary>
/// <param name="Enterprise">The enterprise's id.</param>
/// <param name="ClientId">The client id of its systems at <c>/connect/token</c>.</param>
/// <param name="ClientSecret">The secret, shown once: left out when the request is a repeat.</param>
/// <param name="Repeated">Whether the request was answered before under the same key.</param>
public sealed record EnterpriseCredentials(string Enterprise, string ClientId, string? ClientSecret, bool Repeated);

/// <summary>An enterprise as it is registered; <c>registeredAt</c> in Unix milliseconds.</summary>
public sealed record EnterpriseView(string Enterprise, string CreditCode, string Name, string Region, IReadOnlyList<string> Roles, long RegisteredAt);

/// <summary>A person to be registered.</summary>
/// <param name="UserName">The name to sign in with: 3 to 64 letters, digits, dots, hyphens, underscores or @.</param>
/// <param name="Password">12 to 128 characters, without the user name.</param>
/// <param name="Name">The person's name, at most 100 characters.</param>
/// <param name="Roles">Some of the enterprise's roles.</param>
public sealed record PersonRequest(string? UserName, string? Password, string? Name, IReadOnlyList<string>? Roles);

/// <summary>A person as registered.</summary>
public sealed record PersonView(string Person, string UserName, string Name, string Enterprise, IReadOnlyList<string> Roles);

/// <summary>Enterprises and their people over HTTP.</summary>
public static class EnterpriseEndpoints
{
    public static void MapEnterprises(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/identity/enterprises").WithTags("Enterprises");
        group.MapPost("", Register).RequireAuthorization(Roles.Operator)
            .WithSummary("Registers an enterprise and shows the secret of its systems, once.")
            .Produces<EnterpriseCredentials>(201).ProducesProblem(400).ProducesProblem(409);
        group.MapGet("", All).RequireAuthorization(Roles.Operator)
            .WithSummary("The enterprises by id, a page at a time.")
            .Produces<IReadOnlyList<EnterpriseView>>();
        group.MapGet("/{id}", One).RequireAuthorization()
            .WithSummary("One enterprise; an organizer and an operator see any, others their own.")
            .Produces<EnterpriseView>().Produces(StatusCodes.Status304NotModified).ProducesProblem(404);
        group.MapPost("/{id}/credentials", Renew).RequireAuthorization(Roles.Operator)
            .WithSummary("Gives the enterprise's systems a new secret, shown once; the old one ends.")
            .Produces<EnterpriseCredentials>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/{id}/people", RegisterPerson).RequireAuthorization(Roles.Operator)
            .WithSummary("Registers a person who signs in with a password and acts for the enterprise.")
            .Produces<PersonView>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    /// <summary>The command in a request, or all that is wrong with its shape.</summary>
    public static Parsed<RegisterEnterprise> Parse(EnterpriseRequest body)
    {
        var errors = new FieldErrors()
            .Require(IsLine(body.Name, 100), "name", "text", "Give the enterprise's name in 1 to 100 characters.")
            .Require(CreditCode.IsValid(body.CreditCode), "creditCode", "credit-code",
                "Give the 18 characters of the Unified Social Credit Code, in capitals; the last is the check digit of GB 32100-2015.")
            .Require(IsLine(body.Region, 50), "region", "text", "Give the region in 1 to 50 characters.");
        RequireRoles(errors, body.Roles);
        return errors.Any ? errors : new RegisterEnterprise(body.Name!.Trim(), body.CreditCode!, body.Region!.Trim(), InOrder(body.Roles!));
    }

    /// <summary>The person in a request, still without a password's hash, or all that is wrong with its shape.</summary>
    public static Parsed<RegisterPerson> Parse(string enterprise, PersonRequest body)
    {
        var errors = new FieldErrors()
            .Require(body.UserName is { Length: >= 3 and <= 64 } && body.UserName.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@'),
                "userName", "user-name", "Give 3 to 64 letters, digits, dots, hyphens, underscores or @.")
            .Require(Person.IsGoodPassword(body.Password, body.UserName), "password", "password", "Give 12 to 128 characters that do not contain the user name.")
            .Require(IsLine(body.Name, 100), "name", "text", "Give the person's name in 1 to 100 characters.");
        RequireRoles(errors, body.Roles);
        return errors.Any ? errors : new RegisterPerson(enterprise, body.UserName!, "", body.Name!.Trim(), InOrder(body.Roles!));
    }

    private static async Task<IResult> Register(HttpContext http, EnterpriseRequest body, IdentityWriter writer, TimeProvider time)
    {
        var parsed = Parse(body);
        if (!parsed.IsValid) return Problem.Of(parsed.Errors);
        if (Asked(http, time) is not { } asked) return Commands.BadKey;
        var secret = ClientSecret.New();
        var outcome = await writer.Write(store => Registrations.Register(store, parsed.Command, secret, asked));
        return Credentials(outcome, secret);
    }

    private static async Task<IResult> Renew(HttpContext http, string id, NoFields? _, IdentityWriter writer, TimeProvider time)
    {
        if (Asked(http, time) is not { } asked) return Commands.BadKey;
        var secret = ClientSecret.New();
        var outcome = await writer.Write(store => Registrations.Renew(store, id, secret, asked));
        return Credentials(outcome, secret);
    }

    private static async Task<IResult> RegisterPerson(
        HttpContext http, string id, PersonRequest body, IdentityWriter writer, IPasswordHasher<Person> hasher, TimeProvider time)
    {
        var parsed = Parse(id, body);
        if (!parsed.IsValid) return Problem.Of(parsed.Errors);
        if (Asked(http, time) is not { } asked) return Commands.BadKey;
        var command = parsed.Command with { PasswordHash = hasher.HashPassword(new(), body.Password!) };
        var outcome = await writer.Write(store => Registrations.Register(store, command, asked));
        if (outcome.Value is not { } person) return Problem.Of(outcome.Refusal!);
        if (outcome.Repeated && hasher.VerifyHashedPassword(person, person.PasswordHash!, body.Password!) == PasswordVerificationResult.Failed)
            return Problem.Of(EnterpriseRefusals.KeyReused);
        return TypedResults.Created((string?)null, new PersonView(person.Id, person.UserName!, person.Name, person.EnterpriseId, person.Roles));
    }

    private static async Task<IResult> One(HttpContext http, string id, IdentityStore store)
    {
        var caller = http.Caller();
        var mayRead = caller.Enterprise == id || caller.Is(Roles.Operator) || caller.Is(Roles.Organizer);
        var enterprise = mayRead ? await store.Enterprises.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, http.RequestAborted) : null;
        return enterprise is null ? Problem.Of(EnterpriseRefusals.Unknown) : http.Tagged(View(enterprise));
    }

    private static async Task<IResult> All(HttpContext http, IdentityStore store)
    {
        var page = PageRequest.Of(http);
#pragma warning disable CA1309 // The comparison is the database's; ids are hexadecimal, so every collation agrees.
        var rows = await store.Enterprises.AsNoTracking().Where(known => string.Compare(known.Id, page.After) > 0)
            .OrderBy(known => known.Id).Take(page.Limit + 1).ToListAsync(http.RequestAborted);
#pragma warning restore CA1309
        return page.Answer(http, rows.Select(View).ToList(), row => row.Enterprise);
    }

    private static IResult Credentials(Outcome<Enterprise> outcome, string secret) =>
        outcome.Value is not { } enterprise
            ? Problem.Of(outcome.Refusal!)
            : TypedResults.Created(
                "/api/identity/enterprises/" + enterprise.Id,
                new EnterpriseCredentials(enterprise.Id, enterprise.ClientId, outcome.Repeated ? null : secret, outcome.Repeated));

    private static EnterpriseView View(Enterprise enterprise) =>
        new(enterprise.Id, enterprise.CreditCode, enterprise.Name, enterprise.Region, enterprise.Roles, enterprise.RegisteredAt.ToUnixTimeMilliseconds());

    private static Asked? Asked(HttpContext http, TimeProvider time)
    {
        var key = http.Request.Headers[Commands.IdempotencyKey].ToString();
        return Commands.IsKey(key) ? new(http.Caller().Subject, key, time.GetUtcNow()) : null;
    }

    private static void RequireRoles(FieldErrors errors, IReadOnlyList<string>? roles) =>
        errors.Require(roles is { Count: > 0 } && roles.All(Roles.All.Contains), "roles", "roles", $"Give one or more of {string.Join(", ", Roles.All)}.");

    private static List<string> InOrder(IReadOnlyList<string> roles) => [.. Roles.All.Where(roles.Contains)];

    private static bool IsLine(string? text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Any(char.IsControl);
}
