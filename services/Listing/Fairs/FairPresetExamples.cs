using System.Text.Json;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Fairs;

/// <summary>Rules for fairs of a kind, from which an organizer begins.</summary>
/// <param name="Code">What a request names it by.</param>
/// <param name="Chinese">Its name in Chinese.</param>
/// <param name="English">Its name in English.</param>
/// <param name="ChineseAbout">What it is for, in Chinese.</param>
/// <param name="EnglishAbout">The same in English.</param>
/// <param name="LastsMs">How long the fair lasts where the request says no close.</param>
/// <param name="Rules">The settings; those that a request says take their place, each as a whole.</param>
public sealed record FairPreset(string Code, string Chinese, string English, string ChineseAbout, string EnglishAbout, long LastsMs, FairRequest Rules)
{
    /// <summary>A request with these rules where it says nothing.</summary>
    public FairRequest Under(FairRequest request) => request with
    {
        Preset = null,
        ClosesAt = request.ClosesAt ?? request.OpensAt + LastsMs,
        ClosingFromMinute = request.ClosingFromMinute ?? Rules.ClosingFromMinute,
        ClosingToMinute = request.ClosingToMinute ?? Rules.ClosingToMinute,
        ClosingGapMs = request.ClosingGapMs ?? Rules.ClosingGapMs,
        SoftCloseMs = request.SoftCloseMs ?? Rules.SoftCloseMs,
        IncrementMinor = request.IncrementMinor ?? Rules.IncrementMinor,
        CommissionBasisPoints = request.CommissionBasisPoints ?? Rules.CommissionBasisPoints,
        PaymentDueMs = request.PaymentDueMs ?? Rules.PaymentDueMs,
        RemovalDueMs = request.RemovalDueMs ?? Rules.RemovalDueMs,
        Bidding = request.Bidding ?? Rules.Bidding,
        Admission = request.Admission ?? Rules.Admission,
        Deposit = request.Deposit ?? Rules.Deposit,
        DowntimeGraceMs = request.DowntimeGraceMs ?? Rules.DowntimeGraceMs,
        SecondChanceMs = request.SecondChanceMs ?? Rules.SecondChanceMs,
        Ladder = request.Ladder ?? Rules.Ladder,
        Priority = request.Priority ?? Rules.Priority,
        Settlement = request.Settlement ?? Rules.Settlement,
        CatalogueFreezeMs = request.CatalogueFreezeMs ?? Rules.CatalogueFreezeMs,
        Essentials = request.Essentials ?? Rules.Essentials,
    };
}

/// <summary>The presets of the exchange, as the file presets.json has them.</summary>
public static class FairPresets
{
    /// <summary>All presets.</summary>
    public static IReadOnlyList<FairPreset> All { get; } = Read();

    /// <summary>The answer to a request for a preset that there is not.</summary>
    public static FieldErrors Unknown => new FieldErrors().Require(false, "preset", "one-of", "One of " + string.Join(", ", All.Select(preset => preset.Code)) + ".");

    /// <summary>A preset by its code, or null.</summary>
    public static FairPreset? Of(string code) => All.FirstOrDefault(preset => preset.Code == code);

    private static List<FairPreset> Read()
    {
        using var file = typeof(FairPresets).Assembly.GetManifestResourceStream("Exchange.Listing.Fairs.presets.json") ?? throw new InvalidOperationException("presets.json is not embedded.");
        return JsonSerializer.Deserialize<List<FairPreset>>(file, StoredJson.Options)!;
    }
}
