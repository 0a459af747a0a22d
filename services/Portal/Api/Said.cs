using System.Text.Json;

namespace Exchange.Portal.Api;

/// <summary>What a service said to a request: a value, a problem, or nothing that can be relied on.</summary>
public abstract record Said<T>
{
    private Said()
    {
    }

    public sealed record Value(T Body) : Said<T>;

    /// <summary>A refusal: the request has done nothing, and never will.</summary>
    /// <param name="Status">The HTTP status, 4xx.</param>
    /// <param name="Code">The problem's code.</param>
    /// <param name="Detail">One sentence for a person.</param>
    /// <param name="Facts">The problem's further members.</param>
    public sealed record Refused(int Status, string Code, string Detail, IReadOnlyDictionary<string, JsonElement> Facts) : Said<T>
    {
        /// <summary>A fact that is a whole number, or null.</summary>
        public long? Number(string fact) => Facts.TryGetValue(fact, out var value) && value.TryGetInt64(out var number) ? number : null;
    }

    /// <summary>No answer, or one of a fault: the request may have been carried out, or not. Asking again with the same key tells.</summary>
    public sealed record Unknown : Said<T>;

    /// <summary>The value, or null.</summary>
    public T? OrNull => this is Value value ? value.Body : default;
}
