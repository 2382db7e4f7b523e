using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>One greeting, beside the answer and never in its way.</summary>
public sealed class WelcomeScenarios
{
    [Fact]
    public async Task A_newcomer_is_greeted_once_in_their_language_and_answered_once()
    {
        await using var lab = await StartAsync(true);
        var first = await lab.SayAsync("user002", "你好");
        var heard = await lab.AnswersAsync(first, 2);
        heard.Count(message => message.Text == "echo(2): 你好").ShouldBe(1);
        heard.Count(message => message.Text.Contains("三句话")).ShouldBe(1);
        heard.ShouldAllBe(message => message.ConversationId == lab.World.PrivateConversation("user002"));
        await lab.StopGatewayAsync();
        await lab.StartGatewayAsync();
        await lab.AskAsync("user002", "again");
        await lab.StopGatewayAsync();
        lab.World.BotMessages().Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_group_is_greeted_at_its_first_message_with_the_operators_words()
    {
        await using var lab = await StartAsync("大家好！");
        lab.World.AddPerson("third", "王五");
        var group = lab.World.AddGroup("新群", "user002", "third").ConversationId;
        var heard = await lab.AnswersAsync(await lab.SayAsync("user002", "在吗", group), 2);
        heard.Select(message => message.Text).ShouldContain("大家好！");
        heard.ShouldAllBe(message => message.ConversationId == group);
        await lab.AskAsync("third", "我也问", group);
        await lab.StopGatewayAsync();
        lab.World.BotMessages().Count(message => message.Text == "大家好！").ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_greeted_unless_the_operator_wants_it_nor_whoever_was_known_before()
    {
        await using var lab = await TestLab.StartAsync();
        await lab.AskAsync("user002", "hi");
        await lab.StopGatewayAsync();
        var config = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!;
        config["channels"]!["dingtalk"]!["welcome"] = true;
        await File.WriteAllTextAsync(lab.ConfigFile, config.ToJsonString());
        await lab.StartGatewayAsync();
        await lab.AskAsync("user002", "hi again");
        await lab.StopGatewayAsync();
        lab.World.BotMessages().Count.ShouldBe(2);
    }

    private static Task<TestLab> StartAsync(JsonNode welcome) => TestLab.StartAsync(new LabOptions { Config = LabOptions.Channel(channel => channel["welcome"] = welcome) });
}
