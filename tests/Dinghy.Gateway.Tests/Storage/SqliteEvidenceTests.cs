using System.Text.Json.Nodes;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

/// <summary>What a day left behind, read beside the store that has it open.</summary>
public sealed class SqliteEvidenceTests : IAsyncLifetime
{
    private readonly TempHome _home = new();
    private SqliteStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _store = SqliteStore.Open(_home.Path);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public void Nothing_is_told_where_nothing_happened()
    {
        var seen = Look();
        (seen.Taken, seen.Undelivered, seen.UndeliveredWhy).ShouldBe((0, 0, null));
        seen.Refusals.ShouldBeEmpty();
        seen.Late.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refusals_are_counted_by_account_and_reason_and_old_ones_are_not()
    {
        await RefuseAsync("a", "main", Reasons.NotAllowed, Said.At);
        await RefuseAsync("b", "main", Reasons.NotAllowed, Said.At);
        await RefuseAsync("c", "two", Reasons.GroupDisabled, Said.At);
        await RefuseAsync("d", "main", Reasons.DirectDisabled, Said.At.AddDays(-2));
        await _store.AddTurnAsync(new Said().NewTurn(), null, Ct);
        var seen = Look();
        seen.Refusals.ShouldBe([new("main", Reasons.NotAllowed, 2), new("two", Reasons.GroupDisabled, 1)]);
        seen.Taken.ShouldBe(1);
    }

    [Fact]
    public async Task Messages_that_came_long_after_they_were_written_are_told_and_made_ones_are_not()
    {
        await _store.AddTurnAsync(new Said { Id = "prompt" }.NewTurn(at: Said.At.AddSeconds(1)), null, Ct);
        await _store.AddTurnAsync(new Said { Id = "late" }.NewTurn(at: Said.At.AddSeconds(62)), null, Ct);
        await _store.AddTurnAsync(new Said { Id = "schedule:1:2" }.NewTurn(at: Said.At.AddMinutes(30)), null, Ct);
        Look().Late.ShouldBe([new LateMessage("main", Said.At, Said.At.AddSeconds(62))]);
    }

    [Fact]
    public async Task Who_waits_to_be_let_in_is_told_until_their_code_lapses()
    {
        await _store.PutPairingAsync(new PairingRequest("main", "p1", "AAAA-AAAA", "Ann", Said.At, Said.At, Told: true), Ct);
        await _store.PutPairingAsync(new PairingRequest("main", "p2", "BBBB-BBBB", "Bo", Said.At.AddHours(-3), Said.At, Told: true), Ct);
        Look().Waiting.ShouldBe(["Ann"]);
    }

    [Fact]
    public async Task The_newest_file_of_an_account_is_the_one_that_is_tried()
    {
        await _store.AddTurnAsync(Picture("first", "code-1").NewTurn(), null, Ct);
        await _store.AddTurnAsync(Picture("second", "code-2").NewTurn(), null, Ct);
        await _store.AddTurnAsync(Picture("others", "code-3").NewTurn("two"), null, Ct);
        await _store.AddTurnAsync(new Said { Id = "words", Text = "\"downloadCode\"" }.NewTurn(), null, Ct);
        DownloadRound.CodeIn(Look(), "main").ShouldBe("code-2");
        DownloadRound.CodeIn(Look(), "two").ShouldBe("code-3");
        DownloadRound.CodeIn(Look(), "three").ShouldBeNull();
        DownloadRound.CodeIn(null, "main").ShouldBeNull();
    }

    private static Said Picture(string id, string code) => new() { Id = id, Type = "picture", Text = null, Content = new JsonObject { ["downloadCode"] = code } };

    private SqliteEvidence Look() => SqliteEvidence.Look(_home.Path, Said.At.AddDays(-1), Said.At.AddHours(-1), TimeSpan.FromSeconds(40)).ShouldNotBeNull();

    private Task<bool> RefuseAsync(string id, string account, string reason, DateTimeOffset at) =>
        _store.AddRefusedAsync(new RefusedTurn(account, new MessageId(id), at, TurnOutcome.Ignored(reason)), Ct);
}
