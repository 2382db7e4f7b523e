using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>One thread, one connection, one fsync for all writes that wait at the same moment (group commit).</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Writes that may wait; past it callers wait too, and DingTalk's acknowledgement with them.</summary>
    private const int Capacity = 10_000;
    private const int BatchLimit = 256;

    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly SqliteSession _session;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Hears of each conversation that a commit changed, before its writes end, on the writing thread: quick, and must not throw.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    public SqliteWriter(SqliteSession session)
    {
        _session = session;
        _thread = new Thread(Run) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    /// <summary>Ends when the work is durable. The work may run twice (the first run is rolled back), so it must touch the session only.</summary>
    /// <param name="work">Statements of one logical write.</param>
    /// <param name="committed">Called in commit order before the task ends.</param>
    /// <param name="ct">Gives up waiting for room in the queue; what is queued is written.</param>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work, Action<T>? committed, CancellationToken ct)
    {
        var write = new Write<T>(work, committed);
        if (!_queue.Writer.TryWrite(write)) await EnqueueSlowlyAsync(write, ct);
        return await write.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task;
        _session.Dispose();
    }

    private async Task EnqueueSlowlyAsync(Write write, CancellationToken ct)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, ct);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreException(StoreFault.Unreachable, "The store is closed.", e);
        }
    }

    private void Run()
    {
        var batch = new List<Write>(BatchLimit);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < BatchLimit && _queue.Reader.TryRead(out var write)) batch.Add(write);
            Commit(batch);
            batch.Clear();
        }

        _ended.SetResult();
    }

    private void Commit(List<Write> batch)
    {
        if (TryCommit(batch) is not { } error)
        {
            foreach (var conversation in _session.Touched) Changed(conversation);
            foreach (var write in batch) write.Succeed();
            return;
        }

        // A lock is nobody's write in particular: waiting for it again, one by one, would hold up all that come behind.
        if (batch.Count == 1 || error is StoreException { Fault: StoreFault.Locked })
        {
            foreach (var write in batch) write.Fail(error);
            return;
        }

        // One bad write must not take its neighbours with it.
        foreach (var write in batch) Commit([write]);
    }

    private Exception? TryCommit(List<Write> batch)
    {
        try
        {
            _session.Touched.Clear();
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch) write.Run(_session);
            _session.Execute("COMMIT");
            return null;
        }
#pragma warning disable CA1031 // Whatever a write throws belongs to its caller; the writer goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            try { _session.Execute("ROLLBACK"); }
            catch (SqliteException) { /* SQLite rolled back by itself, or BEGIN never happened. */ }
            return e is SqliteException sqlite ? SqliteFaults.Translate(sqlite) : e;
        }
    }

    private abstract class Write
    {
        public abstract void Run(SqliteSession session);

        public abstract void Succeed();

        public abstract void Fail(Exception error);
    }

    private sealed class Write<T>(Func<SqliteSession, T> work, Action<T>? committed) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _done.Task;

        public override void Run(SqliteSession session) => _result = work(session);

        public override void Succeed()
        {
            committed?.Invoke(_result!);
            _done.SetResult(_result!);
        }

        public override void Fail(Exception error) => _done.SetException(error);
    }
}
