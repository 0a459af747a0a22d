namespace Exchange.Kernel.Deciders;

/// <summary>What a refusal means to the caller; decides the HTTP status.</summary>
public enum RefusalKind
{
    /// <summary>The command does not fit the present state (409).</summary>
    Conflict,

    /// <summary>What is addressed does not exist (404).</summary>
    NotFound,

    /// <summary>The caller may not do this (403).</summary>
    Forbidden,

    /// <summary>The values break a rule whatever the state (422).</summary>
    Unacceptable,
}

/// <summary>A rule's no. A value, not an exception: it writes nothing and becomes an RFC 9457 problem.</summary>
/// <param name="Code">Stable, <c>noun.reason</c>, listed in <c>docs/problems.md</c>.</param>
/// <param name="Detail">One sentence for a person, without secrets.</param>
/// <param name="Kind">What the refusal means to the caller.</param>
public sealed record Refusal(string Code, string Detail, RefusalKind Kind = RefusalKind.Conflict)
{
    /// <summary>Numbers and names that help the caller to mend the command: <c>("nextBidMinor", 12500)</c>. Shown in the problem.</summary>
    public IReadOnlyDictionary<string, object> Facts { get; init; } = EmptyFacts;

    private static readonly Dictionary<string, object> EmptyFacts = [];

    /// <summary>This refusal with one more fact.</summary>
    public Refusal With(string name, object value) => this with { Facts = new Dictionary<string, object>(Facts) { [name] = value } };
}
