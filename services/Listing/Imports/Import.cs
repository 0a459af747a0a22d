using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>One import that ran to its end: by its key it is known again, and by the digest of its file told from another one.</summary>
/// <param name="Fair">The fair's id; empty while nothing has happened.</param>
/// <param name="Consignor">The enterprise that offers.</param>
/// <param name="Digest">SHA-256 of the file and of what was asked for it, lower-case hexadecimal.</param>
public sealed record Import(string Fair, string Consignor, string Digest) : IDecider<Import, ImportCommand, ImportEvent>
{
    public static Import Initial { get; } = new("", "", "");

    /// <summary>Whether it ran.</summary>
    [JsonIgnore]
    public bool IsRecorded => Digest.Length > 0;

    /// <summary>The stream of an import.</summary>
    public static string Stream(string import) => "import/" + import;

    public static Decision<ImportEvent> Decide(Import import, ImportCommand command, DateTimeOffset now) => command switch
    {
        RecordImport record when import.IsRecorded && record.Digest != import.Digest => ImportRefusals.KeyReused,
        RecordImport when import.IsRecorded => Decision<ImportEvent>.Nothing,
        RecordImport record => new ImportRecorded(record.Consignor, record.Digest, record.Report),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Import Evolve(Import import, ImportEvent @event) => @event switch
    {
        ImportRecorded recorded when !import.IsRecorded => new(recorded.Report.Fair, recorded.Consignor, recorded.Digest),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow in an import."),
    };
}

/// <summary>What is to be imported, and how.</summary>
/// <param name="Id">The import's id; null for a dry run.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Consignor">The enterprise that offers.</param>
/// <param name="Subject">Who sends it.</param>
/// <param name="Terms">What holds where a row says nothing.</param>
/// <param name="Mapped">Our field names with the file's columns.</param>
/// <param name="Linked">See <see cref="Offer"/>.</param>
/// <param name="Root">See <see cref="Offer"/>.</param>
/// <param name="Sheet">How the file is to be read; null to tell by the file.</param>
/// <param name="AllOrNothing">True where no row is entered unless all can be; null to keep the good ones.</param>
/// <param name="Merge">The first lines of the groups of rows that are merged into one lot each, or <c>all</c>; null to merge nothing.</param>
/// <param name="Remembered">The file's columns with our field names, as the consignor mapped them before; null for none.</param>
public sealed record ImportOrder(
    string? Id, string Fair, string Consignor, string Subject, ImportTerms Terms, IReadOnlyDictionary<string, string> Mapped, IReadOnlyList<string>? Linked = null,
    string? Root = null, SheetTerms? Sheet = null, bool? AllOrNothing = null, IReadOnlyList<string>? Merge = null,
    IReadOnlyDictionary<string, string>? Remembered = null)
{
    /// <summary>Whether the group of rows that begins on a line is merged.</summary>
    public bool Merges(long line) => Merge is not null && (Merge.Contains("all") || Merge.Contains(line.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>What an import can be told.</summary>
public abstract record ImportCommand;

/// <summary>Keeps what an import came to.</summary>
public sealed record RecordImport(string Consignor, string Digest, ImportReport Report) : ImportCommand;

/// <summary>What can have happened to an import.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ImportRecorded), "import-recorded.v1")]
public abstract record ImportEvent;

public sealed record ImportRecorded(string Consignor, string Digest, ImportReport Report) : ImportEvent;
