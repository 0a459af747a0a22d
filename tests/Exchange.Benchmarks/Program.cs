using System.CommandLine;
using Exchange.Benchmarks.Cli;
using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Scene;

ClosedLoop.RunOnEventLoops();
var root = new RootCommand("Measures the exchange beside its limits. Run it in Release.")
{
    BidsCommand.Create(),
};
var bare = new Command(BareEndpoint.Command) { Hidden = true };
bare.SetAction((_, cancellation) => BareEndpoint.Serve(cancellation));
root.Add(bare);
return await root.Parse(args).InvokeAsync();
