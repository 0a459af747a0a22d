using Exchange.Host.Proofs;
using Exchange.Host.Rehearsal;
using Exchange.Host.Workbench;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>The simulated bank and the file that its book is written to.</summary>
public sealed class BankTests
{
    private readonly Bank _bank = new("CNY");

    [Fact]
    public void It_writes_down_what_comes_and_goes_and_holds_the_difference()
    {
        _bank.Receive("R1", "deal", 700);
        _bank.Receive("R2", "deal", 300);
        _bank.Pay("P1", "account", 650);
        Assert.Equal(350, _bank.BalanceMinor);
        Assert.Equal([new("R1", "deal", 700, "CNY"), new("R2", "deal", 300, "CNY"), new BankLine("P1", "account", -650, "CNY")], _bank.Book);
    }

    [Fact]
    public void What_goes_back_is_the_opposite_of_what_came_and_goes_back_once()
    {
        var late = _bank.Receive("R1", "deal", 700);
        Assert.Equal(new("R1-back", "deal", -700, "CNY", "R1"), _bank.SendBack(late));
        Assert.Equal(0, _bank.BalanceMinor);
        _bank.Receive("R2", "deal", 700);
        Assert.Throws<RehearsalException>(() => _bank.SendBack(late));
    }

    [Fact]
    public void It_gives_nothing_that_it_does_not_have_and_writes_nothing_of_it()
    {
        _bank.Receive("R1", "deal", 700);
        Assert.Throws<RehearsalException>(() => _bank.Pay("P1", "account", 701));
        Assert.Throws<RehearsalException>(() => _bank.Pay("P1", "account", 0));
        Assert.Throws<RehearsalException>(() => _bank.Receive("R2", "deal", -1));
        Assert.Single(_bank.Book);
        Assert.Equal("P1", _bank.Pay("P1", "account", 700).Reference);
    }

    [Fact]
    public void Each_line_has_a_reference_of_its_own()
    {
        _bank.Receive("R1", "deal", 700);
        Assert.Throws<RehearsalException>(() => _bank.Receive("R1", "deal", 700));
        Assert.Throws<RehearsalException>(() => _bank.Pay("R1", "account", 100));
        Assert.Equal(700, _bank.BalanceMinor);
    }

    [Fact]
    public void A_book_that_is_written_and_read_is_the_same()
    {
        var late = _bank.Receive("R1", "deal", 123_456_789_01);
        _bank.Receive("R,2 \"x\"", "deal", 5);
        _bank.SendBack(late);
        _bank.Pay("P1", "buyer:0:payable", 4);
        using var file = new PassingFile();
        BankBook.Write(file.Info, _bank.Book);
        Assert.Equal(_bank.Book, BankBook.Read(file.Info));
        Assert.Equal("reference,for,in,out,currency,sends_back", File.ReadLines(file.Info.FullName).First());
    }

    [Theory]
    [InlineData("R1,deal,1.00,1.00,CNY,", "line 2, column in: money came in or went out, one of the two")]
    [InlineData("R1,deal,,,CNY,", "line 2, column in: money came in or went out, one of the two")]
    [InlineData("R1,deal,,1.001,CNY,", "line 2, column out: 1.001 has more than 2 decimals")]
    [InlineData(",deal,1.00,,CNY,", "line 2, column reference: it is empty")]
    [InlineData("R1,deal,one,,CNY,", "line 2, column in: 'one' is not a number")]
    public void A_line_that_cannot_be_is_named(string line, string fault)
    {
        using var file = new PassingFile();
        File.WriteAllText(file.Info.FullName, "reference,for,in,out,currency,sends_back\n" + line + "\n");
        Assert.Equal(fault, Assert.Throws<SheetException>(() => BankBook.Read(file.Info)).Message);
    }

    private sealed class PassingFile : IDisposable
    {
        public FileInfo Info { get; } = new(Path.Combine(Path.GetTempPath(), $"exchange-tests-{Guid.NewGuid():N}.csv"));

        public void Dispose() => Info.Delete();
    }
}
