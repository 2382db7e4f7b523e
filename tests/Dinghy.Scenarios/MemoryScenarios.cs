using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>What people have an agent remember: theirs, after a restart too, and nobody else's.</summary>
public sealed class MemoryScenarios
{
    private static readonly LabOptions s_owned = new()
    {
        Config = all => all["owners"] = new JsonArray("manager75"),
    };

    [Fact]
    public async Task A_fact_is_known_to_whoever_told_it_after_a_restart_and_to_nobody_else()
    {
        await using var lab = await TestLab.StartAsync(s_owned);
        await RememberAsync(lab, "user002", "Lee is on leave in March");
        await lab.KillGatewayAsync();
        await lab.StartGatewayAsync();
        await lab.AskAsync("user002", "am I here in spring?");
        lab.Model.Requests[^1].Text.ShouldContain("Lee is on leave in March");
        await lab.AskAsync("manager75", "who is on leave?");
        lab.Model.Requests[^1].Text.ShouldNotContain("March");
        await lab.AskAsync("user002", "and here?", lab.World.AddGroup("三月组", "user002").ConversationId);
        lab.Model.Requests[^1].Text.ShouldNotContain("March", Case.Sensitive, "an answer in a group is read by all");

        (await lab.AskAsync("user002", "/memory")).Text.ShouldContain("Lee is on leave in March");
        (await lab.AskAsync("user002", "/forget march")).Text.ShouldContain("Forgotten");
        await lab.AskAsync("user002", "/reset");
        await lab.AskAsync("user002", "and now?");
        lab.Model.Requests[^1].Text.ShouldNotContain("March");
    }

    [Fact]
    public async Task The_operator_sees_and_erases_while_the_gateway_runs_and_without_it()
    {
        await using var lab = await TestLab.StartAsync(s_owned);
        await RememberAsync(lab, "user002", "FIRST-FACT");
        await RememberAsync(lab, "user002", "SECOND-FACT");
        (await lab.CliAsync("memory", "list")).Out.ShouldContain("main/dm/user002");
        (await lab.CliAsync("memory", "show", "main/dm/user002")).Out.ShouldContain("(user002): FIRST-FACT");
        (await lab.CliAsync("memory", "forget", "--fact", "1")).Out.ShouldContain("1 fact is forgotten");
        await lab.StopGatewayAsync();
        var shown = JsonNode.Parse((await lab.CliAsync("memory", "show", "main/dm/user002", "--json")).Out)!;
        shown["facts"]!.AsArray().Count.ShouldBe(1);
        shown["facts"]![0]!["text"]!.GetValue<string>().ShouldBe("SECOND-FACT");
        (await lab.CliAsync("memory", "forget", "--person", "user002")).Code.ShouldBe(0);
        (await lab.CliAsync("memory", "list")).Out.Trim().ShouldBe("Nothing is remembered.");
        (await lab.CliAsync("memory", "forget")).Code.ShouldBe(2);
        lab.Gateway.Report().ShouldNotContain("-FACT");
    }

    [Fact]
    public async Task Files_of_the_workspace_speak_and_personal_ones_to_the_owner_alone()
    {
        await using var lab = await TestLab.StartAsync(s_owned);
        lab.Workspace("SOUL.md", "You are made of TEAK."u8.ToArray());
        lab.Workspace("MEMORY.md", "The owner's boat is at HARBOUR-7."u8.ToArray());
        await lab.AskAsync("user002", "what are you made of?");
        lab.Model.Requests[^1].Messages[0].Content.ShouldContain("TEAK");
        lab.Model.Requests[^1].Text.ShouldNotContain("HARBOUR");
        await lab.AskAsync("manager75", "where is my boat?");
        lab.Model.Requests[^1].Text.ShouldContain("HARBOUR-7");
        lab.Workspace("SOUL.md", "You are made of STEEL now."u8.ToArray());
        await lab.AskAsync("user002", "and now?");
        lab.Model.Requests[^1].Messages[0].Content.ShouldContain("STEEL");
    }

    private static async Task RememberAsync(TestLab lab, string who, string fact)
    {
        lab.Model.Enqueue(ModelBehaviour.CallTool("remember", $$"""{"fact":"{{fact}}"}"""), ModelBehaviour.Answer("noted"));
        (await lab.AskAsync(who, "please remember it")).Text.ShouldBe("noted");
    }
}
