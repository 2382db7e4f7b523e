namespace Dinghy.Emulator.Tests;

/// <summary>The emulated approvals refuse what DingTalk refuses, and tell applications what DingTalk tells.</summary>
public sealed class ApprovalTests
{
    private const string Execute = "/v1.0/workflow/processInstances/execute";

    [Fact]
    public async Task Two_steps_are_told_of_and_read_as_DingTalks_page_prints_them()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var leave = server.World.StartApproval(Leave(server) with { Steps = [["manager75"], ["user002"]] });
        var (first, second) = (await bot.FrameAsync(), await bot.FrameAsync());
        (first.Header("eventType"), first.Message.GetProperty("type").GetString(), first.Message.GetProperty("staffId").GetString()).ShouldBe(("bpms_instance_change", "start", "user002"));
        (second.Header("eventType"), second.Message.GetProperty("taskId").GetInt64()).ShouldBe(("bpms_task_change", leave.Tasks[0].TaskId));

        var read = await GetAsync(server, leave.InstanceId);
        read["success"].ShouldBe("true");
        var result = read.Json.GetProperty("result");
        (result.GetProperty("status").GetString(), result.GetProperty("originatorUserId").GetString(), result.GetProperty("createTime").GetString()!.Length).ShouldBe(("RUNNING", "user002", 17));
        result.GetProperty("formComponentValues")[1].GetProperty("value").GetString()!.ShouldContain("行程.txt");
        result.TryGetProperty("result", out _).ShouldBeFalse();

        (await ExecuteAsync(server, leave, leave.Tasks[0].TaskId, "manager75", "agree"))["success"].ShouldBe("True");
        var next = server.World.FindApproval(leave.InstanceId)!.Tasks[1];
        next.Approver.ShouldBe("user002");
        server.World.DecideApproval(leave.InstanceId, next.TaskId, agree: false).ShouldBeTrue();
        server.World.DecideApproval(leave.InstanceId, next.TaskId, agree: true).ShouldBeFalse();
        (await GetAsync(server, leave.InstanceId)).Json.GetProperty("result").GetProperty("result").GetString().ShouldBe("refuse");
        string[] told = ["bpms_task_change finish", "bpms_task_change start", "bpms_task_change finish", "bpms_instance_change finish"];
        foreach (var expected in told)
        {
            var frame = await bot.FrameAsync();
            $"{frame.Header("eventType")} {frame.Message.GetProperty("type").GetString()}".ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Execute_refuses_what_DingTalk_refuses()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var leave = server.World.StartApproval(Leave(server));
        var task = leave.Tasks[0].TaskId;
        (await ExecuteAsync(server, leave, task, "user002", "agree"))["code"].ShouldBe("needAuth");
        (await ExecuteAsync(server, leave, task, "nobody", "agree"))["code"].ShouldBe("userNotExist");
        (await ExecuteAsync(server, leave, 1, "manager75", "agree"))["code"].ShouldBe("invalidInstanceExecuteTaskId");
        (await ExecuteAsync(server, leave, task, "manager75", "maybe"))["code"].ShouldBe("invalidInstanceExecuteResult");
        (await CallAsync(server, Execute, $$"""{"processInstanceId":"{{leave.InstanceId}}","taskId":"{{task}}","actionerUserId":"manager75","result":"agree"}"""))["code"].ShouldBe("invalidInstanceExecuteTaskId", "a number is wanted");
        (await CallAsync(server, Execute, """{"processInstanceId":"none"}"""))["code"].ShouldBe("invalidInstanceId");
        (await server.PostAsync(Execute, "{}"))["code"].ShouldBe("AuthenticationFailed.MissingParameter");

        server.World.Faults.Set(new Fault(FaultKind.ScopeMissing) { Api = "workflow_execute", Times = 1 });
        var refused = await ExecuteAsync(server, leave, task, "manager75", "agree");
        refused.Json.GetProperty("accessdenieddetail").GetProperty("requiredScopes")[0].GetString().ShouldBe("Workflow.Instance.Write");
        (await ExecuteAsync(server, leave, task, "manager75", "agree"))["result"].ShouldBe("True");
        (await ExecuteAsync(server, leave, task, "manager75", "agree"))["code"].ShouldBe("aflowProcessInstStatusException");

        var two = server.World.StartApproval(Leave(server) with { Steps = [["manager75", "user002"]] });
        server.World.DecideApproval(two.InstanceId, two.Tasks[0].TaskId, agree: true);
        (await ExecuteAsync(server, two, two.Tasks[0].TaskId, "manager75", "refuse"))["code"].ShouldBe("aflowProcessInstCanNotBeExecuted");
    }

