using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Categories;

/// <summary>A code of another scheme.</summary>
/// <param name="Code">The code.</param>
/// <param name="Parent">The code above; null for none.</param>
/// <param name="Chinese">Its Chinese name; empty where the file has none.</param>
/// <param name="English">Its English name; empty where the file has none.</param>
/// <param name="Category">Our category of its goods; null where the file says none.</param>
public sealed record SchemeCode(string Code, string? Parent, string Chinese, string English, string? Category = null);

/// <summary>A classification that others made, as it was imported last: the Harmonized System, UNSPSC, CPV, eCl@ss. A file is listed in parts, so that no entry of the log is large, and
/// counts when it is published: until then, and if it never comes to that, the edition before stands. A file that is sent again goes on where it broke off.</summary>
/// <param name="Edition">The number of the edition that was begun last; 0 before the first.</param>
/// <param name="Digest">SHA-256 of what its file says, lower-case hexadecimal.</param>
/// <param name="Parts">How many parts of it are listed.</param>
/// <param name="Codes">How many codes they have.</param>
/// <param name="IsPublished">Whether it counts.</param>
public sealed record Scheme(long Edition, string Digest, long Parts, long Codes, bool IsPublished) : IDecider<Scheme, SchemeCommand, SchemeEvent>
{
    public const int LongestName = 32, LongestCode = 20, LongestText = 300;

    /// <summary>The most codes of a part.</summary>
    public const int MostOfPart = 500;

    public static Scheme Initial { get; } = new(0, "", 0, 0, false);

    /// <summary>The stream of a scheme.</summary>
    public static string Stream(string scheme) => "scheme/" + scheme;

    public static Decision<SchemeEvent> Decide(Scheme scheme, SchemeCommand command, DateTimeOffset now) => command switch
    {
        BeginScheme begin when begin.Digest == scheme.Digest => Decision<SchemeEvent>.Nothing,
        BeginScheme begin => new SchemeBegun(begin.Scheme, scheme.Edition + 1, begin.Digest, begin.By, now.ToUnixTimeMilliseconds()),

        { Digest: var digest } when digest != scheme.Digest => SchemeRefusals.Overtaken,
        ListCodes list when scheme.IsPublished || list.Part <= scheme.Parts => Decision<SchemeEvent>.Nothing,
        ListCodes list => new SchemeCodesListed(list.Scheme, scheme.Edition, list.Part, list.Codes),

        PublishScheme when scheme.IsPublished => Decision<SchemeEvent>.Nothing,
        PublishScheme publish => new SchemePublished(publish.Scheme, scheme.Edition, scheme.Codes, publish.Mapped, now.ToUnixTimeMilliseconds()),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Scheme Evolve(Scheme scheme, SchemeEvent @event) => @event switch
    {
        SchemeBegun begun when begun.Edition == scheme.Edition + 1 => new(begun.Edition, begun.Digest, 0, 0, false),
        SchemeCodesListed listed when listed.Edition == scheme.Edition && listed.Part == scheme.Parts + 1 && !scheme.IsPublished =>
            scheme with { Parts = listed.Part, Codes = scheme.Codes + listed.Codes.Count },
        SchemePublished published when published.Edition == scheme.Edition && !scheme.IsPublished => scheme with { IsPublished = true },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow in edition {scheme.Edition} of a scheme."),
    };
}

/// <summary>What a scheme can be told.</summary>
/// <param name="Scheme">Its name.</param>
/// <param name="Digest">Of which file.</param>
public abstract record SchemeCommand(string Scheme, string Digest);

/// <summary>Begins an edition; nothing where the file is the one that was begun last.</summary>
public sealed record BeginScheme(string Scheme, string Digest, string By) : SchemeCommand(Scheme, Digest);

/// <summary>Lists a part of an edition, counted from 1; nothing where it is listed.</summary>
public sealed record ListCodes(string Scheme, string Digest, long Part, IReadOnlyList<SchemeCode> Codes) : SchemeCommand(Scheme, Digest);

/// <summary>Makes an edition the one that counts.</summary>
public sealed record PublishScheme(string Scheme, string Digest, long Mapped) : SchemeCommand(Scheme, Digest);

/// <summary>What can have happened to a scheme.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SchemeBegun), "scheme-begun.v1")]
[JsonDerivedType(typeof(SchemeCodesListed), "scheme-codes-listed.v1")]
[JsonDerivedType(typeof(SchemePublished), "scheme-published.v1")]
public abstract record SchemeEvent;

/// <summary>An edition was begun.</summary>
/// <param name="Scheme">The scheme's name.</param>
/// <param name="Edition">From 1.</param>
/// <param name="Digest">SHA-256 of what the file says.</param>
/// <param name="By">The subject who sent it.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record SchemeBegun(string Scheme, long Edition, string Digest, string By, long At) : SchemeEvent;

public sealed record SchemeCodesListed(string Scheme, long Edition, long Part, IReadOnlyList<SchemeCode> Codes) : SchemeEvent;

/// <summary>An edition counts from now on.</summary>
/// <param name="Scheme">The scheme's name.</param>
/// <param name="Edition">The edition.</param>
/// <param name="Codes">How many codes it has.</param>
/// <param name="Mapped">How many of them name a category of ours.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record SchemePublished(string Scheme, long Edition, long Codes, long Mapped, long At) : SchemeEvent;
