using System.CommandLine;
using Exchange.Host.Rehearsal;

namespace Exchange.Host.Cli;

/// <summary><c>exchange rehearse</c>: a whole fair, headless, proved at its end.</summary>
internal static class RehearseCommand
{
    private static readonly Option<FileInfo?> Stock = new("--stock") { Description = "A CSV file of real stock; our own seeded stock when not given." };

    private static readonly Option<string> Currency = new("--currency")
    {
        Description = "The currency of the fair; the values of the stock file are taken in it.",
        DefaultValueFactory = _ => "CNY",
    };

    private static readonly Option<int> Days = Number("--days", "How many days the fair lasts.", 5);

    private static readonly Option<decimal?> Turnover = new("--turnover")
    {
        Description = "The turnover to reach, in whole units of the currency. Default: 2069000000, that of Jilin's fair of 1989; with --stock, none.",
    };

    private static readonly Option<int> Bidders = Number("--bidders", "How many enterprises bid.", 2000);

    private static readonly Option<int> Consignors = Number("--consignors", "How many enterprises bring stock.", 400);

    private static readonly Option<int?> Lots = new("--lots") { Description = "How many lots. Default: 20000; with --stock, all rows of the file." };

    private static readonly Option<int> Bids = Number("--bids", "About how many bids, at least.", 300_000);

    private static readonly Option<long> Seed = new("--seed") { Description = "The same seed gives the same fair.", DefaultValueFactory = _ => 1 };

    private static readonly Option<bool> Proxy = new("--proxy") { Description = "Bids are maxima: the exchange bids for the leader only as far as needed." };

    private static readonly Option<double> Defaults = Share("--defaults", "How many of a hundred winners do not pay.", 3);

    private static readonly Option<double> Parts = Share("--parts", "How many of a hundred buyers pay in two parts.", 10);

    private static readonly Option<double> Weighed = Share("--weighed", "In how many of a hundred deals over goods by weight or length another quantity is weighed than was sold.", 10);

    private static readonly Option<double> Disputes = Share("--disputes", "How many of a hundred deals are disputed, and decided in full, in part or by a refund.", 2);

    private static readonly Option<double> Cancellations = Share("--cancellations", "How many of a hundred deals both parties give up, or are never delivered.", 1);

    private static readonly Option<double> Deposits = Share("--deposits", "What part of a lot's opening price, in hundredths, its bidders have held as a deposit before they bid; none when 0.", 0);

    private static readonly Option<double> Ladders = Share("--ladders", "How many of a hundred lots go down a ladder when they are not sold; with --stock all, unless it is 0.", 10);

    private static readonly Option<double> SetOff = Share("--set-off", "How many hundredths of the turnover are set off against debts between the enterprises before money is asked.", 20);

    private static readonly Option<double> Rings = Share("--rings", "How many of a hundred lots their consignors would barter before the fair opens; none with --deposits.", 2);

    private static readonly Option<FileInfo?> Report = new("--report") { Description = "Writes the closing report as JSON." };

    private static readonly Option<FileInfo?> Bank = new("--bank") { Description = "Writes the book of the simulated bank as CSV, for check --bank." };

    private static readonly Option<string[]> Target = new("--target")
    {
        Description = "Rehearses against processes that run already on a stepped clock: one URL for all, or SERVICE=URL for each service.",
        HelpName = "URL | SERVICE=URL",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<FileInfo?> OperatorSecret = new("--operator-secret")
    {
        Description = "With --target: the file with the operator's bootstrap secret. Default: that in the data directory.",
    };

    private static readonly Option<DirectoryInfo?> Data = new("--data")
    {
        Description = "The directory of the data; with --target, that of the running processes, which the proofs read. A fresh temporary one when not given.",
    };

    private static readonly Option<bool> Keep = new("--keep") { Description = "Keeps a temporary data directory." };

    private static readonly Option<int> Connections = Number("--connections", "How many requests are under way at once.", 96);

    private static readonly Option<int> Step = Number("--step", "The seconds of a step of the clock while lots close.", 60);

    public static Command Create()
    {
        var command = new Command("rehearse", "Runs a whole fair through the public interface as fast as the machine allows, prints its closing report and proves it.")
        {
            Stock, Currency, Days, Turnover, Bidders, Consignors, Lots, Bids, Seed, Proxy, Defaults, Parts, Weighed, Disputes, Cancellations, Deposits, Ladders, SetOff, Rings, Report, Bank, Target,
            OperatorSecret, Data, Keep, Connections, Step,
        };
        command.SetAction((parsed, cancellation) => FairRehearsal.Run(Settings(parsed), Screen.Of(parsed.InvocationConfiguration.Output), cancellation));
        return command;
    }

    private static RehearsalSettings Settings(ParseResult parsed)
    {
        var stock = parsed.GetValue(Stock);
        return new()
        {
            Stock = stock,
            Currency = parsed.GetValue(Currency)!,
            Days = parsed.GetValue(Days),
            TurnoverMinor = (long)((parsed.GetValue(Turnover) ?? (stock is null ? RehearsalSettings.Jilin1989 : 0)) * 100),
            Bidders = parsed.GetValue(Bidders),
            Consignors = parsed.GetValue(Consignors),
            Lots = parsed.GetValue(Lots) ?? (stock is null ? 20_000 : int.MaxValue),
            Bids = parsed.GetValue(Bids),
            Seed = parsed.GetValue(Seed),
            Proxy = parsed.GetValue(Proxy),
            Defaults = parsed.GetValue(Defaults) / 100,
            Parts = parsed.GetValue(Parts) / 100,
            Weighed = parsed.GetValue(Weighed) / 100,
            Disputes = parsed.GetValue(Disputes) / 100,
            Cancellations = parsed.GetValue(Cancellations) / 100,
            Deposits = parsed.GetValue(Deposits) / 100,
            Ladders = parsed.GetValue(Ladders) / 100,
            SetOff = parsed.GetValue(SetOff) / 100,
            Rings = parsed.GetValue(Rings) / 100,
            Report = parsed.GetValue(Report),
            Bank = parsed.GetValue(Bank),
            Targets = Targets.Parse(parsed.GetValue(Target) ?? []),
            OperatorSecret = parsed.GetValue(OperatorSecret),
            Data = parsed.GetValue(Data),
            Keep = parsed.GetValue(Keep),
            Connections = parsed.GetValue(Connections),
            Step = TimeSpan.FromSeconds(parsed.GetValue(Step)),
        };
    }

    private static Option<double> Share(string name, string description, double percent)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => percent };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 100)) result.AddError($"{name} must be between 0 and 100.");
        });
        return option;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError($"{name} must be 1 or more.");
        });
        return option;
    }
}
