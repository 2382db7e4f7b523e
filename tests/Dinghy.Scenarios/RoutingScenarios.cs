using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Who answers whom, with several agents in one gateway.</summary>
public sealed class RoutingScenarios
{
    /// <summary>What is said of whom: the agents, and rules by department, group and person.</summary>
    private static Action<JsonObject> Rules(string? groupRule = null) => config =>
    {
        config["agents"] = JsonNode.Parse("""
            { "default": { "instructions": "You are the usual agent." },
              "list": [ { "id": "code", "instructions": "You are the coder." }, { "id": "finance", "instructions": "You count money.", "model": "lab/money-1", "tools": [] }, { "id": "boss", "instructions": "You serve the boss." } ] }
            """);
        config["routing"] = JsonNode.Parse($$"""
            [ { "dept_id": "101", "agent": "code" }, { "dept_id": "102", "agent": "finance" }, { "staff_id": "boss1", "agent": "boss" }{{groupRule}} ]
            """);
    };

    private static async Task<TestLab> LabAsync(EmulatorOptions? dingTalk = null, Action<DingTalkWorld>? world = null, string? groupRule = null, Action<JsonObject>? more = null)
    {
        var lab = await TestLab.StartAsync(new LabOptions
        {
            DingTalk = dingTalk ?? new(),
            Config = (Action<JsonObject>)(config => { Rules(groupRule)(config); more?.Invoke(config); }),
            StartGateway = false,
        });
        lab.World.AddPerson("clerk", "出纳");
        lab.World.SetDepartment(1021, "出纳组", parent: 102);
        lab.World.PlacePerson("clerk", new OrgPlace { Departments = [1021] });
        lab.World.AddPerson("guest", "路人");
        lab.World.AddPerson("boss1", "老板");
        lab.World.PlacePerson("boss1", new OrgPlace { Departments = [102] });
        world?.Invoke(lab.World);
        await lab.StartGatewayAsync();
        return lab;
    }

    /// <summary>The instructions that the model read for this question.</summary>
    private static string Instructions(TestLab lab, string question) =>
        lab.Model.Requests.Last(request => request.Messages[^1].Content.EndsWith(question, StringComparison.Ordinal)).Messages[0].Content.Split("\n\n")[0];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Departments_with_those_below_them_a_person_and_the_default_have_their_agents(bool quirks)
    {
        await using var lab = await LabAsync(new EmulatorOptions { LegacyQuirks = quirks });
        await lab.AskAsync("user002", "from the platform team below 101");
        await lab.AskAsync("clerk", "from the team below 102");
        await lab.AskAsync("boss1", "from the boss, who is in 102 too");
        await lab.AskAsync("guest", "from nobody's department");

        Instructions(lab, "from the platform team below 101").ShouldBe("You are the coder.");
        Instructions(lab, "from the team below 102").ShouldBe("You count money.");
        Instructions(lab, "from the boss, who is in 102 too").ShouldBe("You serve the boss.");
        Instructions(lab, "from nobody's department").ShouldBe("You are the usual agent.");

        var money = lab.Model.Requests.Single(request => request.Model == "money-1");
        money.Messages[^1].Content.ShouldBe("from the team below 102");
        money.Tools.ShouldBeEmpty("its own tools are none");
        lab.Model.Requests.Where(request => request != money).ShouldAllBe(request => request.Model == "scripted-1" && request.Tools.Count > 0);

        await lab.AskAsync("user002", "once more");
        lab.World.Requests().Count(request => request.Path.EndsWith("listparentbyuser", StringComparison.Ordinal)).ShouldBe(3, "one question a person; the boss's own rule needs none");
    }

