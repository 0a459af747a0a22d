using Exchange.Kernel.Deciders;
using Exchange.Listing.Categories;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Lots;

/// <summary>Something about a draft that its consignor should know before it is entered.</summary>
/// <param name="Field">The field, as requests name it.</param>
/// <param name="Code">The code of the problem that entering it would get, or what could be better.</param>
/// <param name="Message">How to mend it.</param>
/// <param name="IsAdvice">Whether it can be entered all the same.</param>
public sealed record DraftFinding(string Field, string Code, string Message, bool IsAdvice = false);

/// <summary>What is missing or wrong in a draft, all of it at once.</summary>
public static class DraftCheck
{
    private const string Missing = "missing";

    private static readonly (string Field, Func<DraftContent, bool> IsMissing, Func<DraftContent, bool> IsWrong, string Mend)[] Fields =
    [
        ("title", draft => draft.Title is null, draft => !LotDetails.IsTitle(draft.Title!), "Say what it is in 1 to 200 characters, none of them control characters."),
        ("category", draft => draft.Category is null, draft => !LotDetails.IsCategory(draft.Category!), "Choose a category: 1 to 20 letters, digits, dots and dashes."),
        ("region", Never, draft => draft.Region is { } region && !LotDetails.IsRegion(region), "At most 40 characters, none of them control characters."),
        ("quantityMilli", draft => draft.QuantityMilli is null, draft => draft.QuantityMilli is < 1 or > LotDetails.MaxMilli, "Say how much it is: 1 to 1,000,000,000,000 thousandths of the unit."),
        ("unit", Never, draft => draft.Unit is { } unit && !Imports.Units.IsKnown(unit), "A UN/CEFACT Recommendation 20 code such as C62, KGM or MTR."),
        ("openingMinor", draft => draft.OpeningMinor is null, draft => draft.OpeningMinor is < 1 or > LotDetails.MaxMinor, "Say the opening price: 1 to 10,000,000,000,000 minor units."),
        ("reserveMinor", Never, draft => draft.ReserveMinor is < 0 or > LotDetails.MaxMinor, "0 to 10,000,000,000,000 minor units."),
        ("incrementMinor", Never, draft => draft.IncrementMinor is < 0 or > LotDetails.MaxMinor, "1 to 10,000,000,000,000 minor units, or leave it out."),
        ("itemNumber", Never, draft => !LotDetails.IsItemNumber(draft.ItemNumber), "1 to 40 characters, none of them control characters."),
        ("group", Never, draft => !LotDetails.IsGroup(draft.Group), "1 to 40 characters, none of them control characters."),
        ("rowKey", Never, draft => !LotDetails.IsRowKey(draft.RowKey), "1 to 100 characters, none of them control characters."),
        ("linked", Never, draft => !Offer.AreLinked(draft.Linked ?? []), Offer.LinkedRule),
        ("format", Never, draft => LotFormat.Of(draft.Format ?? LotDetails.English) is null, "One of " + LotFormat.Names + "."),
    ];

    /// <summary>What a draft lacks or has wrong, whatever the fair, in the order of its fields; advice last.</summary>
    public static IReadOnlyList<DraftFinding> Of(DraftContent draft)
    {
        List<DraftFinding> findings =
        [
            .. Fields.Where(field => field.IsMissing(draft)).Select(field => new DraftFinding(field.Field, Missing, field.Mend)),
            .. Fields.Where(field => !field.IsMissing(draft) && field.IsWrong(draft)).Select(field => new DraftFinding(field.Field, LotRefusals.OutOfBounds.Code, field.Mend)),
            .. OfTerms(draft),
            .. OfDescription(draft.Description ?? new()),
        ];
        // What several fields say together is asked of a draft whose fields are right by themselves.
        if (findings.Count == 0 && draft.Details().Check() is { } refusal) findings.Add(Finding(refusal));
        return [.. findings, .. Advice(draft)];
    }

    /// <summary>What a draft lacks or has wrong for a fair at a time.</summary>
    public static IReadOnlyList<DraftFinding> Of(DraftContent draft, Fair fair, DateTimeOffset now)
    {
        var findings = Of(draft);
        if (findings.Any(finding => !finding.IsAdvice)) return findings;
        return Fair.Decide(fair, draft.Entry("", fair.Id, "", null), now).Refusal is { } refusal ? [Finding(refusal), .. findings] : findings;
    }

