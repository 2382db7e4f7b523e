using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Tests.Audit;

/// <summary>Whatever somebody does to the rows behind our back is found.</summary>
public sealed class AuditTests : IDisposable
{
    private const int Entries = 12;

    private static readonly string[] s_texts = ["kind", "actor", "account", "subject", "facts", "previous", "hash"];

    private readonly TempHome _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_nobody_touched_is_whole_beside_the_program_and_after_it()
    {
        await using (var store = SqliteStore.Open(_home.Path))
        {
            for (var i = 0; i < Entries; i++) await store.AppendAuditAsync(Happened(new Random(i)), Said.At.AddSeconds(i), Ct);
            Verify().Faults.ShouldBeEmpty();
        }

        var verdict = Verify();
        (verdict.Ok, verdict.Entries, verdict.Behind).ShouldBe((true, Entries, 0));
        SqliteAudit.Verify(_home.Path, (Entries, verdict.Head))!.Ok.ShouldBeTrue();
        SqliteAudit.Verify(_home.Path, (Entries, AuditEntry.Beginning))!.Ok.ShouldBeFalse();
        SqliteAudit.List(_home.Path, 3, null)!.Select(entry => entry.Number).ShouldBe([10, 11, 12]);
    }

    [Fact]
    public async Task SQLite_itself_refuses_to_change_remove_or_replace_a_row()
    {
        await FillAsync(0);
        foreach (var sql in new[] { "UPDATE audit SET actor = 'x' WHERE seq = 3", "DELETE FROM audit WHERE seq = 12", "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 3", "INSERT INTO audit SELECT seq + 20, at, kind, actor, account, subject, facts, previous, hash FROM audit WHERE seq = 3" })
            Should.Throw<SqliteException>(() => Run(sql), sql).SqliteErrorCode.ShouldBe(19, sql);
        Verify().Ok.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_altered_byte_is_found(int seed)
    {
        await FillAsync(seed);
        var chance = new Random(seed);
        for (var i = 0; i < 25; i++)
        {
            var (seq, column) = (chance.Next(1, Entries + 1), s_texts[chance.Next(s_texts.Length)]);
            var bytes = (byte[])Value($"SELECT CAST({column} AS BLOB) FROM audit WHERE seq = {seq}");
            var changed = bytes.ToArray();
            if (changed.Length == 0) changed = [(byte)chance.Next(1, 128)];
            else changed[chance.Next(changed.Length)] ^= (byte)(1 << chance.Next(8));
            Tamper($"UPDATE audit SET {column} = CAST(@value AS TEXT) WHERE seq = {seq}", changed);
            Verify().Ok.ShouldBeFalse($"{column} of {seq}");
            Tamper($"UPDATE audit SET {column} = CAST(@value AS TEXT) WHERE seq = {seq}", bytes);
            Verify().Ok.ShouldBeTrue($"{column} of {seq}, put back");
        }

        Tamper($"UPDATE audit SET at = at + 1 WHERE seq = {chance.Next(1, Entries + 1)}");
        Verify().Ok.ShouldBeFalse();
    }

    [Theory]
    [InlineData("UPDATE audit SET at = CAST(at AS REAL) + 0.5 WHERE seq = 5")]
    [InlineData("UPDATE audit SET actor = CAST(actor AS BLOB) WHERE seq = 5")]
    [InlineData("UPDATE audit SET subject = subject || char(0) WHERE seq = 5")]
    public async Task A_value_of_another_kind_is_found(string sql)
    {
        await FillAsync(1);
        Tamper(sql);
        Verify().Ok.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_removed_a_swapped_and_an_inserted_row_are_found(int seed)
    {
        await FillAsync(seed);
        var chance = new Random(seed);
        var (one, other) = (chance.Next(1, Entries), 0);
        do other = chance.Next(1, Entries + 1);
        while (other == one);
        switch (seed % 5)
        {
            case 0:
                Tamper($"DELETE FROM audit WHERE seq = {one}");
                break;
            case 1:
                Tamper($"UPDATE audit SET seq = -1 WHERE seq = {one}; UPDATE audit SET seq = {one} WHERE seq = {other}; UPDATE audit SET seq = {other} WHERE seq = -1");
                break;
            case 2: // One that fits the row before it, with a hash of its own; those behind it move up.
                var before = await ReadAsync(one);
                var forged = AuditEntry.After((before.Number, before.Hash), Happened(chance), Said.At);
                Tamper($"UPDATE audit SET seq = -seq - 1 WHERE seq > {one}; UPDATE audit SET seq = -seq WHERE seq < 0; "
                    + $"INSERT INTO audit VALUES ({forged.Number}, {forged.At.ToUnixTimeMilliseconds()}, '{forged.Kind}', '{forged.Actor}', '{forged.Account}', '{forged.Subject}', '{forged.Facts}', '{forged.Previous}', '{forged.Hash}')");
                break;
            case 3: // The tail cut off: a whole chain is left, and the anchor knows better.
                Tamper($"DELETE FROM audit WHERE seq > {one}");
                break;
            default: // The first rows cut off, and the rest moved down.
                Tamper($"DELETE FROM audit WHERE seq <= {one}; UPDATE audit SET seq = seq - {one}");
                break;
        }

        Verify().Ok.ShouldBeFalse($"case {seed % 5}, {one} and {other}");
    }

    [Fact]
    public async Task A_cut_tail_stays_found_when_the_program_goes_on_adding()
    {
        await FillAsync(3);
        Tamper("DELETE FROM audit WHERE seq > 9");
        await FillAsync(4);
        Verify().Faults.ShouldHaveSingleItem().ShouldContain(AuditAnchor.FileName);
    }

    [Fact]
    public async Task A_lost_anchor_is_told_and_one_that_is_behind_is_brought_up()
    {
        await FillAsync(5);
        var file = Path.Combine(_home.Path, AuditAnchor.FileName);
        var entry = await ReadAsync(10);
        await File.WriteAllTextAsync(file, $"{entry.Number} {entry.Hash}\n", Ct);
        (Verify().Ok, Verify().Behind).ShouldBe((true, 2));
        await SqliteStore.Open(_home.Path).DisposeAsync();
        (Verify().Ok, Verify().Behind).ShouldBe((true, 0));
        File.Delete(file);
        Verify().Faults.ShouldHaveSingleItem().ShouldContain("missing");
        await SqliteStore.Open(_home.Path).DisposeAsync();
        Verify().Ok.ShouldBeFalse("the next start must not forgive it");
    }

    [Fact]
    public void An_entry_has_a_bound_whatever_things_are_called()
    {
        var happened = new AuditEvent("test", new string('x', 5_000), "main", string.Concat(Enumerable.Repeat("😀", 2_000))) { Facts = Enumerable.Range(0, 99).ToDictionary(i => $"fact{i}", _ => new string('y', 5_000)) };
        var entry = AuditEntry.After((0, AuditEntry.Beginning), happened, Said.At);
        (entry.Actor.Length <= 401, entry.Subject.Length <= 401, entry.Facts.Length < 8_000).ShouldBe((true, true, true));
        entry.Subject.ShouldNotContain('\uFFFD');
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 15)];

    private async Task FillAsync(int seed)
    {
        var chance = new Random(seed);
        await using var store = SqliteStore.Open(_home.Path);
        for (var i = 0; i < Entries; i++) await store.AppendAuditAsync(Happened(chance), Said.At.AddSeconds(i), Ct);
    }

    private static AuditEvent Happened(Random chance) => new(
        chance.GetItems(["tool.asked", "tool.approved", "config.changed"], 1)[0], chance.GetItems(["boss", "员工1", "", "a\uFFFDb"], 1)[0], chance.GetItems(["main", ""], 1)[0], chance.GetItems(["exec", "发消息", "😀"], 1)[0])
    {
        Facts = Enumerable.Range(0, chance.Next(3)).ToDictionary(i => $"f{i}", _ => $"{chance.Next()}"),
    };

    private AuditVerdict Verify() => SqliteAudit.Verify(_home.Path, null).ShouldNotBeNull();

    private async Task<AuditEntry> ReadAsync(long number)
    {
        await using var store = SqliteStore.Open(_home.Path);
        return (await store.ReadAuditAsync(number - 1, 1, Ct))[0];
    }

    /// <summary>As somebody who may write the file: triggers do not hold them.</summary>
    private void Tamper(string sql, byte[]? value = null) => Run(
        "DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete; DROP TRIGGER IF EXISTS audit_next_only; " + sql, value);

    private void Run(string sql, byte[]? value = null)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this file's.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (value is not null) command.Parameters.AddWithValue("@value", value);
        command.ExecuteNonQuery();
    }

    private object Value(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()!;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_home.Path, "dinghy.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
