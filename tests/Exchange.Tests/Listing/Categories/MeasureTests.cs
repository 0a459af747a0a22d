using System.Text.Json;
using Exchange.Listing.Categories;
using Xunit;

namespace Exchange.Tests.Listing.Categories;

public sealed class MeasureTests
{
    [Theory]
    [InlineData(1, "INH", "MMT", "25.4")]
    [InlineData(1, "FOT", "MTR", "0.3048")]
    [InlineData(1, "YRD", "MTR", "0.9144")]
    [InlineData(6, "MTR", "MMT", "6000")]
    [InlineData(10, "KVT", "VLT", "10000")]
    [InlineData(1, "BHP", "KWT", "0.745699871582")]
    [InlineData(1, "HJ", "WTT", "735.49875")]
    [InlineData(16, "BAR", "MPA", "1.6")]
    [InlineData(1, "PS", "KPA", "6.894757293168")]
    [InlineData(1, "ATM", "KPA", "101.325")]
    [InlineData(1, "TNE", "KGM", "1000")]
    [InlineData(1, "LBR", "KGM", "0.45359237")]
    [InlineData(1, "STN", "LBR", "2000")]
    [InlineData(1, "LTN", "LBR", "2240")]
    [InlineData(1, "GLL", "CMQ", "3785.411784")]
    [InlineData(1, "MTQ", "LTR", "1000")]
    [InlineData(3600, "E32", "MQH", "3.6")]
    [InlineData(1, "G51", "L2", "60")]
    [InlineData(212, "FAH", "CEL", "100")]
    [InlineData(-40, "FAH", "CEL", "-40")]
    [InlineData(0, "CEL", "KEL", "273.15")]
    [InlineData(1, "RPS", "RPM", "60")]
    [InlineData(1, "HAR", "MTK", "10000")]
    public void A_value_is_worth_what_the_definitions_say(double value, string from, string to, string worth) =>
        Assert.Equal(worth, Measures.Convert((decimal)value, Measures.Of(from)!, Measures.Of(to)!)?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_value_there_and_back_is_the_same_to_six_digits()
    {
        var pairs = Measures.All.SelectMany(from => Measures.All.Where(to => to.Dimension == from.Dimension && from.Factor / to.Factor is > 0.0001m and < 10_000m).Select(to => (from, to))).ToList();
        Assert.True(pairs.Count > 200, $"{pairs.Count}");
        Assert.All(pairs, pair => Assert.All([1m, 7m, 12.5m, 1_000_000m], value =>
            Assert.InRange(Measures.Convert(Measures.Convert(value, pair.from, pair.to)!.Value, pair.to, pair.from)!.Value, value * 0.999999m, value * 1.000001m)));
    }

    [Fact]
    public void What_measures_something_else_does_not_convert()
    {
        Assert.Null(Measures.Convert(1, Measures.Of("KGM")!, Measures.Of("MTR")!));
        Assert.Null(Measures.Convert(1e16m, Measures.Of("MTR")!, Measures.Of("MMT")!));
        Assert.Null(Measures.Of("XXX"));
    }

    [Fact]
    public void Words_find_their_units_and_case_matters_only_where_it_must()
    {
        Assert.Equal("MAW", Measures.Named("MW", "power")!.Code);
        Assert.Equal("C31", Measures.Named("mW", "power")!.Code);
        Assert.Equal("KWT", Measures.Named("kW", "power")!.Code);
        Assert.Equal("PS", Measures.Named("psi", "pressure")!.Code);
        Assert.Equal("MPA", Measures.Named("MPA", "pressure")!.Code);
        Assert.Equal("INH", Measures.Named("英寸", "length")!.Code);
        Assert.Null(Measures.Named("kg", "length"));
        Assert.Equal(["mass", "force"], Measures.Meant("t").Select(measure => measure.Dimension));
    }

    [Fact]
    public void Every_word_of_a_unit_means_it_in_its_dimension()
    {
        Assert.All(Measures.All, measure => Assert.All(measure.Words, word => Assert.Equal(measure, Measures.Named(word, measure.Dimension))));
        Assert.Equal(Measures.All.Count, Measures.All.Select(measure => measure.Code).Distinct().Count());
        Assert.All(Measures.All.GroupBy(measure => measure.Dimension), dimension => Assert.Equal((1m, 0m), (dimension.First().Factor, dimension.First().Offset)));
    }

    [Fact]
    public void Codes_that_the_recommendation_lists_mean_the_same_there()
    {
        using var known = JsonDocument.Parse(File.ReadAllText(SharedData.Path("units-rec20.json")));
        var shared = Measures.All.Where(measure => known.RootElement.TryGetProperty(measure.Code, out _)).ToList();
        Assert.True(shared.Count > 40, $"{shared.Count}");
        Assert.All(shared, measure => Assert.Contains(Plain(known.RootElement.GetProperty(measure.Code).GetProperty("symbol_en").GetString()!), measure.Words.Select(Plain)));
    }

    private static string Plain(string symbol) => symbol.Replace("·", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
