using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dinghy.Scenarios;

/// <summary>An agent in its organisation: it finds people, and writes to others only as far as somebody said yes.</summary>
public sealed partial class OrganisationScenarios
{
    private const string Search = "qyapi_addresslist_search";

    private static LabOptions Allowed(params string[] tools) => new()
    {
        Config = config =>
        {
            config["agents"] = new JsonObject { ["default"] = new JsonObject { ["tools"] = new JsonArray([.. tools.Select(tool => (JsonNode)tool)]) } };
            config["channels"]!["dingtalk"]!["agent_id"] = "4000000001";
        },
    };

    [Fact]
    public async Task An_agent_finds_a_person_and_their_manager_and_shows_no_telephone_number()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Enqueue(ModelBehaviour.CallTools(null, ("find_people", """{"name":"李四"}"""), ("get_manager", """{"person":"李四"}""")), ModelBehaviour.Answer("李四的主管是张三。"));
        (await lab.AskAsync("user002", "李四的主管是谁")).Text.ShouldBe("李四的主管是张三。");
        var told = Results(lab.Model.Requests[^1]);
        told[0]["people"]![0]!.ToJsonString().ShouldBe("""{"staff_id":"user002","name":"\u674E\u56DB","departments":[{"dept_id":1011,"name":"\u5E73\u53F0\u7EC4"}],"manager_staff_id":"manager75"}""");
        told[1]["managers"]![0]!["staff_id"]!.GetValue<string>().ShouldBe("manager75");
        lab.Model.Requests[^1].Text.ShouldNotContain("139000000");
    }

    [Fact]
    public async Task Whoever_is_of_another_organisation_hears_nothing_of_its_people()
    {
        var options = new LabOptions { Config = LabOptions.Channel(channel => { channel["allow_external"] = true; channel["corp_id"] = "dingcorp0001"; }) };
        await using var lab = await TestLab.StartAsync(options);
        lab.World.AddPerson("guest", "客人", external: true);
        lab.Model.Enqueue(ModelBehaviour.CallTool("find_people", """{"name":"张三"}"""), ModelBehaviour.Answer("不能查。"));
        (await lab.AskAsync("guest", "张三是谁")).Text.ShouldBe("不能查。");
        Last(lab).ShouldStartWith("Not done: whoever asks is not of this organisation");
        lab.World.Requests().ShouldNotContain(request => request.Path.Contains("/contact/"));
    }

    [Fact]
    public async Task A_message_to_a_department_of_thirty_goes_after_the_preview_and_a_yes_and_is_taken_back()
    {
        await using var lab = await TestLab.StartAsync(Allowed("*"));
        Thirty(lab);
        lab.Model.Enqueue(
            ModelBehaviour.CallTool("send_to", """{"departments":["销售部"],"text":"明天九点开会"}"""),
            Confirmed("send_to", new JsonObject { ["departments"] = new JsonArray("销售部"), ["text"] = "明天九点开会" }),
            ModelBehaviour.Answer("要发给 30 人，请确认。"));
        var asked = await lab.AskAsync("user002", "告诉销售部明天九点开会");
        asked.Text.ShouldContain("30 people/人");
        lab.World.BotMessages().Count(message => message.Text == "明天九点开会").ShouldBe(0, "nobody has said yes");

        lab.Model.Enqueue(ModelBehaviour.Answer("已发送。"));
        await lab.SayAsync("user002", $"/批准 {Code().Match(asked.Text).Value}");
        var sent = await lab.BotMessagesAsync(30, message => message.Text == "明天九点开会", "thirty messages");
        sent.Select(message => message.ConversationId).Distinct().Count().ShouldBe(30);
        lab.World.Requests().Count(request => request.Path == "/v1.0/robot/oToMessages/batchSend").ShouldBe(2, "twenty people a call");
        await lab.BotMessagesAsync(1, message => message.Text.Contains("已发送"), "the answer");
        var number = long.Parse(Number().Match(lab.Model.Requests[^1].Messages[^1].Content).Value);

        lab.Model.Enqueue(ModelBehaviour.CallTool("recall_message", $$"""{"message":{{number}}}"""), ModelBehaviour.Answer("撤回了。"));
        (await lab.AskAsync("user002", "撤回")).Text.ShouldBe("撤回了。");
        Last(lab).ShouldBe($"Message {number} is taken back: nobody sees it any more.");
        sent.ShouldAllBe(message => lab.World.FindSent(message.ProcessQueryKey!)!.Recalled);
    }

    [Fact]
    public async Task Without_a_yes_and_with_other_words_than_were_shown_nothing_goes()
    {
        await using var lab = await TestLab.StartAsync(Allowed("*"));
        Thirty(lab);
        lab.Model.Enqueue(
            ModelBehaviour.CallTool("send_to", """{"departments":["销售部"],"text":"放假"}"""),
            Confirmed("send_to", new JsonObject { ["departments"] = new JsonArray("销售部"), ["text"] = "不放假" }), ModelBehaviour.Answer("请确认。"));
        var asked = await lab.AskAsync("user002", "告诉销售部放假");
        lab.Model.Enqueue(ModelBehaviour.Answer("没有发送。"));
        await lab.SayAsync("user002", $"/批准 {Code().Match(asked.Text).Value}");
        await lab.BotMessagesAsync(1, message => message.Text.Contains("没有发送"), "the answer");
        Last(lab).ShouldContain("confirm is not what the preview");

        lab.Model.Enqueue(
            ModelBehaviour.CallTool("send_to", """{"departments":["销售部"],"text":"放假"}"""),
            Confirmed("send_to", new JsonObject { ["departments"] = new JsonArray("销售部"), ["text"] = "放假" }), ModelBehaviour.Answer("请确认。"));
        asked = await lab.AskAsync("user002", "告诉销售部放假");
        await lab.AskAsync("user002", $"/拒绝 {Code().Match(asked.Text).Value}");
        lab.World.Requests().ShouldNotContain(request => request.Path == "/v1.0/robot/oToMessages/batchSend");
    }

    [Fact]
    public async Task An_approval_is_listed_and_read_to_whoever_takes_part_and_to_nobody_else()
    {
        var options = Allowed("*");
        await using var lab = await TestLab.StartAsync(options with
        {
            Config = config =>
            {
                options.Config!(config);
                config["tools"] = new JsonObject { ["organisation"] = new JsonObject { ["processes"] = new JsonObject { ["请假"] = "PROC-EMULATOR-LEAVE" } } };
            },
        });
        var leave = lab.World.StartApproval(new ApprovalStart("user002", "李四提交的请假", [["manager75"]]) { Form = [new("事由", "回家探亲")] });
        lab.World.StartApproval(new ApprovalStart("manager75", "张三提交的请假", [["manager75"]]));
        lab.Model.Enqueue(
            ModelBehaviour.CallTool("list_approvals", """{"process":"请假","status":"running"}"""), ModelBehaviour.CallTool("read_approval", $$"""{"id":"{{leave.InstanceId}}"}"""), ModelBehaviour.Answer("您的请假在等张三。"));
        (await lab.AskAsync("user002", "我的请假批了吗")).Text.ShouldBe("您的请假在等张三。");
        var told = Results(lab.Model.Requests[^1]);
        Results(lab.Model.Requests[^2]).ShouldHaveSingleItem()["approvals"]!.AsArray().ShouldHaveSingleItem()!["title"]!.GetValue<string>().ShouldBe("李四提交的请假");
        (told[0]["form"]![0]!["value"]!.GetValue<string>(), told[0]["waits_for"]![0]!.GetValue<string>()).ShouldBe(("回家探亲", "manager75"));

        lab.World.AddPerson("user009", "赵六");
        lab.Model.Enqueue(ModelBehaviour.CallTool("read_approval", $$"""{"id":"{{leave.InstanceId}}"}"""), ModelBehaviour.Answer("看不到。"));
        (await lab.AskAsync("user009", "李四的请假写了什么")).Text.ShouldBe("看不到。");
        Last(lab).ShouldBe("Not read: there is no such approval that the person who asks has a part in.");

        lab.World.DecideApproval(leave.InstanceId, leave.Tasks[0].TaskId, agree: true, "准").ShouldBeTrue();
        lab.Model.Enqueue(ModelBehaviour.CallTool("read_approval", $$"""{"id":"{{leave.InstanceId}}"}"""), ModelBehaviour.Answer("同意了。"));
        (await lab.AskAsync("manager75", "李四的请假呢")).Text.ShouldBe("同意了。");
        Results(lab.Model.Requests[^1])[^1]["result"]!.GetValue<string>().ShouldBe("agree");
    }

    [Fact]
    public async Task What_the_rules_for_content_stop_reaches_no_colleague()
    {
        var options = Allowed("*");
        await using var lab = await TestLab.StartAsync(options with
        {
            Config = config =>
            {
                options.Config!(config);
                config["moderation"] = new JsonObject { ["words"] = new JsonArray("秘密项目") };
            },
        });
        lab.Model.Enqueue(
            ModelBehaviour.CallTools(null, ("send_to", """{"people":["张三"],"text":"秘密项目明天上线"}"""), ("send_work_notice", """{"people":["张三"],"title":"秘密项目","text":"明天上线"}""")),
            ModelBehaviour.Answer("没有发送。"));
        (await lab.AskAsync("user002", "告诉张三")).Text.ShouldBe("没有发送。");
        var results = lab.Model.Requests[^1].Messages.Where(message => message.Role == "tool").ToList();
        results.Count.ShouldBe(2);
        results.ShouldAllBe(message => message.Content.Contains("the operator's rules for content stop this message", StringComparison.Ordinal));
        lab.World.WorkNotices.ShouldBeEmpty();
        lab.World.Requests().ShouldNotContain(request => request.Path == "/v1.0/robot/oToMessages/batchSend");

        lab.Model.Enqueue(ModelBehaviour.CallTool("send_to", """{"people":["张三"],"text":"明天上线"}"""), ModelBehaviour.Answer("已发送。"));
        (await lab.AskAsync("user002", "那就只说明天上线")).Text.ShouldBe("已发送。");
        await lab.BotMessagesAsync(1, message => message.Text == "明天上线", "what passes goes");
    }

    [Fact]
    public async Task Sending_is_off_for_an_agent_whose_tools_do_not_name_it()
    {
        await using var lab = await TestLab.StartAsync();
        await lab.AskAsync("user002", "你好");
        lab.Model.Requests[^1].Tools.ShouldContain("find_people");
        lab.Model.Requests[^1].Tools.Intersect(["send_to", "send_work_notice", "recall_message", "message_status"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_work_notice_is_sent_told_of_and_taken_back()
    {
        await using var lab = await TestLab.StartAsync(Allowed("send_work_notice", "message_status", "recall_message"));
        lab.Model.Enqueue(ModelBehaviour.CallTool("send_work_notice", """{"people":["张三"],"title":"通知","text":"请交报销单"}"""), ModelBehaviour.Answer("已通知。"));
        (await lab.AskAsync("user002", "给张三发工作通知")).Text.ShouldBe("已通知。");
        var notice = lab.World.WorkNotices.ShouldHaveSingleItem();
        (notice.Text, notice.StaffIds.Single()).ShouldBe(("请交报销单", "manager75"));
        var number = (long)JsonNode.Parse(Last(lab).Split('\n')[0])!["message"]!;
        lab.World.ReadWorkNotice(notice.TaskId, "manager75");

        lab.Model.Enqueue(ModelBehaviour.CallTools(null, ("message_status", $$"""{"message":{{number}}}"""), ("recall_message", $$"""{"message":{{number}}}""")), ModelBehaviour.Answer("已撤回。"));
        (await lab.AskAsync("user002", "撤回通知")).Text.ShouldBe("已撤回。");
        Results(lab.Model.Requests[^1])[0]["read"]!.GetValue<int>().ShouldBe(1);
        lab.World.WorkNotices.Single().Recalled.ShouldBeTrue();

        // Another person's message is not theirs to take back.
        lab.Model.Enqueue(ModelBehaviour.CallTool("recall_message", $$"""{"message":{{number}}}"""), ModelBehaviour.Answer("不行。"));
        await lab.AskAsync("manager75", "撤回");
        Last(lab).ShouldBe($"Not taken back: there is no message {number} that this person had sent.");

        // DingTalk takes the same notice again, and drops it without a word: the status tells.
        lab.Model.Enqueue(ModelBehaviour.CallTool("send_work_notice", """{"people":["张三"],"title":"通知","text":"请交报销单"}"""), ModelBehaviour.CallTool("message_status", $$"""{"message":{{number + 1}}}"""), ModelBehaviour.Answer("没有送达。"));
        await lab.AskAsync("user002", "再发一次");
        JsonNode.Parse(Last(lab))!["not_reached"]!.ToJsonString().ShouldContain("manager75: the same notice went to them today");
    }

    [Theory]
    [InlineData(Search, "find_people", """{"name":"张三"}""")]
    [InlineData("qyapi_get_member", "get_manager", "{}")]
    [InlineData("qyapi_get_department_member", "find_people", """{"department":"101"}""")]
    [InlineData("qyapi_get_department_list", "list_departments", "{}")]
    [InlineData("qyapi_base", "send_work_notice", """{"people":["manager75"],"title":"t","text":"x"}""")]
    public async Task A_missing_permission_is_named_with_where_it_is_granted_and_the_rest_works(string scope, string tool, string arguments)
    {
        await using var lab = await TestLab.StartAsync(Allowed("*"));
        lab.Faults.Set(new Fault(FaultKind.ScopeMissing) { Target = scope });
        lab.Model.Enqueue(ModelBehaviour.CallTool(tool, arguments), ModelBehaviour.Answer("做不了。"));
        var answer = (await lab.AskAsync("user002", "查一下")).Text;
        answer.ShouldStartWith("做不了。");
        answer.ShouldContain($"应用还没有开通钉钉权限 {scope}");
        answer.ShouldContain("https://open-dev.dingtalk.com/appscope/apply?content=dingemulator0001%23" + scope);
        Last(lab).ShouldContain($"the app lacks DingTalk's permission {scope}");
        await lab.Gateway.LogAsync(line => line.Contains("[3160]") && line.Contains(scope), "the operator's line");
        lab.Model.Enqueue(ModelBehaviour.Answer("在的。"));
        (await lab.AskAsync("user002", "在吗")).Text.ShouldBe("在的。");
    }

    [Fact]
    public async Task A_robot_that_may_not_send_says_which_permission_is_missing()
    {
        await using var lab = await TestLab.StartAsync(Allowed("*"));
        lab.Faults.Set(new Fault(FaultKind.ScopeMissing) { Target = "qyapi_robot_sendmsg" });
        var (code, shown, _) = await lab.CliAsync("message", "send", "--to", "manager75", "--text", "x");
        code.ShouldBe(1, "the message is kept, and waits for the permission");
        shown.ShouldContain("not sent yet: Forbidden.AccessDenied.AccessTokenPermissionDenied: grant qyapi_robot_sendmsg");
        lab.Model.Enqueue(ModelBehaviour.CallTool("send_to", """{"people":["张三"],"text":"在吗"}"""), ModelBehaviour.Answer("没发出去。"));
        (await lab.AskAsync("user002", "问张三在不在")).Text.ShouldContain("应用还没有开通钉钉权限 qyapi_robot_sendmsg");
        lab.Faults.Clear();
        await lab.BotMessagesAsync(1, message => message.Text == "在吗", "what was kept");
    }

    [Fact]
    public async Task While_the_directory_is_down_the_answer_says_so_and_what_is_known_is_told()
    {
        await using var lab = await TestLab.StartAsync(Allowed("*"));
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "user_search", Code = 503 });
        lab.Model.Enqueue(ModelBehaviour.CallTools(null, ("find_people", """{"name":"张三"}"""), ("get_manager", "{}")), ModelBehaviour.Answer("查不到。"));
        var answer = (await lab.AskAsync("user002", "张三在哪个部门")).Text;
        answer.ShouldStartWith("查不到。");
        answer.ShouldContain("钉钉暂时没有应答");
        lab.Model.Requests[^1].Messages[^1].Content.ShouldContain("manager75", Case.Sensitive, "the rest of the directory answers");
    }

    private static void Thirty(TestLab lab)
    {
        lab.World.SetDepartment(200, "销售部");
        lab.World.SetDepartment(201, "华东组", parent: 200);
        for (var number = 0; number < 30; number++)
        {
            lab.World.AddPerson($"sale{number}", $"销售{number}");
            lab.World.PlacePerson($"sale{number}", new OrgPlace { Departments = [number < 10 ? 200 : 201] });
        }
    }

    /// <summary>The call again, with the confirm that the preview gave.</summary>
    private static ModelBehaviour Confirmed(string tool, JsonObject arguments) => new(turn =>
    {
        var preview = turn.Request.Messages[^1].Content;
        preview.ShouldStartWith("Not sent yet.");
        arguments["confirm"] = preview.Split('\n')[^1];
        return ModelBehaviour.CallTool(tool, arguments.ToJsonString()).RunAsync(turn);
    });

    private static string Last(TestLab lab) => lab.Model.Requests[^1].Messages[^1].Content;

    private static IReadOnlyList<JsonNode> Results(ModelRequest request) => [.. request.Messages.Reverse().TakeWhile(message => message.Role == "tool").Reverse().Select(message =>
    {
        var first = message.Content.Split('\n')[0];
        return first.StartsWith('{') ? JsonNode.Parse(first)! : JsonValue.Create(first);
    })];

    [GeneratedRegex(@"(?<=""message"":)\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<=/批准 )\d{6}")]
    private static partial Regex Code();
}
