namespace Dinghy.Emulator.Tests;

/// <summary>Work notices as DingTalk takes them: whatever is over a limit is dropped, and only the result tells.</summary>
public sealed class WorkNoticeTests
{
    private const string Text = """{"msgtype":"text","text":{"content":"开会"}}""";

    private static async Task<Reply> CallAsync(EmulatorServer server, string call, string body) =>
        await server.PostAsync($"/topapi/message/corpconversation/{call}?access_token={await server.TokenAsync()}", body);

    private static Task<Reply> SendAsync(EmulatorServer server, string to, string message = Text) => CallAsync(server, "asyncsend_v2", $$"""{"agent_id":4000000001,{{to}},"msg":{{message}}}""");

    [Fact]
    public async Task A_notice_reaches_people_and_departments_and_what_is_below_them_and_is_taken_back()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var task = (await SendAsync(server, "\"userid_list\":\"manager75,nobody\",\"dept_id_list\":\"101,999\""))["task_id"];
        var notice = server.World.WorkNotices.ShouldHaveSingleItem();
        (notice.Text, string.Join(',', notice.StaffIds), notice.Invalid.Single(), notice.InvalidDepartments.Single()).ShouldBe(("开会", "manager75,user002", "nobody", 999L));
        server.World.ReadWorkNotice(notice.TaskId, "user002");
        var query = $$"""{"agent_id":4000000001,"task_id":{{task}}}""";
        (await CallAsync(server, "getsendprogress", query)).Json.GetProperty("progress").ToString().ShouldBe("""{"progress_in_percent":100,"status":2}""");
        (await CallAsync(server, "getsendresult", query)).Json.GetProperty("send_result").ToString()
            .ShouldBe("""{"invalid_user_id_list":["nobody"],"forbidden_user_id_list":[],"failed_user_id_list":[],"read_user_id_list":["user002"],"unread_user_id_list":["manager75"],"invalid_dept_id_list":[999],"forbidden_list":[]}""");
        (await CallAsync(server, "recall", $$"""{"agent_id":4000000001,"msg_task_id":{{task}}}"""))["errcode"].ShouldBe("0");
        server.World.WorkNotices.Single().Recalled.ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_words_and_a_day_too_full_are_dropped_in_silence()
    {
        await using var server = await EmulatorServer.StartAsync(new() { NoticesPerPersonAndDay = 2 });
        foreach (var words in new[] { "a", "a", "b", "c" })
            (await SendAsync(server, "\"userid_list\":\"user002\"", $$$"""{"msgtype":"text","text":{"content":"{{{words}}}"}}"""))["errcode"].ShouldBe("0");
        server.World.WorkNotices.Select(notice => string.Join(',', notice.Refused.Select(refused => refused.Code))).ShouldBe(["", "143106", "", "143105"]);
    }

    [Theory]
    [InlineData("""{"agent_id":1,"userid_list":"user002","msg":{"msgtype":"text","text":{"content":"x"}}}""")]
    [InlineData("""{"userid_list":"user002","msg":{"msgtype":"text","text":{"content":"x"}}}""")]
    [InlineData("""{"agent_id":4000000001,"msg":{"msgtype":"text","text":{"content":"x"}}}""")]
    [InlineData("""{"agent_id":4000000001,"userid_list":"user002"}""")]
    [InlineData("""{"agent_id":4000000001,"userid_list":"user002","msg":{"msgtype":"text","markdown":{"content":"x"}}}""")]
    [InlineData("""{"agent_id":4000000001,"userid_list":"user002","msg":{"msgtype":"markdown","markdown":{"text":"x"}}}""")]
    [InlineData("""{"agent_id":4000000001,"userid_list":"user002","msg":{"msgtype":"action_card","action_card":{"title":"t","markdown":"m","btn_orientation":"0","btn_json_list":[{"title":"x"}]}}}""")]
    public async Task What_is_missing_is_refused(string body)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await CallAsync(server, "asyncsend_v2", body))["errcode"].ShouldBe("400002");
        server.World.WorkNotices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_long_too_many_and_without_permission()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await SendAsync(server, "\"userid_list\":\"user002\"", $$$"""{"msgtype":"text","text":{"content":"{{{new string('长', 700)}}}"}}"""))["errcode"].ShouldBe("400002");
        (await SendAsync(server, $"\"userid_list\":\"{string.Join(',', Enumerable.Range(0, 101))}\""))["errcode"].ShouldBe("400002");
        server.World.Faults.Set(new Fault(FaultKind.ScopeMissing) { Target = "qyapi_base" });
        (await SendAsync(server, "\"to_all_user\":true"))["sub_code"].ShouldBe("60011");
        server.World.Faults.Clear();
        (await SendAsync(server, "\"to_all_user\":true"))["errcode"].ShouldBe("0");
        server.World.WorkNotices.Single().StaffIds.ShouldBe(["manager75", "user002"]);
    }
}
