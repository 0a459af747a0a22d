using System.Globalization;
using Exchange.Kernel.Followers;
using Xunit;

namespace Exchange.Tests.Kernel;

/// <summary>How a rebuild tells tables apart.</summary>
public sealed class TableImageTests
{
    [Fact]
    public void The_order_of_rows_is_no_difference_and_how_often_a_row_stands_is()
    {
        Assert.True(Of("a", "b", "b").IsSameAs(Of("b", "a", "b")));
        Assert.False(Of("a", "b", "b").IsSameAs(Of("a", "a", "b")));
        Assert.Equal(("b", "a"), (Of("a", "b", "b").Beyond(Of("a", "a", "b")), Of("a", "a", "b").Beyond(Of("a", "b", "b"))));
        Assert.Equal(("", "c"), (Of("a").Beyond(Of("c", "a")), Of("c", "a").Beyond(Of("a"))));
    }

    [Fact]
    public void A_row_of_a_large_table_is_named_by_its_digest()
    {
        var rows = Enumerable.Range(0, 100_001).Select(n => n.ToString(CultureInfo.InvariantCulture)).ToArray();
        var (all, fewer) = (Of(rows), Of(rows[1..]));
        Assert.False(all.IsSameAs(fewer));
        Assert.Matches("^one of 100,001 rows, with the digest [0-9a-f]{32}$", all.Beyond(fewer));
        Assert.Equal("", fewer.Beyond(all));
    }

    private static TableImage Of(params string[] rows)
    {
        var image = new TableImage();
        foreach (var row in rows) image.Add(row);
        return image;
    }
}
