using System.Net;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Tests.Support;
using Dinghy.DingTalk.Workflow;

namespace Dinghy.DingTalk.Tests.Workflow;

public sealed class WorkflowApiTests
{
    /// <summary>The sample of DingTalk's page, with controls that hold several values.</summary>
    private const string Instance = """
        {"result":{"title":"张三提交的请假申请","createTime":"2022-08-31T11:52Z","finishTime":"2022-08-31T11:55Z","originatorUserId":"manager1","originatorDeptId":"-1","originatorDeptName":"测试",
        "status":"RUNNING","result":"agree","businessId":"202208311152000111","approverUserIds":["manager1"],"ccUserIds":[],
        "operationRecords":[{"userId":"manager1","date":"2022-08-31T11:52Z","type":"EXECUTE_TASK_NORMAL","result":"AGREE","remark":"好","activityId":"aabb","showName":"审批人","attachments":[{"fileId":"9","fileName":"c.pdf"}],"images":[],"ccUserIds":[]}],
        "tasks":[{"taskId":67583405630,"userId":"manager1","status":"RUNNING","result":"NONE","createTime":"2022-08-31T11:52Z","activityId":"aabb","mobileUrl":"https://m.example","pcUrl":"https://p.example","processInstanceId":"x"}],
        "formComponentValues":[{"id":"TextField-1","name":"事由","value":"回家","extValue":"{}","componentType":"TextField","bizAlias":"reason"},
        {"id":"M","name":"选项","value":"[\"a\",\"b\"]","componentType":"DDMultiSelectField"},
        {"id":"T","name":"明细","value":"[[{\"name\":\"金额\",\"value\":\"12\"}],{\"rowValue\":[{\"label\":\"金额\",\"value\":\"13\"}]}]","componentType":"TableField"},
        {"id":"A","name":"附件","value":"[{\"spaceId\":\"163\",\"fileName\":\"票.pdf\",\"fileSize\":\"333\",\"fileType\":\"pdf\",\"fileId\":\"643\"}]","componentType":"DDAttachment"}],
        "bizAction":"NONE","bizData":"","attachedProcessInstanceIds":[],"mainProcessInstanceId":""},"success":"true"}
        """;

    private static WorkflowApi Api(ApiWorld world) => new(DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time);

