using System.Runtime.CompilerServices;
using System.Text;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public sealed class SqliteFaultTests : IDisposable
{
    private readonly TempHome _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Every_commit_reaches_the_disk_before_it_is_told()
    {
        await using var store = SqliteStore.Open(_home.Path);
        var mode = await Writer(store).WriteAsync(session => (session.Number("PRAGMA synchronous"), session.Query("PRAGMA journal_mode", row => row.GetString(0))[0]), null, Ct);
        mode.ShouldBe((2, "wal"));
    }

    [Fact]
    public async Task A_refused_message_leaves_no_text_and_no_webhook_in_any_file()
    {
        await using var store = SqliteStore.Open(_home.Path);
        var said = new Said { Id = "refused-id", Text = "UNSPEAKABLE", Nick = "NICKNAME" };
        await store.AddRefusedAsync(new RefusedTurn("main", said.Message().Id, Said.At, TurnOutcome.Ignored(Reasons.NotAllowed)), Ct);

        var bytes = _home.AllBytes();
        bytes.ShouldContain("refused-id");
        bytes.ShouldContain(Reasons.NotAllowed);
        foreach (var secret in new[] { "UNSPEAKABLE", "NICKNAME", "sendBySession", "s3cr3t", "staff-1", "cid-chat" }) bytes.ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_and_the_next_one_works_once_there_is_room()
    {
        await using var store = SqliteStore.Open(_home.Path);
        await AddAsync(store, "before");
        var limit = await LimitPagesAsync(store, extra: 4);

        var full = await Should.ThrowAsync<StoreException>(() => AddAsync(store, "too large", new string('x', 200_000)));
        full.Fault.ShouldBe(StoreFault.Full);
        full.Message.ShouldContain("full");
        full.Message.ShouldNotContain("xxxx");
        await AddAsync(store, "small one still fits");

        await LimitPagesAsync(store, extra: 100_000 - (int)limit);
        await AddAsync(store, "too large", new string('x', 200_000));
        (await store.ResumeTurnsAsync(Ct)).Select(turn => turn.MessageId.Value).ShouldBe(["before", "small one still fits", "too large"]);
    }

    [Fact]
    public async Task A_full_disk_does_not_fail_the_small_neighbours_of_a_large_message()
    {
        await using var store = SqliteStore.Open(_home.Path);
        await LimitPagesAsync(store, extra: 8);
        using var gate = new ManualResetEventSlim();
        var blocker = Writer(store).WriteAsync(_ => { gate.Wait(Ct); return 0; }, null, Ct);
        var small = AddAsync(store, "small");
        var large = AddAsync(store, "large", new string('x', 400_000));
        var other = AddAsync(store, "other");
        gate.Set();
        await Task.WhenAll(blocker, small, other).Within();
        (await Should.ThrowAsync<StoreException>(() => large)).Fault.ShouldBe(StoreFault.Full);
    }

    [Fact]
    public async Task A_locked_database_fails_the_write_and_works_once_it_is_free()
    {
        await using var store = SqliteStore.Open(_home.Path);
        using var other = new SqliteSession(_home.Database, readOnly: false);
        other.Script("BEGIN EXCLUSIVE");
        var locked = await Should.ThrowAsync<StoreException>(() => AddAsync(store, "m"));
        locked.Fault.ShouldBe(StoreFault.Locked);
        other.Script("COMMIT");
        await AddAsync(store, "m");
    }

    [Fact]
    public async Task A_database_locked_at_the_start_says_so_and_names_the_file()
    {
        await SqliteStore.Open(_home.Path).DisposeAsync();
        using var other = new SqliteSession(_home.Database, readOnly: false);
        other.Script("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE mine (x)");
        var locked = Should.Throw<StoreException>(() => SqliteStore.Open(_home.Path));
        locked.Fault.ShouldBe(StoreFault.Locked);
        locked.Message.ShouldContain(_home.Database);
    }

    [Fact]
    public void A_file_that_is_no_database_is_called_damaged_and_left_as_it_was()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("this is no database. ", 500)));
        File.WriteAllBytes(_home.Database, bytes);
        var corrupt = Should.Throw<StoreException>(() => SqliteStore.Open(_home.Path));
        corrupt.Fault.ShouldBe(StoreFault.Corrupt);
        corrupt.Message.ShouldContain(_home.Database);
        corrupt.Message.ShouldContain("damaged");
        File.ReadAllBytes(_home.Database).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_database_damaged_in_the_middle_is_called_damaged_not_crashed_on()
    {
        await using (var store = SqliteStore.Open(_home.Path))
            for (var i = 0; i < 50; i++) await AddAsync(store, $"m{i}", new string('x', 3_000));
        using (var file = File.OpenWrite(_home.Database))
        {
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)(file.Length - 4096)).ToArray());
        }

        var corrupt = await Should.ThrowAsync<StoreException>(async () =>
        {
            await using var store = SqliteStore.Open(_home.Path);
            await store.ResumeTurnsAsync(Ct);
        });
        corrupt.Fault.ShouldBe(StoreFault.Corrupt);
    }

    [Fact]
    public async Task An_older_or_empty_database_without_an_inbox_is_not_taken_for_ours()
    {
        using (var other = new SqliteSession(_home.Database, readOnly: false)) other.Script("PRAGMA user_version = 1");
        Should.Throw<StoreException>(() => SqliteStore.Open(_home.Path));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        await SqliteStore.Open(_home.Path).DisposeAsync();
        using (var other = new SqliteSession(_home.Database, readOnly: false)) other.Script("PRAGMA user_version = 4711");
        var future = Should.Throw<StoreException>(() => SqliteStore.Open(_home.Path));
        future.Fault.ShouldBe(StoreFault.FromTheFuture);
        future.Message.ShouldContain("4711");
        using var after = new SqliteSession(_home.Database, readOnly: true);
        after.Number("PRAGMA user_version").ShouldBe(4711);
    }

    [Fact]
    public void A_home_that_is_not_there_is_unreachable()
    {
        var missing = Should.Throw<StoreException>(() => SqliteStore.Open(Path.Combine(_home.Path, "nowhere")));
        missing.Fault.ShouldBe(StoreFault.Unreachable);
        missing.Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task A_closed_store_refuses_writes_with_its_own_exception()
    {
        var store = SqliteStore.Open(_home.Path);
        await store.DisposeAsync();
        (await Should.ThrowAsync<StoreException>(() => AddAsync(store, "late"))).Fault.ShouldBe(StoreFault.Unreachable);
    }

    private static Task<Turn?> AddAsync(SqliteStore store, string id, string text = "hello") =>
        store.AddTurnAsync(new Said { Id = id, Text = text }.NewTurn(), null, Ct);

    /// <summary>A disk that ends here: SQLite itself reports "full" once the file would grow past so many pages.</summary>
    private static Task<long> LimitPagesAsync(SqliteStore store, int extra) => Writer(store).WriteAsync(
        session =>
        {
            var pages = session.Number("PRAGMA page_count")!.Value;
            session.Number($"PRAGMA max_page_count = {pages + extra}").ShouldBe(pages + extra);
            return pages;
        },
        null, Ct);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writer")]
    private static extern ref SqliteWriter Writer(SqliteStore store);
}
