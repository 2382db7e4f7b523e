using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Tests.Schedules;

public sealed class ScheduleDeskTests : IAsyncLifetime
{
    private static readonly ScheduleWish s_tea = new(SpecKind.Cron, "0 9 * * mon-fri", "tea");

    private PipelineRig _rig = null!;
    private SchedulesConfig _config = new() { MaxPerPerson = 3, TimeZone = "Asia/Shanghai" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ScheduleDesk Desk => _rig.Timekeeping.Desk;

    public async ValueTask InitializeAsync()
    {
        _rig = new PipelineRig(FakeModel.Echo(), change: config => config with { Schedules = _config, Owners = Accounts.Ids("owner-1") });
        await _rig.StartAsync();
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private static Turn TurnOf(string staff = "staff-1", string? group = null, string id = "m", string? corp = "ding-corp") => new()
    {
        Id = 7, Account = "main", MessageId = new(id), Conversation = "c", ReceivedAt = Said.At,
        Message = new Said { Staff = staff.Length == 0 ? null : staff, SenderCorp = corp, Group = group is not null, Mentioned = group is not null, Conversation = group ?? $"cid-{staff}" }.Message(),
    };

    private Task<ScheduleAnswer> MakeAsync(string staff = "staff-1", string? group = null, ScheduleWish? wish = null)
    {
        var turn = TurnOf(staff, group);
        return Desk.CreateAsync(wish ?? s_tea, ScheduleTarget.Of(turn, "default"), ViewerOf(staff, group), Ct);
    }

    private ScheduleViewer ViewerOf(string staff = "staff-1", string? group = null) => ScheduleViewer.Of(TurnOf(staff, group), Desk.Owners);

    private async Task<IReadOnlyList<long>> SeenAsync(string staff, string? group = null) => [.. (await Desk.ListAsync(ViewerOf(staff, group), Ct)).Select(one => one.Id)];

    [Fact]
    public async Task A_person_sees_and_ends_their_own_and_a_group_its_own()
    {
        var (mine, ours, theirs) = ((await MakeAsync()).Schedule!.Id, (await MakeAsync("staff-2", "cid-g1")).Schedule!.Id, (await MakeAsync("staff-2")).Schedule!.Id);
        (await SeenAsync("staff-1")).ShouldBe([mine]);
        (await SeenAsync("staff-2")).ShouldBe([ours, theirs], "what they made in a group is theirs too");
        (await SeenAsync("staff-1", "cid-g1")).ShouldBe([ours]);
        (await SeenAsync("staff-2", "cid-g2")).ShouldBeEmpty();

        (await Desk.CancelAsync(theirs, ViewerOf("staff-1"), Ct)).ShouldBeNull();
        (await Desk.CancelAsync(mine, ViewerOf("staff-1", "cid-g1"), Ct)).ShouldBeNull("a private one is nothing for a group");
        (await Desk.CancelAsync(ours, ViewerOf("staff-1", "cid-g1"), Ct)).ShouldNotBeNull();
        (await Desk.CancelAsync(theirs, ViewerOf("owner-1"), Ct)).ShouldNotBeNull("an owner may end any");
        (await Desk.CancelAsync(mine, ViewerOf("owner-1", "cid-g1"), Ct)).ShouldBeNull("but not from a group");
        (await Desk.ListAsync(ScheduleViewer.Operator, Ct)).ShouldHaveSingleItem().Id.ShouldBe(mine);
    }

    [Fact]
    public async Task It_speaks_where_it_was_asked_for_with_every_id_whole()
    {
        var made = (await MakeAsync("staff-1", "cid-g1==")).Schedule.ShouldNotBeNull();
        (made.IsGroup, made.Conversation, made.Person, made.Agent, made.Account).ShouldBe((true, "cid-g1==", "staff-1", "default", "main"));
        var message = Dinghy.DingTalk.Messages.RobotMessageReader.Read(ScheduleTarget.Payload(made, "tea", Said.At, Said.At)).Message.ShouldNotBeNull();
        (message.Conversation.Value, message.Sender?.Value, message.SenderCorpId, message.ChatbotCorpId).ShouldBe(("cid-g1==", "staff-1", "ding-corp", "ding-corp"));
        message.Webhook.ShouldBeNull("it dies, and is a secret");
        made.Origin.ShouldNotContain("hello");
    }

    [Fact]
    public async Task A_person_has_so_many_and_none_more_often_than_a_minute()
    {
        (await MakeAsync(wish: s_tea with { Kind = SpecKind.Every, Spec = "30s" })).Problem.ShouldBe("At most once a minute.");
        (await MakeAsync(wish: s_tea with { Spec = "0,30 * * * * *" })).Problem.ShouldBe("At most once a minute.");
        (await MakeAsync(wish: s_tea with { Spec = "* * * * *" })).Schedule.ShouldNotBeNull();
        (await MakeAsync()).Schedule.ShouldNotBeNull();
        (await MakeAsync()).Schedule.ShouldNotBeNull();
        (await MakeAsync()).Problem!.ShouldContain("has 3 schedules already");
        (await MakeAsync("staff-2")).Schedule.ShouldNotBeNull();
        (await Desk.CreateAsync(s_tea, ScheduleTarget.Of("main", "staff-1") with { Owner = "staff-1" }, ScheduleViewer.Operator, Ct)).Schedule.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("0 9 * * *", "Mars/Base", "tea", "time zone")]
    [InlineData("0 9 * *", null, "tea", "five fields")]
    [InlineData("0 9 * * *", null, "  ", "1 to 4000 characters")]
    public async Task What_can_not_be_is_told(string spec, string? zone, string message, string why) =>
        (await MakeAsync(wish: new ScheduleWish(SpecKind.Cron, spec, message) { Zone = zone })).Problem!.ShouldContain(why);

    [Fact]
    public async Task Somebody_of_another_organisation_can_not_be_written_to_later() =>
        (await Desk.CreateAsync(s_tea, ScheduleTarget.Of(TurnOf(""), null), ScheduleViewer.Of(TurnOf(""), Desk.Owners), Ct)).Problem!.ShouldContain("not of the organisation");

    [Fact]
    public async Task Switched_off_nobody_makes_any()
    {
        _config = _config with { Enabled = false };
        await _rig.RestartAsync(FakeModel.Echo());
        (await MakeAsync()).Problem!.ShouldContain("switched off");
    }

    [Fact]
    public async Task An_edit_keeps_to_whom_it_speaks_and_gives_it_its_new_times()
    {
        var made = (await MakeAsync()).Schedule!;
        var answer = await Desk.EditAsync(made.Id, one => new ScheduleWish(SpecKind.Cron, "0 18 * * *", "coffee") { Name = "later" }, ScheduleViewer.Operator, Ct);
        var changed = answer.Schedule.ShouldNotBeNull();
        (changed.Owner, changed.Origin, changed.Message, changed.Name, changed.Spec).ShouldBe((made.Owner, made.Origin, "coffee", "later", "0 18 * * *"));
        answer.Next[0].ShouldBe(new DateTimeOffset(2026, 11, 20, 18, 0, 0, TimeSpan.FromHours(8)));
        (await Desk.FindAsync(made.Id, ScheduleViewer.Operator, Ct)).ShouldBe(changed);
    }

    [Fact]
    public async Task The_model_makes_one_by_its_tool_hears_the_next_times_and_makes_it_once()
    {
        var turn = new ToolTurn(AgentRig.Context() with { Turn = TurnOf() });
        var tool = new ScheduleCreate(Desk, "default", (_, text, _) => Task.FromResult(!text.Contains("forbidden", StringComparison.Ordinal)));
        var input = new ToolInput(new Dictionary<string, object?> { ["message"] = "say hello", ["cron"] = "0 9 * * mon-fri", ["name"] = "hello" });
        var first = await tool.RunAsync(input, turn, Ct);
        first.Text.ShouldContain("2026-11-23 09:00:00 Monday (Asia/Shanghai); 2026-11-24 09:00:00 Tuesday");
        (await tool.RunAsync(input, turn, Ct)).Text.ShouldBe(first.Text);
        (await Desk.ListAsync(ScheduleViewer.Operator, Ct)).ShouldHaveSingleItem();

        var list = (await new ScheduleList(Desk).RunAsync(new ToolInput(null), turn, Ct)).Text;
        list.ShouldContain("hello: say hello");
        var id = list.Split('\n')[2].Split(':')[0];
        (await new ScheduleCancel(Desk).RunAsync(new ToolInput(new Dictionary<string, object?> { ["id"] = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) }), turn, Ct)).Failed.ShouldBeFalse();
        (await new ScheduleList(Desk).RunAsync(new ToolInput(null), turn, Ct)).Text.ShouldBe("There are none.");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("cron and at")]
    [InlineData("running")]
    [InlineData("forbidden words")]
    [InlineData("forbidden name")]
    public async Task The_tool_refuses_what_is_half_or_double_or_against_the_rules_for_content_and_what_a_schedule_itself_asks_for(string what)
    {
        var context = AgentRig.Context() with { Turn = TurnOf() };
        if (what == "running") context = context with { Schedule = (await MakeAsync()).Schedule };
        var arguments = new Dictionary<string, object?> { ["message"] = "x" };
        if (what != "{}") arguments["cron"] = "0 9 * * *";
        if (what == "cron and at") arguments["at"] = "09:00";
        if (what == "forbidden words") arguments["message"] = "say what is forbidden";
        if (what == "forbidden name") arguments["name"] = "forbidden";
        (await new ScheduleCreate(Desk, "default", (_, text, _) => Task.FromResult(!text.Contains("forbidden", StringComparison.Ordinal))).RunAsync(new ToolInput(arguments), new ToolTurn(context), Ct)).Failed.ShouldBeTrue();
    }

    [Fact]
    public async Task An_owners_model_ends_only_what_it_can_list()
    {
        var theirs = (await MakeAsync("staff-2")).Schedule!.Id;
        var turn = new ToolTurn(AgentRig.Context() with { Turn = TurnOf("owner-1") });
        (await new ScheduleCancel(Desk).RunAsync(new ToolInput(new Dictionary<string, object?> { ["id"] = theirs }), turn, Ct)).Failed.ShouldBeTrue();
    }
}
