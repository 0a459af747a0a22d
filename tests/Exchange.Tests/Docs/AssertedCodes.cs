using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Exchange.Tests.Docs;

/// <summary>Which problem codes the sources of tests assert. A code that stands in a list or in a pattern is one of several answers that will do, and so asserted by neither.</summary>
public static partial class AssertedCodes
{
    /// <summary>The refusals that a source of the exchange declares, as <c>Type.Member</c>, each with its code.</summary>
    public static IEnumerable<(string Member, string Code)> Declared(string source) =>
        from member in Root(source).DescendantNodes().OfType<MemberDeclarationSyntax>()
        where member.Parent is TypeDeclarationSyntax
        from name in Names(member)
        from problem in ProblemCodes.In($"class X {{ {member} }}")
        select ($"{((TypeDeclarationSyntax)member.Parent!).Identifier.Text}.{name}", problem.Code);

    /// <summary>What a source of a test says alone: the code of a problem, also behind its status, or the name of a member by its type.</summary>
    public static IEnumerable<string> In(string source) =>
        Root(source).DescendantNodes().OfType<ExpressionSyntax>().Where(expression => !IsChoice(expression)).Select(Said).OfType<string>();

    private static string? Said(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } when Told().Match(text) is { Success: true } told => told.Groups[1].Value,
        MemberAccessExpressionSyntax { Expression: SimpleNameSyntax or MemberAccessExpressionSyntax } member =>
            $"{(member.Expression as MemberAccessExpressionSyntax)?.Name ?? member.Expression}.{member.Name}",
        _ => null,
    };

    // What is made of a refusal, as by With, is as much of a list as the refusal itself.
    private static bool IsChoice(SyntaxNode node) => node.Parent switch
    {
        ExpressionElementSyntax or ConstantPatternSyntax or InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ArrayInitializerExpression } => true,
        InvocationExpressionSyntax or MemberAccessExpressionSyntax => IsChoice(node.Parent),
        _ => false,
    };

    private static IEnumerable<string> Names(MemberDeclarationSyntax member) => member switch
    {
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        MethodDeclarationSyntax method => [method.Identifier.Text],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.Text),
        _ => [],
    };

    private static SyntaxNode Root(string source) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();

    [GeneratedRegex("^(?:[1-5][0-9]{2} )?([a-z]+(?:-[a-z]+)*\\.[a-z]+(?:-[a-z]+)*)$")]
    private static partial Regex Told();
}
