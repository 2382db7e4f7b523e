using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Models.Wire;

namespace Dinghy.Gateway.Models;

/// <summary>The chunks of one answer, streamed or not. Ends normally only after <see cref="Done"/> or a stream's plain end.</summary>
internal static class ChunkSource
{
    /// <summary>The provider's own end mark.</summary>
    public static OpenAiChunk Done { get; } = new();

    public static async IAsyncEnumerable<OpenAiChunk> StreamedAsync(
        Stream body, FaultFactory faults, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var bounded = new BoundedEventStream(body, () => faults.PastBound($"{ModelLimits.Event / 1024} KiB in one event"));
        var any = false;
        await foreach (var item in SseParser.Create(bounded, (_, data) => Encoding.UTF8.GetString(data)).EnumerateAsync(ct))
        {
            var data = item.Data.AsSpan().Trim();
            if (data.IsEmpty) continue;
            any = true;
            if (data.SequenceEqual("[DONE]"))
            {
                yield return Done;
                yield break;
            }

            yield return Read(item);
        }

        if (!any) throw faults.Make(ModelFault.BadResponse, "no event in the stream");
    }

    /// <summary>For hosts that ignore <c>stream</c>, and for errors that come with status 200.</summary>
    public static async IAsyncEnumerable<OpenAiChunk> WholeAsync(
        Stream body, FaultFactory faults, [EnumeratorCancellation] CancellationToken ct)
    {
        var (bytes, more) = await ReadAsync(body, ModelLimits.WholeBody, ct);
        if (more) throw faults.PastBound($"{ModelLimits.WholeBody / 1024 / 1024} MiB of JSON");
        var chunk = Parse(Encoding.UTF8.GetString(bytes.Span));
        if (chunk.AnyError() is null && chunk.Choices is not { Count: > 0 }) throw faults.Make(ModelFault.BadResponse, "JSON without an answer");
        yield return chunk;
        yield return Done;
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

    private static OpenAiChunk Read(SseItem<string> item)
    {
        if (item.EventType != "error") return Parse(item.Data);
        var body = Encoding.UTF8.GetBytes(item.Data);
        return new OpenAiChunk { Error = FaultFactory.ReadError(body) ?? new OpenAiError() };
    }

    private static OpenAiChunk Parse(string json) =>
        JsonSerializer.Deserialize(json, OpenAiJson.Default.OpenAiChunk) ?? throw new JsonException("null");
}
