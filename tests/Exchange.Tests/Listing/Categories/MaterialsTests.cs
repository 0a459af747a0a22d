using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Listing.Categories;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;
using Xunit;

namespace Exchange.Tests.Listing.Categories;

public sealed class MaterialsTests
{
    [Fact]
    public void The_tree_has_about_three_hundred_nodes_in_some_twenty_groups()
    {
        Assert.InRange(Materials.All.Count, 300, 450);
        Assert.InRange(Materials.Children("").Count, 20, 26);
    }

    [Fact]
    public void A_node_stands_under_the_one_whose_code_begins_its_own()
    {
        Assert.All(Materials.All, node => Assert.Matches("^[A-Z]{2}([0-9]{2}){0,2}$", node.Code));
        Assert.All(Materials.All, node => Assert.Equal(node.Code.Length == 2 ? null : node.Code[..^2], node.Parent));
        Assert.All(Materials.All, node => Assert.True(LotDetails.IsCategory(node.Code)));
        Assert.Equal(Materials.All.Count, Materials.All.Select(node => node.Code).Distinct().Count());
    }

    [Fact]
    public void A_path_begins_with_a_group_and_ends_with_the_node() => Assert.All(Materials.All, node =>
    {
        var path = Materials.Path(node.Code);
        Assert.Equal((node.Code.Length / 2, null, node), (path.Count, path[0].Parent, path[^1]));
        Assert.All(path.Skip(1), step => Assert.Contains(step, Materials.Children(step.Parent!)));
    });

    [Fact]
    public void An_unknown_code_has_no_path_and_no_node()
    {
        Assert.Empty(Materials.Path("XX99"));
        Assert.Null(Materials.Of("XX99"));
        Assert.Equal("FE0301", Materials.Of("fe0301")?.Code);
    }

    [Fact]
    public void Every_name_and_word_finds_its_node_in_any_case_and_width() => Assert.All(Materials.All, node =>
    {
        Assert.Equal(node, Materials.Named(node.Chinese));
        Assert.Equal(node, Materials.Named("  " + node.English.ToUpperInvariant()));
        Assert.All(node.Words, word => Assert.Equal(node, Materials.Named(word)));
        Assert.Equal(node, Materials.Named(string.Concat(node.English.Select(c => c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c))));
    });

    [Fact]
    public void No_two_nodes_share_a_name_or_a_word()
    {
        var names = Materials.All.SelectMany(node => node.Words.Append(node.Chinese).Append(node.English)).Select(name => name.ToLowerInvariant()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Units_are_those_of_lots_and_formats_have_names()
    {
        Assert.All(Materials.All, node => Assert.True(Units.IsKnown(node.Unit), node.Code));
        Assert.All(Materials.All, node => Assert.NotNull(LotFormat.Of(node.Format)));
    }

    [Fact]
    public void Units_stand_in_the_recommendation()
    {
        using var known = JsonDocument.Parse(File.ReadAllText(SharedData.Path("units-rec20.json")));
        Assert.All(Materials.All, node => Assert.True(known.RootElement.TryGetProperty(node.Unit, out _), node.Unit));
    }

    [Fact]
    public void Codes_of_the_harmonized_system_exist()
    {
        var records = new CsvRecords(10_000);
        records.Feed(File.ReadAllText(SharedData.Path("hs-2022.csv")));
        records.End();
        var codes = new HashSet<string>();
        while (records.TryTake(out var row)) codes.Add(row.Fields[1]);
        Assert.All(Materials.All.SelectMany(node => node.Hs), code => Assert.Contains(code, codes));
        Assert.True(codes.Count > 6_000);
    }

    [Theory]
    [InlineData("8482.10", "BT0101")]
    [InlineData("848299", "BT01")]
    [InlineData("2807 00 00", "CH0101")]
    [InlineData("7214.20.0000", "FE0301")]
    [InlineData("72", "FE")]
    public void A_code_of_the_harmonized_system_finds_the_node_of_its_longest_known_beginning(string hs, string code) => Assert.Equal(code, Materials.OfHs(hs)?.Code);

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("lathe")]
    [InlineData("7")]
    public void What_is_no_code_of_the_harmonized_system_finds_nothing(string hs) => Assert.Null(Materials.OfHs(hs));

    [Fact]
    public void Grades_of_condition_are_ranked_and_defined_in_both_languages()
    {
        Assert.Equal(Enumerable.Range(0, Conditions.All.Count), Conditions.All.Select(condition => condition.Rank));
        Assert.All(Conditions.All, condition => Assert.True(condition.ChineseDefinition.Length > 10 && condition.EnglishDefinition.Length > 30, condition.Code));
        Assert.Equal(Conditions.All.Count, Conditions.All.Select(condition => condition.Code).Distinct().Count());
    }

    [Fact]
    public void The_worst_of_some_conditions_is_that_of_the_whole()
    {
        Assert.Equal(Conditions.Fair, Conditions.Worst([Conditions.New, Conditions.Fair, Conditions.Good]));
        Assert.Null(Conditions.Worst([]));
        Assert.Throws<ArgumentException>(() => Conditions.Worst(["mint"]));
    }
}
