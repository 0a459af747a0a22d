using Exchange.Kernel.Deciders;

namespace Exchange.Kernel.Log;

/// <summary>Who sends a command, and by which key it is known when it is sent again.</summary>
/// <param name="Actor">The subject of the token, <c>clock</c>, or <c>bus</c>.</param>
/// <param name="Key">The idempotency key, unique for the actor within a day.</param>
/// <param name="Trace">The W3C trace context, or null.</param>
public readonly record struct Sender(string Actor, string Key, string? Trace = null)
{
    /// <summary>The actor of commands that time makes due.</summary>
    public const string Clock = "clock";

    /// <summary>The actor of commands that messages cause.</summary>
    public const string Bus = "bus";
}

/// <summary>What a command came to, known only after the commit.</summary>
public abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>Accepted and durable.</summary>
    /// <param name="Position">The log row that holds it; for a command that changed nothing, the last row at that time.</param>
    /// <param name="Parts">What happened; empty when the command changed nothing.</param>
    /// <param name="Repeated">Whether this answers a repeat from the log.</param>
    public sealed record Accepted(Position Position, IReadOnlyList<Part> Parts, bool Repeated) : Answer
    {
        /// <summary>The first event of a type, or null.</summary>
        public TEvent? First<TEvent>()
            where TEvent : class => Parts.SelectMany(part => part.Events).OfType<TEvent>().FirstOrDefault();
    }

    /// <summary>Refused; nothing was written.</summary>
    public sealed record Refused(Refusal Refusal) : Answer;
}

/// <summary>The writer's queue is full, or its followers are too far behind. A fault: the caller waits and tries again.</summary>
public sealed class BusyException(string service) : Exception($"{service} has more commands waiting than it may hold.");
