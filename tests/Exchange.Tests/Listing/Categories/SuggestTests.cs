using System.Diagnostics;
using Exchange.Kernel.Values;
using Exchange.Listing.Categories;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Listing.Categories;

public sealed class SuggestTests
{
    private const double LeastRight = 0.95, LeastAmongThree = 0.97;

    private static readonly (string Code, string Title)[] Judged = [.. House.Read("tests/Exchange.Tests/Listing/Categories/judged-titles.txt").Split('\n')
        .Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]))];

    [Fact]
    public void Nineteen_titles_of_twenty_get_the_category_that_a_person_gave_them()
    {
        var guesses = Judged.Select(judged => (judged.Code, judged.Title, Guesses: Materials.Suggest(judged.Title))).ToList();
        var first = guesses.Count(title => title.Guesses is [var best, ..] && best.Category.Code == title.Code);
        var among = guesses.Count(title => title.Guesses.Any(guess => guess.Category.Code == title.Code));
        var output = TestContext.Current.TestOutputHelper;
        output?.WriteLine($"{Judged.Length} titles: {(double)first / Judged.Length:P1} right at once, {(double)among / Judged.Length:P1} among three");
        foreach (var (code, title, found) in guesses.Where(title => title.Guesses is not [var best, ..] || best.Category.Code != title.Code))
            output?.WriteLine($"{code} {title}: {string.Join(", ", found.Select(guess => $"{guess.Category.Code} {guess.Score}"))}");
        Assert.InRange(Judged.Length, 100, 1_000);
        Assert.InRange((double)first / Judged.Length, LeastRight, 1);
        Assert.InRange((double)among / Judged.Length, LeastAmongThree, 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Lorem ipsum dolor sit amet")]
    [InlineData("12345 678")]
    [InlineData("hello world")]
    [InlineData("春眠不觉晓")]
    [InlineData("!!! ??? ---")]
    [InlineData("qwertyuiop")]
    public void Text_that_names_no_material_gets_none(string text) => Assert.Empty(Materials.Suggest(text));

    [Fact]
    public void The_same_title_always_gets_the_same_answer_on_every_thread()
    {
        var expected = Judged.Select(judged => Said(Materials.Suggest(judged.Title))).ToList();
        Parallel.For(0, 8, _ => Assert.Equal(expected, Judged.Select(judged => Said(Materials.Suggest(judged.Title))).ToList()));
    }

    [Fact]
    public void Scores_fall_and_lie_between_nought_and_one()
    {
        var all = Judged.Select(judged => Materials.Suggest(judged.Title, most: 5)).ToList();
        Assert.All(all, guesses => Assert.Equal(guesses.Select(guess => guess.Score).OrderDescending(), guesses.Select(guess => guess.Score)));
        Assert.All(all.SelectMany(guesses => guesses), guess => Assert.InRange(guess.Score, 0.3, 1));
        Assert.Contains(all, guesses => guesses.Count == 5);
    }

    [Theory]
    [InlineData("6204", "hs:8482.10", "BT0101")]
    [InlineData("6204", "848210", "BT0101")]
    [InlineData("CAP", "fsc:8415", "TX09")]
    [InlineData("A-15 77", "fsc:3110", "BT01")]
    public void A_code_that_came_with_a_title_helps(string title, string code, string category) =>
        Assert.Equal(category, Materials.Suggest(title, code) is [var guess, ..] ? guess.Category.Code : null);

    [Fact]
    public void Four_digits_may_be_of_either_scheme_and_decide_nothing_alone()
    {
        Assert.Empty(Materials.Suggest("A-15 77", "8415"));
        Assert.Equal("TX05", Materials.Suggest("PARKA", "8415")[0].Category.Code);
        Assert.Equal("PC09", Materials.Suggest("空调", "8415")[0].Category.Code);
    }

    [Fact]
    public void Most_of_a_real_surplus_sheet_is_recognised_by_its_words_and_supply_classes()
    {
        var rows = Rows(SharedData.Path("surplus-stock.csv"));
        var byWords = rows.Count(row => Materials.Suggest(row.Name).Count > 0);
        var both = rows.Select(row => (row.Class, Guess: Materials.Suggest(row.Name, "fsc:" + row.Class))).ToList();
        var agree = both.Count(row => row.Guess.Count > 0 && row.Guess[0].Category.SupplyClasses.Any(known => row.Class.StartsWith(known, StringComparison.Ordinal)));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{rows.Count} rows: {(double)byWords / rows.Count:P1} by words alone, {(double)agree / rows.Count:P1} with the class and within it");
        Assert.InRange((double)byWords / rows.Count, 0.85, 1);
        Assert.InRange((double)agree / rows.Count, 0.85, 1);
    }

    [Fact]
    public void A_title_takes_microseconds_and_allocates_little_more_than_its_answer()
    {
        foreach (var (_, title) in Judged) Materials.Suggest(title);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 100; round++)
            foreach (var (_, title) in Judged) Materials.Suggest(title);
        var each = watch.Elapsed.TotalMicroseconds / (100.0 * Judged.Length);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (100.0 * Judged.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{each:F1} µs and {bytes:F0} bytes a title");
        Assert.InRange(bytes, 0, 1_000);
        Assert.InRange(each, 0, 200);
    }

    private static string Said(IEnumerable<CategoryGuess> guesses) => string.Join(' ', guesses.Select(guess => $"{guess.Category.Code}={guess.Score}"));

    private static List<(string Class, string Name)> Rows(string path)
    {
        var records = new CsvRecords(10_000);
        records.Feed(File.ReadAllText(path));
        records.End();
        var rows = new List<(string Class, string Name)>();
        Assert.True(records.TryTake(out var header));
        while (records.TryTake(out var row)) rows.Add((row.Fields[header.Fields.ToList().IndexOf("fsc")], row.Fields[header.Fields.ToList().IndexOf("item_name")]));
        return rows;
    }
}