    [Fact]
    public async Task A_groups_agent_goes_before_departments_and_each_agent_remembers_its_own_talk()
    {
        await using var lab = await LabAsync();
        var group = lab.World.AddGroup("财务群", "user002", "boss1").ConversationId;
        await lab.StopGatewayAsync();
        var config = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!;
        config["channels"]!["dingtalk"]!["groups"] = new JsonObject { [group] = new JsonObject { ["agent"] = "finance" } };
        await File.WriteAllTextAsync(lab.ConfigFile, config.ToJsonString());
        await lab.StartGatewayAsync();

        await lab.AskAsync("user002", "what does it cost", group);
        await lab.AskAsync("boss1", "and I ask too", group);
        await lab.AskAsync("user002", "thanks", group);
        Instructions(lab, "what does it cost").ShouldBe("You count money.");
        Instructions(lab, "and I ask too").ShouldBe("You serve the boss.", "a person's rule goes before the group's");
        lab.Model.Requests.Single(request => request.Messages[^1].Content.EndsWith("and I ask too", StringComparison.Ordinal)).Messages.Count.ShouldBe(2, "the other agent's talk is not its own");
        lab.Model.Requests[^1].Messages.Select((message, i) => i == 0 ? message.Content.Split("\n\n")[0] : message.Content).ShouldBe(
            ["You count money.", "[李四] what does it cost", lab.Model.Requests[^1].Messages[2].Content, "[李四] thanks"]);
    }

    [Fact]
    public async Task A_directory_that_is_down_fails_nobodys_turn()
    {
        await using var lab = await LabAsync(world: world => world.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "dept_parents", Code = 502 }));
        var said = await lab.SayAsync("clerk", "is anybody there");
        await lab.AnswerAsync(said);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        Instructions(lab, "is anybody there").ShouldBe("You are the usual agent.");
        await lab.Gateway.LogAsync(line => line.Contains("[3001]", StringComparison.Ordinal), "the warning about the directory");
        await lab.AskAsync("user002", "and now");
        lab.Gateway.Err.All.Count(line => line.Contains("[3001]", StringComparison.Ordinal)).ShouldBe(1, "it is said once");
    }

    [Fact]
    public async Task A_directory_without_permission_says_what_to_grant()
    {
        await using var lab = await LabAsync(world: world => world.Faults.Set(new Fault(FaultKind.ScopeMissing) { Api = "dept_parents" }));
        await lab.AskAsync("clerk", "hello");
        Instructions(lab, "hello").ShouldBe("You are the usual agent.");
        (await lab.Gateway.LogAsync(line => line.Contains("[3001]", StringComparison.Ordinal), "the warning")).ShouldContain("grant the app qyapi_get_department_list");
        lab.World.Requests().Count(request => request.Path.EndsWith("listparentbyuser", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_rule_for_an_agent_that_does_not_exist_stops_the_start_and_names_those_that_do()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => { Rules()(config); config["default_agent"] = "general-assistant"; }, StartGateway = false });
        var (code, _, words) = await lab.CliAsync("config", "check");
        code.ShouldBe(3);
        words.ShouldContain("default_agent: found \"general-assistant\"; an agent of agents.list, or default; there are default, code, finance, boss");
    }

    [Fact]
    public async Task Route_explain_tells_the_rule_and_why_not_the_others()
    {
        await using var lab = await LabAsync();
        var (code, json, _) = await lab.CliAsync("route", "explain", "--from", "clerk", "--json");
        code.ShouldBe(0);
        using var report = JsonDocument.Parse(json);
        report.RootElement.GetProperty("agent").GetString().ShouldBe("finance");
        report.RootElement.GetProperty("reason").GetString().ShouldBe("routing[1]: department 102 (1 above the person's own)");
        report.RootElement.GetProperty("departments").ToString().ShouldBe("[1021,102,1]");
        report.RootElement.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("why").GetString()).ShouldBe(
            ["the person is not in department 101 or below it", "fits, and no rule that fits is more specific", "for person boss1"]);

        var text = (await lab.CliAsync("route", "explain", "--from", "guest", "--chat", "dm", "--dept", "101")).Out;
        text.ShouldStartWith("Agent: code\nBecause: routing[0]: department 101\n");

        lab.World.Faults.Set(new Fault(FaultKind.RefuseTokenRequest));
        var (_, shown, words) = await lab.CliAsync("route", "explain", "--from", "clerk");
        shown.ShouldStartWith("Agent: default\nBecause: default_agent, since no rule fits");
        words.ShouldContain("The directory was not of use: ");
    }
}
