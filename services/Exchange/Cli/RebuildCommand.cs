using System.CommandLine;
using Exchange.Host.Proofs;

namespace Exchange.Host.Cli;

/// <summary><c>exchange rebuild</c>: makes views and state rows anew from the log.</summary>
internal static class RebuildCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The directory of the data. No process may be writing there.", Required = true };
        var service = new Option<string?>("--service") { Description = "Only this service." };
        var command = new Command("rebuild", "Makes all views and state rows anew from the log, and says what was different.") { data, service };
        command.SetAction((parsed, cancellation) => Rebuilding.Run(
            StoredExchange.In(parsed.GetValue(data)!.FullName), parsed.GetValue(service), Screen.Of(parsed.InvocationConfiguration.Output), cancellation));
        return command;
    }
}
