using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dinghy.Gateway.Models;

/// <summary>One event of an answer, or all of it in one JSON.</summary>
/// <param name="Type">The event's name; <see cref="Whole"/> where the answer came unstreamed.</param>
/// <param name="Data">JSON, or an end mark.</param>
internal readonly record struct WireEvent(string Type, string Data)
{
    public const string Whole = "\0whole";
}

/// <summary>The events of one answer, streamed or not.</summary>
internal static class WireEvents
{
    public static async IAsyncEnumerable<WireEvent> StreamedAsync(
        Stream body, FaultFactory faults, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var bounded = new BoundedEventStream(body, () => faults.PastBound($"{ModelLimits.Event / 1024} KiB in one event"));
        var any = false;
        await foreach (var item in SseParser.Create(bounded, (_, data) => Encoding.UTF8.GetString(data)).EnumerateAsync(ct))
        {
            if (item.Data.AsSpan().IsWhiteSpace()) continue;
            any = true;
            yield return new WireEvent(item.EventType, item.Data);
        }

        if (!any) throw faults.Make(ModelFault.BadResponse, "no event in the stream");
    }

    /// <summary>For hosts that ignore <c>stream</c>, and for errors that come with status 200.</summary>
    public static async IAsyncEnumerable<WireEvent> WholeAsync(
        Stream body, FaultFactory faults, [EnumeratorCancellation] CancellationToken ct)
    {
        var (bytes, more) = await ReadAsync(body, ModelLimits.WholeBody, ct);
        if (more) throw faults.PastBound($"{ModelLimits.WholeBody / 1024 / 1024} MiB of JSON");
        yield return new WireEvent(WireEvent.Whole, Encoding.UTF8.GetString(bytes.Span));
    }

    /// <summary>At most <paramref name="most"/> bytes, and whether there were more.</summary>
    public static async Task<(ReadOnlyMemory<byte> Bytes, bool More)> ReadAsync(Stream body, int most, CancellationToken ct)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (kept.Length <= most)
        {
            var count = await body.ReadAsync(buffer, ct);
            if (count == 0) break;
            kept.Write(buffer, 0, count);
        }

        var length = (int)Math.Min(kept.Length, most);
        return (kept.GetBuffer().AsMemory(0, length), kept.Length > most);
    }
}
