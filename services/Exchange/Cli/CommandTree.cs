using System.CommandLine;
using Exchange.Host.Rehearsal;
using Exchange.Host.Workbench;
using Exchange.Kernel.Hosting;

namespace Exchange.Host.Cli;

/// <summary>The command line <c>exchange</c>. Every command explains itself with <c>--help</c>.</summary>
public static class CommandTree
{
    /// <summary>Does what the command line says. 0: done; 1: a promise is broken or the command line is wrong; 2: it could not be done, and why is said.</summary>
    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>The same, with what is said going somewhere else.</summary>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors)
    {
        try
        {
            return await Root().Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, Output = output, Error = errors });
        }
        catch (Exception exception) when (exception is RehearsalException or SheetException or SettingsException or ArgumentException
            or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(exception.Message);
            return 2;
        }
        catch (OperationCanceledException broken)
        {
            await errors.WriteLineAsync("Broken off before the end: " + broken.Message);
            return 2;
        }
    }

    /// <summary>All commands; without one, the exchange is served.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("The materials exchange: trade fairs that turn stagnant stock into cash. Without a command it serves everything in one process.")
        {
            ServeCommand.Create(),
            DemoCommand.Create(),
            RehearseCommand.Create(),
            CheckCommand.Create(),
            RebuildCommand.Create(),
            OpenApiCommand.Create(),
            ImportCommand.Create(),
            WorkbenchCommands.Allocate(),
            WorkbenchCommands.Cross(),
            WorkbenchCommands.Replay(),
            WorkbenchCommands.SetOff(),
            WorkbenchCommands.Rings(),
            PlanCommand.Create(),
            CategoryCommands.Create(),
            AuditCommands.Audit(),
            AuditCommands.Verify(),
        };
        return ServeCommand.AsDefault(root);
    }
}
