using System.Net.WebSockets;

namespace Dinghy.DingTalk.Stream;

internal enum FrameRead { Text, TooLarge, Binary, Closed }

/// <summary>Puts a socket's fragments together, up to a bound.</summary>
internal sealed class FrameReader(WebSocket socket, int maxBytes)
{
    private const int StartBytes = 16 * 1024;

    private byte[] _buffer = new byte[Math.Min(StartBytes, maxBytes)];

    /// <summary>The last text frame; valid until the next read, and the caller's to change.</summary>
    public Memory<byte> Frame { get; private set; }

    /// <summary>Waits for one whole message. A message beyond the bound is read to its end and thrown away.</summary>
    public async ValueTask<FrameRead> ReadAsync(CancellationToken ct)
    {
        if (_buffer.Length > 4 * StartBytes) _buffer = new byte[StartBytes];   // one large frame must not hold its room for ever
        var filled = 0;
        var tooLarge = false;
        for (; ; )
        {
            if (filled == _buffer.Length && !tooLarge) tooLarge = !Grow();
            var part = await socket.ReceiveAsync(tooLarge ? _buffer : _buffer.AsMemory(filled), ct);
            if (part.MessageType == WebSocketMessageType.Close) return FrameRead.Closed;
            if (!tooLarge) filled += part.Count;
            if (!part.EndOfMessage) continue;
            if (tooLarge) return FrameRead.TooLarge;
            Frame = _buffer.AsMemory(0, filled);
            return part.MessageType == WebSocketMessageType.Text ? FrameRead.Text : FrameRead.Binary;
        }
    }

    private bool Grow()
    {
        if (_buffer.Length >= maxBytes) return false;
        Array.Resize(ref _buffer, (int)Math.Min((long)_buffer.Length * 2, maxBytes));
        return true;
    }
}
