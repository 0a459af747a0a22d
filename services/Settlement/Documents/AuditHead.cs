using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Documents;

/// <summary>The head of a lot's audit file as Matching published it: stream <c>audit-head/{lot}</c>. The head with the most entries holds, in whatever order the messages come.</summary>
/// <param name="Entries">How many entries the file has; 0 before any head was heard of.</param>
public sealed record AuditHead(long Entries) : IDecider<AuditHead, AuditHeadCommand, AuditHeadEvent>
{
    public static AuditHead Initial { get; } = new(0);

    public static string Stream(string lot) => "audit-head/" + lot;

    public static Decision<AuditHeadEvent> Decide(AuditHead head, AuditHeadCommand command, DateTimeOffset now) => command switch
    {
        NoteAuditHead note when note.Entries <= head.Entries => Decision<AuditHeadEvent>.Nothing,
        NoteAuditHead note => new AuditHeadNoted(note.Entries, note.Head, note.At),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static AuditHead Evolve(AuditHead head, AuditHeadEvent @event) => @event switch
    {
        AuditHeadNoted noted when noted.Entries > head.Entries => new(noted.Entries),
        _ => throw new InvalidDataException($"{@event} cannot follow a head of {head.Entries} entries."),
    };
}

public abstract record AuditHeadCommand;

/// <summary>Matching published the head of a lot's audit file.</summary>
/// <param name="Entries">How many entries the file has.</param>
/// <param name="Head">The hash of the last one.</param>
/// <param name="At">When it was published, in Unix milliseconds.</param>
public sealed record NoteAuditHead(long Entries, string Head, long At) : AuditHeadCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AuditHeadNoted), "audit-head-noted.v1")]
public abstract record AuditHeadEvent;

/// <summary>The head of a lot's audit file is known.</summary>
/// <param name="Entries">How many entries the file has.</param>
/// <param name="Head">The hash of the last one: SHA-256 in lower-case hexadecimal.</param>
/// <param name="At">When it was published, in Unix milliseconds.</param>
public sealed record AuditHeadNoted(long Entries, string Head, long At) : AuditHeadEvent;
