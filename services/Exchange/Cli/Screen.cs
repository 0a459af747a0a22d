using Spectre.Console;

namespace Exchange.Host.Cli;

/// <summary>What a command shows while it works: bars that move on a terminal, plain lines elsewhere.</summary>
public sealed class Screen
{
    private readonly IAnsiConsole _console;
    private readonly TextWriter _plain;
    private readonly bool _terminal;

    private Screen(TextWriter plain, bool terminal)
    {
        (_plain, _terminal) = (plain, terminal);
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(plain),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
    }

    /// <summary>The screen of this process.</summary>
    public static Screen Of(TextWriter output) => new(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);

    /// <summary>A screen that shows nothing.</summary>
    public static Screen Blank { get; } = new(TextWriter.Null, false);

    /// <summary>Writes a line.</summary>
    public void Say(string line) => _plain.WriteLine(line);

    /// <summary>Writes lines in columns, the first to the left and the others to the right.</summary>
    public void Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [head, .. rows];
        var widths = head.Select((_, column) => all.Max(row => Width(row[column]))).ToArray();
        foreach (var row in all)
            Say("  " + string.Join("  ", row.Select((text, column) => Padded(text, widths[column], toTheLeft: column == 0))).TrimEnd());
    }

    /// <summary>Does a long work and shows how far it is.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="work">The work; it says how much is done so far, from any thread.</param>
    public async Task Work(string title, long total, Func<Action<long>, Task> work)
    {
        if (!_terminal)
        {
            await Plainly(title, total, work);
            return;
        }

        await _console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, total));
                await work(done => task.Value = done);
                task.Value = task.MaxValue;
            });
    }

    // A line for each quarter is enough for a log.
    private async Task Plainly(string title, long total, Func<Action<long>, Task> work)
    {
        Say($"{title} …");
        var quarter = 0L;
        await work(done =>
        {
            var reached = total > 0 ? done * 4 / total : 0;
            var before = Interlocked.Read(ref quarter);
            if (reached > before && reached < 4 && Interlocked.CompareExchange(ref quarter, reached, before) == before) Say($"{title} {reached * 25} %");
        });
    }

    // Chinese characters take two columns.
    private static int Width(string text) => text.Sum(letter => letter >= 0x2e80 ? 2 : 1);

    private static string Padded(string text, int width, bool toTheLeft)
    {
        var blanks = new string(' ', Math.Max(0, width - Width(text)));
        return toTheLeft ? text + blanks : blanks + text;
    }
}
