using Exchange.Host.Cli;

namespace Exchange.Host.Rehearsal;

/// <summary>A whole fair from stock file to closing report, and its proof.</summary>
public static class FairRehearsal
{
    /// <summary>Runs it; 0 when every promise is held.</summary>
    public static Task<int> Run(RehearsalSettings settings, Screen screen, CancellationToken cancellation) =>
        throw new NotSupportedException($"{settings}{screen}{cancellation}");
}
