using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Listing.Admissions;
using Exchange.Listing.Lists;

namespace Exchange.Listing.Fairs;

/// <summary>The rules of a fair that is to be created.</summary>
public sealed record FairRequest
{
    /// <summary>1 to 100 characters.</summary>
    /// <example>Jilin spring fair</example>
    public string? Name { get; init; }

    /// <summary>The organizer's region, 1 to 40 characters.</summary>
    /// <example>Jilin</example>
    public string? Region { get; init; }

    /// <summary>ISO 4217.</summary>
    /// <example>CNY</example>
    public string? Currency { get; init; }

    /// <summary>IANA.</summary>
    /// <example>Asia/Shanghai</example>
    public string? TimeZone { get; init; }

    /// <summary>Unix milliseconds, in the future.</summary>
    public long? OpensAt { get; init; }

    /// <summary>Unix milliseconds, after opensAt.</summary>
    public long? ClosesAt { get; init; }

    /// <summary>The minute of the local day after which lots close; 0 if left out.</summary>
    /// <example>600</example>
    public long? ClosingFromMinute { get; init; }

    /// <summary>The minute of the local day up to which lots close; 1440 if left out.</summary>
    /// <example>1020</example>
    public long? ClosingToMinute { get; init; }

    /// <summary>How long after a late bid a lot stays open; two minutes if left out, 0 for no soft close.</summary>
    public long? SoftCloseMs { get; init; }

    /// <summary>The least step of a lot that names none, in minor units.</summary>
    /// <example>10000</example>
    public long? IncrementMinor { get; init; }

    /// <summary>The consignor's commission in 1/10,000 of the hammer value; 0 if left out.</summary>
    public long? CommissionBasisPoints { get; init; }

    /// <summary>How long after the award the buyer may pay; three days if left out.</summary>
    public long? PaymentDueMs { get; init; }

    /// <summary>How long after the payment the buyer may remove; ten days if left out.</summary>
    public long? RemovalDueMs { get; init; }

    /// <summary>How lots that are sold by ascending bids take them, if it shall say more than the increment and the soft close.</summary>
    public BiddingRules? Bidding { get; init; }

    /// <summary>How far apart lots close, in the order of their numbers; spread evenly over the closing windows if left out.</summary>
    /// <example>60000</example>
    public long? ClosingGapMs { get; init; }

    /// <summary>Who may bid; everybody if left out.</summary>
    public AdmissionRules? Admission { get; init; }

    /// <summary>What a bidder must have held before its first bid on a lot; nothing if left out.</summary>
    public DepositRules? Deposit { get; init; }

    /// <summary>How long a lot stays open at least once the exchange is back from a downtime in its last minutes; no longer if left out.</summary>
    /// <example>300000</example>
    public long? DowntimeGraceMs { get; init; }

    /// <summary>How long the next best bidder may think it over when a winner defaults, thirty days at most; a day if left out, 0 to ask nobody.</summary>
    public long? SecondChanceMs { get; init; }

    /// <summary>What happens to lots that are not sold: further attempts, each by its own format and from a lower opening; they pass in if left out.</summary>
    public LadderRules? Ladder { get; init; }

    /// <summary>Which lots key enterprises may take before the market opens, and for how long; none if left out.</summary>
    public PriorityRules? Priority { get; init; }

    /// <summary>How its sales are settled, beyond the commission and the times to pay and to remove; no further if left out.</summary>
    public SettlementRules? Settlement { get; init; }

    /// <summary>The calendar as the text of a CSV file with the columns date, kind (rest or work) and through, in place of settlement.holidays and settlement.workingDays.</summary>
    public string? CalendarFile { get; init; }

    /// <summary>How long before the opening the catalogue is frozen, a minute to thirty days; not before the opening if left out.</summary>
    /// <example>86400000</example>
    public long? CatalogueFreezeMs { get; init; }

    /// <summary>Which lots are marked as essential commodities; those with a priority window alone if left out.</summary>
    public EssentialRules? Essentials { get; init; }

    /// <summary>The id of a list of essential commodities that the organizer keeps, in place of essentials.</summary>
    public string? EssentialList { get; init; }

    /// <summary>The code of a preset, whose rules hold where the request says nothing; no preset if left out.</summary>
    /// <example>quick-clearance</example>
    public string? Preset { get; init; }

