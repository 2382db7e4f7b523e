using System.Net;
using System.Text.RegularExpressions;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Pipeline;

public sealed partial class DoorstepTests
{
    private static readonly AccountConfig s_pairing = Accounts.Main with { DmPolicy = AccessPolicy.Pairing };
    private static readonly AccountConfig s_closed = Accounts.Main with { DmPolicy = AccessPolicy.Allowlist, GroupPolicy = AccessPolicy.Allowlist };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_hears_one_code_and_leaves_nothing_else()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(s_pairing, model);
        for (var i = 0; i < 5; i++) await rig.PushAsync(new Said { Id = $"m{i}", Text = "STRANGE-WORDS" });
        var told = (await rig.DingTalk.NextAsync()).Text;
        await rig.DoorstepAsync();

        var request = rig.Reception.Pairing.Pending().ShouldHaveSingleItem();
        told.ShouldContain($"dinghy pairing approve dingtalk {request.Code}");
        told.ShouldContain("staff-1");
        told.ShouldNotContain("--account");
        rig.DingTalk.All.Count.ShouldBe(1);
        model.Calls.ShouldBe(0);
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["ignored:not_paired"] = 5 });
        rig.DiskBytes().ShouldNotContain("STRANGE-WORDS");
        rig.DiskBytes().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Whoever_was_let_in_is_answered_at_once_and_after_a_restart()
    {
        await using var rig = await StartedAsync(s_pairing);
        await rig.PushAsync(new Said { Id = "before" });
        var code = Code().Match((await rig.DingTalk.NextAsync()).Text).Value;
        (await rig.Reception.Pairing.ApproveAsync(code, null, PairingDesk.CommandLine, Ct)).End.ShouldBe(PairingEnd.Done);
        await rig.PushAsync(new Said { Id = "after" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("you said: hello");
        await rig.OutcomesAsync();
        await rig.RestartAsync(FakeModel.Echo());
        await rig.PushAsync(new Said { Id = "later" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("you said: hello");
    }

    [Fact]
    public async Task A_code_that_no_road_took_is_told_at_the_next_message()
    {
        await using var rig = await StartedAsync(s_pairing);
        rig.DingTalk.Then(Road.Webhook, FakeDingTalk.Code("300001")).Then(Road.OpenApi, FakeDingTalk.Answer("""{"code":"Forbidden","message":"no"}""", HttpStatusCode.Forbidden));
        await rig.PushAsync(new Said { Id = "m1" });
        var first = await rig.DingTalk.NextAsync();
        await rig.DingTalk.NextAsync();
        await Waiting.Until(() => rig.Reception.Pairing.Pending() is [{ Told: false }]);
        await rig.PushAsync(new Said { Id = "m2" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task Refused_people_hear_nothing_unless_the_operator_wants_it()
    {
        await using var rig = await StartedAsync(s_closed);
        await rig.PushAsync(new Said());
        await rig.DoorstepAsync();
        rig.DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_is_told_once_an_hour_a_person()
    {
        await using var rig = await StartedAsync(s_closed with { RefusalText = new Wording(Said: true, "Ask IT.") });
        for (var i = 0; i < 3; i++) await rig.PushAsync(new Said { Id = $"a{i}" });
        await rig.PushAsync(new Said { Id = "b", Staff = "staff-2", SenderId = "$:2" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("Ask IT.");
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("Ask IT.");
        rig.Time.Advance(TimeSpan.FromHours(1));
        await rig.PushAsync(new Said { Id = "a9" });
        await rig.DoorstepAsync();
        rig.DingTalk.All.Count.ShouldBe(3);
        rig.DiskBytes().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Only_who_calls_the_robot_is_told_and_only_by_an_address_of_DingTalks()
    {
        await using var rig = await StartedAsync(s_closed with { RefusalText = Wording.BuiltIn });
        await rig.PushAsync(Said.InGroup("talk among people", mentioned: false) with { Id = "m1" });
        await rig.PushAsync(new Said { Id = "m2", SenderId = "$:own", Bot = "$:own" });
        await rig.PushAsync(new Said { Id = "m3", Webhook = "https://evil.example/robot/sendBySession?session=evil" });
        await rig.PushAsync(Said.InGroup("hey robot") with { Id = "m4", Staff = "staff-4", SenderId = "$:4" });
        await rig.DoorstepAsync();
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldStartWith("Sorry", Case.Sensitive, "not the robot itself, and nobody by an address that is not DingTalk's");
        (await rig.OutcomesAsync())["ignored:foreign_webhook"].ShouldBe(1);
    }

    [Fact]
    public async Task A_burst_past_the_minutes_limit_is_refused_to_the_message_and_told_once()
    {
        await using var rig = await StartedAsync(Accounts.Main with { PersonLimits = new() { PerMinute = 3 } });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => rig.PushAsync(new Said { Id = $"m{i}" }))));
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 3, ["ignored:too_fast"] = 17 }, ignoreOrder: true);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.PushAsync(new Said { Id = "later" });
        (await rig.OutcomesAsync())["answered"].ShouldBe(4);
        await rig.DoorstepAsync();
        rig.DingTalk.All.Count(sent => sent.Text.Contains("too quickly")).ShouldBe(1);
    }

    [Fact]
    public async Task A_redelivery_and_what_could_not_be_stored_cost_nobody_anything()
    {
        await using var rig = await StartedAsync(Accounts.Main with { PersonLimits = new() { PerDay = 2 } });
        for (var i = 0; i < 5; i++) (await rig.PushAsync(new Said { Id = "same" })).Code.ShouldBe(200);
        (rig.Store.Failing, rig.Store.Failures) = (nameof(ITurnStore.AddTurnAsync), 1);
        (await rig.PushAsync(new Said { Id = "unstored" })).Code.ShouldBe(500);
        await rig.PushAsync(new Said { Id = "second" });
        await rig.PushAsync(new Said { Id = "third" });
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 2, ["ignored:daily_limit"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_days_count_outlives_a_restart_and_ends_with_the_day()
    {
        await using var rig = await StartedAsync(Accounts.Main with { PersonLimits = new() { PerDay = 2 } });
        for (var i = 0; i < 2; i++) await rig.PushAsync(new Said { Id = $"m{i}" });
        await rig.OutcomesAsync();
        await rig.DoorstepAsync();
        await rig.RestartAsync(FakeModel.Echo());
        await rig.PushAsync(new Said { Id = "third" });
        (await rig.OutcomesAsync())["ignored:daily_limit"].ShouldBe(1);
        rig.Time.Advance(TimeSpan.FromDays(1));
        await rig.PushAsync(new Said { Id = "tomorrow", WebhookExpires = Said.At.AddDays(3) });
        (await rig.OutcomesAsync())["answered"].ShouldBe(3);
    }

    [Fact]
    public async Task Owners_have_no_limit_and_need_no_code()
    {
        await using var rig = new PipelineRig(FakeModel.Echo(), owners: Accounts.Ids("staff-1"), account: s_pairing with { PersonLimits = new() { PerMinute = 1 } });
        await rig.StartAsync();
        for (var i = 0; i < 3; i++) await rig.PushAsync(new Said { Id = $"m{i}" });
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 3 });
    }

    [Fact]
    public async Task A_newcomer_is_greeted_once_beside_the_answer_and_not_again_after_a_restart()
    {
        await using var rig = await StartedAsync(Accounts.Main with { Welcome = new Wording(Said: true, "WELCOME") });
        await rig.PushAsync(new Said { Id = "m1" });
        await rig.PushAsync(new Said { Id = "m2" });
        await rig.OutcomesAsync();
        await rig.DoorstepAsync();
        rig.DingTalk.All.Select(sent => sent.Text).Order(StringComparer.Ordinal).ShouldBe(["WELCOME", "you said: hello", "you said: hello"]);
        await rig.RestartAsync(FakeModel.Echo());
        await rig.PushAsync(new Said { Id = "m3" });
        await rig.OutcomesAsync();
        await rig.DoorstepAsync();
        rig.DingTalk.All.Count(sent => sent.Text == "WELCOME").ShouldBe(1);
    }

    [Fact]
    public async Task A_group_is_greeted_once_and_says_nothing_of_its_members_private_chats()
    {
        await using var rig = await StartedAsync(Accounts.Main with { Welcome = Wording.BuiltIn, BotName = "小舟" });
        await rig.PushAsync(Said.InGroup("你好") with { Id = "m1" });
        var greeting = await GreetingAsync(rig);
        greeting.ShouldContain("@我");
        greeting.ShouldContain("小舟");
        greeting.Split('•').Length.ShouldBe(4, "three examples");
        await rig.PushAsync(Said.InGroup("再来") with { Id = "m2", Staff = "staff-2", SenderId = "$:2" });
        await rig.PushAsync(new Said { Id = "m3", Text = "你好" });
        (await GreetingAsync(rig)).ShouldContain("直接发消息");
        await rig.OutcomesAsync();
        await rig.DoorstepAsync();
        rig.DingTalk.All.Count(sent => sent.Text.Contains('•')).ShouldBe(2);
    }

    [Fact]
    public async Task Who_was_refused_is_not_noted_and_who_was_heard_is()
    {
        await using var rig = await StartedAsync(s_closed with { AllowFrom = Accounts.Ids("staff-1"), GroupAllowFrom = Accounts.Ids("staff-1") });
        await rig.PushAsync(new Said { Id = "m1", Nick = "Ann" });
        await rig.PushAsync(new Said { Id = "m2", Staff = "staff-2", SenderId = "$:2" });
        await rig.PushAsync(Said.InGroup("hi") with { Id = "m3", Staff = "staff-2", SenderId = "$:2" });
        await rig.OutcomesAsync();
        await rig.DoorstepAsync();
        var person = (await rig.Reception.Acquaintances.PeopleAsync(10, Ct)).ShouldHaveSingleItem();
        (person.Account, person.Person, person.Nick, person.InPrivate).ShouldBe(("main", "staff-1", "Ann", true));
        (await rig.Reception.Acquaintances.GroupsAsync(10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_robots_of_ours_do_not_answer_each_other()
    {
        await using var rig = new PipelineRig(FakeModel.Echo(), accounts: [Accounts.Main, Accounts.Named("second")]);
        await rig.StartAsync();
        await rig.PushAsync("second", new Said { Id = "m1", Bot = "$:second-bot" });
        await rig.PushAsync("main", Said.InGroup("@Bot hello") with { Id = "m2", SenderId = "$:second-bot", Staff = "robot-2" });
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1, ["ignored:other_robot"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_store_that_fails_beside_an_answer_leaves_the_answer_alone()
    {
        await using var rig = await StartedAsync(Accounts.Main with { Welcome = Wording.BuiltIn });
        (rig.Store.Failing, rig.Store.Failures) = (nameof(IAccessStore.SeePersonAsync), 1);
        await rig.PushAsync(new Said());
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
        await rig.DoorstepAsync();
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("you said: hello");
    }

    private static async Task<PipelineRig> StartedAsync(AccountConfig account, FakeModel? model = null)
    {
        var rig = new PipelineRig(model ?? FakeModel.Echo(), account: account);
        await rig.StartAsync();
        return rig;
    }

    /// <summary>Answer and greeting come in any order.</summary>
    private static async Task<string> GreetingAsync(PipelineRig rig)
    {
        while (true)
            if ((await rig.DingTalk.NextAsync()).Text is var text && text.Contains('•')) return text;
    }

    [GeneratedRegex("(?<=dingtalk )[A-Z2-9]{8}")]
    private static partial Regex Code();
}
