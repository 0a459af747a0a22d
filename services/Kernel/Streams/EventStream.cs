using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Kernel.Streams;

/// <summary>Server-sent events over HTTP (HTML standard, section 9.2).</summary>
public static class EventStream
{
    /// <summary>The request header, or query parameter where a page cannot set headers, with the id of the last event that a viewer has seen.</summary>
    public const string LastEventId = "Last-Event-ID";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15), LongestWrite = TimeSpan.FromSeconds(10);

    /// <summary>Answers a request with the latest event, unless the viewer has seen it, and then with every change until it leaves. A comment is
    /// sent when nothing has changed for a while, so that nobody in between hangs up; a viewer that cannot take what is sent is dropped.</summary>
    public static async Task Show(this HttpContext http, LiveEvent live)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var seen = http.Request.Headers[LastEventId].ToString();
        live.Enter();
        try
        {
            await Write(http, "retry: 2000\n\n"u8.ToArray());
            while (!http.RequestAborted.IsCancellationRequested)
            {
                var moved = live.Moved;
                if (live.Latest is { } latest && latest.Id != seen)
                {
                    await Write(http, latest.Bytes);
                    seen = latest.Id;
                }
                else if (!await Within(moved, Heartbeat, http.RequestAborted))
                {
                    await Write(http, ": still here\n\n"u8.ToArray());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer has left, or was dropped.
        }
        finally
        {
            live.Leave();
        }
    }

    private static async Task<bool> Within(Task task, TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task Write(HttpContext http, byte[] bytes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(LongestWrite);
        try
        {
            await http.Response.Body.WriteAsync(bytes, patience.Token);
            await http.Response.Body.FlushAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
            throw;
        }
    }
}
