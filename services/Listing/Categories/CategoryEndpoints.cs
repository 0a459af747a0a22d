using System.Globalization;
using Exchange.Kernel.Problems;

namespace Exchange.Listing.Categories;

public static class CategoryEndpoints
{
    private const string Tag = "Categories";
    private const int LongestText = 400, MostGuesses = 10;

    public static void MapCategories(this IEndpointRouteBuilder app)
    {
        var categories = app.MapGroup("/api/listing/categories").WithTags(Tag);
        categories.MapGet("", Tree).RequireAuthorization()
            .WithName("GetCategories").WithSummary("Our whole tree of materials, each node after the one above it. It changes only with the program.")
            .Produces<IReadOnlyList<CategoryAnswer>>().Produces(StatusCodes.Status304NotModified).WithProblems(401);
        categories.MapGet("/suggestions", Suggest).RequireAuthorization()
            .WithName("SuggestCategories").WithSummary("What a title may be, the likeliest first, and what it says of its attributes.")
            .WithDescription("Query: text is the title; code a code of another scheme that came with it (hs:8482.10, fsc:3110); most how many guesses, 3 if left out and 10 at most.")
            .Produces<IReadOnlyList<SuggestionAnswer>>().WithProblems(400, 401);
        categories.MapGet("/{code}", Get).RequireAuthorization()
            .WithName("GetCategory").WithSummary("A node with the nodes above and below it, its attributes and what its lots usually have.")
            .Produces<CategoryDetailsAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);

