using System.IO.Compression;
using System.Text;
using Exchange.Kernel.Deciders;
using Exchange.Listing;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;
using MiniExcelLibs;
using Xunit;

namespace Exchange.SystemTests.Faults;

/// <summary>Stock files that were damaged at random: each ends in a report or in a refusal, soon, and in little memory. <c>EXCHANGE_FUZZ_SECONDS</c> says how long (20),
/// <c>EXCHANGE_FUZZ_SEED</c> with which seed.</summary>
public class SheetFuzzTests
{
    private const long MostAllocated = 512L * 1024 * 1024;
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(1);

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\"", "\"\"", ",", ";", "\t", "\r", "\n", "\0", "=1+1", "-", "1e999", "999999999999999999999999999999999999", "<c r=\"XFD1048576\"><v>1</v></c>", "<row r=\"2147483647\"/>", "&a;",
            "<!DOCTYPE a [<!ENTITY a \"b\">]>", "</sheetData>", "<f>A1</f>", "t=\"s\"", "<v>99999999</v>", "合计", "万", "sep=;\n", "（万元）",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0x81, 0x30, 0x81, 0x30], [0xC0, 0x80], [0x50, 0x4B, 0x03, 0x04],
    ];

    private static readonly string Text = "物料编码,物料名称,规格型号,单位,数量,单价（元）,所在地\n" + string.Concat(Enumerable.Range(0, 20).Select(n => $"A-{n},深沟球轴承,62{n:00}-2RS,套,\"1,2{n:00}\",12.5{n % 10},长春\n"));

    [Fact]
    public async Task Whatever_comes_ends_in_a_report_or_in_a_refusal()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_FUZZ_SEED"), out var given) ? given : Environment.ProcessId;
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_FUZZ_SECONDS"), out var asked) ? asked : 20;
        var (random, seeds) = (new Random(seed), Seeds());
        var (began, reports, refusals) = (TimeProvider.System.GetTimestamp(), 0, new Dictionary<string, int>());
        do
        {
            var (bytes, workbook) = seeds[random.Next(seeds.Length)];
            var damaged = workbook && random.Next(4) > 0 ? Repacked(bytes, random) : Damaged(bytes, random);
            var refusal = await Task.Run(() => Import(damaged)).WaitAsync(MostTime, TestContext.Current.CancellationToken);
            if (refusal is null) reports++;
            else refusals[refusal.Code] = refusals.GetValueOrDefault(refusal.Code) + 1;
        }
        while (TimeProvider.System.GetElapsedTime(began).TotalSeconds < seconds);

        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}: {reports} reports; {string.Join(", ", refusals.Select(pair => $"{pair.Value} {pair.Key}"))}.");
        Assert.True(reports > 0 && refusals.Count > 1, "The damage was of one kind only.");
    }

    private static async Task<Refusal?> Import(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 4_096, FileOptions.DeleteOnClose);
        file.Write(bytes);
        if (SheetStreams.Open(file, new ImportSettings(), new(), out var sheet) is { } unfit) return unfit;
        var terms = new ImportTerms("CNY", LotDetails.English, "", "", ImportTerms.UsualOpeningShare, 0);
        var order = new ImportOrder(null, "", "", "", terms, new Dictionary<string, string>(), Merge: ["all"]);
        var (report, refusal) = await new StockStreams(null, new ImportSettings(), order, sheet!, null).Run(CancellationToken.None);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        Assert.True(report is null || report.Rows == report.Entered + report.Unchanged + report.Bad + report.Merged, "Not every row came to something.");
        return refusal;
    }

    private static (byte[] Bytes, bool Workbook)[] Seeds()
    {
        using var book = new MemoryStream();
        book.SaveAs(Enumerable.Range(0, 20).Select(n => new Dictionary<string, object> { ["品名"] = "角钢 50x5", ["类别"] = "角钢", ["数量"] = n, ["单价"] = 12.5 }));
        return
        [
            (Encoding.UTF8.GetBytes(Text), false), (SheetText.Encodings[SheetText.Gb18030].GetBytes(Text), false), ([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)], false), (book.ToArray(), true),
        ];
    }

    private static byte[] Damaged(byte[] bytes, Random random)
    {
        var damaged = bytes.ToList();
        for (var times = 1 + random.Next(4); times > 0 && damaged.Count > 4; times--)
        {
            var (place, length) = (random.Next(damaged.Count), 1 + random.Next(64));
            length = Math.Min(length, damaged.Count - place);
            switch (random.Next(6))
            {
                case 0: damaged[place] = (byte)random.Next(256); break;
                case 1: damaged.RemoveRange(place, length); break;
                case 2: damaged.InsertRange(place, damaged.GetRange(place, length)); break;
                case 3: damaged.InsertRange(place, Tokens[random.Next(Tokens.Length)]); break;
                case 4: damaged.InsertRange(place, Enumerable.Repeat((byte)random.Next(256), random.Next(100_000))); break;
                default: damaged.RemoveRange(place, damaged.Count - place); break;
            }
        }

        return [.. damaged];
    }

    /// <summary>The workbook with one of its parts damaged, packed again as it should be.</summary>
    private static byte[] Repacked(byte[] bytes, Random random)
    {
        using var packed = new MemoryStream();
        using var from = new ZipArchive(new MemoryStream(bytes));
        using (var to = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            var victim = random.Next(from.Entries.Count);
            foreach (var (entry, place) in from.Entries.Select((entry, place) => (entry, place)))
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open()) stream.CopyTo(content);
                using var target = to.CreateEntry(entry.FullName).Open();
                target.Write(place == victim || entry.FullName.Contains("sheet1.xml", StringComparison.Ordinal) ? Damaged(content.ToArray(), random) : content.ToArray());
            }
        }

        return packed.ToArray();
    }
}
