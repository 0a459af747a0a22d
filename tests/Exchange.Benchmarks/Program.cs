using System.CommandLine;
using Exchange.Benchmarks.Cli;
using Exchange.Benchmarks.Conventional;
using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Scene;

ClosedLoop.RunOnEventLoops();
var root = new RootCommand("Measures the exchange beside its limits. Run it in Release.")
{
    BidsCommand.Create(),
    CatalogueCommand.Create(),
    ImportCommand.Create(),
    LedgerCommand.Create(),
    MicroCommand.Create(),
    OverloadCommand.Create(),
    RingsCommand.Create(),
    SetOffCommand.Create(),
    SizesCommand.Create(),
    Served(BareEndpoint.Command, BareEndpoint.Serve),
    Served(ConventionalAuction.Command, ConventionalAuction.Serve),
};
return await root.Parse(args).InvokeAsync();

// What the benchmarks start in processes of their own.
static Command Served(string name, Func<CancellationToken, Task> serve)
{
    var command = new Command(name) { Hidden = true };
    command.SetAction((_, cancellation) => serve(cancellation));
    return command;
}
