using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Commands;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Tests.Tools;

/// <summary>A call that somebody else than its asker has to allow, in a chat of their own.</summary>
public sealed partial class ApproverTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_named_approver_is_asked_in_private_and_the_asker_hears_whom_and_how_it_ended()
    {
        var tool = new FakeTool("pay", "PAID 7");
        await using var rig = await StartAsync(tool, "chief", FakeModel.Whole("It is paid."));
        var (told, asked) = await AskAsync(rig);
        told.Text.ShouldContain("This runs only if chief allows it (within 10 min), and was asked in private:  \n**pay**\n```\n{\"amount\":7}\n```");
        told.Text.ShouldNotContain(Code(asked.Text));
        (asked.To, asked.Road).ShouldBe(("chief", Road.OpenApi));
        asked.Text.ShouldContain("Ann asked me for something that is yours to decide.");
        asked.Text.ShouldContain("**pay**\n```\n{\"amount\":7}\n```");
        var code = Code(asked.Text);

        (await SayAsync(rig, $"/approve {code}", "staff-1")).ShouldBe("This is for somebody else to decide, who was asked.");
        (await SayAsync(rig, $"/approve {code}", CommandRig.Owner)).ShouldBe("Nothing waits here under this code.");
        (await SayAsync(rig, $"/approve {code}", "mallory")).ShouldBe("Nothing waits here under this code.");
        tool.Calls.ShouldBe(0);

        await rig.SayAsync($"/approve {code}", "chief");
        var (first, second) = (await rig.Rig.DingTalk.NextAsync(), await rig.Rig.DingTalk.NextAsync());
        var (chief, asker) = first.Text.StartsWith("Allowed", StringComparison.Ordinal) ? (first, second) : (second, first);
        chief.Text.ShouldBe("Allowed: `pay`. It runs now, and Ann hears how it ended.");
        (asker.Text, asker.To).ShouldBe(("It is paid.", "?session=s3cr3t"));
        tool.Calls.ShouldBe(1);
        await QuietAsync(rig);
        (await SayAsync(rig, $"/approve {code}", "chief")).ShouldBe("This was allowed before, and is not done a second time.");
        tool.Calls.ShouldBe(1);
        (await AuditAsync(rig)).ShouldBe(["tool.asked staff-1", "tool.not_theirs staff-1", "tool.approved chief", "tool.ended gateway"]);
    }

    [Fact]
    public async Task What_the_approver_refuses_does_not_run_and_the_asker_hears_so()
    {
        var tool = new FakeTool("pay");
        await using var rig = await StartAsync(tool, "chief", FakeModel.Whole("They said no."));
        var (_, asked) = await AskAsync(rig);
        await rig.SayAsync($"/deny {Code(asked.Text)}", "chief");
        string[] said = [(await rig.Rig.DingTalk.NextAsync()).Text, (await rig.Rig.DingTalk.NextAsync()).Text];
        said.Order().ShouldBe(["Refused: `pay` is not done, and Ann hears so.", "They said no."]);
        tool.Calls.ShouldBe(0);
        (await AuditAsync(rig)).ShouldBe(["tool.asked staff-1", "tool.denied chief"]);
    }

    [Fact]
    public async Task Nobody_answers_in_time_and_the_asker_hears_that_nothing_was_done()
    {
        var tool = new FakeTool("pay");
        await using var rig = await StartAsync(tool, "chief", timeout: TimeSpan.FromMinutes(3), watch: true);
        var (_, asked) = await AskAsync(rig);
        await QuietAsync(rig);
        await Waiting.Until(() => rig.Rig.Time.ArmedTimers > 0);
        rig.Rig.Time.Advance(TimeSpan.FromMinutes(3));
        var told = await rig.Rig.DingTalk.NextAsync();
        (told.Text, told.To).ShouldBe(("Nobody allowed `pay` within 3 min, so it was not done. Ask again if you still want it.", "?session=s3cr3t"));
        await QuietAsync(rig);
        (await SayAsync(rig, $"/approve {Code(asked.Text)}", "chief")).ShouldStartWith("The time to decide is over");
        tool.Calls.ShouldBe(0);
        (await AuditAsync(rig)).ShouldBe(["tool.asked staff-1", "tool.timed_out gateway"]);
        (await rig.HistoryAsync()).Count.ShouldBe(2, "what we say ourselves is not remembered");
    }

    [Fact]
    public async Task An_approver_who_may_not_talk_to_the_robot_may_answer_what_they_were_asked_and_nothing_else()
    {
        var tool = new FakeTool("pay");
        await using var rig = await StartAsync(tool, "chief", change: config => config with
        {
            Accounts = [config.Accounts[0] with { DmPolicy = AccessPolicy.Allowlist, AllowFrom = Accounts.Ids("staff-1"), RefusalText = Wording.Off }],
        });
        var (_, asked) = await AskAsync(rig);
        await rig.SayAsync("and what do you earn?", "chief");
        await rig.SayAsync("/approve 000000", "chief");
        await rig.SayAsync($"/approve {Code(asked.Text)}", "chief");
        (await rig.Rig.DingTalk.NextAsync()).ShouldNotBeNull();
        (await rig.Rig.DingTalk.NextAsync()).ShouldNotBeNull();
        tool.Calls.ShouldBe(1);
        (await rig.Rig.OutcomesAsync())["ignored:not_allowed"].ShouldBe(2);
    }

    [Fact]
    public async Task A_stop_between_the_yes_and_the_run_gives_one_run()
    {
        var tool = new FakeTool("pay", "PAID 7");
        await using var rig = await StartAsync(tool, "chief");
        var (_, asked) = await AskAsync(rig);
        (rig.Rig.Store.Failures, rig.Rig.Store.Failing) = (1_000_000, nameof(IApprovalStore.BeginApprovalAsync));
        await rig.SayAsync($"/approve {Code(asked.Text)}", "chief");
        await Waiting.Until(() => rig.Rig.Store.Failed > 0);
        tool.Calls.ShouldBe(0);
        var after = FakeModel.Saying("Paid after all.");
        await rig.Rig.RestartAsync(after);
        await Waiting.Until(() => rig.Rig.DingTalk.All.Any(sent => sent.Text == "Paid after all."));
        (await after.AskedAsync())[^1].Text.ShouldContain("[Allowed and run]");
        await rig.Rig.RestartAsync(FakeModel.Saying("never"));
        await QuietAsync(rig);
        tool.Calls.ShouldBe(1);
        rig.Rig.DingTalk.Texts.ShouldNotContain("never");
    }

    [Fact]
    public async Task A_stop_while_it_runs_leaves_its_end_unknown_and_it_is_not_run_again()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tool = new FakeTool("pay", async (_, ct) =>
        {
            reached.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(ct);
            return new ToolResult("never");
        });
        await using var rig = await StartAsync(tool, "chief");
        var (_, asked) = await AskAsync(rig);
        await rig.SayAsync($"/approve {Code(asked.Text)}", "chief");
        await reached.Task.Within();
        var after = FakeModel.Saying("Please look yourself.");
        await rig.Rig.RestartAsync(after);
        await Waiting.Until(() => rig.Rig.DingTalk.All.Any(sent => sent.Text == "Please look yourself."));
        (await after.AskedAsync())[^1].Text.ShouldContain("[Allowed, end unknown]");
        tool.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_question_survives_a_restart_and_is_not_put_twice()
    {
        var tool = new FakeTool("pay", "PAID 7");
        await using var rig = await StartAsync(tool, "chief");
        var (_, asked) = await AskAsync(rig);
        await QuietAsync(rig);
        await rig.Rig.RestartAsync(FakeModel.Saying("It is paid."));
        await rig.SayAsync($"/approve {Code(asked.Text)}", "chief");
        await Waiting.Until(() => rig.Rig.DingTalk.All.Any(sent => sent.Text == "It is paid."));
        await QuietAsync(rig);
        rig.Rig.DingTalk.All.Count(sent => sent.To == "chief" && sent.Text.Contains("yours to decide", StringComparison.Ordinal)).ShouldBe(1);
        tool.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData("manager", "m1")]
    [InlineData("dept_head", "head-1")]
    [InlineData("role:财务", "fin-1,fin-2")]
    [InlineData("owner", "boss")]
    public async Task The_manager_the_head_of_the_department_a_role_and_the_owners_are_found(string rule, string expected)
    {
        using var world = World();
        await using var rig = await StartAsync(new FakeTool("pay"), rule, people: world);
        await rig.SayAsync("pay 7");
        await Waiting.Until(() => rig.Rig.DingTalk.All.Count(sent => sent.Text.Contains("yours to decide", StringComparison.Ordinal)) == expected.Split(',').Length);
        rig.Rig.DingTalk.All.Where(sent => sent.Text.Contains("yours to decide", StringComparison.Ordinal)).Select(sent => sent.To).Order().ShouldBe(expected.Split(','));
        await QuietAsync(rig);
    }

    [Fact]
    public async Task Whoever_leads_the_department_does_not_decide_for_themselves()
    {
        using var world = World(heads: """["staff-1"]""");
        await using var rig = await StartAsync(new FakeTool("pay"), "dept_head", people: world);
        var (_, asked) = await AskAsync(rig);
        asked.To.ShouldBe("top-1", "the department above");
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("dept_head")]
    [InlineData("role:财务")]
    public async Task With_the_directory_down_the_owners_are_asked_instead(string rule)
    {
        using var world = World();
        world.Answer = (_, _, _) => Task.FromResult(DirectoryWorld.NoScope);
        await using var rig = await StartAsync(new FakeTool("pay"), rule, people: world);
        var (_, asked) = await AskAsync(rig);
        asked.To.ShouldBe(CommandRig.Owner);
    }

    [Fact]
    public async Task With_nobody_to_ask_it_is_not_run_and_the_model_hears_why()
    {
        using var world = World(manager: null);
        var (tool, model) = (new FakeTool("pay"), new FakeModel(FakeModel.Bringing(FakeModel.Call("pay")), FakeModel.Whole("Nobody can allow it.")));
        await using var rig = await CommandRig.StartAsync(model, config => Ruled(config, "manager") with { Owners = Accounts.Ids() }, tools: tool);
        rig.Rig.Superiors = world.Superiors;
        (await rig.AskAsync("pay")).ShouldBe("Nobody can allow it.");
        await model.AskedAsync();
        (await model.AskedAsync())[^1].Contents[0].ShouldBeOfType<Microsoft.Extensions.AI.FunctionResultContent>().Result.ShouldBeOfType<string>().ShouldContain("nobody is their manager, and this robot has no owner");
        tool.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task What_only_owners_may_allow_no_rule_gives_to_others()
    {
        await using var rig = await StartAsync(new FakeTool("pay") { Terms = ToolTerms.Owners }, "chief");
        var (_, asked) = await AskAsync(rig);
        asked.To.ShouldBe(CommandRig.Owner);
    }

    [Fact]
    public async Task On_a_card_the_approvers_press_decides_and_anybody_elses_is_refused_and_kept()
    {
        var tool = new FakeTool("pay", "PAID 7");
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("pay", ("amount", 7L))), FakeModel.Whole("asking"), FakeModel.Whole("It is paid."));
        await using var rig = new PipelineRig(model, account: CardTalk.Account with { Reply = CardTalk.Account.Reply with { CardAfter = TimeSpan.FromMinutes(1) } }, change: config => Ruled(config, "chief") with { Language = "en" }, tools: [tool]);
        await rig.StartAsync();
        await rig.PushAsync(new Said { Text = "pay 7" });
        var card = (await rig.DingTalk.NextCardAsync()).OutTrackId;
        await Waiting.Until(async () => (await rig.CountAsync()).OpenTurns == 0);
        foreach (var who in new[] { "mallory", "staff-1", "mallory" }) await rig.PressAsync(Press(card, "choice_1", who));
        tool.Calls.ShouldBe(0);
        await rig.PressAsync(Press(card, "choice_1", "chief"));
        await rig.PressAsync(Press(card, "choice_1", "chief"));
        await rig.PressAsync(Press(card, "choice_2", "chief"));
        await Waiting.Until(() => rig.DingTalk.All.Any(sent => sent.Text == "It is paid."));
        await Waiting.Until(async () => (await rig.CountAsync()).OpenTurns == 0);
        tool.Calls.ShouldBe(1);
        (await rig.Store.ReadAuditAsync(0, 50, Ct)).Select(entry => $"{entry.Kind} {entry.Actor}")
            .ShouldBe(["tool.asked staff-1", "tool.not_theirs mallory", "tool.not_theirs staff-1", "tool.approved chief", "tool.ended gateway"]);
    }

    private static async Task<CommandRig> StartAsync(
        FakeTool tool, string approver, Func<IReadOnlyList<Microsoft.Extensions.AI.ChatMessage>, CancellationToken, IAsyncEnumerable<Microsoft.Extensions.AI.AIContent>>? after = null, TimeSpan? timeout = null, bool watch = false,
        Func<DinghyConfig, DinghyConfig>? change = null, DirectoryWorld? people = null)
    {
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("pay", ("amount", 7L))), FakeModel.Whole("I am about to pay."), after ?? FakeModel.Whole("went on"));
        var rig = await CommandRig.StartAsync(model, config => (change ?? (same => same))(Ruled(config, approver, timeout)), watchApprovals: watch, tools: tool);
        rig.Rig.Superiors = people?.Superiors;
        return rig;
    }

    private static DinghyConfig Ruled(DinghyConfig config, string approver, TimeSpan? timeout = null) => config with
    {
        Tools = new ToolsConfig
        {
            Policy = new Dictionary<string, ToolPolicy> { ["pay"] = ToolPolicy.Ask },
            Rules = new Dictionary<string, ToolRule> { ["pay"] = new(ToolPolicy.Ask, Approver.Parse(approver), timeout) },
        },
    };

    /// <summary>The two messages that follow, whichever comes first.</summary>
    private static async Task<(Sent Told, Sent Asked)> AskAsync(CommandRig rig)
    {
        await rig.Rig.PushAsync(new Said { Id = "ask", Text = "pay 7", Conversation = "cid-staff-1" });
        var (one, two) = (await rig.Rig.DingTalk.NextAsync(), await rig.Rig.DingTalk.NextAsync());
        return one.Text.Contains("yours to decide", StringComparison.Ordinal) ? (two, one) : (one, two);
    }

    private static async Task<string> SayAsync(CommandRig rig, string text, string who) => await rig.AskAsync(text, who);

    private static Task QuietAsync(CommandRig rig) => Waiting.Until(async () => (await rig.Rig.CountAsync()).OpenTurns == 0);

    private static async Task<IEnumerable<string>> AuditAsync(CommandRig rig)
    {
        await QuietAsync(rig);
        return (await rig.Rig.Store.ReadAuditAsync(0, 100, Ct)).Select(entry => $"{entry.Kind} {entry.Actor}");
    }

    /// <summary>staff-1 is in 102 below 1.</summary>
    private static DirectoryWorld World(string? manager = "m1", string heads = """["head-1"]""") => new()
    {
        Answer = (path, body, _) => Task.FromResult(path switch
        {
            "/topapi/v2/user/get" => $"{{\"errcode\":0,\"result\":{{\"userid\":{JsonNode.Parse(body)!["userid"]!.ToJsonString()},\"name\":\"N\"{(manager is null ? "" : $",\"manager_userid\":\"{manager}\"")}}}}}",
            "/topapi/v2/department/listparentbyuser" => """{"errcode":0,"result":{"parent_list":[{"parent_dept_id_list":[102,1]}]}}""",
            "/topapi/v2/department/get" => $"{{\"errcode\":0,\"result\":{{\"dept_id\":{JsonNode.Parse(body)!["dept_id"]!.ToJsonString()},\"name\":\"D\",\"dept_manager_userid_list\":{(body.Contains("102", StringComparison.Ordinal) ? heads : "[\"top-1\"]")}}}}}",
            "/topapi/role/list" => """{"errcode":0,"result":{"hasMore":false,"list":[{"groupId":9,"name":"岗位","roles":[{"id":1,"name":"会计"},{"id":2,"name":"财务"}]}]}}""",
            _ => """{"errcode":0,"result":{"hasMore":false,"list":[{"userid":"fin-1","name":"F1"},{"userid":"staff-1","name":"Ann"},{"userid":"fin-2","name":"F2"}]}}""",
        }),
    };

    private static string Press(string card, string action, string who) =>
        new JsonObject
        {
            ["type"] = "actionCallback", ["outTrackId"] = card, ["userId"] = who, ["userIdType"] = 1, ["corpId"] = "ding-corp",
            ["content"] = new JsonObject { ["cardPrivateData"] = new JsonObject { ["actionIds"] = new JsonArray(action), ["params"] = new JsonObject() } }.ToJsonString(),
        }.ToJsonString();

    private static string Code(string asked) => Codes().Match(asked).Groups[1].Value;

    [GeneratedRegex(@"/approve (\d{6})")]
    private static partial Regex Codes();
}
