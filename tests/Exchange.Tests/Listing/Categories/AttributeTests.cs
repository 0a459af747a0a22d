using Exchange.Listing.Categories;
using Xunit;

namespace Exchange.Tests.Listing.Categories;

public sealed class AttributeTests
{
    [Fact]
    public void Every_attribute_of_a_category_and_of_its_size_exists()
    {
        Assert.All(Materials.All.SelectMany(node => node.Attributes), code => Assert.NotNull(Attributes.Of(code)));
        Assert.All(Materials.All, node => Assert.All(node.Size, code => Assert.Contains(code, node.Attributes)));
        Assert.Equal(Attributes.All.Count, Attributes.All.Select(field => field.Code).Distinct().Count());
        Assert.All(Attributes.All, field => Assert.Contains(Materials.All, node => node.Attributes.Contains(field.Code)));
    }

    [Fact]
    public void A_number_with_a_dimension_has_a_unit_of_it_and_a_choice_has_choices()
    {
        Assert.All(Attributes.All, field => Assert.Equal(field.Dimension, field.Unit is { } unit ? Measures.Of(unit)!.Dimension : null));
        Assert.All(Attributes.All, field => Assert.Equal(field.Kind == AttributeKind.Choice, field.Choices.Count > 1));
        Assert.All(Attributes.All.Where(field => field.Kind != AttributeKind.Number), field => Assert.Null(field.Dimension));
    }

    [Fact]
    public void A_category_has_the_attributes_of_those_above_it()
    {
        Assert.Equal(["grade", "standard", "diameter", "length"], Attributes.For("FE0301").Select(field => field.Code));
        Assert.Equal(Attributes.All, Attributes.For("3110"));
    }

    [Theory]
    [InlineData("diameter", "25", "25 mm", 25)]
    [InlineData("diameter", "2\"", "2 in", 50.8)]
    [InlineData("diameter", "2.5 cm", "2.5 cm", 25)]
    [InlineData("length", "6000mm", "6000 mm", 6)]
    [InlineData("length", "12 米", "12 m", 12)]
    [InlineData("pressure", "16 bar", "16 bar", 1.6)]
    [InlineData("pressure", "100 kPa", "100 kPa", 0.1)]
    [InlineData("power", "37KW", "37 kW", 37)]
    [InlineData("power", "500 W", "500 W", 0.5)]
    [InlineData("voltage", "10kV", "10 kV", 10_000)]
    [InlineData("load", "3吨", "3 t", 3_000)]
    [InlineData("cores", "4", "4", 4)]
    public void A_number_is_kept_with_its_unit_and_compared_in_that_of_its_attribute(string attribute, string text, string kept, double number)
    {
        var value = Attributes.Parse(Attributes.Of(attribute)!, text, out var finding);
        Assert.Null(finding);
        Assert.Equal((kept, (decimal)number), (value!.Text, value.Number));
        Assert.Equal(value, Attributes.Parse(Attributes.Of(attribute)!, value.Text, out _));
    }

    [Fact]
    public void A_choice_is_known_by_its_code_and_its_names()
    {
        var phases = Attributes.Of("phases")!;
        Assert.All(["3", "三相", "THREE"], text => Assert.Equal("3", Attributes.Parse(phases, text, out _)!.Text));
        Assert.Equal("aluminium", Attributes.Parse(Attributes.Of("conductor")!, "铝", out _)!.Text);
    }

    [Theory]
    [InlineData("FE0301", "wings", "two", "attribute-unknown")]
    [InlineData("FE0301", "voltage", "380 V", "attribute-of-category")]
    [InlineData("FE0301", "grade", "", "attribute-text")]
    [InlineData("FE0301", "grade", "a\0b", "attribute-text")]
    [InlineData("FE0301", "diameter", "thick", "attribute-number")]
    [InlineData("FE0301", "diameter", "-5", "attribute-number")]
    [InlineData("FE0301", "diameter", "1e9", "attribute-unit")]
    [InlineData("FE0301", "diameter", "9999999999999999999999999999999", "attribute-number")]
    [InlineData("FE0301", "diameter", "25 kg", "attribute-unit")]
    [InlineData("EL01", "phases", "two", "attribute-choice")]
    [InlineData("CB01", "cores", "4 mm", "attribute-number")]
    public void What_cannot_be_a_value_is_found_with_its_rule(string category, string attribute, string text, string rule) =>
        Assert.Equal((attribute, rule), Assert.Single(Attributes.Check(category, [new(attribute, text)])) is var finding ? (finding.Attribute, finding.Rule) : default);

