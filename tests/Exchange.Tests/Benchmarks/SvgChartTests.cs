using System.Xml.Linq;
using Exchange.Benchmarks.Report;
using Xunit;

namespace Exchange.Tests.Benchmarks;

public sealed class SvgChartTests
{
    private static readonly SvgChart Chart = new("Rates <by> lots & bids", "lots", "bids/s", [new("bids/s", [(1, 10), (10, 100), (100, 1000)]), new("p99", [(1, 5)])]);

    [Fact]
    public void A_chart_is_well_formed_and_the_same_each_time()
    {
        Assert.Equal("Rates <by> lots & bids", XDocument.Parse(Chart.Draw()).Root!.Elements().First().Value);
        Assert.Equal(Chart.Draw(), Chart.Draw());
    }

    [Fact]
    public void What_grows_as_its_work_does_is_a_straight_line()
    {
        var line = XDocument.Parse(Chart.Draw()).Descendants().First(element => element.Name.LocalName == "polyline");
        var points = line.Attribute("points")!.Value.Split(' ').Select(point => point.Split(',').Select(double.Parse).ToArray()).ToArray();
        Assert.Equal(3, points.Length);
        Assert.Equal(points[1][0] - points[0][0], points[2][0] - points[1][0], 0.2);
        Assert.Equal(points[1][1] - points[0][1], points[2][1] - points[1][1], 0.2);
        Assert.True(points[2][1] < points[0][1], "More stands higher.");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(1, double.NaN)]
    public void What_is_not_positive_cannot_be_drawn(double x, double y) =>
        Assert.Throws<ArgumentException>(() => new SvgChart("", "", "", [new("", [(x, y)])]).Draw());

    [Fact]
    public void A_chart_without_points_cannot_be_drawn() => Assert.Throws<ArgumentException>(() => new SvgChart("", "", "", []).Draw());
}
