using System.CommandLine;
using Exchange.Host.Serving;

namespace Exchange.Host.Cli;

/// <summary><c>exchange openapi</c>: the interface documents.</summary>
internal static class OpenApiCommand
{
    public static Command Create()
    {
        var output = new Option<DirectoryInfo>("--out") { Description = "The directory in which the documents are written.", Required = true };
        var command = new Command("openapi", "Writes the OpenAPI document of each service.") { output };
        command.SetAction((parsed, cancellation) => OpenApiDocuments.Write(
            parsed.GetValue(output)!.FullName, Screen.Of(parsed.InvocationConfiguration.Output), cancellation));
        return command;
    }
}
