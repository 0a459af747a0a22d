using CsCheck;
using Exchange.Contracts.Identity.V1;
using Exchange.Settlement.Enterprises;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>What enterprises are called, as Identity tells.</summary>
public sealed class EnterpriseNameTests
{
    private static readonly NameRow[] Names = [new(Buyer, 20, "second"), new(Buyer, 10, "first"), new(Buyer, 30, "third")];

    [Fact]
    public void A_name_is_noted_once()
    {
        var also = Assert.Single(EnterpriseConsumers.On(new EnterpriseNamed(Buyer, "辽滨物资贸易公司", 10)));
        Assert.Equal("enterprise/" + Buyer, also.Stream);
        var noted = EnterpriseNames.Decide(EnterpriseNames.Initial, (NoteName)also.Command, Awarded);
        Assert.Equal(new NameNoted("辽滨物资贸易公司", 10), Assert.Single(noted.Events));
        var known = EnterpriseNames.Evolve(EnterpriseNames.Initial, noted[0]);
        Assert.Equal(0, EnterpriseNames.Decide(known, (NoteName)also.Command, Awarded).Count);
        Assert.Throws<InvalidDataException>(() => EnterpriseNames.Evolve(known, noted[0]));
    }

    [Theory]
    [InlineData(9, "first")] // heard of only later: better than none
    [InlineData(10, "first")]
    [InlineData(19, "first")]
    [InlineData(20, "second")]
    [InlineData(1_000, "third")]
    public void The_name_of_a_time_is_the_last_since_before_it(long at, string name) => Assert.Equal(name, NameRow.At(Names, at));

    [Fact]
    public void Who_has_not_been_told_of_has_no_name() => Assert.Null(NameRow.At([], 10));

    [Fact]
    public void The_order_in_which_names_are_heard_changes_nothing() => Gen.Shuffle((NameRow[])[.. Names, .. Names]).Select(Gen.Long[0, 40]).Sample((heard, at) =>
    {
        var known = heard.Aggregate(
            EnterpriseNames.Initial, (names, row) => EnterpriseNames.Decide(names, new NoteName(row.Name, row.SinceAt), Awarded).Events.Aggregate(names, EnterpriseNames.Evolve));
        Assert.Equal(NameRow.At(Names, at), NameRow.At(known.Names.Select(name => new NameRow(Buyer, name.Key, name.Value)), at));
    });
}