    [Fact]
    public void Values_that_fit_have_no_findings_and_categories_of_others_may_have_any_attribute()
    {
        Assert.Empty(Attributes.Check("FE0301", [new("grade", "HRB400E"), new("diameter", "25"), new("length", "12 m")]));
        Assert.Empty(Attributes.Check("3110", [new("bore", "20 mm"), new("voltage", "380 V")]));
        Assert.Empty(Attributes.Check("FE0301", []));
    }

    [Theory]
    [InlineData("FE0305", "Q235B 角钢 50×50×5 6m", "grade=Q235B length=6 m width=50 mm thickness=5 mm")]
    [InlineData("FE0301", "螺纹钢 HRB400E Φ25×12m", "grade=HRB400E diameter=25 mm length=12 m")]
    [InlineData("FE0402", "中厚板 Q345B 20*2200*9600", "grade=Q345B thickness=20 mm width=2200 mm length=9600 mm")]
    [InlineData("CB01", "YJV 3*120+1*70 0.6/1kV", "conductor=copper cores=4 conductor-section=120 mm² voltage=1 kV armoured=no")]
    [InlineData("CB01", "YJLV22-8.7/15kV 3×300", "conductor=aluminium cores=3 conductor-section=300 mm² voltage=15 kV armoured=yes")]
    [InlineData("BT0101", "6204-2RS", "model=6204-2RS bore=20 mm")]
    [InlineData("BT0101", "深沟球轴承 6201 ZZ", "model=6201 bore=12 mm")]
    [InlineData("PV09", "闸阀 DN50 PN16", "nominal-diameter=50 mm pressure=16 bar")]
    [InlineData("PV01", "无缝钢管 20# 108*6", "diameter=108 mm wall=6 mm grade=20#")]
    [InlineData("FA01", "高强度螺栓 10.9级 M20*80", "thread=M20 length=80 mm strength-class=10.9")]
    [InlineData("EL01", "三相异步电动机 YE3-132M-4 7.5kW 380V", "voltage=380 V power=7.5 kW phases=3")]
    [InlineData("PC01", "离心泵 流量50m³/h 扬程32m 7.5kW", "power=7.5 kW flow=50 m³/h head=32 m")]
    [InlineData("HL01", "5t 桥式起重机 跨度16.5m 2008年", "load=5 t year=2008 span=16.5 m")]
    [InlineData("WP03", "建筑模板 1830*915*14", "thickness=14 mm width=915 mm length=1830 mm")]
    [InlineData("CH0101", "98%工业硫酸", "concentration=98 %")]
    [InlineData("3110", "6204-2RS", "")]
    [InlineData("FE0305", "角钢", "")]
    public void A_title_says_what_its_goods_are_like(string category, string title, string said) =>
        Assert.Equal(said, string.Join(' ', TitleAttributes.Read(category, title).Select(value => $"{value.Attribute}={value.Text}")));

    [Fact]
    public void What_is_read_from_any_title_passes_the_check_of_its_category()
    {
        var lines = Exchange.Tests.Architecture.House.Read("tests/Exchange.Tests/Listing/Categories/judged-titles.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#');
        var read = lines.Select(line => line.Split(' ', 2)).Select(pair => (Category: pair[0], Values: TitleAttributes.Read(pair[0], pair[1]))).ToList();
        Assert.All(read, title => Assert.Empty(Attributes.Check(title.Category, title.Values.Select(value => KeyValuePair.Create(value.Attribute, value.Text)))));
        Assert.True(read.Sum(title => title.Values.Count) > 60);
    }
}