        var listing = app.MapGroup("/api/listing").WithTags(Tag);
        listing.MapGet("/conditions", (HttpContext http) => http.Tagged(Conditions.All)).RequireAuthorization()
            .WithName("GetConditions").WithSummary("The grades of condition, the best first, with what each promises.")
            .Produces<IReadOnlyList<Condition>>().Produces(StatusCodes.Status304NotModified).WithProblems(401);
        listing.MapGet("/units", Units).RequireAuthorization()
            .WithName("GetUnits").WithSummary("The units in which attributes are measured, and those in which lots are counted.")
            .Produces<UnitsAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401);
        listing.MapGet("/units/convert", Convert).RequireAuthorization()
            .WithName("ConvertUnits").WithSummary("A value in another unit of the same dimension. from and to are codes of Recommendation 20, or words such as inch, MPa, 马力.")
            .Produces<ConversionAnswer>().WithProblems(400, 401);
    }

    private static IResult Tree(HttpContext http) => http.Tagged(Materials.All.Select(CategoryAnswer.Of).ToList());

    private static IResult Get(HttpContext http, string code) => Materials.Of(code) is { } node
        ? http.Tagged(new CategoryDetailsAnswer(
            CategoryAnswer.Of(node), [.. Materials.Path(code).Select(CategoryAnswer.Of)], [.. Materials.Children(node.Code).Select(CategoryAnswer.Of)],
            Attributes.For(node.Code), node.Format, node.Words))
        : Problem.Of(CategoryRefusals.Unknown);

    private static IResult Suggest(HttpContext http)
    {
        var (text, code) = (http.Request.Query["text"].ToString(), http.Request.Query["code"].ToString());
        var errors = new FieldErrors()
            .Require(text.Length is > 0 and <= LongestText, "text", "text", $"A title of 1 to {LongestText} characters.")
            .Require(code.Length <= LongestText, "code", "code", "A code of another scheme.");
        if (errors.Any) return Problem.Of(errors.All);
        var most = int.TryParse(http.Request.Query["most"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MostGuesses) : 3;
        return TypedResults.Ok(Materials.Suggest(text, code, most)
            .Select(guess => new SuggestionAnswer(CategoryAnswer.Of(guess.Category), guess.Score, TitleAttributes.Read(guess.Category.Code, text))).ToList());
    }

    private static IResult Units(HttpContext http) => http.Tagged(new UnitsAnswer(
        [.. Measures.All.Select(measure => new UnitAnswer(measure.Code, measure.Symbol, measure.Dimension, measure.Words))], Imports.Units.Targets.Order(StringComparer.Ordinal).ToList()));

    private static IResult Convert(HttpContext http)
    {
        var query = http.Request.Query;
        var (from, to) = (Measures.Meant(query["from"].ToString()), Measures.Meant(query["to"].ToString()));
        var isNumber = decimal.TryParse(query["value"], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        var pair = from.SelectMany(one => to.Where(other => other.Dimension == one.Dimension).Select(other => (From: one, To: other))).FirstOrDefault();
        var result = isNumber && pair.From is not null ? Measures.Convert(value, pair.From, pair.To) : null;
        var errors = new FieldErrors()
            .Require(isNumber, "value", "number", "A number such as 12 or 12.5.")
            .Require(from.Count > 0, "from", "unit", "A unit that GET /api/listing/units lists.")
            .Require(to.Count > 0, "to", "unit", "A unit that GET /api/listing/units lists.")
            .Require(from.Count == 0 || to.Count == 0 || pair.From is not null, "to", "dimension", "The units do not measure the same.")
            .Require(!isNumber || pair.From is null || result is not null, "value", "too-large", "The value is out of bounds.");
        if (errors.Any) return Problem.Of(errors.All);
        var text = string.Create(CultureInfo.InvariantCulture, $"{result} {pair.To.Symbol}");
        return TypedResults.Ok(new ConversionAnswer(value, pair.From!.Code, pair.To.Code, result!.Value, text));
    }
}

/// <summary>A node of the tree.</summary>
/// <param name="Code">Its code; the codes of all nodes above begin it.</param>
/// <param name="Parent">The code of the node above; null for a group.</param>
/// <param name="Chinese">Its Chinese name.</param>
/// <param name="English">Its English name.</param>
/// <param name="Unit">The usual unit, UN/CEFACT Recommendation 20.</param>
/// <param name="Hs">Codes of the Harmonized System whose goods belong here.</param>
public sealed record CategoryAnswer(string Code, string? Parent, string Chinese, string English, string Unit, IReadOnlyList<string> Hs)
{
    public static CategoryAnswer Of(Category node) => new(node.Code, node.Parent, node.Chinese, node.English, node.Unit, node.Hs);
}

/// <summary>A node and what it stands among.</summary>
/// <param name="Category">The node.</param>
/// <param name="Path">From the group to the node.</param>
/// <param name="Children">The nodes directly below.</param>
/// <param name="Attributes">What its lots may say of themselves.</param>
/// <param name="Format">How its lots are usually sold.</param>
/// <param name="Words">Other names, in both languages.</param>
public sealed record CategoryDetailsAnswer(
    CategoryAnswer Category, IReadOnlyList<CategoryAnswer> Path, IReadOnlyList<CategoryAnswer> Children, IReadOnlyList<AttributeField> Attributes, string Format,
    IReadOnlyList<string> Words);

/// <summary>What a title may be.</summary>
/// <param name="Category">The node.</param>
/// <param name="Score">From 0 to 1; under a half it is a hint.</param>
/// <param name="Attributes">What the title says of the node's attributes, to be confirmed.</param>
public sealed record SuggestionAnswer(CategoryAnswer Category, double Score, IReadOnlyList<AttributeValue> Attributes);

/// <summary>A unit of measure.</summary>
/// <param name="Code">UN/CEFACT Recommendation 20.</param>
/// <param name="Symbol">How it is usually written.</param>
/// <param name="Dimension">What it measures.</param>
/// <param name="Words">All that is understood as it.</param>
public sealed record UnitAnswer(string Code, string Symbol, string Dimension, IReadOnlyList<string> Words);

/// <summary>All units.</summary>
/// <param name="Measures">Those of attributes.</param>
/// <param name="Lots">The codes of those in which lots are usually counted.</param>
public sealed record UnitsAnswer(IReadOnlyList<UnitAnswer> Measures, IReadOnlyList<string> Lots);

/// <summary>A value in another unit.</summary>
/// <param name="Value">What was asked.</param>
/// <param name="From">Its unit, Recommendation 20.</param>
/// <param name="To">The other unit.</param>
/// <param name="Result">The value in it, to 12 places after the point.</param>
/// <param name="Text">The result for people.</param>
public sealed record ConversionAnswer(decimal Value, string From, string To, decimal Result, string Text);
