using System.Globalization;
using Exchange.Kernel.Values;

namespace Exchange.Host.Rehearsal;

/// <summary>How the sales of a rehearsed fair are settled, as its organizer says it, and what everybody who reads that knows of its times.</summary>
public sealed class FairTerms
{
    /// <summary>IANA.</summary>
    public const string TimeZone = "Asia/Shanghai";

    /// <summary>How long those may think it over who are asked after a default.</summary>
    public static readonly TimeSpan Thinking = TimeSpan.FromHours(6);

    private const long AcceptanceDays = 2, DecisionDays = 3, DeliveryDays = 3, RemovalDays = 10;
    private const long Whole = 10_000;

    // Contracts are signed when the fair is over, and for as long there is time; longer than a month no fair may give.
    private static readonly TimeSpan Signing = TimeSpan.FromDays(1), LongestConfirm = TimeSpan.FromDays(30);

    private readonly BusinessCalendar _calendar;
    private readonly long _paymentDays;

    public FairTerms(FairTimes times, double deposits)
    {
        ConfirmFor = times.ClosesAt - times.OpensAt + Signing is var needed && needed < LongestConfirm ? needed : LongestConfirm;
        // The first contract stands by silence long before the last one; the times to pay are so long that no buyer defaults meanwhile.
        var signingDays = (long)ConfirmFor.TotalDays + 1;
        var firstPartDays = signingDays + 2;
        _paymentDays = firstPartDays + 2;
        var year = times.ClosesAt.Year;
        // National Day and New Year, which are rest whatever else the State Council says of the year.
        var holidays = string.Create(CultureInfo.InvariantCulture, $"{year}-10-01/{year}-10-03 {year + 1}-01-01");
        _calendar = BusinessCalendar.Of(TimeZone, holidays, null);
        var hasDeposit = deposits > 0;
        Deposit = hasDeposit ? new { basisPoints = Math.Max(1, (long)(deposits * Whole)) } : null;
        Settlement = new
        {
            commissionTiers = new object[] { new { basisPoints = 300, belowMinor = 100_000_00 }, new { basisPoints = 200 } },
            premiumBasisPoints = 100,
            taxBasisPoints = 1_300,
            taxRates = new[] { new { category = "timber", basisPoints = 900 } },
            confirmMs = (long)ConfirmFor.TotalMilliseconds,
            confirmedBySilence = true,
            paymentDays = _paymentDays,
            firstPartBasisPoints = 3_000,
            firstPartDays,
            removalDays = RemovalDays + signingDays,
            deliveryDays = DeliveryDays,
            acceptanceDays = AcceptanceDays,
            decisionDays = DecisionDays,
            toleranceBasisPoints = Course.MostDriftBasisPoints,
            forfeitedBasisPoints = hasDeposit ? 6_000 : (long?)null,
            depositToPrice = hasDeposit ? true : (bool?)null,
            holidays,
        };
    }

    /// <summary>How long after an award its contract may be confirmed; then it stands by silence.</summary>
    public TimeSpan ConfirmFor { get; }

    /// <summary>What the organizer says of deposits, or null.</summary>
    public object? Deposit { get; }

    /// <summary>What the organizer says of settlement.</summary>
    public object Settlement { get; }

    /// <summary>The morning of the next business day, from nine to twelve, when goods are fetched.</summary>
    public (DateTimeOffset From, DateTimeOffset Through) NextMorning(DateTimeOffset now)
    {
        var midnight = DateTimeOffset.FromUnixTimeMilliseconds(_calendar.DueAt(now.ToUnixTimeMilliseconds(), 1)); // by which it is over
        return (midnight.AddHours(-15), midnight.AddHours(-12));
    }

    /// <summary>When the time to pay, to accept, to dispute, to decide and to deliver is over for whoever was told of it at a time.</summary>
    public DateTimeOffset AllOver(DateTimeOffset since) => DateTimeOffset.FromUnixTimeMilliseconds(_calendar.DueAt(since.ToUnixTimeMilliseconds(), _paymentDays));
}
