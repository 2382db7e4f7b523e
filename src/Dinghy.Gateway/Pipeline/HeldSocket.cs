using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Pipeline;

/// <summary>
/// A robot's socket that is connected before there is a store: what it brings waits, unacknowledged, and goes through the doors in its order once they
/// are opened. For a gateway that takes over from another.
/// </summary>
internal sealed class HeldSocket : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<(StreamFrame Frame, CancellationToken Ct, Func<SocketDoors, StreamHandler?> Door, TaskCompletionSource<StreamReply> Reply)> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SocketDoors? _doors;
    private bool _closed;
    private Task _running = Task.CompletedTask;

    /// <param name="account">Whose.</param>
    /// <param name="client">Makes the client that calls these doors.</param>
    public HeldSocket(AccountConfig account, Func<SocketDoors, StreamClient> client)
    {
        Account = account;
        Client = client(new SocketDoors(
            (frame, ct) => TakeAsync(frame, doors => doors.Messages, ct),
            (frame, ct) => TakeAsync(frame, doors => doors.Presses, ct),
            account.WantsEvents ? (frame, ct) => TakeAsync(frame, doors => doors.Events, ct) : null));
        Client.StatusChanged += status => { if (status.Connected) _connected.TrySetResult(); };
    }

    public AccountConfig Account { get; }

    public StreamClient Client { get; }

    public Task Connected => _connected.Task;

    /// <summary>Frames that wait for the doors.</summary>
    public int Waiting { get { lock (_gate) return _waiting.Count; } }

    public void Start() => _running = Client.RunAsync(_stop.Token);

    /// <summary>What waits goes through the doors now, in its order, and what comes after it behind it.</summary>
    public void Open(SocketDoors doors)
    {
        lock (_gate)
        {
            // The quick part of a door keeps the order; the rest of it runs beside.
            while (_waiting.TryDequeue(out var held)) _ = GoAsync(held.Reply, held.Door(doors), held.Frame, held.Ct);
            _doors = doors;
        }
    }

    /// <summary>As <see cref="StreamClient.RunAsync"/>, of which this is the rest.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var told = ct.Register(_stop.Cancel);
        await _running;
    }

    /// <summary>Nobody opened the doors: what waits, and what comes while the sockets close, is answered as failed, for DingTalk to push to whoever is there next.</summary>
    public async ValueTask DisposeAsync()
    {
        // Before the sockets close: an answer that comes after is lost, and its message is waited for until DingTalk gives up on it.
        lock (_gate)
        {
            _closed = true;
            while (_waiting.TryDequeue(out var held)) held.Reply.TrySetResult(StreamReply.Failed);
        }

        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private ValueTask<StreamReply> TakeAsync(StreamFrame frame, Func<SocketDoors, StreamHandler?> door, CancellationToken ct)
    {
        if (_doors is not null) return Go(frame, door, ct);
        lock (_gate)
        {
            if (_doors is not null) return Go(frame, door, ct);
            if (_closed) return new(StreamReply.Failed);
            var reply = new TaskCompletionSource<StreamReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((frame, ct, door, reply));
            return new(reply.Task);
        }
    }

    private ValueTask<StreamReply> Go(StreamFrame frame, Func<SocketDoors, StreamHandler?> door, CancellationToken ct) =>
        door(_doors!)?.Invoke(frame, ct) ?? new(StreamReply.NotFound);

    private static async Task GoAsync(TaskCompletionSource<StreamReply> reply, StreamHandler? door, StreamFrame frame, CancellationToken ct)
    {
        try
        {
            reply.TrySetResult(door is null ? StreamReply.NotFound : await door(frame, ct));
        }
#pragma warning disable CA1031 // Whatever a door throws belongs to whoever waits for its reply.
        catch (Exception e)
#pragma warning restore CA1031
        {
            reply.TrySetException(e);
        }
    }
}

/// <summary>The sockets of every robot that has one, connected before the gateway that is to use them is made.</summary>
internal sealed class HeldSockets : IAsyncDisposable
{
    private readonly List<HeldSocket> _sockets;

    /// <param name="config">Whose robots.</param>
    /// <param name="parts">The network, the clock, chance and logs.</param>
    public HeldSockets(DinghyConfig config, GatewayParts parts)
    {
        _sockets = [.. config.Accounts.Where(account => account.Mode != ReceiveMode.Http).Select(account => new HeldSocket(account, doors => Channel.Client(account, doors, parts)))];
        foreach (var socket in _sockets) socket.Start();
    }

    /// <summary>Ends when each has been connected.</summary>
    public Task Connected => Task.WhenAll(_sockets.Select(socket => socket.Connected));

    /// <summary>What keeps those from connecting that are not; for the operator.</summary>
    public string Trouble => string.Join(' ', _sockets.Where(socket => !socket.Connected.IsCompleted).Select(socket => $"[{socket.Account.Id}] {socket.Client.Status.LastError ?? "still connecting"}"));

    /// <summary>Of an account; null: it has none, or another one holds it by now. Whoever takes it closes it.</summary>
    public HeldSocket? Take(AccountConfig account)
    {
        var found = _sockets.Find(socket => ReferenceEquals(socket.Account, account));
        if (found is not null) _sockets.Remove(found);
        return found;
    }

    /// <summary>Closes those that nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        // Each waits for its own goodbyes; together they take no longer than one.
        await Task.WhenAll(_sockets.Select(socket => socket.DisposeAsync().AsTask()));
        _sockets.Clear();
    }
}
