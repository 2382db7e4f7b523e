using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Tests.Support;
using Dinghy.DingTalk.WorkNotices;

namespace Dinghy.DingTalk.Tests.WorkNotices;

public sealed class WorkNoticeApiTests
{
    private static readonly WorkNoticeTarget _two = new() { People = [new("u1"), new("u2")] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static WorkNoticeApi Api(ApiWorld world) => new(DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time);

    [Fact]
    public async Task A_notice_is_handed_over_and_has_a_task()
    {
        using var world = ApiWorld.Answering("""{"errcode":"0","errmsg":"ok","task_id":"256271667526","request_id":"r"}""");
        (await Api(world).SendAsync(12345678, _two with { Departments = [101] }, new WorkNoticeMarkdown("标题", "**好**"), Ct)).ShouldBe(256271667526);
        world.Call.Url.ToString().ShouldBe("https://oapi.dingtalk.com/topapi/message/corpconversation/asyncsend_v2?access_token=t1");
        world.Call.Body.ShouldBe("""{"agent_id":12345678,"userid_list":"u1,u2","dept_id_list":"101","msg":{"msgtype":"markdown","markdown":{"title":"标题","text":"**好**"}}}""");
    }

    [Fact]
    public async Task Every_kind_has_DingTalks_own_names()
    {
        using var world = ApiWorld.Answering("""{"errcode":0,"task_id":1}""");
        var everyone = new WorkNoticeTarget { Everyone = true };
        WorkNotice[] all =
        [
            new WorkNoticeText("x"), new WorkNoticeLink("t", "x", "https://a.example", "@p"), new WorkNoticePicture("@m"), new WorkNoticeFile("@f"),
            new WorkNoticeCard("t", "md", [new("看", "https://a.example")]), new WorkNoticeCard("t", "md", [new("是", "https://a.example"), new("否", "https://b.example")]) { Horizontal = true },
        ];
        foreach (var notice in all) await Api(world).SendAsync(1, everyone, notice, Ct);
        world.Calls.Select(call => call.Body).ShouldBe(
        [
            """{"agent_id":1,"to_all_user":true,"msg":{"msgtype":"text","text":{"content":"x"}}}""",
            """{"agent_id":1,"to_all_user":true,"msg":{"msgtype":"link","link":{"messageUrl":"https://a.example","picUrl":"@p","title":"t","text":"x"}}}""",
            """{"agent_id":1,"to_all_user":true,"msg":{"msgtype":"image","image":{"media_id":"@m"}}}""",
            """{"agent_id":1,"to_all_user":true,"msg":{"msgtype":"file","file":{"media_id":"@f"}}}""",
            """{"agent_id":1,"to_all_user":true,"msg":{"msgtype":"action_card","action_card":{"title":"t","markdown":"md","single_title":"看","single_url":"https://a.example"}}}""",
            """{"agent_id":1,"to_all_user":true,"msg":{"msgtype":"action_card","action_card":{"title":"t","markdown":"md","btn_orientation":"1","btn_json_list":[{"title":"是","action_url":"https://a.example"},{"title":"否","action_url":"https://b.example"}]}}}""",
        ]);
    }

    [Fact]
    public async Task What_DingTalk_would_not_take_costs_no_call()
    {
        using var world = ApiWorld.Answering("{}");
        var tooMany = new WorkNoticeTarget { People = [.. Enumerable.Range(0, 101).Select(number => new StaffId($"u{number}"))] };
        foreach (var (to, notice) in new (WorkNoticeTarget, WorkNotice)[] { (new(), new WorkNoticeText("x")), (tooMany, new WorkNoticeText("x")), (_two, new WorkNoticeText(new string('好', 700))) })
            (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).SendAsync(1, to, notice, Ct))).ShouldSatisfyAllConditions(e => e.Fault.ShouldBe(DingTalkFault.Invalid), e => e.Certain.ShouldBeTrue());
        world.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_success_without_a_task_may_have_sent_it()
    {
        using var world = ApiWorld.Answering("""{"errcode":0}""");
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).SendAsync(1, _two, new WorkNoticeText("x"), Ct))).Certain.ShouldBeFalse();
    }

    [Fact]
    public async Task The_result_tells_who_got_it_and_why_not()
    {
        using var world = ApiWorld.Answering(
            """{"errcode":0,"progress":{"progress_in_percent":100,"status":2}}""",
            """{"errcode":0,"send_result":{"invalid_user_id_list":["x"],"forbidden_user_id_list":["u2"],"failed_user_id_list":[],"read_user_id_list":["u1"],"unread_user_id_list":"[\"u3\"]","invalid_dept_id_list":[9],"forbidden_list":{"code":"143106","count":1,"userid":"u2"}}}""",
            """{"errcode":0,"errmsg":"ok"}""");
        (await Api(world).GetProgressAsync(1, 7, Ct)).ShouldBe(new WorkNoticeProgress(100, WorkNoticeState.Done));
        var result = await Api(world).GetResultAsync(1, 7, Ct);
        (result.Read.Single().Value, result.Unread.Single().Value, result.Unknown.Single().Value, result.HeldBack.Single().Value, result.UnknownDepartments.Single()).ShouldBe(("u1", "u3", "x", "u2", 9L));
        result.Refusals.ShouldBe([new("143106", 1, new StaffId("u2"))]);
        await Api(world).RecallAsync(1, 7, Ct);
        world.Calls.Select(call => (call.Url.Segments[^1], call.Body)).ShouldBe(
            [("getsendprogress", """{"agent_id":1,"task_id":7}"""), ("getsendresult", """{"agent_id":1,"task_id":7}"""), ("recall", """{"agent_id":1,"msg_task_id":7}""")]);
    }
}
