using System.Globalization;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Listing;
using Exchange.Listing.Lots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Exchange.Benchmarks.Catalogue;

/// <summary>Fills Listing's log with lots of many kinds through its own writer, in this process and without HTTP, while the exchange does not run. Nobody else hears of them.</summary>
public static class StockOfLots
{
    private const int UnderWay = 4096;
    private const long Day = 86_400_000;

    private static readonly (string Chinese, string English, string Category)[] Kinds =
    [
        ("深沟球轴承", "Deep groove ball bearing", "3110"), ("圆锥滚子轴承", "Tapered roller bearing", "3110"), ("交联聚乙烯电力电缆", "XLPE power cable", "6145"),
        ("铜芯控制电缆", "Control cable, copper", "6145"), ("热轧钢板", "Hot rolled steel plate", "9515"), ("冷轧钢卷", "Cold rolled steel coil", "9515"), ("螺纹钢", "Rebar", "9510"),
        ("无缝钢管", "Seamless steel pipe", "4710"), ("镀锌钢管", "Galvanized steel pipe", "4710"), ("不锈钢板", "Stainless steel sheet", "9515"), ("铝合金型材", "Aluminium profile", "9530"),
        ("聚丙烯颗粒", "Polypropylene granules", "9330"), ("变频器", "Frequency inverter", "6130"), ("三相异步电动机", "Three-phase induction motor", "6105"), ("离心泵", "Centrifugal pump", "4320"),
        ("截止阀", "Globe valve", "4820"), ("球阀", "Ball valve", "4820"), ("法兰", "Flange", "4730"), ("六角螺栓", "Hex bolt", "5306"), ("瓦楞纸箱", "Corrugated carton", "8115"),
        ("液压油", "Hydraulic oil", "9150"), ("电焊条", "Welding electrodes", "3439"), ("角钢", "Angle steel", "9520"), ("工字钢", "I-beam", "9520"), ("铜排", "Copper busbar", "9535"),
        ("断路器", "Circuit breaker", "5925"), ("交流接触器", "AC contactor", "5945"), ("减速机", "Gear reducer", "3010"), ("空压机", "Air compressor", "4310"), ("叉车", "Forklift", "3930"),
    ];

    private static readonly string[] Specifications =
    [
        "6204-2RS", "6308 ZZ", "30206", "YJV 3×120", "KVV 7×1.5", "Q235B", "Q345B", "304", "316L", "DN50", "DN100 PN16", "M12×80", "M16x60", "T30S", "7.5kW", "22kW", "20#", "45#", "HRB400",
        "L-HM46", "E4303", "3P 100A", "CJX2-1810", "H型",
    ];

    private static readonly string[] Makers = ["SKF", "NSK", "HRB", "ZWZ", "ABB", "施耐德", "正泰", "鞍钢", "宝钢", "远东", "", "", ""];

    private static readonly string[] Regions = ["Jilin", "Changchun", "Siping", "Shenyang", "Dalian", "Harbin", "Beijing", "Tianjin", "Shanghai", "Wuhan", "Chengdu", "Guangzhou"];

    private static readonly string[] Units = ["C62", "TNE", "KGM", "MTR"];

    /// <summary>Texts that people may look for.</summary>
    public static IReadOnlyList<string> Questions { get; } =
    [
        "轴承", "电缆", "6204-2RS", "YJV 3*120", "steel plate", "bearing", "不锈钢板 304", "hex bolt M12x80", "copper", "断路器 ABB", "钢管 DN100", "stainles steel", "电动机 7.5kW", "液压油",
        "forklift", "聚丙烯", "控制电缆", "cold rolled coil", "角钢 Q235B", "球阀", "阀", "centrifugal pump 22kW", "HRB400 螺纹钢", "control cabel",
    ];

    /// <summary>The title of a lot by its number.</summary>
    public static string Title(int number)
    {
        var random = new Random(number);
        var (chinese, english, _) = Kinds[random.Next(Kinds.Length)];
        var (maker, more) = (Makers[random.Next(Makers.Length)], random.Next(3) == 0 ? string.Create(CultureInfo.InvariantCulture, $"批号{random.Next(100_000)}") : "");
        return $"{(number % 2 == 0 ? chinese : english)} {Specifications[random.Next(Specifications.Length)]} {maker} {more}".TrimEnd();
    }

    /// <summary>Makes announced lots.</summary>
    /// <param name="data">The directory of the data.</param>
    /// <param name="lots">How many.</param>
    public static async Task Fill(string data, int lots)
    {
        await using var journal = new ListingJournal(new(service => Stores.Sqlite(data, service), TimeProvider.System, new Nowhere(), NullLoggerFactory.Instance, new()));
        await journal.Start();
        var (now, fair, answers) = (TimeProvider.System.GetUtcNow(), Id.From("fair", "stock"), new List<Task<Answer>>(UnderWay));
        for (var number = 1; number <= lots; number++)
        {
            var offer = OfferOf(fair, number, now.ToUnixTimeMilliseconds());
            answers.Add(journal.Submit(Lot.Stream(offer.Lot), new ListLot(offer, Announced: true), new("filler", string.Create(CultureInfo.InvariantCulture, $"lot-{number}"))));
            if (answers.Count < UnderWay && number < lots) continue;
            foreach (var answer in answers)
                if (await answer is Answer.Refused refused) throw new InvalidOperationException(refused.Refusal.Detail);
            answers.Clear();
            // What is not projected is held in memory, and bounded: the writer would refuse.
            for (var tries = 0; !await journal.WaitForViews(journal.Head()); tries++)
                if (tries == 60) throw new TimeoutException("The views do not follow the log.");
        }
    }

    private static Offer OfferOf(string fair, int number, long now)
    {
        var random = new Random(-number);
        var category = Kinds[new Random(number).Next(Kinds.Length)].Category;
        var details = new LotDetails(
            Title(number), category, Regions[random.Next(Regions.Length)], 1_000L * random.Next(1, 50_000), Units[random.Next(Units.Length)], LotDetails.English,
            (long)Math.Pow(10, 3 + (6 * random.NextDouble())), 0, 100);
        return new(Id.From("lot", fair, $"{number}"), fair, number, Id.From("consignor", $"{number % 500}"), "CNY", details,
            now - Day, now + Day + random.NextInt64(20 * Day), 120_000, 300, 3 * Day, 10 * Day);
    }

    private sealed class Nowhere : IOutlet
    {
        public Task Send(Announcements pack, CancellationToken cancellation) => Task.CompletedTask;
    }
}
