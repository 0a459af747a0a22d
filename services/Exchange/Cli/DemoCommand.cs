using System.CommandLine;
using Exchange.Host.Demo;

namespace Exchange.Host.Cli;

/// <summary><c>exchange demo</c>: a fair that is going on.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo?>("--data") { Description = "The directory of the data; a fresh temporary one when not given." };
        var url = ServeCommand.Url();
        var speed = new Option<double>("--speed") { Description = "How many times as fast as the wall's the clock runs.", DefaultValueFactory = _ => 60 };
        var set = ServeCommand.Set();
        var command = new Command("demo", "Serves the exchange with a demo fair in which simulated enterprises bid live, and says how to sign in as each role.")
        {
            data, url, speed, set,
        };
        command.SetAction((parsed, cancellation) => DemoFair.Run(
            new DemoSettings(parsed.GetValue(data), parsed.GetValue(url) ?? ServeCommand.DefaultUrl, parsed.GetValue(speed), ServeCommand.Pairs(parsed.GetValue(set))),
            Screen.Of(parsed.InvocationConfiguration.Output),
            cancellation));
        return command;
    }
}
