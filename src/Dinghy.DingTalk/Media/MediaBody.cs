using System.Net.Http.Headers;
using System.Text;
using Dinghy.DingTalk.OpenApi;

namespace Dinghy.DingTalk.Media;

/// <summary>
/// One file as multipart/form-data. Written by hand: DingTalk wants <c>name</c> quoted and the boundary bare, .NET's own class does both
/// the other way round. Leaves the stream open and starts at the same place each time, so that a send can be repeated.
/// </summary>
internal sealed class MediaBody : WatchedContent
{
    private const int LongestName = 200;

    private readonly System.IO.Stream _content;
    private readonly long _start;
    private readonly long _length;
    private readonly byte[] _head;
    private readonly byte[] _tail;

    public MediaBody(System.IO.Stream content, long start, long length, string fileName, string contentType)
    {
        (_content, _start, _length) = (content, start, length);
        var boundary = "dinghy" + Guid.NewGuid().ToString("N");
        _head = Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"{Safe(fileName)}\"\r\nContent-Type: {contentType}\r\n\r\n");
        _tail = Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=" + boundary);
    }

    protected override long Length => _head.Length + _length + _tail.Length;

    /// <summary>The text of a Content-Type header, or the one for "some bytes".</summary>
    public static string ContentTypeOf(string? text) =>
        MediaTypeHeaderValue.TryParse(text, out var parsed) ? parsed.ToString() : "application/octet-stream";

    protected override async Task WriteAsync(System.IO.Stream stream, CancellationToken ct)
    {
        _content.Position = _start;
        await stream.WriteAsync(_head, ct);
        var chunk = new byte[81_920];
        for (var left = _length; left > 0;)
        {
            var read = await _content.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, left)), ct);
            if (read == 0) throw new IOException("The content ended before the length it had when the upload began.");
            await stream.WriteAsync(chunk.AsMemory(0, read), ct);
            left -= read;
        }

        await stream.WriteAsync(_tail, ct);
    }

    // Nothing in a name may end the header, or lead out of a folder at the other end.
    private static string Safe(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsControl(c) || c is '"' or '\\' or '/' ? '_' : c));
        return safe.Length <= LongestName ? safe : safe[^LongestName..];
    }
}
