namespace Exchange.Listing.Fairs;

/// <summary>What a copy of a fair says otherwise.</summary>
/// <param name="OpensAt">When it opens, in Unix milliseconds.</param>
/// <param name="ClosesAt">When it closes; as many days and hours after its opening as the earlier fair, by the clock, when null.</param>
/// <param name="Name">Its name; that of the earlier fair when null.</param>
/// <param name="Holidays">The days of rest, where the earlier fair has a calendar: that of its year is seldom right.</param>
/// <param name="WorkingDays">Saturdays and Sundays that are worked, likewise; none where holidays are said and these are not.</param>
public sealed record FairCopy(long OpensAt, long? ClosesAt = null, string? Name = null, string? Holidays = null, string? WorkingDays = null)
{
    /// <summary>The rules of an earlier fair at other times. All other times are lengths, or hours of a day, and go with it.</summary>
    public FairRules Of(FairRules earlier) => earlier with
    {
        Name = Name ?? earlier.Name,
        OpensAt = OpensAt,
        ClosesAt = ClosesAt ?? Shifted(earlier),
        Settlement = Holidays is null || earlier.Settlement is null ? earlier.Settlement : earlier.Settlement with { Holidays = Holidays, WorkingDays = WorkingDays },
    };

    /// <summary>The close that is as far from the opening as before by the clocks on the wall, whatever they leap in between.</summary>
    private long Shifted(FairRules earlier)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(earlier.TimeZone);
        return ClosingSchedule.Instant(Local(OpensAt) + (Local(earlier.ClosesAt) - Local(earlier.OpensAt)), zone);

        DateTime Local(long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone).DateTime;
    }
}
