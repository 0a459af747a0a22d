using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;

namespace Exchange.Host.Cli;

/// <summary><c>exchange plan</c>: when the lots of a fair would close, from a file with what creates it.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FAIR.json") { Description = "What creates a fair, as POST /api/listing/fairs takes it; a preset may be named in it." };
        var lots = new Option<long>("--lots") { Description = "How many lots.", Required = true };
        var perGroup = new Option<long>("--lots-per-group") { Description = "How many lots close together.", DefaultValueFactory = _ => 1 };
        var most = new Option<long?>("--most-in-a-minute") { Description = "How many closes a minute can be borne; any number when not given." };
        var picture = new Option<FileInfo?>("--picture") { Description = "Writes the plan as a picture (SVG)." };
        var chinese = new Option<bool>("--chinese") { Description = "The words of the picture are Chinese." };
        lots.Validators.Add(result =>
        {
            if (result.GetValue(lots) is < 0 or > ClosingPlan.MostLots) result.AddError("--lots must be from 0 to 200,000.");
        });
        perGroup.Validators.Add(result =>
        {
            if (result.GetValue(perGroup) is < 1 or > GroupOfLots.MostLots) result.AddError("--lots-per-group must be from 1 to 100.");
        });
        var command = new Command("plan", "Says when the lots of a fair would close, by day, and whether so many fit; ends with 1 when they do not.") { file, lots, perGroup, most, picture, chinese };
        command.SetAction(parsed =>
        {
            var rules = Rules(parsed.GetValue(file)!);
            var plan = ClosingPlan.Of(rules, parsed.GetValue(lots), parsed.GetValue(perGroup), parsed.GetValue(most));
            if (parsed.GetValue(picture) is { } to) File.WriteAllText(to.FullName, PlanPicture.Of(plan, rules.Name, parsed.GetValue(chinese)));
            Show(plan, parsed.InvocationConfiguration.Output.WriteLine);
            return plan.Fits ? 0 : 1;
        });
        return command;
    }

    /// <exception cref="InvalidDataException">The file creates no fair that could be held.</exception>
    private static FairRules Rules(FileInfo file)
    {
        try
        {
            var request = JsonSerializer.Deserialize<FairRequest>(File.ReadAllText(file.FullName), StoredJson.Options) ?? throw new InvalidDataException($"{file.Name} is empty.");
            var parsed = request.Parse("", "");
            if (!parsed.IsValid) throw new InvalidDataException($"{file.Name}: {string.Join(" ", parsed.Errors.Select(error => $"{error.Field}: {error.Message}"))}");
            var rules = ((CreateFair)parsed.Command).Rules;

            // A plan may be one of a fair that was held already: only what is about now is no matter.
            return rules.Check(DateTimeOffset.UnixEpoch) is { } refusal ? throw new InvalidDataException($"{file.Name}: {refusal.Detail}") : rules;
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{file.Name} is not what creates a fair: {wrong.Message}", wrong);
        }
    }

    private static void Show(ClosingPlan plan, Action<string> say)
    {
        foreach (var day in plan.Days)
        {
            var hours = day.Hours.Select(hour => string.Create(CultureInfo.InvariantCulture, $"{hour.Hour:00}h {hour.Lots}"));
            say(string.Create(CultureInfo.InvariantCulture, $"{day.Date}  {day.Lots,7} lots  {string.Join("  ", hours)}"));
        }

        say(PlanPicture.Description(plan, chinese: false));
        say(plan.Capacity is { } capacity
            ? string.Create(CultureInfo.InvariantCulture, $"{plan.Binds} binds: {capacity} lots at most.")
            : "The closing windows hold any number of lots, ever denser.");
    }
}
