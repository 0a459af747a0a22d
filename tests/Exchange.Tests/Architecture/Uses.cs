using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Exchange.Tests.Architecture;

/// <summary>A type that a source file uses.</summary>
/// <param name="Path">The file, from the root.</param>
/// <param name="Line">The first line on which it stands, from 1.</param>
/// <param name="Type">The full name of the outermost type.</param>
/// <param name="DeclaredIn">The file of the same project that declares it, or null when it comes from elsewhere.</param>
public sealed record Use(string Path, int Line, string Type, string? DeclaredIn);

/// <summary>What the files of a project use, by the compiler's own name resolution, so that neither an alias nor an implicit using hides anything.</summary>
public static class Uses
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Tasks; global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly ConcurrentDictionary<string, IReadOnlyList<Use>> Known = new();

    private static readonly IReadOnlyDictionary<string, MetadataReference> References =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => (MetadataReference)MetadataReference.CreateFromFile(group.First()), StringComparer.OrdinalIgnoreCase);

    /// <summary>What every file of a project under <c>services/</c> uses.</summary>
    public static IReadOnlyList<Use> Of(string project) => Known.GetOrAdd(project, name =>
        Of(name, [.. House.Files("services/" + name, ".cs").Select(path => (path, House.Read(path)))]));

    /// <summary>What sources would use if they stood in a project beside its own files.</summary>
    public static IReadOnlyList<Use> Of(string project, IReadOnlyList<(string Path, string Text)> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Path)).ToList();
        var own = project == "Exchange" ? "exchange" : "Exchange." + project;
        var compilation = CSharpCompilation.Create(
            own,
            [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, options)],
            References.Where(reference => !reference.Key.Equals(own, StringComparison.OrdinalIgnoreCase)).Select(reference => reference.Value),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        return [.. trees.SelectMany(tree => In(tree, compilation.GetSemanticModel(tree)))];
    }

    private static IEnumerable<Use> In(SyntaxTree tree, SemanticModel model) => tree.GetRoot().DescendantNodes()
        .OfType<SimpleNameSyntax>()
        .SelectMany(name => Types(model.GetSymbolInfo(name)).Select(type => (Type: type, Line: tree.GetLineSpan(name.Span).StartLinePosition.Line + 1)))
        .GroupBy(use => FullName(use.Type))
        .Select(group => new Use(tree.FilePath, group.First().Line, group.Key, group.First().Type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath));

    private static IEnumerable<INamedTypeSymbol> Types(SymbolInfo info) =>
        (info.Symbol is { } one ? [one] : info.CandidateSymbols).SelectMany(TypesOf).Select(Outermost);

    /// <summary>The type that a name stands for or belongs to, and the type of its value: a variable declared by <c>var</c> uses its type too.</summary>
    private static IEnumerable<INamedTypeSymbol> TypesOf(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol { TypeKind: not TypeKind.Error } type => [type],
        IMethodSymbol method => [.. Containing(method), .. Named(method.ReturnType)],
        IPropertySymbol property => [.. Containing(property), .. Named(property.Type)],
        IFieldSymbol field => [.. Containing(field), .. Named(field.Type)],
        ILocalSymbol local => Named(local.Type),
        IParameterSymbol parameter => Named(parameter.Type),
        _ => [],
    };

    private static IEnumerable<INamedTypeSymbol> Containing(ISymbol symbol) => symbol.ContainingType is { } type ? [type] : [];

    private static IEnumerable<INamedTypeSymbol> Named(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Named(array.ElementType),
        INamedTypeSymbol { TypeKind: not TypeKind.Error, IsAnonymousType: false } named => [named, .. named.TypeArguments.SelectMany(Named)],
        _ => [],
    };

    private static INamedTypeSymbol Outermost(INamedTypeSymbol type) => type.ContainingType is { } outer ? Outermost(outer) : type.OriginalDefinition;

    private static string FullName(INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.Name}" : type.Name;
}
