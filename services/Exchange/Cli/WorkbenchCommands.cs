using System.CommandLine;
using Exchange.Host.Workbench;
using Exchange.Matching.Auctions;

namespace Exchange.Host.Cli;

/// <summary>The commands that work on files, by the rules that the exchange itself follows: what if, and is that right.</summary>
internal static class WorkbenchCommands
{
    private static readonly Dictionary<string, Pricing> Pricings = new(StringComparer.Ordinal)
    {
        ["pay-as-bid"] = Pricing.PayAsBid,
        ["uniform-lowest-winning"] = Pricing.UniformLowestWinning,
        ["uniform-highest-losing"] = Pricing.UniformHighestLosing,
        ["vickrey"] = Pricing.Vickrey,
    };

    /// <summary><c>exchange allocate</c>.</summary>
    public static Command Allocate()
    {
        var bids = File("BIDS.csv", "Columns bidder,price,quantity, and if wanted seconds, auction, units. The rows of a bidder are its demand curve.");
        var units = new Option<decimal?>("--units") { Description = "How much each auction offers; a column units says it for each." };
        var pricing = new Option<string>("--pricing") { Description = "What the winners pay.", Required = true };
        pricing.AcceptOnlyFromAmong([.. Pricings.Keys]);
        var ties = new Option<string>("--ties") { Description = "Who gets what remains at the marginal price.", DefaultValueFactory = _ => "time" };
        ties.AcceptOnlyFromAmong("time", "pro-rata");
        var floor = new Option<decimal>("--floor") { Description = "No price below it counts, and nobody pays less for a unit." };
        var output = Output("auction,bidder,quantity,payment, a row for each winner.");
        units.Validators.Add(result => Check(result.GetValue(units) is null or (> 0 and <= Sheet.Most), result, "--units must be above zero."));
        floor.Validators.Add(result => Check(result.GetValue(floor) is >= 0 and <= Sheet.Most, result, "--floor must not be below zero."));

        var command = new Command("allocate", "Awards many units to the highest demands of a file, at prices by one of four rules.") { bids, units, pricing, ties, floor, output };
        command.SetAction(parsed => Allocating.Run(
            parsed.GetValue(bids)!,
            parsed.GetValue(units),
            new(Pricings[parsed.GetValue(pricing)!], parsed.GetValue(ties) == "pro-rata" ? Ties.ProRata : Ties.Time),
            parsed.GetValue(floor),
            parsed.GetValue(output)!));
        return command;
    }

    /// <summary><c>exchange cross</c>.</summary>
    public static Command Cross()
    {
        var orders = File("ORDERS.csv", "Columns side,order,price,quantity, and if wanted book; side is buy or sell, the earlier order first.");
        var reference = new Option<decimal?>("--reference") { Description = "The price that decides between equals." };
        var tick = new Option<decimal?>("--tick") { Description = "Prices must be multiples of it, and each multiple may become the price." };
        var output = Output("book,order,quantity,price, a row for each order that got anything.");
        reference.Validators.Add(result => Check(result.GetValue(reference) is null or (> 0 and <= Sheet.Most), result, "--reference must be above zero."));
        tick.Validators.Add(result => Check(result.GetValue(tick) is null or (> 0 and <= Sheet.Most), result, "--tick must be above zero."));

        var command = new Command("cross", "Crosses the orders of a file in a call auction, and says price and volume as JSON, a line for each book.") { orders, reference, tick, output };
        command.SetAction(parsed => Crossings.Run(
            parsed.GetValue(orders)!, parsed.GetValue(reference), parsed.GetValue(tick), parsed.GetValue(output)!, parsed.InvocationConfiguration.Output.WriteLine));
        return command;
    }

    /// <summary><c>exchange replay</c>.</summary>
    public static Command Replay()
    {
        var bids = File(
            "BIDS.csv",
            "Columns auction,bidder,amount,seconds,opening, and where used quantity, reserve, floor, ceiling, units. Bids count by seconds, equal ones in the order of the file.");
        var formats = ReplayFormat.All.Select(format => $"{format.Name} with {string.Join(", ", format.Settings)}");
        var rules = new Option<FileInfo>("--rules")
        {
            Description = "A JSON file that names the format and its settings, {\"format\":\"english\",\"increments\":\"ebay-us\"}: " + string.Join("; ", formats) + ".",
            Required = true,
        };
        var output = Output("auction,winner,price,quantity,accepted,rejected, a row for each winner; without a winner the lot passed in.");

        var command = new Command("replay", "Holds the auctions of a file of bids again, and says as JSON what was refused.") { bids, rules, output };
        command.SetAction(parsed => Replaying.Run(
            parsed.GetValue(bids)!, ReplayRules.Read(parsed.GetValue(rules)!), parsed.GetValue(output)!, parsed.InvocationConfiguration.Output.WriteLine));
        return command;
    }

    /// <summary><c>exchange setoff</c>.</summary>
    public static Command SetOff()
    {
        var obligations = File("OBLIGATIONS.csv", "Columns debtor,creditor,amount, and if wanted id, and network for many networks in one file.");
        var liquidity = new Option<decimal?>("--liquidity") { Description = "Says besides what remains when so much is lent, to each network, at the best places." };
        var output = Output("network,id,debtor,creditor,amount,setoff,remainder, a row for each obligation; network only where the file has it.");
        liquidity.Validators.Add(result => Check(result.GetValue(liquidity) is null or (>= 0 and <= Sheet.Most), result, "--liquidity must not be below zero."));

        var command = new Command("setoff", "Clears as much of the debts of a file as can be cleared without money, and says the totals as JSON, a line for each network.")
        {
            obligations, liquidity, output, VerifySetOff(),
        };
        command.SetAction(parsed => SetOffs.Run(
            parsed.GetValue(obligations)!, parsed.GetValue(liquidity), parsed.GetValue(output)!, parsed.InvocationConfiguration.Output.WriteLine));
        return command;
    }

    private static Command VerifySetOff()
    {
        var proof = File("FILE", "The proof file of a round, or the notices of one network: columns id,debtor,creditor,amount,setoff,remainder.");
        var command = new Command("verify", "Verifies a set-off from its file alone; ends with 1 and says what is wrong when it is none, or not the largest.") { proof };
        command.SetAction(parsed => SetOffVerification.Run(parsed.GetValue(proof)!, parsed.InvocationConfiguration.Output.WriteLine) ? 0 : 1);
        return command;
    }

    /// <summary><c>exchange rings</c>.</summary>
    public static Command Rings()
    {
        var wants = File("WANTS.csv", "Columns item,wants: whoever gives the item would take any of the wants, which are separated by spaces.");
        var maxLength = new Option<int>("--max-length") { Description = "The most items in a ring; 0 for any number.", DefaultValueFactory = _ => 3 };
        maxLength.Validators.Add(result => Check(result.GetValue(maxLength) is 0 or >= 2, result, "--max-length must be 2 or more, or 0."));

        var command = new Command("rings", "Finds the rings of barter in a file of wants that move the most items, and says them, a line each, and the totals as JSON.") { wants, maxLength };
        command.SetAction(parsed => RingTrades.Run(parsed.GetValue(wants)!, parsed.GetValue(maxLength), parsed.InvocationConfiguration.Output.WriteLine));
        return command;
    }

    private static Argument<FileInfo> File(string name, string description) => new(name) { Description = description };

    private static Option<FileInfo> Output(string columns) => new("--out") { Description = "Where the result goes: " + columns, Required = true };

    private static void Check(bool holds, System.CommandLine.Parsing.OptionResult result, string message)
    {
        if (!holds) result.AddError(message);
    }
}
