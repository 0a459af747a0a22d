using Exchange.Kernel.Deciders;

namespace Exchange.Identity.Enterprises;

/// <summary>A company or a body that trades, runs fairs, or runs the exchange.</summary>
public sealed class Enterprise
{
    public required string Id { get; init; }

    /// <summary>Its Unified Social Credit Code; no other enterprise has it.</summary>
    public required string CreditCode { get; init; }

    public required string Name { get; init; }

    /// <summary>Where it is at home, as it is shown in totals by region.</summary>
    public required string Region { get; init; }

    /// <summary>What it may do; its people and systems may do no more.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The client id of the enterprise's own systems.</summary>
    public string ClientId => ClientOf(Id);

    /// <summary>The id that belongs to a credit code: the same in every run and every store.</summary>
    public static string IdOf(string creditCode) => Kernel.Values.Id.From("enterprise", creditCode);

    public static string ClientOf(string enterprise) => "system-" + enterprise;
}

/// <summary>Why the exchange says no to a registration.</summary>
public static class EnterpriseRefusals
{
    public static Refusal CreditCodeTaken { get; } =
        new("enterprise.credit-code-taken", "Another registration holds this credit code.");

    public static Refusal Unknown { get; } =
        new("enterprise.unknown", "There is no such enterprise.", RefusalKind.NotFound);

    public static Refusal KeyReused { get; } =
        new("request.key-reused", "This Idempotency-Key came before with another content.");
}
