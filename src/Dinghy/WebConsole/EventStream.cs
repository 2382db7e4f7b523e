using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary>Server-sent events to a page: with a sign of life while nothing happens, ended with the gateway, the session or the role.</summary>
internal sealed class EventStream(Func<GatewayHost?> gateway, LiveStreams streams, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    /// <param name="http">Whose answer it is.</param>
    /// <param name="next">What there is to tell this caller now; null: it is over.</param>
    /// <param name="wait">Until there may be more. False: it is over.</param>
    public async Task RunAsync(HttpContext http, Func<Caller, CancellationToken, Task<IReadOnlyList<FeedEvent>?>> next, Func<CancellationToken, Task<bool>> wait)
    {
        // Nobody may hold up a stop by looking.
        using var stream = streams.Open(http, stopping, gateway()?.Stopping ?? stopping);
        if (stream is null)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        var ct = stream.Ends;
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        // A proxy that gathers an answer before it passes it on would show nothing.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            Task<bool>? waiting = null;
            while (!ct.IsCancellationRequested)
            {
                // The role, too, may be another one by now.
                if (stream.Caller() is not { } caller || await next(caller, ct) is not { } told) return;
                foreach (var what in told)
                {
                    if (!stream.May()) return;
                    await http.Response.WriteAsync($"event: {what.Name}\ndata: {what.Data}\n\n", ct);
                }

                await http.Response.Body.FlushAsync(ct);
                waiting ??= wait(ct);
                while (!await EndsAsync(waiting, ct))
                {
                    await http.Response.WriteAsync(": alive\n\n", ct);
                    await http.Response.Body.FlushAsync(ct);
                }

                if (!await waiting) return;
                waiting = null;
            }
        }
        catch (OperationCanceledException)
        {
            // They left, they may no longer, or we stop.
        }
    }

    /// <returns>False: it is time for a sign of life.</returns>
    private async Task<bool> EndsAsync(Task<bool> waiting, CancellationToken ct)
    {
        try
        {
            await waiting.WaitAsync(s_heartbeat, time, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
