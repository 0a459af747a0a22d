using System.CommandLine;
using Exchange.Host.Proofs;

namespace Exchange.Host.Cli;

/// <summary><c>exchange check</c>: proves the promises on stored data.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The directory of the data.", Required = true };
        var command = new Command("check", "Proves the promises of the exchange on stored data; ends with 1 when one is broken.") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var screen = Screen.Of(parsed.InvocationConfiguration.Output);
            var proofs = await Promises.Prove(StoredExchange.In(parsed.GetValue(data)!.FullName), Evidence.None, screen, cancellation);
            return ProofReport.Show(proofs, screen) ? 0 : 1;
        });
        return command;
    }
}
