using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;

namespace Dinghy.DingTalk.Stream;

/// <summary>One socket: reads frames until it ends, writes one acknowledgement at a time.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing, and late handlers may still release it.")]
internal sealed class StreamConnection(long number, WebSocket socket, FrameDispatcher dispatcher, int maxFrameBytes, TimeProvider time)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly FrameReader _reader = new(socket, maxFrameBytes);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastText = time.GetTimestamp();
    private readonly TaskCompletionSource _goodbye = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _closing;

    public long Number => number;

    public long OpenedAt { get; } = time.GetTimestamp();

    /// <summary>Timestamp of the last text frame; of the opening before the first.</summary>
    public long LastText => Interlocked.Read(ref _lastText);

    public FramesInWork InWork { get; } = new();

    /// <summary>DingTalk said it will close this socket; it may still be read, and answered.</summary>
    public Task Leaving => _leaving.Task;

    /// <summary>Never faults. Null after a close both sides agreed on; else what broke, in a few words.</summary>
    public Task<string?> Ended => _ended.Task;

    public void SayLeaving() => _leaving.TrySetResult();

    public void Start() => _ = RunAsync();

    /// <returns>False when the socket is gone.</returns>
    public async Task<bool> SendAsync(byte[] text)
    {
        await _writing.WaitAsync();
        try
        {
            await socket.SendAsync(text.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (IsLoss(e))
        {
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// Lets frames in work be acknowledged, closes, and reads on until the other side closed too; each for two seconds at most. What comes
    /// meanwhile is handled after the goodbye, when it can not be acknowledged any more: safe, and known when it is pushed again.
    /// </summary>
    public async Task CloseAsync()
    {
#pragma warning disable CS0420 // Interlocked is as volatile.
        if (Interlocked.Exchange(ref _closing, 1) == 0)
#pragma warning restore CS0420
        {
            await WithinPatience(InWork.WhenQuiet());
            await WithinPatience(SendCloseAsync());
            _goodbye.TrySetResult();
            await WithinPatience(Ended);
            socket.Abort();
        }

        await Ended;
        await WithinPatience(InWork.WhenQuiet());
    }

    private async Task RunAsync()
    {
        string? broke = null;
        try
        {
            while (await ReadOneAsync()) { }
        }
        catch (Exception e)
        {
            broke = Words(e);
        }

        if (broke is null) await HangUpAsync();
        socket.Dispose();
        _ended.TrySetResult(broke);
    }

    private async ValueTask<bool> ReadOneAsync()
    {
        var read = await _reader.ReadAsync(CancellationToken.None);
        if (read == FrameRead.Closed) return false;
        if (read == FrameRead.Text)
        {
            Interlocked.Exchange(ref _lastText, time.GetTimestamp());
            if (_closing == 1) await _goodbye.Task;
            await dispatcher.TakeAsync(this, _reader.Frame);
        }
        else
        {
            dispatcher.Refuse(read == FrameRead.TooLarge ? $"larger than {maxFrameBytes} bytes" : "binary");
        }

        return true;
    }

    // The other side closed first: it may still listen for what we owe it.
    private async Task HangUpAsync()
    {
        await WithinPatience(InWork.WhenQuiet());
        await WithinPatience(SendCloseAsync());
    }

    private async Task SendCloseAsync()
    {
        await _writing.WaitAsync();
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // Closed is closed.
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WithinPatience(Task task)
    {
        using var done = new CancellationTokenSource();
        await Task.WhenAny(task, Task.Delay(_patience, time, done.Token));
        await done.CancelAsync();
    }

    private static bool IsLoss(Exception e) => e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException;

    private static string Words(Exception e) => e is WebSocketException { WebSocketErrorCode: var code and not WebSocketError.Success }
        ? $"{code}: {e.Message}"
        : $"{e.GetType().Name}: {e.Message}";
}