    private static bool Never(DraftContent draft) => false;

    private static IEnumerable<DraftFinding> OfTerms(DraftContent draft)
    {
        if (LotFormat.Of(draft.Format ?? LotDetails.English) is not { } format) yield break;
        if (draft.ReserveMinor > 0 && !format.HasReserve) yield return Finding(LotRefusals.TermUnused.With("field", "reserveMinor"));
        if (draft.IncrementMinor > 0 && !format.HasIncrement) yield return Finding(LotRefusals.TermUnused.With("field", "incrementMinor"));
        foreach (var term in FormatTerms.All)
            if (format.CheckTerm(term, draft.Terms ?? new()) is { } refusal) yield return Finding(refusal, "terms." + term.Name);
    }

    /// <summary>Each part of the description by itself, so that one that is wrong hides no other.</summary>
    private static IEnumerable<DraftFinding> OfDescription(LotDescription said)
    {
        LotDescription[] parts =
        [
            new(Text: said.Text), new(Condition: said.Condition), new(Attributes: said.Attributes), new(Place: said.Place), new(LoadedBy: said.LoadedBy), new(Loading: said.Loading),
            new(Removal: said.Removal), new(Inspection: said.Inspection), new(TaxClass: said.TaxClass),
        ];
        foreach (var part in parts)
            if (part.OutOfBounds() is { } field) yield return Finding(LotRefusals.OutOfBounds.With("field", "description." + field));
        var lines = said.Manifest ?? [];
        if (lines.Count > LotDescription.MostLines) yield return Finding(LotRefusals.OutOfBounds.With("field", "description.manifest"));
        for (var i = 0; i < lines.Count; i++)
            if (lines[i] is null || lines[i].OutOfBounds() is not null)
                yield return Finding(LotRefusals.OutOfBounds.With("field", FormattableString.Invariant($"description.manifest[{i}].{lines[i]?.OutOfBounds()}").TrimEnd('.')));
    }

    /// <summary>What sells a lot better. A tender lies nowhere and is in no condition.</summary>
    private static IEnumerable<DraftFinding> Advice(DraftContent draft)
    {
        if (LotFormat.Of(draft.Format ?? LotDetails.English) is not { IsReverse: false }) yield break;
        var said = draft.Description ?? new();
        if (said.Grade is null) yield return Advised("condition", "no-condition", "Say in which condition it is; who does not know bids less.");
        if (said.Place is null) yield return Advised("place", "no-place", "Say where it lies; buyers reckon with the way.");
        if (said.Removal is null && said.Loading is null)
            yield return Advised("removal", "no-removal-terms", "Say how it is loaded and removed; it decides what the buyer pays for the lorry.");
        if (Materials.Of(draft.Category ?? "")?.Attributes.Where(code => said.Attributes?.ContainsKey(code) is not true).ToList() is { Count: > 0 } attributes && said.Manifest is not { Count: > 0 })
            yield return Advised("attributes", "no-attributes", $"Say its {string.Join(", ", attributes)}; by these it is found.");
        if (draft.Format is null) yield return new("format", "no-format", "It is sold by ascending bids, unless another format is chosen. " + LotDefaults.Of(draft).Because, IsAdvice: true);
    }

    private static DraftFinding Advised(string part, string code, string message) => new("description." + part, code, message, IsAdvice: true);

    private static DraftFinding Finding(Refusal refusal, string? field = null) =>
        new(field ?? (refusal.Facts.TryGetValue("field", out var named) ? (string)named : FieldOf(refusal.Code)), refusal.Code, refusal.Detail);

    // A rule of several fields is shown at the one that is most likely to give way.
    private static string FieldOf(string code) => code switch
    {
        "lot.floor-above-opening" => "terms.floorMinor",
        "lot.falls-to-nothing" => "terms.falls",
        "lot.not-in-a-group" or "lot.group-full" or "lot.too-many-groups" => "group",
        "lot.not-whole-steps" => "terms.quantityStepMilli",
        "lot.offer-prices-cross" => "terms.declineBelowMinor",
        "lot.ladder-not-allowed" or "lot.ladder-unsuited" or "lot.ladder-too-long" => "ladder",
        "lot.reserve-above-opening" => "reserveMinor",
        "fair.entries-closed" or "fair.unknown" => "fair",
        _ => "",
    };
}
