using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Documents;

/// <summary>One document: stream <c>document/{id}</c>. It is issued once, and what it says never changes. The step of the deal that issues it, the document and its number are one entry of the log,
/// so that no crash and no refusal parts them.</summary>
/// <param name="IsIssued">Whether it is.</param>
public sealed record Document(bool IsIssued) : IDecider<Document, DocumentCommand, DocumentEvent>
{
    public static Document Initial { get; } = new(false);

    public static string Stream(string document) => "document/" + document;

    public static Decision<DocumentEvent> Decide(Document document, DocumentCommand command, DateTimeOffset now) => command switch
    {
        IssueDocument when document.IsIssued => Decision<DocumentEvent>.Nothing,
        IssueDocument issue when !issue.Paper.IsSound() => DocumentRefusals.Unsound,
        IssueDocument { Paper: var paper } => ((Decision<DocumentEvent>)new DocumentIssued(paper, now.ToUnixTimeMilliseconds()))
            .And(Register.Stream(paper.Subject.Fair), new GiveNumber(paper.Kind, paper.Document())),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Document Evolve(Document document, DocumentEvent @event) => @event switch
    {
        DocumentIssued when !document.IsIssued => new(true),
        _ => throw new InvalidDataException($"{@event.GetType().Name} cannot follow in a document that is issued."),
    };
}

public abstract record DocumentCommand;

/// <summary>Issues a document, once: the same one again changes nothing.</summary>
/// <param name="Paper">What it says.</param>
public sealed record IssueDocument(Paper Paper) : DocumentCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DocumentIssued), "document-issued.v1")]
public abstract record DocumentEvent;

/// <summary>A document was issued; its number is given in the same entry of the log.</summary>
/// <param name="Paper">What it says.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record DocumentIssued(Paper Paper, long At) : DocumentEvent;
