using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>The month's pushes are used up: messages come without words.</summary>
public sealed class QuotaScenarios
{
    [Fact]
    public async Task The_person_and_the_owner_are_told_once_a_day_and_a_restart_does_not_repeat_it()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => config["owners"] = new JsonArray("manager75") });
        lab.Faults.Set(new Fault(FaultKind.PushQuota));
        var first = await lab.SayAsync("user002", "听得到吗");
        (await lab.OutcomeAsync(first)).ShouldBe("ignored:quota");
        (await lab.AnswerAsync(first)).Text.ShouldContain("额度已经用完");
        var toOwner = (await lab.BotMessagesAsync(1, message => message.Road == "oto", "the owner's message"))[0];
        (toOwner.ConversationId, toOwner.Text.Contains("20001")).ShouldBe((lab.World.PrivateConversation("manager75"), true));

        await lab.OutcomeAsync(await lab.SayAsync("user002", "还在吗"));
        await lab.StopGatewayAsync();
        await lab.StartGatewayAsync();
        await lab.OutcomeAsync(await lab.SayAsync("user002", "现在呢"));

        lab.Faults.Clear();
        await lab.AskAsync("user002", "额度恢复了");
        lab.World.BotMessages().Count.ShouldBe(3, "one to the person, one to the owner, one answer");
        lab.Model.Requests.ShouldHaveSingleItem().Messages[^1].Content.ShouldBe("额度恢复了");
    }
}
