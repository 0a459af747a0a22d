using System.CommandLine;
using Exchange.Host.Rehearsal;
using Exchange.Kernel.Hosting;

namespace Exchange.Host.Cli;

/// <summary>The command line <c>exchange</c>. Every command explains itself with <c>--help</c>.</summary>
public static class CommandTree
{
    /// <summary>Does what the command line says. 0: done; 1: a promise is broken or the command line is wrong; 2: it could not be done, and why is said.</summary>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            return await Root().Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception) when (exception is RehearsalException or SettingsException or ArgumentException or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
        catch (OperationCanceledException broken)
        {
            await Console.Error.WriteLineAsync("Broken off before the end: " + broken.Message);
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
        };
        return ServeCommand.AsDefault(root);
    }
}
