using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Conversations by the operator's hand, and a person in the robot's place.</summary>
public sealed class SessionScenarios
{
    private const string Lee = "main/dm/user002";

    private static readonly LabOptions s_owned = new()
    {
        Config = all => all["owners"] = new JsonArray("manager75"),
    };

    [Fact]
    public async Task The_operator_sees_exports_and_begins_a_conversation_anew_with_and_without_a_gateway()
    {
        await using var lab = await TestLab.StartAsync(s_owned);
        await lab.AskAsync("user002", "FIRST-WORDS");
        (await lab.CliAsync("sessions", "list")).Out.ShouldContain(Lee);
        Json(await lab.CliAsync("sessions", "list", "李四", "--json"))["conversations"]!.AsArray().Count.ShouldBe(1);
        (await lab.CliAsync("sessions", "show", Lee)).Out.ShouldContain("user002: FIRST-WORDS");
        (await lab.CliAsync("sessions", "show", "main/dm/nobody")).Code.ShouldBe(1);
        (await lab.CliAsync("sessions", "reset", Lee)).Code.ShouldBe(0);
        await lab.AskAsync("user002", "SECOND-WORDS");
        lab.Model.Requests[^1].Text.ShouldNotContain("FIRST-WORDS");

        await lab.StopGatewayAsync();
        var file = Path.Combine(lab.Home, "talk.md");
        (await lab.CliAsync("sessions", "export", Lee, "--out", file)).Code.ShouldBe(0);
        var exported = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        exported.IndexOf("FIRST-WORDS", StringComparison.Ordinal).ShouldBeInRange(0, exported.IndexOf("SECOND-WORDS", StringComparison.Ordinal));
        Json(await lab.CliAsync("sessions", "show", Lee, "--json"))["conversation"]!["session"]!.GetValue<long>().ShouldBe(1);
        (await lab.CliAsync("sessions", "say", Lee, "--text", "hello")).Code.ShouldBe(4, "only a gateway speaks");
        lab.Gateway.Report().ShouldNotContain("-WORDS");
    }

    [Fact]
    public async Task While_a_person_answers_the_robot_says_nothing_over_a_restart_too_and_all_of_it_is_remembered()
    {
        await using var lab = await TestLab.StartAsync(s_owned);
        await lab.AskAsync("user002", "before");
        (await lab.CliAsync("sessions", "pause", Lee)).Code.ShouldBe(0);
        var held = await lab.SayAsync("user002", "HELD-WORDS");
        (await lab.OutcomeAsync(held)).ShouldBe("ignored:human_takeover");

        await lab.KillGatewayAsync();
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "STILL-HELD"))).ShouldBe("ignored:human_takeover");
        lab.Model.Requests.Count.ShouldBe(1);
        (await lab.AskAsync("user002", "/whoami")).Text.ShouldContain("user002", Case.Sensitive, "commands are the program's");
        (await lab.CliAsync("sessions", "show", Lee)).Out.ShouldContain("HELD-WORDS");

        var said = Json(await lab.CliAsync("sessions", "say", Lee, "--text", "A human **here**.", "--json"));
        said["turn"]!.GetValue<long>().ShouldBeGreaterThan(0);
        var message = (await lab.BotMessagesAsync(1, one => one.Text.Contains("A human", StringComparison.Ordinal), "the operator's words"))[0];
        message.ConversationId.ShouldBe(lab.World.PrivateConversation("user002"));

        (await lab.CliAsync("sessions", "resume", Lee)).Code.ShouldBe(0);
        (await lab.CliAsync("sessions", "resume", Lee)).Code.ShouldBe(1);
        await lab.AskAsync("user002", "and now?");
        var request = lab.Model.Requests[^1];
        request.Text.ShouldContain("HELD-WORDS");
        request.Messages.ShouldContain(one => one.Role == "assistant" && one.Content.Contains("A human", StringComparison.Ordinal));
        (await lab.CliAsync("audit", "list", "--kind", "takeover", "--json")).Out.ShouldNotContain("human **here**");
        Json(await lab.CliAsync("audit", "list", "--kind", "takeover", "--json"))["entries"]!.AsArray().Select(one => one!["kind"]!.GetValue<string>())
            .ShouldBe(["takeover.paused", "takeover.said", "takeover.resumed"]);
        (await lab.CliAsync("audit", "verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_asks_for_a_human_has_the_owners_told_and_where_it_is_configured_the_robot_waits()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            Config = all =>
            {
                all["owners"] = new JsonArray("manager75");
                all["takeover"] = new JsonObject { ["human"] = "pause_private", ["pause"] = "2h" };
            },
        });
        (await lab.AskAsync("user002", "/人工 发票开错了")).Text.ShouldContain("已通知负责人");
        var told = (await lab.BotMessagesAsync(1, one => one.ConversationId == lab.World.PrivateConversation("manager75"), "the owner's notice"))[0];
        told.Text.ShouldContain("user002");
        told.Text.ShouldContain("发票开错了");
        told.Text.ShouldContain("main/dm/user002");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "在吗"))).ShouldBe("ignored:human_takeover");
        (await lab.AskAsync("user002", "/human")).Text.ShouldContain("刚刚");

        var group = lab.World.AddGroup("答疑", "user002").ConversationId;
        (await lab.AskAsync("user002", "/human", group)).Text.ShouldContain("已通知负责人");
        (await lab.AskAsync("user002", "还答吗", group)).Text.ShouldContain("还答吗", Case.Sensitive, "a group is not silenced by one of its members");
    }

    private static JsonNode Json((int Code, string Out, string Err) run) => JsonNode.Parse(run.Out) ?? throw new InvalidOperationException(run.Err);
}