    /// <summary>The command to create the fair, or all that is wrong with the shape of the request.</summary>
    public Parsed<FairCommand> Parse(string fair, string organizer)
    {
        const long minute = 60_000, day = 24 * 60 * minute;
        if (Preset is not null) return FairPresets.Of(Preset) is { } preset ? preset.Under(this).Parse(fair, organizer) : FairPresets.Unknown;
        var errors = new FieldErrors()
            .Require(Name is { Length: >= 1 and <= 100 } && !Lots.LotDetails.HasControls(Name), "name", "text", "1 to 100 characters, none of them control characters.")
            .Require(Region is { Length: >= 1 and <= 40 } && !Lots.LotDetails.HasControls(Region), "region", "text", "1 to 40 characters, none of them control characters.")
            .Require(Currency is { Length: 3 } && Currency.All(char.IsAsciiLetterUpper), "currency", "currency", "An ISO 4217 code of three capital letters, such as CNY.")
            .Require(TimeZone is { Length: >= 1 and <= 60 }, "timeZone", "time-zone", "An IANA time zone, such as Asia/Shanghai.")
            .Require(OpensAt is > 0 and < MostAt, "opensAt", "time", "Unix milliseconds.")
            .Require(ClosesAt is > 0 and < MostAt, "closesAt", "time", "Unix milliseconds.")
            .Require(IncrementMinor is not null, "incrementMinor", "required", "A whole number of minor units, at least 1.");
        var settlement = WithCalendar(errors);
        return errors.Any ? errors : new CreateFair(fair, organizer, new(
            Name!, Region!, Currency!, TimeZone!, OpensAt!.Value, ClosesAt!.Value, ClosingFromMinute ?? 0, ClosingToMinute ?? FairRules.MinutesOfDay,
            SoftCloseMs ?? 2 * minute, IncrementMinor!.Value, CommissionBasisPoints ?? 0, PaymentDueMs ?? 3 * day, RemovalDueMs ?? 10 * day, Bidding,
            ClosingGapMs, Admission, Deposit, DowntimeGraceMs, SecondChanceMs, Ladder, Priority, settlement,
            CatalogueFreezeMs, Essentials));
    }

    /// <summary>This request with what stands on the list that it names, or what is wrong with that.</summary>
    internal async ValueTask<(FairRequest Request, FieldErrors Errors)> WithList(ListingJournal journal, Caller organizer)
    {
        if (EssentialList is null) return (this, new());
        var commodities = (await ListEndpoints.Find(journal, organizer, EssentialList))?.Content?.Commodities;
        return (
            this with { EssentialList = null, Essentials = new(commodities) },
            new FieldErrors().Require(
                commodities is not null && Essentials is null, "essentialList", "one-of", "The id of a list of essential commodities that your enterprise keeps, in place of essentials."));
    }

    /// <summary>The rules of settlement with the calendar that the file has, if there is one.</summary>
    private SettlementRules? WithCalendar(FieldErrors errors)
    {
        if (CalendarFile is null) return Settlement;
        var calendar = Fairs.CalendarFile.Read(CalendarFile);
        foreach (var (line, rule, message) in calendar.Wrong) errors.Require(false, line > 0 ? string.Create(CultureInfo.InvariantCulture, $"calendarFile.line{line}") : "calendarFile", rule, message);
        errors.Require(Settlement is { Holidays: null, WorkingDays: null }, "calendarFile", "beside", "A file comes beside settlement, and in place of its holidays and workingDays.");
        return Settlement is null ? null : Settlement with { Holidays = calendar.Holidays, WorkingDays = calendar.WorkingDays };
    }

    // The year 2200: the calendar's arithmetic stays far from its end.
    internal const long MostAt = 7_258_118_400_000;
}

/// <summary>Who has priority in a fair.</summary>
/// <param name="Enterprises">The ids of the enterprises, 1 to 500.</param>
/// <param name="List">The id of a list that the organizer keeps, in place of enterprises.</param>
public sealed record KeyEnterprisesRequest(IReadOnlyList<string>? Enterprises, string? List = null);

/// <summary>When and how a copy of a fair is held.</summary>
public sealed record CopyRequest
{
    /// <summary>Unix milliseconds, in the future.</summary>
    public long? OpensAt { get; init; }

    /// <summary>Unix milliseconds, after opensAt; as long after it by the clock as in the earlier fair if left out.</summary>
    public long? ClosesAt { get; init; }

    /// <summary>1 to 100 characters; the name of the earlier fair if left out.</summary>
    /// <example>Jilin spring fair 2027</example>
    public string? Name { get; init; }

    /// <summary>The calendar as the text of a CSV file with the columns date, kind (rest or work) and through, where the earlier fair has one; its calendar if left out.</summary>
    public string? CalendarFile { get; init; }

    /// <summary>Whether its key enterprises are those of the earlier fair; they are if left out.</summary>
    public bool? KeyEnterprises { get; init; }

    /// <summary>The command to create the copy, or all that is wrong with the shape of the request.</summary>
    public Parsed<FairCommand> Parse(string copy, string organizer, Fair earlier)
    {
        var calendar = CalendarFile is null ? null : Fairs.CalendarFile.Read(CalendarFile);
        var errors = new FieldErrors()
            .Require(OpensAt is > 0 and < FairRequest.MostAt, "opensAt", "time", "Unix milliseconds.")
            .Require(ClosesAt is null or (> 0 and < FairRequest.MostAt), "closesAt", "time", "Unix milliseconds.")
            .Require(Name is null || (Name is { Length: >= 1 and <= 100 } && !Lots.LotDetails.HasControls(Name)), "name", "text", "1 to 100 characters, none of them control characters.")
            .Require(calendar is null || earlier.Rules!.Settlement?.Holidays is not null, "calendarFile", "unused", "The earlier fair has no calendar.");
        foreach (var (line, rule, message) in calendar?.Wrong ?? [])
            errors.Require(false, line > 0 ? string.Create(CultureInfo.InvariantCulture, $"calendarFile.line{line}") : "calendarFile", rule, message);
        return errors.Any ? errors : new CreateFair(
            copy, organizer, new FairCopy(OpensAt!.Value, ClosesAt, Name, calendar?.Holidays, calendar?.WorkingDays).Of(earlier.Rules!), earlier.Id,
            KeyEnterprises is false ? null : earlier.KeyEnterprises);
    }
}