    [Fact]
    public async Task Lists_comments_and_files_are_as_strict()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var (first, second) = (server.World.StartApproval(Leave(server)), server.World.StartApproval(Leave(server)));
        server.World.TerminateApproval(second.InstanceId).ShouldBeTrue();
        var from = DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeMilliseconds();
        const string List = "/v1.0/workflow/processes/instanceIds/query";
        var page = await CallAsync(server, List, $$"""{"processCode":"PROC-EMULATOR-LEAVE","startTime":{{from}},"nextToken":0,"maxResults":1}""");
        page.Json.GetProperty("result").ToString().ShouldBe($$"""{"list":["{{first.InstanceId}}"],"nextToken":"1"}""");
        (await CallAsync(server, List, $$"""{"processCode":"PROC-EMULATOR-LEAVE","startTime":{{from}},"nextToken":0,"maxResults":20,"statuses":["TERMINATED"]}""")).Json.GetProperty("result").GetProperty("list").ToString().ShouldBe($$"""["{{second.InstanceId}}"]""");
        (await CallAsync(server, List, $$"""{"processCode":"P","startTime":{{from}},"nextToken":0,"maxResults":21}"""))["code"].ShouldBe("invalidMaxResults");
        (await CallAsync(server, List, """{"processCode":"P","startTime":1,"nextToken":0,"maxResults":1}"""))["code"].ShouldBe("invalidEndTime");
        (await CallAsync(server, List, """{"startTime":1}"""))["code"].ShouldBe("invalidProcessCode");

        (await CallAsync(server, "/v1.0/workflow/processInstances/comments", $$"""{"processInstanceId":"{{first.InstanceId}}","text":"看看","commentUserId":"manager75"}"""))["result"].ShouldBe("True");
        server.World.FindApproval(first.InstanceId)!.Comments.ShouldHaveSingleItem().Text.ShouldBe("看看");
        const string Files = "/v1.0/workflow/processInstances/spaces/files/urls/download";
        var link = await CallAsync(server, Files, $$"""{"processInstanceId":"{{first.InstanceId}}","fileId":"{{first.Start.Files[0]}}"}""");
        var url = new Uri(link.Json.GetProperty("result").GetProperty("downloadUri").GetString()!);
        (await server.GetAsync(url.PathAndQuery)).Body.ShouldBe("去杭州");
        (await CallAsync(server, Files, $$"""{"processInstanceId":"{{first.InstanceId}}","fileId":"another"}"""))["code"].ShouldBe("noPermission");
    }

    [Fact]
    public async Task Changes_of_the_organisation_are_told_to_whoever_subscribed()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.AddPerson("early", "早");
        using var bot = await RawBot.ConnectAsync(server);
        server.World.AddPerson("new", "新人");
        server.World.PlacePerson("new", new OrgPlace { Departments = [102] });
        server.World.SetDepartment(500, "新部门");
        server.World.SetDepartment(500, "改名");
        server.World.RemovePerson("new").ShouldBeTrue();
        var told = new List<string>();
        for (var i = 0; i < 5; i++) told.Add((await bot.FrameAsync()).Header("eventType"));
        told.ShouldBe(["user_add_org", "user_modify_org", "org_dept_create", "org_dept_modify", "user_leave_org"]);
        server.World.Quota.Pushes.ShouldBe(0, "events of the directory are free");
    }

    private static ApprovalStart Leave(EmulatorServer server) => new("user002", "李四提交的请假", [["manager75"]])
    {
        Form = [new("事由", "回家")], Files = [server.World.AddFile("行程.txt", "去杭州"u8.ToArray()).Id],
    };

    private static Task<Reply> ExecuteAsync(EmulatorServer server, ApprovalRecord approval, long task, string person, string result) =>
        CallAsync(server, Execute, $$"""{"processInstanceId":"{{approval.InstanceId}}","taskId":{{task}},"actionerUserId":"{{person}}","result":"{{result}}","remark":"x"}""");

    private static async Task<Reply> CallAsync(EmulatorServer server, string path, string body) => await server.PostAsync(path, body, await server.TokenAsync());

    private static async Task<Reply> GetAsync(EmulatorServer server, string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, $"/v1.0/workflow/processInstances?processInstanceId={id}"));
        request.Headers.TryAddWithoutValidation("x-acs-dingtalk-access-token", await server.TokenAsync());
        return await Calls.SendAsync(request);
    }
}
