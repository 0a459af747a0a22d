using System.CommandLine;

namespace Exchange.Host.Cli;

/// <summary>The command line <c>exchange</c>. Every command explains itself with <c>--help</c>.</summary>
public static class CommandTree
{
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
