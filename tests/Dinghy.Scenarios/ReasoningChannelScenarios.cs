namespace Dinghy.Scenarios;

/// <summary>What the model thinks goes to the channel that is configured for it, and never into the answer.</summary>
public sealed class ReasoningChannelScenarios
{
    [Fact]
    public async Task Thoughts_go_to_the_channel_and_not_into_the_answer()
    {
        await using var lab = await StartAsync(withChannel: true);
        var said = await lab.SayAsync("user002", "几加几？");
        (await lab.AnswerAsync(said)).Text.ShouldBe("三。");
        var thoughts = (await lab.BotMessagesAsync(1, message => message.Road == "group", "the thoughts"))[0];
        thoughts.ConversationId.ShouldBe(lab.World.Groups[0].ConversationId);
        thoughts.Text.ShouldContain("几加几？");
        thoughts.Text.ShouldEndWith("\n\n一加二等于三");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Fact]
    public async Task A_channel_that_can_not_be_reached_costs_no_answer()
    {
        await using var lab = await StartAsync(withChannel: true);
        lab.Faults.Set(new Fault(FaultKind.ScopeMissing) { Api = "group" });
        var said = await lab.SayAsync("user002", "几加几？");
        (await lab.AnswerAsync(said)).Text.ShouldBe("三。");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        await lab.Gateway.LogAsync(line => line.Contains("[2201]") && line.Contains("OpenApi"), "the refusal");
        lab.World.BotMessages().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_channel_thoughts_go_nowhere()
    {
        await using var lab = await StartAsync(withChannel: false);
        var said = await lab.SayAsync("user002", "几加几？");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.BotMessages().ShouldHaveSingleItem().Text.ShouldBe("三。");
    }

    private static async Task<TestLab> StartAsync(bool withChannel)
    {
        // The group's id is only known once the emulator runs, and the gateway reads it at its start.
        var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        if (withChannel) await lab.ChangeConfigAsync(config => config["channels"]!["dingtalk"]!["reasoning_channel_id"] = lab.World.Groups[0].ConversationId);
        await lab.StartGatewayAsync();
        lab.Model.Otherwise = new ModelBehaviour(async turn =>
        {
            await turn.StartStreamAsync();
            await turn.SendDeltaAsync("""{"reasoning_content":"一加二"}""");
            await turn.SendDeltaAsync("""{"reasoning_content":"等于三"}""");
            await turn.SendTextAsync("三。");
            await turn.SendEndAsync();
        });
        return lab;
    }
}
