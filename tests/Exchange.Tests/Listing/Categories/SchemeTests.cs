using Exchange.Kernel.Deciders;
using Exchange.Listing.Categories;
using Xunit;

namespace Exchange.Tests.Listing.Categories;

public sealed class SchemeTests
{
    private const string Good = "code,parent,name,中文名称,our category,note\n1,,Metals,金属,,x\n1.1,1,Rebar,螺纹钢,fe0301,y\n1.2,1,Wire,,,z\n";

    [Fact]
    public void A_file_says_codes_with_those_above_them_names_and_our_categories()
    {
        var file = SchemeFile.Read(Good);
        Assert.Equal((0L, 1L, null), (file.FindingsTotal, file.Mapped, file.Refusal));
        Assert.Equal([new("1", null, "金属", "Metals"), new("1.1", "1", "螺纹钢", "Rebar", "FE0301"), new SchemeCode("1.2", "1", "", "Wire")], file.Codes);
        Assert.Equal("our category", file.Columns["category"]);
    }

    [Fact]
    public void Line_ends_a_mark_and_columns_for_people_make_no_other_file()
    {
        var digest = SchemeFile.Read(Good).Digest;
        Assert.Equal(digest, SchemeFile.Read("\uFEFF" + Good.Replace("\n", "\r\n", StringComparison.Ordinal).Replace(",x", ",other", StringComparison.Ordinal)).Digest);
        Assert.NotEqual(digest, SchemeFile.Read(Good.Replace("Wire", "Wires", StringComparison.Ordinal)).Digest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("code\n1\n")]
    [InlineData("name,parent\nA,1\n")]
    [InlineData("code,hscode,name\n1,1,A\n")]
    public void A_header_without_a_code_and_a_name_each_once_is_refused(string text) => Assert.Equal(SchemeRefusals.HeaderUnclear, SchemeFile.Read(text).Refusal);

    [Theory]
    [InlineData("code,parent,name\n", 1, "empty")]
    [InlineData("code,parent,name\n,,A\n", 2, "code")]
    [InlineData("code,parent,name\na b,,A\n", 2, "code")]
    [InlineData("code,parent,name\n1,,A\n1,,B\n", 3, "duplicate-code")]
    [InlineData("code,parent,name\n1,,\n", 2, "required")]
    [InlineData("code,parent,name\n1,,A\u0001\n", 2, "text")]
    [InlineData("code,parent,name\n1,2,A\n", 2, "unknown-parent")]
    [InlineData("code,parent,name\n1,2,A\n2,1,B\n", 2, "too-deep")]
    [InlineData("code,parent,name\n1,,A,B\n", 2, "column-count")]
    [InlineData("code,parent,name\n1,,\"A\n", 2, "quote")]
    [InlineData("code,parent,name,category\n1,,A,XX99\n", 2, "category")]
    public void A_row_that_cannot_be_kept_is_found_with_its_line_and_keeps_the_file_out(string text, long line, string rule)
    {
        var file = SchemeFile.Read(text);
        Assert.Contains((line, rule), file.Findings.Select(finding => (finding.Line, finding.Rule)));
        Assert.Empty(file.Codes);
    }

    [Fact]
    public void Every_wrong_row_is_found_and_a_thousand_are_listed()
    {
        var file = SchemeFile.Read("code,name\n" + string.Concat(Enumerable.Range(0, 1_500).Select(n => $"{n},\n")));
        Assert.Equal((1_500L, SchemeFile.MostListed), (file.FindingsTotal, file.Findings.Count));
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void A_scheme_has_at_most_thirty_two_levels_in_whatever_order(int levels, bool fits)
    {
        var rows = Enumerable.Range(1, levels).Select(n => $"{n},{Math.Max(n - 1, 1)},A\n").ToList();
        Assert.Equal(fits, SchemeFile.Read("code,parent,name\n" + string.Concat(rows)).FindingsTotal == 0);
        rows.Reverse();
        Assert.Equal(fits, SchemeFile.Read("code,parent,name\n" + string.Concat(rows)).FindingsTotal == 0);
    }

    [Fact]
    public void A_scheme_has_at_most_two_hundred_thousand_codes()
    {
        var most = "code,parent,name\n" + string.Concat(Enumerable.Range(0, SchemeFile.MostRows).Select(n => $"{n},,A\n"));
        Assert.Equal(SchemeFile.MostRows, SchemeFile.Read(most).Codes.Count);
        Assert.Contains(SchemeFile.Read(most + "more,,A\n").Findings, finding => finding.Rule == "too-many-rows");
    }

    [Fact]
    public void The_harmonized_system_is_read_as_it_is()
    {
        var file = SchemeFile.Read(File.ReadAllText(SharedData.Path("hs-2022.csv")));
        Assert.Equal((0L, 6_940), (file.FindingsTotal, file.Codes.Count));
        Assert.Equal("0101", file.Codes.Single(code => code.Code == "010121").Parent);
        Assert.Null(file.Codes.Single(code => code.Code == "TOTAL").Parent);
    }

    [Fact]
    public void An_edition_counts_when_all_its_parts_are_listed_and_it_is_published()
    {
        var (scheme, events) = Given(new BeginScheme("hs", "a", "sub"), Part("a", 1), Part("a", 2), new PublishScheme("hs", "a", 1));
        Assert.Equal(new(1, "a", 2, 4, true), scheme);
        Assert.Equal(new SchemePublished("hs", 1, 4, 1, 0), events[^1]);
    }

    [Fact]
    public void The_same_file_again_adds_nothing_and_goes_on_where_it_broke_off()
    {
        var (broken, _) = Given(new BeginScheme("hs", "a", "sub"), Part("a", 1));
        Assert.Equal(0, Scheme.Decide(broken, new BeginScheme("hs", "a", "sub"), DateTimeOffset.UnixEpoch).Count);
        Assert.Equal(0, Scheme.Decide(broken, Part("a", 1), DateTimeOffset.UnixEpoch).Count);
        Assert.Equal(1, Scheme.Decide(broken, Part("a", 2), DateTimeOffset.UnixEpoch).Count);
        var (whole, _) = Given(new BeginScheme("hs", "a", "sub"), Part("a", 1), new PublishScheme("hs", "a", 0));
        Assert.Equal(0, Scheme.Decide(whole, new PublishScheme("hs", "a", 0), DateTimeOffset.UnixEpoch).Count);
    }

    [Fact]
    public void Another_file_begins_another_edition_and_the_one_before_it_can_go_on_no_more()
    {
        var (scheme, _) = Given(new BeginScheme("hs", "a", "sub"), Part("a", 1), new BeginScheme("hs", "b", "sub"));
        Assert.Equal((2L, 0L, false), (scheme.Edition, scheme.Parts, scheme.IsPublished));
        Assert.Equal(SchemeRefusals.Overtaken, Scheme.Decide(scheme, Part("a", 2), DateTimeOffset.UnixEpoch).Refusal);
        Assert.Equal(SchemeRefusals.Overtaken, Scheme.Decide(scheme, new PublishScheme("hs", "a", 0), DateTimeOffset.UnixEpoch).Refusal);
    }

    [Fact]
    public void A_part_that_cannot_follow_is_corruption() =>
        Assert.Throws<InvalidOperationException>(() => Scheme.Evolve(Scheme.Initial, new SchemeCodesListed("hs", 1, 1, [])));

    private static ListCodes Part(string digest, long part) => new("hs", digest, part, [new($"{part}1", null, "", "A"), new($"{part}2", null, "", "B")]);

    private static (Scheme State, List<SchemeEvent> Events) Given(params SchemeCommand[] commands)
    {
        var (scheme, events) = (Scheme.Initial, new List<SchemeEvent>());
        foreach (var command in commands)
        {
            Decision<SchemeEvent> decision = Scheme.Decide(scheme, command, DateTimeOffset.UnixEpoch);
            Assert.Null(decision.Refusal);
            events.AddRange(decision.Events);
            scheme = decision.Events.Aggregate(scheme, Scheme.Evolve);
        }

        return (scheme, events);
    }
}
