using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Workflow;

namespace Dinghy.DingTalk.Tests.Events;

public sealed class EventReaderTests
{
    private const string Started = """
        {"processInstanceId":"9Qgx5QqjR7axMw","createTime":1495592272000,"processCode":"PROC-1","bizCategoryId":"","businessId":"202305081617000168","type":"start","title":"张三提交的请假","businessType":"","url":"https://aflow.dingtalk.com/","staffId":"manager75"}
        """;

    [Fact]
    public void By_Stream_the_envelope_stands_in_the_headers()
    {
        var read = EventReader.Read(Frame(Started, ("eventType", "bpms_instance_change"), ("eventId", "c7c7"), ("eventBornTime", "1683533823336"), ("eventCorpId", "ding9f"), ("eventUnifiedAppId", "bbb")));
        (read.Id, read.Type, read.CorpId, read.AppId, read.BornAt).ShouldBe(("c7c7", "bpms_instance_change", "ding9f", "bbb", DateTimeOffset.FromUnixTimeMilliseconds(1683533823336)));
        var body = EventBodyReader.Read(read).ShouldBeOfType<ProcessInstanceEvent>();
        (body.Instance.Value, body.Change, body.ProcessCode, body.Title, body.Originator).ShouldBe(("9Qgx5QqjR7axMw", ProcessChange.Start, "PROC-1", "张三提交的请假", new StaffId("manager75")));
    }

    [Fact]
    public void By_HTTP_it_stands_among_the_members()
    {
        var read = EventReader.Read("""{"EventType":"bpms_task_change","EventTime":1663143335567,"CorpId":"ding1","BizId":"1663","eventId":"e1","processInstanceId":"p","taskId":67583405630,"type":"finish","result":"redirect","staffId":"m","remark":"转"}""").ShouldNotBeNull();
        (read.Id, read.Type, read.CorpId, read.BornAt).ShouldBe(("e1", "bpms_task_change", "ding1", DateTimeOffset.FromUnixTimeMilliseconds(1663143335567)));
        var body = EventBodyReader.Read(read).ShouldBeOfType<ProcessTaskEvent>();
        (body.Task, body.Change, body.Result, body.Approver, body.Remark).ShouldBe((67583405630, ProcessChange.Finish, ProcessTaskResult.Redirected, new StaffId("m"), "转"));
        EventReader.Read("""{"EventType":"bpms_task_change","corpId":"ding2","processInstanceId":"p"}""").ShouldNotBeNull().CorpId.ShouldBe("ding2");
    }

    [Fact]
    public void The_oldest_form_has_no_id_and_names_its_members_as_it_likes()
    {
        var read = EventReader.Read("""{"eventType":"user_add_org","corpId":"ding2","timeStamp":"1663143335567","UnifiedAppId":"u1","userId":["a"]}""").ShouldNotBeNull();
        (read.Id, read.Type, read.CorpId, read.AppId, read.BornAt).ShouldBe(("", "user_add_org", "ding2", "u1", DateTimeOffset.FromUnixTimeMilliseconds(1663143335567)));
    }

    [Theory]
    [InlineData("check_url", true)]
    [InlineData("check_create_suite_url", true)]
    [InlineData("user_add_org", false)]
    public void A_check_of_the_address_is_told_apart(string type, bool check) => EventReader.Read($$"""{"EventType":"{{type}}"}""")!.IsAddressCheck.ShouldBe(check);

