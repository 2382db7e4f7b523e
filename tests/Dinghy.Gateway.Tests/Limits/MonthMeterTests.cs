using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Limits;

public sealed class MonthMeterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_are_of_their_kind_and_a_restart_finds_them()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        for (var i = 0; i < 3; i++) rig.Meter.Called("main", DingTalkCall.CardStream);
        rig.Meter.Called("other", DingTalkCall.RobotSend);
        rig.Meter.Called("main", DingTalkCall.Webhook);
        rig.Meter.Called("main", DingTalkCall.Contacts);
        rig.Meter.Pushed("main");
        await rig.RestartAsync();
        var state = rig.Meter.States.ShouldHaveSingleItem();
        (state.Calls.Used, state.Pushes.Used, state.Month).ShouldBe((4, 1, "2026-11"));
        state.ByKind.ShouldBe(new Dictionary<string, long> { ["card_stream"] = 3, ["robot_send"] = 1, ["webhook"] = 1, ["contacts"] = 1, ["push"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_robot_that_joins_counts_with_its_organisation_and_one_that_leaves_takes_its_counts_along()
    {
        await using var rig = new LimitRig(new QuotaConfig(), Accounts.Main);
        await rig.StartAsync();
        rig.Meter.Called("main", DingTalkCall.CardStream);
        rig.Meter.Use([Accounts.Main, Accounts.Named("second")], new QuotaConfig());
        rig.Meter.Called("second", DingTalkCall.CardStream);
        rig.Meter.States.ShouldHaveSingleItem().Calls.Used.ShouldBe(2);
        rig.Meter.UsedUp("second");

        rig.Meter.Use([Accounts.Named("second")], new QuotaConfig());
        var state = rig.Meter.States.ShouldHaveSingleItem();
        (state.Calls.Used, state.UsedUp, state.Pace).ShouldBe((1, true, CardPace.None));
    }

    [Fact]
    public async Task A_changed_allowance_holds_at_once_and_keeps_what_was_counted()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        for (var i = 0; i < 10; i++) rig.Meter.Called("main", DingTalkCall.CardStream);
        rig.Meter.PaceOf("main").ShouldBe(CardPace.Smooth);
        rig.Meter.Use([Accounts.Main, Accounts.Named("other")], new QuotaConfig { MonthlyCalls = 10 });
        rig.Meter.PaceOf("main").ShouldBe(CardPace.None);
        (rig.Meter.States[0].Calls.Used, rig.Meter.States[0].Calls.Limit).ShouldBe((10, 10));
        rig.Meter.Use([Accounts.Main, Accounts.Named("other")], new QuotaConfig { MonthlyCalls = 0 });
        rig.Meter.PaceOf("main").ShouldBe(CardPace.Smooth);
    }

    [Fact]
    public async Task A_kill_costs_less_than_twenty_counts()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        for (var i = 0; i < 25; i++) rig.Meter.Pushed("main");
        await Waiting.Until(async () => (await StoredAsync(rig)) >= 20);
        await rig.RestartAsync(killed: true);
        rig.Meter.States[0].Pushes.Used.ShouldBeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public async Task A_few_counts_are_stored_five_seconds_later()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        rig.Meter.Pushed("main");
        (await StoredAsync(rig)).ShouldBe(0, "nobody waits for the disk");
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await Waiting.Until(async () => await StoredAsync(rig) == 1);
    }

    [Fact]
    public async Task What_is_counted_while_the_last_write_is_on_its_way_is_stored_too()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        var disk = new TaskCompletionSource();
        rig.Store.UsageWaitsFor = disk.Task;
        for (var i = 0; i < 20; i++) rig.Meter.Pushed("main");
        // The write of those twenty is on its way: what comes now is not in it, and the end of the program waits for both.
        rig.Meter.Pushed("main");
        var ending = rig.Meter.DisposeAsync().AsTask();
        rig.Meter.Pushed("main");
        disk.SetResult();
        await ending.Within();
        (await StoredAsync(rig)).ShouldBe(22);
    }

    [Fact]
    public async Task What_the_disk_does_not_take_is_kept_for_the_next_time()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        (rig.Store.Failing, rig.Store.Failures) = (nameof(IUsageStore.AddUsageAsync), 1);
        for (var i = 0; i < 20; i++) rig.Meter.Pushed("main");
        await Waiting.Until(() => rig.Store.Failed == 1);
        await Waiting.Until(async () =>
        {
            rig.Meter.Pushed("main");
            return await StoredAsync(rig) > 20;
        });
        await rig.RestartAsync();
        rig.Meter.States[0].Pushes.Used.ShouldBe(await StoredAsync(rig));
    }

    [Fact]
    public async Task A_month_begins_in_Beijing()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        rig.Meter.Called("main", DingTalkCall.CardStream);
        rig.Time.Advance(new DateTimeOffset(2026, 11, 30, 15, 59, 59, TimeSpan.Zero) - Said.At);
        rig.Used.ShouldBe(1);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        rig.Used.ShouldBe(0);
    }

    [Fact]
    public async Task Robots_of_one_organisation_share_its_month_and_another_has_its_own()
    {
        await using var rig = new LimitRig(new QuotaConfig { MonthlyCalls = 30 }, Accounts.Named("a") with { CorpId = "one" }, Accounts.Named("b") with { CorpId = "one" }, Accounts.Named("c") with { CorpId = "two" });
        await rig.StartAsync();
        for (var i = 0; i < 30; i++) rig.Meter.Called(i % 2 == 0 ? "a" : "b", DingTalkCall.CardStream);
        (rig.Meter.PaceOf("a"), rig.Meter.PaceOf("b"), rig.Meter.PaceOf("c")).ShouldBe((CardPace.None, CardPace.None, CardPace.Smooth));
    }

    [Fact]
    public async Task Owners_are_told_once_a_threshold_across_restarts_and_of_the_highest_only()
    {
        await using var rig = await StartedAsync(new QuotaConfig { MonthlyCalls = 100, MonthlyPushes = 0 });
        for (var i = 0; i < 85; i++) rig.Meter.Called("main", DingTalkCall.RobotSend);
        await Waiting.Until(() => rig.Notices.Count == 1);
        await rig.RestartAsync();
        for (var i = 0; i < 20; i++) rig.Meter.Called("main", DingTalkCall.RobotSend);
        await Waiting.Until(() => rig.Notices.Count == 3);
        rig.Notices.Select(notice => (notice.What, notice.Percent)).Order().ShouldBe([("calls", 80), ("calls", 95), ("calls", 100)]);
        await rig.RestartAsync();
        rig.Meter.Called("main", DingTalkCall.RobotSend);
        (await rig.Store.MarkToldAsync(rig.Notices[0].Key, Said.At, Ct)).ShouldBeFalse();
        rig.Notices.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Used_up_holds_until_DingTalk_takes_a_call_again()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        rig.Meter.UsedUp("main");
        await Should.ThrowAsync<DingTalkApiException>(() => rig.Gate.RunAsync<int>("main", DingTalkCall.CardStream, Urgency.Usual, _ => throw new DingTalkApiException(DingTalkFault.Busy, "system.busy", "no"), Ct));
        rig.Meter.PaceOf("main").ShouldBe(CardPace.None);
        await rig.Gate.RunAsync("main", DingTalkCall.CardStream, Urgency.Usual, _ => Task.FromResult(1), Ct);
        rig.Meter.PaceOf("main").ShouldBe(CardPace.Smooth);
    }

    [Fact]
    public async Task What_is_counted_while_the_disk_writes_is_stored_at_the_end()
    {
        await using var rig = await StartedAsync(new QuotaConfig());
        for (var i = 0; i < 20; i++) rig.Meter.Pushed("main");
        rig.Meter.Pushed("main");
        await rig.RestartAsync();
        rig.Meter.States[0].Pushes.Used.ShouldBe(21);
    }

    [Fact]
    public async Task A_limit_of_nought_is_none()
    {
        await using var rig = await StartedAsync(new QuotaConfig { MonthlyCalls = 0, MonthlyPushes = 0 });
        for (var i = 0; i < 1_000; i++) rig.Meter.Called("main", DingTalkCall.CardStream);
        rig.Meter.PaceOf("main").ShouldBe(CardPace.Smooth);
        rig.Notices.ShouldBeEmpty();
    }

    private static async Task<LimitRig> StartedAsync(QuotaConfig quota)
    {
        var rig = new LimitRig(quota);
        await rig.StartAsync();
        return rig;
    }

    private static async Task<long> StoredAsync(LimitRig rig) => (await rig.Store.ReadUsageAsync(DateOnly.MinValue, Ct)).Sum(row => row.Count);
}
