using System.Security.Cryptography;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Outbox.Files;

/// <summary>Uploads for one account; the same bytes once, as long as DingTalk is sure to have them.</summary>
internal sealed class MediaShelf(string account, MediaClient media, CallGate gate, TimeProvider time)
{
    /// <summary>Ids kept; the oldest goes first.</summary>
    public const int Most = 256;

    /// <summary>No page says how long an upload lives; the shortest figure in reports is three days.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromHours(12);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string MediaId, DateTimeOffset At)> _shelf = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <param name="kind">What DingTalk is to take it as.</param>
    /// <param name="bytes">The whole.</param>
    /// <param name="name">With its ending.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The media id.</returns>
    /// <exception cref="Dinghy.DingTalk.DingTalkApiException">Not taken.</exception>
    public async Task<string> PutAsync(MediaKind kind, byte[] bytes, string name, CancellationToken ct)
    {
        var key = $"{kind}/{Path.GetExtension(name).ToUpperInvariant()}/{Convert.ToHexString(SHA256.HashData(bytes))}";
        if (Find(key) is { } known) return known;
        var uploaded = await gate.RunAsync(account, DingTalkCall.MediaUpload, Urgency.Usual, async token =>
        {
            using var content = new MemoryStream(bytes, writable: false);
            return await media.UploadAsync(kind, content, name, contentType: null, token);
        }, ct);
        Keep(key, uploaded.MediaId);
        return uploaded.MediaId;
    }

    /// <summary>A picture for an answer's markdown; null where DingTalk does not take it, which <paramref name="refused"/> hears.</summary>
    public async Task<string?> PictureAsync(byte[] bytes, string ending, Action<string> refused, CancellationToken ct)
    {
        try
        {
            return await PutAsync(MediaKind.Image, bytes, $"picture.{ending}", ct);
        }
        catch (DingTalkApiException e)
        {
            refused(e.Code);
            return null;
        }
    }

    /// <summary>DingTalk did not want a message with it: the next one is uploaded anew.</summary>
    public void Forget(string mediaId)
    {
        lock (_gate)
            foreach (var key in _shelf.Where(entry => entry.Value.MediaId == mediaId).Select(entry => entry.Key).ToList()) _shelf.Remove(key);
    }

    private string? Find(string key)
    {
        lock (_gate) return _shelf.TryGetValue(key, out var entry) && time.GetUtcNow() - entry.At < s_fresh ? entry.MediaId : null;
    }

    private void Keep(string key, string mediaId)
    {
        lock (_gate)
        {
            _shelf[key] = (mediaId, time.GetUtcNow());
            _order.Enqueue(key);
            while (_order.Count > Most) _shelf.Remove(_order.Dequeue());
        }
    }
}