    [Fact]
    public async Task An_instance_reads_with_form_records_and_tasks()
    {
        using var world = ApiWorld.Answering(Instance);
        var instance = await Api(world).GetInstanceAsync(new("a/b=="), CancellationToken.None);

        world.Call.Url.ToString().ShouldEndWith("/v1.0/workflow/processInstances?processInstanceId=a%2Fb%3D%3D");
        (instance.Title, instance.Status, instance.Result, instance.BusinessId, instance.Originator).ShouldBe(("张三提交的请假申请", ProcessStatus.Running, ProcessResult.Agree, "202208311152000111", new StaffId("manager1")));
        instance.CreatedAt.ShouldBe(new DateTimeOffset(2022, 8, 31, 11, 52, 0, TimeSpan.Zero));
        instance.Form.Select(field => (field.Name, field.Alias)).ShouldBe([("事由", "reason"), ("选项", null), ("明细", null), ("附件", null)]);
        instance.Form[1].Items.ShouldBe(["a", "b"]);
        instance.Form[2].Rows.Select(row => row.Single()).Select(cell => (cell.Name, cell.Value)).ShouldBe([("金额", "12"), ("金额", "13")]);
        instance.Form[3].Attachments.ShouldHaveSingleItem().ShouldBe(new FormAttachment("643", "票.pdf") { SpaceId = "163", FileType = "pdf", Size = 333 });
        var record = instance.Records.ShouldHaveSingleItem();
        (record.Type, record.By, record.Result, record.Remark, record.StepName).ShouldBe(("EXECUTE_TASK_NORMAL", new StaffId("manager1"), ProcessTaskResult.Agree, "好", "审批人"));
        record.Attachments.ShouldHaveSingleItem().FileName.ShouldBe("c.pdf");
        var task = instance.Task(67583405630).ShouldNotBeNull();
        (task.Approver, task.Status, task.Result, task.Activity, task.PcUrl).ShouldBe((new StaffId("manager1"), ProcessTaskStatus.Running, ProcessTaskResult.None, "aabb", "https://p.example"));
        instance.Task(1).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"result":{},"success":"true"}""")]
    [InlineData("""{"result":{"tasks":[{"userId":"x"},7,null],"formComponentValues":[7,{"value":"v"},null],"operationRecords":[{}],"createTime":"gestern","status":"3"},"success":true}""")]
    [InlineData("""{"result":"{\"tasks\":\"[]\"}"}""")]
    public async Task An_odd_instance_reads_as_far_as_it_goes(string answer)
    {
        using var world = ApiWorld.Answering(answer);
        var instance = await Api(world).GetInstanceAsync(new("p"), CancellationToken.None);
        (instance.Title, instance.Status, instance.CreatedAt, instance.Tasks.Count, instance.Form.Count).ShouldBe(("", ProcessStatus.Unknown, null, 0, 0));
    }

    [Fact]
    public async Task Ids_are_listed_page_by_page()
    {
        using var world = ApiWorld.Answering("""{"result":{"list":["i1","i2"],"nextToken":"10"},"success":true}""", """{"result":{"list":[],"nextToken":""},"success":true}""");
        var from = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        var page = await Api(world).ListInstancesAsync("PROC-1", from, from.AddDays(120), 0, 20, [new("u1")], [ProcessStatus.Running], CancellationToken.None);
        (string.Join(',', page.Ids), page.Next).ShouldBe(("i1,i2", 10));
        (await Api(world).ListInstancesAsync("PROC-1", from, from, 10, 20, null, null, CancellationToken.None)).Next.ShouldBeNull();
        world.Calls[0].Body.ShouldBe("""{"processCode":"PROC-1","startTime":1700000000000,"endTime":1710368000000,"nextToken":0,"maxResults":20,"userIds":["u1"],"statuses":["RUNNING"]}""");
        world.Calls[1].Body.ShouldBe("""{"processCode":"PROC-1","startTime":1700000000000,"endTime":1700000000000,"nextToken":10,"maxResults":20}""");
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(21, 1, 0)]
    [InlineData(20, 121, 0)]
    [InlineData(20, -1, 0)]
    [InlineData(20, 1, 11)]
    public async Task A_list_out_of_bounds_is_not_asked_for(int size, int days, int people)
    {
        using var world = ApiWorld.Answering("{}");
        var from = DateTimeOffset.UnixEpoch;
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).ListInstancesAsync("P", from, from.AddDays(days), 0, size,
            [.. Enumerable.Range(0, people).Select(n => new StaffId($"u{n}"))], null, CancellationToken.None))).Fault.ShouldBe(DingTalkFault.Invalid);
        world.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deciding_commenting_and_fetching_say_what_DingTalk_wants()
    {
        using var world = ApiWorld.Answering("""{"result":true,"success":true}""", """{"result":true,"success":true}""",
            """{"result":{"spaceId":3996960664,"fileId":"26","downloadUri":"http://files.example/x"},"success":true}""");
        await Api(world).ExecuteTaskAsync(new("p"), 67583405630, new("m1"), agree: false, "不行" + new string('x', 2000), CancellationToken.None);
        await Api(world).CommentAsync(new("p"), new("m1"), "看一下", CancellationToken.None);
        (await Api(world).GetAttachmentAsync(new("p"), "26", ofComment: true, CancellationToken.None)).ToString().ShouldBe("http://files.example/x");
        world.Calls.Select(call => call.Url.AbsolutePath).ShouldBe(["/v1.0/workflow/processInstances/execute", "/v1.0/workflow/processInstances/comments", "/v1.0/workflow/processInstances/spaces/files/urls/download"]);
        world.Calls[0].Body.ShouldBe($$"""{"processInstanceId":"p","taskId":67583405630,"actionerUserId":"m1","result":"refuse","remark":"不行{{new string('x', WorkflowApi.MaxRemark - 2)}}"}""");
        world.Calls[1].Body.ShouldBe("""{"processInstanceId":"p","text":"看一下","commentUserId":"m1"}""");
        world.Calls[2].Body.ShouldBe("""{"processInstanceId":"p","fileId":"26","withCommentAttatchment":true}""");
    }

    [Theory]
    [InlineData("aflowProcessInstCanNotBeExecuted", DingTalkFault.Invalid, true)]
    [InlineData("aflowProcessInstStatusException", DingTalkFault.Invalid, true)]
    [InlineData("invalidInstanceExecuteTaskId", DingTalkFault.Invalid, false)]
    [InlineData("aflowProcessInstNotExist", DingTalkFault.NotFound, false)]
    [InlineData("userNotExist", DingTalkFault.NotFound, false)]
    [InlineData("needAuth", DingTalkFault.Permission, false)]
    [InlineData("internalError", DingTalkFault.Busy, false)]
    public async Task What_DingTalk_refuses_has_its_class(string code, DingTalkFault fault, bool over)
    {
        using var world = ApiWorld.Refusing($$"""{"requestid":"r","code":"{{code}}","message":"不行"}""");
        var thrown = await Should.ThrowAsync<DingTalkApiException>(() => Api(world).ExecuteTaskAsync(new("p"), 1, new("m"), agree: true, null, CancellationToken.None));
        (thrown.Fault, thrown.Code, WorkflowApi.IsOver(thrown)).ShouldBe((fault, code, over));
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        using var world = ApiWorld.Refusing("""{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","requestid":"r","message":"没有调用该接口的权限","accessdenieddetail":{"requiredScopes":["Workflow.Instance.Write"]}}""", HttpStatusCode.Forbidden);
        var thrown = await Should.ThrowAsync<DingTalkApiException>(() => Api(world).CommentAsync(new("p"), new("m"), "x", CancellationToken.None));
        (thrown.Fault, thrown.RequiredScopes.Single()).ShouldBe((DingTalkFault.Permission, "Workflow.Instance.Write"));
    }

    [Theory]
    [InlineData("""{"result":false,"success":true}""", "not_done")]
    [InlineData("""{"result":true,"success":false}""", "unsuccessful")]
    public async Task A_decision_that_was_not_carried_out_is_no_success(string answer, string code)
    {
        using var world = ApiWorld.Answering(answer);
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).ExecuteTaskAsync(new("p"), 1, new("m"), agree: true, null, CancellationToken.None))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("""{"result":{"downloadUri":"#zif.file"}}""")]
    [InlineData("""{"result":{"downloadUri":"file:///etc/passwd"}}""")]
    [InlineData("""{"success":true}""")]
    public async Task An_address_that_can_not_be_fetched_from_is_none(string answer)
    {
        using var world = ApiWorld.Answering(answer);
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).GetAttachmentAsync(new("p"), "1", ofComment: false, CancellationToken.None))).Code.ShouldBe("no_downloadUri");
    }
}
