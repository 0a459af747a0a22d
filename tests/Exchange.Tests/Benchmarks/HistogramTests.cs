using CsCheck;
using Exchange.Benchmarks.Load;
using Xunit;

namespace Exchange.Tests.Benchmarks;

public sealed class HistogramTests
{
    private static readonly Gen<TimeSpan[]> Durations = Gen.Double[0, 17.5].Select(power => TimeSpan.FromMicroseconds(Math.Floor(Math.Exp(power)))).Array[1, 300];

    [Fact]
    public void A_quantile_is_never_below_the_true_one_and_at_most_a_32nd_above() => Gen.Select(Durations, Gen.Double[0, 1]).Sample((durations, share) =>
    {
        var histogram = Of(durations);
        var truth = durations.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(share * durations.Length) - 1)).TotalMicroseconds;
        Assert.InRange(histogram.Quantile(share).TotalMicroseconds, truth, truth * 33 / 32);
    });

    [Fact]
    public void Histograms_that_are_added_up_count_as_one() => Gen.Select(Durations, Durations).Sample((some, others) =>
    {
        var (sum, whole) = (Of(some), Of([.. some, .. others]));
        sum.Add(Of(others));
        Assert.Equal(whole.Count, sum.Count);
        foreach (var share in new[] { 0.1, 0.5, 0.99, 1 }) Assert.Equal(whole.Quantile(share), sum.Quantile(share));
    });

    [Fact]
    public void What_is_longer_than_the_last_bucket_is_counted_in_it()
    {
        var histogram = Of([TimeSpan.FromHours(3)]);
        Assert.Equal(1, histogram.Count);
        Assert.InRange(histogram.Quantile(1), TimeSpan.FromMinutes(1), TimeSpan.FromHours(3));
    }

    [Fact]
    public void Nothing_has_no_quantiles() => Assert.Equal(TimeSpan.Zero, new Histogram().Quantile(0.5));

    private static Histogram Of(IEnumerable<TimeSpan> durations)
    {
        var histogram = new Histogram();
        foreach (var duration in durations) histogram.Add(duration);
        return histogram;
    }
}
