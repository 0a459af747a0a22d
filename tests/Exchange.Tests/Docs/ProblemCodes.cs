using System.Globalization;
using System.Text.RegularExpressions;
using Exchange.Kernel.Problems;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Exchange.Tests.Docs;

/// <summary>The problem codes that stand in sources: in refusals, and where the edge answers with a problem.</summary>
public static partial class ProblemCodes
{
    /// <summary>Each code of a source file, with its status (0 when the source leaves it to the framework) and its sentence.</summary>
    public static IEnumerable<ListedProblem> In(string source) =>
        from list in CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot().DescendantNodes().OfType<ArgumentListSyntax>()
        where Says(list)
        let texts = list.Arguments.Select(argument => argument.Expression).ToList()
        let at = texts.FindIndex(text => text is LiteralExpressionSyntax { Token.Value: string value } && Code().IsMatch(value))
        where at >= 0 && at + 1 < texts.Count && Sentence(texts[at + 1]) is { Length: > 0 }
        select new ListedProblem((string)((LiteralExpressionSyntax)texts[at]).Token.Value!, Status(list), Sentence(texts[at + 1])!);

    /// <summary>Whether arguments make a problem: a refusal by its type or by target, or a call of one of the edge's makers.</summary>
    private static bool Says(ArgumentListSyntax list) => list.Parent switch
    {
        ObjectCreationExpressionSyntax made => made.Type.ToString() is "Refusal",
        ImplicitObjectCreationExpressionSyntax => true,
        InvocationExpressionSyntax { Expression: var called } => called.ToString() is "Problem.Of" or "Of" or "Fault",
        _ => false,
    };

    private static int Status(ArgumentListSyntax list)
    {
        var text = list.ToString();
        if (list.Parent is InvocationExpressionSyntax { Expression: var called })
        {
            if (called.ToString() == "Fault") return 503;
            return Number().Match(list.Arguments[0].ToString()) is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : 0;
        }

        return text.Contains("RefusalKind.NotFound", StringComparison.Ordinal) ? 404
            : text.Contains("RefusalKind.Forbidden", StringComparison.Ordinal) ? 403
            : text.Contains("RefusalKind.Unacceptable", StringComparison.Ordinal) ? 422 : 409;
    }

    private static string? Sentence(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        InterpolatedStringExpressionSyntax pattern => string.Concat(pattern.Contents.Select(part => part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "…")),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => (Sentence(sum.Left) ?? "…") + (Sentence(sum.Right) ?? "…"),
        MemberAccessExpressionSyntax or IdentifierNameSyntax => "…",
        _ => null,
    };

    [GeneratedRegex("^[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex Code();

    [GeneratedRegex("[1-5][0-9]{2}")]
    private static partial Regex Number();
}