    [Theory]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("success")]
    [InlineData("""{"EventType":""}""")]
    public void A_body_that_names_no_event_is_none(string body) => EventReader.Read(body).ShouldBeNull();

    [Theory]
    [InlineData("user_add_org", """{"timeStamp":"1","userId":["a","b"]}""", DirectoryChange.Added, "a,b")]
    [InlineData("user_modify_org", """{"timeStamp":"1","userId":"[\"a\"]","diffInfo":[]}""", DirectoryChange.Modified, "a")]
    [InlineData("user_leave_org", """{"UserId":["a"]}""", DirectoryChange.Removed, "a")]
    [InlineData("user_active_org", """{"userId":"a"}""", DirectoryChange.Activated, "a")]
    public void People_are_told_of(string type, string data, DirectoryChange change, string people)
    {
        var body = EventBodyReader.Read(new("1", type, data)).ShouldBeOfType<PeopleEvent>();
        (body.Change, string.Join(',', body.People)).ShouldBe((change, people));
    }

    [Theory]
    [InlineData("org_dept_create", """{"deptId":[7,"8"]}""", DirectoryChange.Added, "7,8")]
    [InlineData("org_dept_modify", """{"deptId":7}""", DirectoryChange.Modified, "7")]
    [InlineData("org.dept.remove", """{"DeptId":"[7]"}""", DirectoryChange.Removed, "7")]
    public void Departments_are_told_of(string type, string data, DirectoryChange change, string departments)
    {
        var body = EventBodyReader.Read(new("1", type, data)).ShouldBeOfType<DepartmentEvent>();
        (body.Change, string.Join(',', body.Departments)).ShouldBe((change, departments));
    }

    [Theory]
    [InlineData("""{"userIdList":["a","b"],"action":"add","labelIdList":[7]}""", "a,b", "7")]
    [InlineData("""{"UserIdList":"[\"a\"]"}""", "a", "")]
    public void Roles_are_told_of(string data, string people, string roles)
    {
        var body = EventBodyReader.Read(new("1", "label_user_change", data)).ShouldBeOfType<RoleEvent>();
        (string.Join(',', body.People), string.Join(',', body.Roles)).ShouldBe((people, roles));
    }

    [Theory]
    [InlineData("chat_add_member", """{"timeStamp":1,"unionId":["x"],"chatId":"c","userId":["u"],"openConversationId":"cid1","operator":"o"}""", ChatChange.MembersAdded, "u", null)]
    [InlineData("chat_update_title", """{"Title":"新名","OpenConversationId":"cid1","Operator":"o"}""", ChatChange.Title, "", "新名")]
    [InlineData("chat_disband", """{"openConversationId":"cid1","operator":"o"}""", ChatChange.Disbanded, "", null)]
    public void Groups_are_told_of(string type, string data, ChatChange change, string people, string? title)
    {
        var body = EventBodyReader.Read(new("1", type, data)).ShouldBeOfType<ChatEvent>();
        (body.Change, body.Conversation.Value, string.Join(',', body.People), body.Operator, body.Title).ShouldBe((change, "cid1", people, new StaffId("o"), title));
    }

    [Theory]
    [InlineData("im_cool_app_install", "{}")]
    [InlineData("bpms_instance_change", "{}")]
    [InlineData("bpms_task_change", "not json")]
    [InlineData("user_add_org", """{"userId":[]}""")]
    [InlineData("org_dept_create", """{"deptId":"all"}""")]
    [InlineData("chat_quit", """[1]""")]
    [InlineData("", "")]
    public void Whatever_lacks_a_form_keeps_its_data(string type, string data) =>
        EventBodyReader.Read(new("1", type, data)).ShouldBe(new OtherEvent(type, data));

    [Fact]
    public void An_id_that_is_too_long_is_none() => EventReader.Read(Frame("{}", ("eventId", new string('x', 300)))).Id.ShouldBeEmpty();

    [Theory]
    [InlineData("bpms.instance.change")]
    [InlineData(" BPMS_instance_change")]
    public void Names_are_written_with_dots_or_underscores(string name) => DingTalkEvent.Normal(name).ShouldBe("bpms_instance_change");

    private static StreamFrame Frame(string data, params (string Key, string Value)[] headers) =>
        new("EVENT", "*", "m1", headers.ToDictionary(pair => pair.Key, pair => pair.Value), data);
}
