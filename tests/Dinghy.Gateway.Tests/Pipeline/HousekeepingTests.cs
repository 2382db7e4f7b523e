using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

public sealed class HousekeepingTests
{
    [Fact]
    public async Task Old_turns_leave_at_the_start_already_since_a_nightly_restart_would_outrun_the_day()
    {
        var ct = TestContext.Current.CancellationToken;
        var time = new ManualTimeProvider(Said.At);
        using var home = new TempHome();
        await using var store = SqliteStore.Open(home.Path);
        await store.AddRefusedAsync(new RefusedTurn("main", new("old"), Said.At.AddDays(-31), TurnOutcome.Ignored(Reasons.NotAllowed)), ct);
        await store.AddRefusedAsync(new RefusedTurn("main", new("new"), Said.At.AddDays(-29), TurnOutcome.Ignored(Reasons.NotAllowed)), ct);
        await using var housekeeping = new Housekeeping(store, new PipelineLog(NullLogger<PipelineLog>.Instance), time);
        housekeeping.Start();
        await Waiting.Until(async () => (await store.CountAsync(ct)).Outcomes.Values.Sum() == 1);
    }

    [Fact]
    public async Task What_was_kept_beside_the_messages_goes_when_it_is_too_old_to_matter()
    {
        var ct = TestContext.Current.CancellationToken;
        var time = new ManualTimeProvider(Said.At);
        using var home = new TempHome();
        await using var store = SqliteStore.Open(home.Path);
        var today = DateOnly.FromDateTime(Said.At.UtcDateTime);
        await store.NoticeAsync("main", "quota", "old", today.AddDays(-8), ct);
        await store.NoticeAsync("main", "quota", "new", today.AddDays(-7), ct);
        await store.MarkToldAsync("old", Said.At.AddDays(-71), ct);
        await store.MarkToldAsync("new", Said.At.AddDays(-69), ct);
        foreach (var (chat, days) in new[] { ("old", 401), ("new", 399) })
        {
            var turn = (await store.AddTurnAsync(new Said { Id = chat }.NewTurn(conversation: chat), null, ct))!;
            await store.AddReplyAsync(
                new NewReply(turn.Id, "ok", TurnOutcome.Answered, []) { Effects = new TurnEffects { Session = new SessionChange { Model = new Setting("lab/one") } } }, null, Said.At.AddDays(-days), ct);
        }

        await using (var housekeeping = new Housekeeping(store, new PipelineLog(NullLogger<PipelineLog>.Instance), time))
        {
            housekeeping.Start();
            await Waiting.Until(async () => await store.NoticeAsync("main", "quota", "old", today.AddDays(-8), ct));
        }

        (await store.NoticeAsync("main", "quota", "new", today.AddDays(-7), ct)).ShouldBeFalse();
        (await store.MarkToldAsync("old", Said.At, ct)).ShouldBeTrue();
        (await store.MarkToldAsync("new", Said.At, ct)).ShouldBeFalse();
        (await store.ReadSessionAsync("old", "main", "x", ct)).Session.ShouldBe(Session.First);
        (await store.ReadSessionAsync("new", "main", "x", ct)).Session.Model.ShouldBe("lab/one");
    }
}
