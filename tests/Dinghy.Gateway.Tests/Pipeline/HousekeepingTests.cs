using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Retention;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
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
        await using var housekeeping = Keeping(store, home, time);
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

        await using (var housekeeping = Keeping(store, home, time))
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

    [Fact]
    public async Task It_runs_at_a_start_that_missed_a_night_and_else_at_three_o_clock()
    {
        var ct = TestContext.Current.CancellationToken;
        var time = new ManualTimeProvider(Said.At);
        using var home = new TempHome();
        await using var store = SqliteStore.Open(home.Path);
        var run = Run(store, home, time, new RetentionConfig());
        (await run.UntilDueAsync(ct)).ShouldBe(TimeSpan.Zero, "it never ran here");
        (await run.RunAsync(ct)).ShouldBeTrue();

        // 08:00 UTC is 16:00 in Shanghai: eleven hours to three.
        (await run.UntilDueAsync(ct)).ShouldBe(TimeSpan.FromHours(11));
        (await Run(store, home, time, new RetentionConfig { Hour = 17 }).UntilDueAsync(ct)).ShouldBe(TimeSpan.FromHours(1));
        await store.MarkUpkeepAsync(RetentionRun.Chore, Said.At.AddDays(-1), ct);
        (await run.UntilDueAsync(ct)).ShouldBeLessThan(TimeSpan.Zero, "last night was missed");
    }

    [Fact]
    public async Task Each_kind_stays_as_long_as_its_key_says_and_what_is_kept_for_good_stays()
    {
        var ct = TestContext.Current.CancellationToken;
        var time = new ManualTimeProvider(Said.At);
        using var home = new TempHome();
        await using var store = SqliteStore.Open(home.Path);
        var talks = new TalkFolders(home.Path);
        foreach (var place in new[] { "old", "new" }) talks.Make(place).ShouldBeNull();
        var note = Path.Combine(talks.FilesOf("old"), "note.md");
        await File.WriteAllTextAsync(note, "x", ct);
        foreach (var old in new[] { note, Path.Combine(Path.GetDirectoryName(talks.FilesOf("old"))!, "place") }) File.SetLastWriteTimeUtc(old, Said.At.UtcDateTime.AddDays(-30));
        Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(talks.FilesOf("old"))!, Said.At.UtcDateTime.AddDays(-30));
        await store.AddFactAsync(new Fact(0, "main/dm/a", "likes tea", "main", "a", "A", Said.At.AddDays(-30)), 10, ct);
        await store.ImportHistoryAsync("main/dm/a", [new HistoryEntry("", HistoryRole.Person, "hello", Said.At.AddDays(-30))], ct);

        (await Run(store, home, time, new RetentionConfig { Texts = null }).RunAsync(ct)).ShouldBeTrue();
        (await store.ReadAllHistoryAsync("main/dm/a", 10, ct)).Count.ShouldBe(1);
        (await store.ReadFactsAsync("main/dm/a", ct)).Count.ShouldBe(1);
        File.Exists(note).ShouldBeTrue();

        (await Run(store, home, time, new RetentionConfig { Texts = TimeSpan.FromDays(29), Memory = TimeSpan.FromDays(29) }).RunAsync(ct)).ShouldBeTrue();
        (await store.ReadAllHistoryAsync("main/dm/a", 10, ct)).ShouldBeEmpty();
        (await store.ReadFactsAsync("main/dm/a", ct)).ShouldBeEmpty();
        File.Exists(note).ShouldBeFalse();
        Directory.Exists(talks.FilesOf("new")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("7d", null, null, 7)]
    [InlineData("90d", null, null, 30)]
    [InlineData("90d", "365d", null, 90)]
    [InlineData("7d", null, "2d", 2)]
    public void Files_stay_no_longer_than_both_keys_let_them_and_than_it_is_known_whose_they_are(string keep, string? traces, string? media, int days)
    {
        TimeSpan? Of(string? text) => text is null ? null : Durations.TryParse(text, out var value) ? value : null;
        var retention = new RetentionConfig { Traces = Of(traces ?? "30d"), Media = Of(media) };
        retention.Limit(new AttachmentsConfig { Keep = Of(keep)!.Value }).Keep.ShouldBe(TimeSpan.FromDays(days));
    }

    private static Housekeeping Keeping(SqliteStore store, TempHome home, ManualTimeProvider time) =>
        new(Run(store, home, time, new RetentionConfig()), new PipelineLog(NullLogger<PipelineLog>.Instance), time);

    private static RetentionRun Run(SqliteStore store, TempHome home, ManualTimeProvider time, RetentionConfig keep) => new(
        store, new TalkFolders(home.Path), () => new DinghyConfig { Home = home.Path, Retention = keep, Schedules = new SchedulesConfig { TimeZone = "Asia/Shanghai" } },
        new RetentionLog(NullLogger<RetentionLog>.Instance), time);
}
