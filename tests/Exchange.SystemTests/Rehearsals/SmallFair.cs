using Exchange.Host.Cli;
using Exchange.Host.Rehearsal;
using Xunit;

namespace Exchange.SystemTests.Rehearsals;

/// <summary>A fair that is rehearsed in seconds.</summary>
internal static class SmallFair
{
    public static RehearsalSettings Settings { get; } = new()
    {
        Days = 2,
        Consignors = 6,
        Bidders = 30,
        Lots = 60,
        Bids = 900,
        TurnoverMinor = 5_000_000_00,
        Rings = 0.3,
        Connections = 16,
        Step = TimeSpan.FromMinutes(3),
    };

    public static Task<RehearsalReport> Rehearse(RehearsalSettings settings) =>
        FairRehearsal.Rehearse(settings, Screen.Blank, TestContext.Current.CancellationToken);

    /// <summary>Asserts that every promise is held, and shows those that are not.</summary>
    public static void AssertHeld(RehearsalReport report) =>
        Assert.Equal("", string.Join(Environment.NewLine, report.Proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}")));
}
