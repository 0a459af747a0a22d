using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Exchange.Tests.Tidy;

/// <summary>Something that is not tidy.</summary>
/// <param name="Path">The file, from the root.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="What">What is wrong.</param>
public sealed record Untidy(string Path, int Line, string What)
{
    public override string ToString() => $"{Path}:{Line} {What}";
}

/// <summary>What a tidy source file looks like. Each check takes a path and a text, so that it can be shown to find what it should.</summary>
public static partial class Tidiness
{
    private const int MaxFileLines = 320, MaxMethodLines = 45, MaxLineLength = 200;

    private static readonly string[] BannedEndings = ["Manager", "Helper", "Helpers", "Service", "Dto", "Impl", "Base", "Common", "Utils", "Util"];

    // Spelt in two halves, so that this file does not find itself.
    private static readonly string[] BannedWords = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    private static readonly string[] MachinePaths = ["/wo" + "rk/", "/ro" + "ot/", "/tmp/" + "w/", "/ho" + "me/", "C:" + "\\Users"];

    /// <summary>All checks of a file of any kind: trailing space, tabs, the last line's end, banned words, paths of one machine.</summary>
    public static IEnumerable<Untidy> Text(string path, string text)
    {
        if (text.Length > 0 && text[^1] != '\n') yield return new(path, 1, "does not end with a new line");
        if (text.EndsWith("\n\n", StringComparison.Ordinal)) yield return new(path, 1, "ends with an empty line");
        if (text.Contains('\r', StringComparison.Ordinal)) yield return new(path, 1, "has carriage returns");
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (line is [.., ' ' or '\t']) yield return new(path, index + 1, "has a space at its end");
            if (line.Contains('\t', StringComparison.Ordinal)) yield return new(path, index + 1, "has a tab");
            foreach (var word in BannedWords.Where(word => Regex.IsMatch(line, $@"\b{word}\b"))) yield return new(path, index + 1, "says " + word);
            foreach (var place in MachinePaths.Where(place => line.Contains(place, StringComparison.Ordinal)))
                yield return new(path, index + 1, "names a path of one machine: " + place);
        }
    }

    /// <summary>All checks of a C# file: its length, its lines' and methods', its names, what it catches, and the summaries of its classes.</summary>
    public static IEnumerable<Untidy> CSharp(string path, string text)
    {
        var lines = text.Split('\n');
        if (lines.Length > MaxFileLines) yield return new(path, 1, $"has {lines.Length} lines");
        foreach (var (index, line) in lines.Index().Where(line => line.Item.Length > MaxLineLength)) yield return new(path, index + 1, $"is {line.Length} characters long");
        var tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview));
        foreach (var (node, what) in tree.GetRoot().DescendantNodes().SelectMany(node => Node(node).Select(what => (node, what))))
            yield return new(path, tree.GetLineSpan(node.Span).StartLinePosition.Line + 1, what);
        if (path.StartsWith("services/", StringComparison.Ordinal))
            foreach (var type in tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>().Where(LacksSummary))
                yield return new(path, tree.GetLineSpan(type.Identifier.Span).StartLinePosition.Line + 1, $"the public type {type.Identifier.Text} has no summary");
    }

    private static IEnumerable<string> Node(SyntaxNode node)
    {
        if (node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax && Lines(node) is > MaxMethodLines and var length)
            yield return $"the method has {length} lines";
        if (node is BaseTypeDeclarationSyntax type && BannedEnding(type.Identifier.Text) is { } ending) yield return $"the name {type.Identifier.Text} ends with {ending}";
        if (node is BaseNamespaceDeclarationSyntax space && space.Name.ToString().Split('.').Select(BannedEnding).FirstOrDefault(word => word is not null) is { } word)
            yield return $"the namespace {space.Name} ends with {word}";
        if (node is CatchClauseSyntax { Block.Statements.Count: 0 } clause)
        {
            if (clause is { Filter: null, Declaration: null or { Type: IdentifierNameSyntax { Identifier.Text: "Exception" } } }) yield return "swallows every exception";
            if (!clause.Block.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)))
                yield return "swallows an exception without saying why";
        }
    }

    private static bool LacksSummary(TypeDeclarationSyntax type) =>
        type.Parent is BaseNamespaceDeclarationSyntax && type.Modifiers.Any(SyntaxKind.PublicKeyword) && !type.Modifiers.Any(SyntaxKind.PartialKeyword) && type is not RecordDeclarationSyntax
        && !NameSaysAll().IsMatch(type.Identifier.Text)
        && !type.GetLeadingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia));

    private static string? BannedEnding(string name) => BannedEndings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal));

    private static int Lines(SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    [GeneratedRegex("(Extensions|Module|Refusals|Announcements|Endpoints|Program)$")]
    private static partial Regex NameSaysAll();
}
