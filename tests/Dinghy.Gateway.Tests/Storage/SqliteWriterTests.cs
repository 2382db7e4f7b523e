using System.Collections.Concurrent;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public sealed class SqliteWriterTests : IAsyncLifetime
{
    private readonly TempHome _home = new();
    private SqliteWriter _writer = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var session = new SqliteSession(_home.Database, readOnly: false);
        session.Script("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL UNIQUE)");
        _writer = new SqliteWriter(session);
        await ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Writes_that_wait_together_are_one_commit()
    {
        using var gate = new ManualResetEventSlim();
        var transactions = new ConcurrentBag<long>();
        var blocker = _writer.WriteAsync(session => { gate.Wait(Ct); return Insert(session, "first"); }, null, Ct);
        var writes = Enumerable.Range(0, 100).Select(i => _writer.WriteAsync(session => Insert(session, $"v{i}"), null, Ct)).ToList();
        gate.Set();
        await Task.WhenAll([blocker, .. writes]).Within();

        // Frames of one commit share one change of the file's counter: 101 rows came in far fewer than 101 commits.
        using var reader = new SqliteSession(_home.Database, readOnly: true);
        reader.Number("SELECT count(*) FROM t").ShouldBe(101);
        new FileInfo(_home.Database + "-wal").Length.ShouldBeLessThan(50 * 4096);
    }

    [Fact]
    public async Task One_bad_write_does_not_take_its_neighbours_with_it()
    {
        using var gate = new ManualResetEventSlim();
        var blocker = _writer.WriteAsync(session => { gate.Wait(Ct); return Insert(session, "first"); }, null, Ct);
        var before = _writer.WriteAsync(session => Insert(session, "before"), null, Ct);
        var constraint = _writer.WriteAsync(session => Insert(session, "first"), null, Ct);
        var crash = _writer.WriteAsync<int>(session => { Insert(session, "half"); throw new InvalidOperationException("mine"); }, null, Ct);
        var after = _writer.WriteAsync(session => Insert(session, "after"), null, Ct);
        gate.Set();

        await Task.WhenAll(blocker, before, after).Within();
        (await Should.ThrowAsync<StoreException>(() => constraint)).Fault.ShouldBe(StoreFault.Unreachable);
        (await Should.ThrowAsync<InvalidOperationException>(() => crash)).Message.ShouldBe("mine");
        Values().ShouldBe(["first", "before", "after"]);
    }

    [Fact]
    public async Task What_was_touched_is_told_once_it_is_durable_and_nothing_of_a_write_that_failed()
    {
        var told = new List<string>();
        _writer.Changed = told.Add;
        using var gate = new ManualResetEventSlim();
        var blocker = _writer.WriteAsync(session => { gate.Wait(Ct); return Touch(session, "first"); }, null, Ct);
        var bad = _writer.WriteAsync(session => { session.Touched.Add("bad"); return Insert(session, "first"); }, null, Ct);
        var good = _writer.WriteAsync(session => Touch(session, "good"), null, Ct);
        gate.Set();
        await Should.ThrowAsync<StoreException>(() => bad);
        await Task.WhenAll(blocker, good).Within();
        told.ShouldBe(["first", "good"]);

        static int Touch(SqliteSession session, string value)
        {
            session.Touched.Add(value);
            return Insert(session, value);
        }
    }

    [Fact]
    public async Task A_failed_write_is_not_told_as_committed()
    {
        var told = new List<string>();
        using var gate = new ManualResetEventSlim();
        var blocker = _writer.WriteAsync(session => { gate.Wait(Ct); return Insert(session, "first"); }, _ => told.Add("first"), Ct);
        var bad = _writer.WriteAsync(session => Insert(session, "first"), _ => told.Add("bad"), Ct);
        var good = _writer.WriteAsync(session => Insert(session, "good"), _ => told.Add("good"), Ct);
        gate.Set();
        await Should.ThrowAsync<StoreException>(() => bad);
        await Task.WhenAll(blocker, good).Within();
        told.ShouldBe(["first", "good"]);
    }

    [Fact]
    public async Task What_was_queued_before_the_end_is_written_and_what_comes_after_is_refused()
    {
        using var gate = new ManualResetEventSlim();
        var blocker = _writer.WriteAsync(session => { gate.Wait(Ct); return Insert(session, "first"); }, null, Ct);
        var queued = _writer.WriteAsync(session => Insert(session, "queued"), null, Ct);
        var ending = _writer.DisposeAsync().AsTask();
        gate.Set();
        await ending.Within();
        await Task.WhenAll(blocker, queued).Within();
        (await Should.ThrowAsync<StoreException>(() => _writer.WriteAsync(session => Insert(session, "late"), null, Ct))).Fault.ShouldBe(StoreFault.Unreachable);
        Values().ShouldBe(["first", "queued"]);
    }

    [Fact]
    public async Task A_full_queue_lets_callers_wait_and_loses_nothing()
    {
        const int many = 12_000; // more than the queue holds
        using var gate = new ManualResetEventSlim();
        var blocker = _writer.WriteAsync(session => { gate.Wait(Ct); return 0; }, null, Ct);
        var writes = Enumerable.Range(0, many).Select(i => _writer.WriteAsync(session => Insert(session, $"v{i}"), null, Ct)).ToList();
        gate.Set();
        await Task.WhenAll([blocker, .. writes]).Within();
        using var reader = new SqliteSession(_home.Database, readOnly: true);
        reader.Number("SELECT count(*) FROM t").ShouldBe(many);
    }

    private static int Insert(SqliteSession session, string value) => session.Execute("INSERT INTO t (v) VALUES (@1)", value);

    private List<string> Values()
    {
        using var reader = new SqliteSession(_home.Database, readOnly: true);
        return reader.Query("SELECT v FROM t ORDER BY id", row => row.GetString(0));
    }
}
