using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Tests.Audit;

/// <summary>Old texts go, and the proof stays; nobody else can make texts go.</summary>
public sealed class AuditCutTests : IDisposable
{
    private readonly TempHome _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_chain_whose_old_texts_were_cut_is_whole_and_no_text_is_left_of_them()
    {
        await FillAndCutAsync();
        var verdict = Verify();
        verdict.Faults.ShouldBeEmpty();
        (verdict.Ok, verdict.Entries).ShouldBe((true, 9), "six, three of which were cut in two bites, and one more after it");
        Value("SELECT group_concat(actor || account || subject || facts) FROM audit WHERE seq < 4").ShouldBe(",,");
    }

    [Theory]
    [InlineData("UPDATE audit SET kind = 'other' WHERE seq = 2")]
    [InlineData("UPDATE audit SET at = at + 1 WHERE seq = 2")]
    [InlineData("UPDATE audit SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 2")]
    [InlineData("DELETE FROM audit WHERE seq = 2")]
    [InlineData("UPDATE audit SET subject = 'somebody else' WHERE seq = 2")]
    [InlineData("UPDATE audit SET actor = '', account = '', subject = '', facts = '' WHERE seq = 5")]
    [InlineData("UPDATE audit SET actor = '', account = '', subject = '', facts = '' WHERE seq = 7")]
    [InlineData("UPDATE audit SET subject = '6' WHERE seq = 8")]
    public async Task What_somebody_does_to_a_cut_chain_is_found(string sql)
    {
        await FillAndCutAsync();
        Run($"DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; {sql}");
        Verify().Ok.ShouldBeFalse();
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = '', account = '', subject = '', facts = '' WHERE seq = 5")]
    [InlineData("UPDATE audit SET kind = 'other', actor = '', account = '', subject = '', facts = '' WHERE seq = 2")]
    [InlineData("UPDATE audit SET subject = 'x' WHERE seq = 2")]
    [InlineData("DELETE FROM audit WHERE seq = 2")]
    public async Task SQLite_itself_refuses_what_no_cut_allows(string sql)
    {
        await FillAndCutAsync();
        Should.Throw<SqliteException>(() => Run(sql)).SqliteErrorCode.ShouldBe(19);
    }

    private async Task FillAndCutAsync()
    {
        await using var store = SqliteStore.Open(_home.Path);
        for (var i = 0; i < 6; i++)
            await store.AppendAuditAsync(new AuditEvent("test", "boss", "main", $"thing {i}") { Facts = new Dictionary<string, string> { ["i"] = $"{i}" } }, Said.At.AddDays(i), Ct);
        while (await store.CutAuditAsync(Said.At.AddDays(3), 2, Said.At.AddDays(9), Ct) == 2) { }
        await store.AppendAuditAsync(new AuditEvent("test", "boss", "main", "after"), Said.At.AddDays(9), Ct);
    }

    private AuditVerdict Verify() => SqliteAudit.Verify(_home.Path, null)!;

    private void Run(string sql)
    {
        using var session = new SqliteSession(_home.Database, readOnly: false);
        session.Script(sql);
    }

    private string Value(string sql)
    {
        using var session = new SqliteSession(_home.Database, readOnly: true);
        return session.Query(sql, row => row.GetString(0)).Single();
    }
}
