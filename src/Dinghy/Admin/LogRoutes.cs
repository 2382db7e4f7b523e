using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Dinghy.LogBook;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary><c>GET /api/logs?grep&amp;turn&amp;level&amp;since&amp;tail</c>, and <c>/api/logs/live</c> with the same filters, line by line as server-sent events.</summary>
internal static class LogRoutes
{
    private const int MostTail = 5_000;

    /// <param name="guarded">Needs the token.</param>
    /// <param name="home">Whose files.</param>
    /// <param name="files">Writes them.</param>
    /// <param name="streams">Who may look, and how many at once.</param>
    /// <param name="stopping">Nobody may hold up a stop by looking.</param>
    public static void Map(RouteGroupBuilder guarded, string home, LogFiles files, LiveStreams streams, CancellationToken stopping)
    {
        guarded.MapGet("/logs", Results<JsonHttpResult<LogListReport>, StatusCodeHttpResult> (string? grep, string? turn, string? level, string? since, string? tail) =>
        {
            if (FilterOf(grep, turn, level, since) is not { } filter) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
            var most = int.TryParse(tail, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, MostTail) : 200;
            return TypedResults.Json(new LogListReport(LogReader.Last(home, filter, most), files.Lost), LogJson.Default.LogListReport);
        }).For(Role.Operator);
        guarded.MapGet("/logs/live", Results<ServerSentEventsResult<string>, StatusCodeHttpResult> (HttpContext http, string? grep, string? turn, string? level, string? since) =>
        {
            if (FilterOf(grep, turn, level, since) is not { } filter) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
            if (streams.Open(http, stopping) is not { } stream) return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
            if (files.Follow(filter) is { } lines) return TypedResults.ServerSentEvents(LiveAsync(lines, stream));
            stream.Dispose();
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }).For(Role.Operator);
    }

    /// <summary>An event <c>log</c> for each line; before one, <c>missed</c> with a number where the reader was too slow.</summary>
    private static async IAsyncEnumerable<SseItem<string>> LiveAsync(LogTail lines, LiveStream stream, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using (lines)
        using (stream)
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(ct, stream.Ends))
        {
            // At once: whoever looks knows that it works, also while nothing happens.
            yield return new SseItem<string>("", "open");
            var reading = lines.ReadAsync(end.Token).GetAsyncEnumerator(end.Token);
            await using (reading)
            {
                while (await NextAsync(reading) && stream.May())
                {
                    var (entry, missed) = reading.Current;
                    if (missed > 0) yield return new SseItem<string>(missed.ToString(CultureInfo.InvariantCulture), "missed");
                    yield return new SseItem<string>(entry.ToJson(), "log");
                }
            }
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<(LogEntry, long)> reading)
    {
        try
        {
            return await reading.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Null: something of it can not be read.</summary>
    private static LogFilter? FilterOf(string? grep, string? turn, string? level, string? since)
    {
        var filter = new LogFilter { Grep = grep };
        if (turn is { Length: > 0 })
        {
            if (!long.TryParse(turn, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            filter = filter with { Turn = number };
        }

        if (level is { Length: > 0 })
        {
            if (LogEntry.LevelOf(level) is not { } least) return null;
            filter = filter with { Level = least };
        }

        if (since is not { Length: > 0 }) return filter;
        return LogFilter.ParseSince(since, TimeProvider.System.GetUtcNow()) is { } at ? filter with { Since = at } : null;
    }
}
