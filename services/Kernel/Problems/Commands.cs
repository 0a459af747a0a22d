using System.Diagnostics;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Security;
using Microsoft.AspNetCore.Http;

namespace Exchange.Kernel.Problems;

/// <summary>HTTP requests as commands, and answers as HTTP.</summary>
public static class Commands
{
    /// <summary>The request header that names a command, and is the same when it is sent again.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>The response header that says which log position holds what the command caused; sent back with a query, the query waits for it.</summary>
    public const string LogPosition = "Log-Position";

    /// <summary>Submits what the edge made of a request, and answers: the accepted result, the refusal, or all field errors.</summary>
    /// <param name="http">The request.</param>
    /// <param name="journal">The service's log.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="parsed">The command, or what is wrong with the request.</param>
    /// <param name="accepted">The answer to an accepted command.</param>
    /// <param name="complete">Asked once after a refusal: the same command with what it lacked, or null where the refusal stands.</param>
    public static async Task<IResult> Submit<TCommand>(
        this HttpContext http, Journal journal, string stream, Parsed<TCommand> parsed, Func<Answer.Accepted, IResult> accepted,
        Func<Journal, string, TCommand, Refusal, Task<TCommand?>>? complete = null)
        where TCommand : class
    {
        if (!parsed.IsValid) return Problem.Of(parsed.Errors);
        var key = http.Request.Headers[IdempotencyKey].ToString();
        if (!IsKey(key)) return BadKey;

        var sender = new Sender(http.Caller().Subject, key, Activity.Current?.Id);
        var answer = await journal.Submit(stream, parsed.Command, sender);
        if (complete is not null && answer is Answer.Refused refused && await complete(journal, stream, parsed.Command, refused.Refusal) is { } command)
            answer = await journal.Submit(stream, command, sender);
        if (answer is not Answer.Accepted done) return Problem.Of(((Answer.Refused)answer).Refusal);
        http.Response.Headers[LogPosition] = done.Position.ToString();
        return accepted(done);
    }

    /// <summary>Whether a text can be an idempotency key.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= 200 && !key.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>The answer to a request whose key is none.</summary>
    public static IResult BadKey =>
        Problem.Of(400, "request.idempotency-key", "A request that changes anything needs an Idempotency-Key of 1 to 200 visible ASCII characters.");

    /// <summary>Makes a query wait, a second at most, until the views have reached the position that the request names (header <c>Log-Position</c>
    /// or query <c>position</c>). Without a position it returns at once.</summary>
    public static async Task WaitForViews(this HttpContext http, Journal journal)
    {
        var text = http.Request.Headers.TryGetValue(LogPosition, out var header) ? header.ToString() : http.Request.Query["position"].ToString();
        if (Position.TryParse(text, out var position)) await journal.WaitForViews(position, http.RequestAborted);
    }
}
