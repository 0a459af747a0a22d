using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Exchange.Kernel.Log;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Exchange.Kernel.Problems;

/// <summary>Makes a problem of every exception and of every error status without a body. What the client did wrong is no error of ours and is not logged as one.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task Invoke(HttpContext http)
    {
        try
        {
            // The reader of JSON takes an unknown one for a bug.
            if (HasUnknownCharset(http.Request)) http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            else await next(http);
            if (IsBare(http.Response)) await OfStatus(http.Response.StatusCode).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            var problem = Of(exception, http);
            http.Response.Clear();
            if (problem.RetryAfter > 0) http.Response.Headers.RetryAfter = problem.RetryAfter.ToString(CultureInfo.InvariantCulture);
            await problem.Answer.ExecuteAsync(http);
        }
    }

    private static bool IsBare(HttpResponse response) => response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null };

    private static bool HasUnknownCharset(HttpRequest request) =>
        request.ContentType is { } type && type.Contains("charset", StringComparison.OrdinalIgnoreCase)
        && MediaTypeHeaderValue.TryParse(type, out var parsed) && parsed.Encoding is null;

    private (IResult Answer, int RetryAfter) Of(Exception exception, HttpContext http)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest } bad:
                return (OfStatus(bad.StatusCode), 0);
            case BadHttpRequestException { InnerException: JsonException json }:
                return (Malformed(json), 0);
            // The message would name our types and parameters.
            case BadHttpRequestException:
                return (OfStatus(StatusCodes.Status400BadRequest), 0);
            case InvalidDataException or IOException or AntiforgeryValidationException when http.Request.HasFormContentType:
                return (OfStatus(StatusCodes.Status400BadRequest), 0);
            case JsonException json:
                return (Malformed(json), 0);
            case BusyException:
                LogBusy(http.Request.Path, exception.Message);
                return (Fault(http, "exchange.busy", "More is asked of the exchange than it can take now; nothing was done. Try again."), 1);
            case var fault when Faults.IsFault(fault):
                LogUnavailable(exception, http.Request.Path);
                return (Fault(http, "exchange.unavailable", "Something that the exchange depends on does not answer now. Try again."), 5);
            default:
                LogBug(exception, http.Request.Method, http.Request.Path);
                return (Problem.Of(StatusCodes.Status500InternalServerError, "exchange.bug", "A mistake of ours; it has been noted.", Trace(http)), 0);
        }
    }

    private static IResult Fault(HttpContext http, string code, string detail) => Problem.Of(StatusCodes.Status503ServiceUnavailable, code, detail, Trace(http));

    private static Dictionary<string, object> Trace(HttpContext http) => new() { ["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier };

    // The reader's own message names our types, so only the place is told.
    private static IResult Malformed(JsonException json) => Problem.Of(
        StatusCodes.Status400BadRequest,
        "request.malformed",
        $"The body is not the JSON that this address takes: syntax, a type, a number's range or a field's name is wrong at {json.Path ?? "$"}.",
        new Dictionary<string, object> { ["path"] = json.Path ?? "$", ["line"] = (json.LineNumber ?? 0) + 1 });

    private static IResult OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => Problem.Of(status, "request.no-such-address", "Nothing stands at this address."),
        StatusCodes.Status405MethodNotAllowed => Problem.Of(status, "request.method", "This address does not take this method; the Allow header names those it takes."),
        StatusCodes.Status408RequestTimeout => Problem.Of(status, "request.timeout", "The request came too slowly."),
        StatusCodes.Status413PayloadTooLarge => Problem.Of(status, "request.too-large", "The body is larger than this address takes."),
        StatusCodes.Status415UnsupportedMediaType => Problem.Of(status, "request.media-type", "This address does not take this media type."),
        StatusCodes.Status401Unauthorized => Problem.Of(status, "auth.token-missing", "The request carries no bearer token."),
        StatusCodes.Status403Forbidden => Problem.Of(status, "auth.role-missing", "The token does not carry a role that may do this."),
        >= 500 => Problem.Of(status, "exchange.unavailable", "The exchange cannot answer now. Try again."),
        _ => Problem.Of(status, "request.malformed", "The request does not have the shape it must have; a body or a value may be missing, or be of another kind."),
    };

    [LoggerMessage(1, LogLevel.Warning, "{Path} was answered 503: {Reason}")]
    private partial void LogBusy(string path, string reason);

    [LoggerMessage(2, LogLevel.Warning, "{Path} was answered 503")]
    private partial void LogUnavailable(Exception exception, string path);

    [LoggerMessage(3, LogLevel.Error, "{Method} {Path} met a bug")]
    private partial void LogBug(Exception exception, string method, string path);
}
