namespace Exchange.Listing.Categories;

/// <summary>A node of our tree of materials.</summary>
/// <param name="Code">Two letters for the group, two digits for the kind, two more where a kind has kinds: the codes of all above it begin its own.</param>
/// <param name="Parent">The node above; null for a group.</param>
/// <param name="Chinese">Its Chinese name.</param>
/// <param name="English">Its English name.</param>
/// <param name="Unit">The usual unit, a UN/CEFACT Recommendation 20 code.</param>
/// <param name="Hs">Chapters, headings or subheadings of the Harmonized System (2, 4 or 6 digits) whose goods belong here unless a node below takes them.</param>
/// <param name="Attributes">The codes of the attributes that its lots may have, those of the nodes above first.</param>
/// <param name="SupplyClasses">US federal supply groups or classes (2 or 4 digits) whose goods may belong here; other nodes may have the same.</param>
/// <param name="Size">The attributes that a size in a title gives in order, as 50×50×5 does: the codes of those of it; empty where the order is not known.</param>
/// <param name="Format">The name of the format in which its lots are usually sold.</param>
/// <param name="Words">Other names, Chinese and English, and words that give it away, such as grades.</param>
public sealed record Category(
    string Code, string? Parent, string Chinese, string English, string Unit, IReadOnlyList<string> Hs, IReadOnlyList<string> Attributes,
    IReadOnlyList<string> SupplyClasses, IReadOnlyList<string> Size, string Format, IReadOnlyList<string> Words);

/// <summary>A category that a title may belong to.</summary>
/// <param name="Category">The category.</param>
/// <param name="Score">From 0 to 1, comparable between titles; under a half it is a hint for a person, not an answer.</param>
public sealed record CategoryGuess(Category Category, double Score);
