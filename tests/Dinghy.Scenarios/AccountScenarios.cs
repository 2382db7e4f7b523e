using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Several robots in one process: each with its own connection, chats, approvals and troubles.</summary>
public sealed class AccountScenarios
{
    private static readonly EmulatedApp s_hq = new() { ClientId = "dinghq0001", ClientSecret = "hq-secret", Name = "HQ" };
    private static readonly EmulatedApp s_branch = new() { ClientId = "dingbranch0001", ClientSecret = "branch-secret", Name = "Branch" };

    [Fact]
    public async Task Two_robots_answer_the_same_person_each_in_its_own_chat_and_memory()
    {
        await using var lab = await StartAsync();
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [hq]");
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [branch]");
        var toHq = await AskAsync(lab, s_hq, "SECRET-OF-HQ");
        var toBranch = await AskAsync(lab, s_branch, "hello branch");

        toHq.ShouldBe((s_hq.ClientId, lab.World.PrivateConversation("user002", s_hq.ClientId)));
        toBranch.ShouldBe((s_branch.ClientId, lab.World.PrivateConversation("user002", s_branch.ClientId)));
        lab.Model.Requests[^1].Messages.ShouldNotContain(message => message.Content.Contains("SECRET-OF-HQ"));
    }

    [Fact]
    public async Task One_group_message_that_reaches_both_robots_is_answered_by_both()
    {
        await using var lab = await StartAsync();
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [hq]");
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [branch]");
        var group = lab.World.Groups[0].ConversationId;
        foreach (var app in (EmulatedApp[])[s_hq, s_branch])
        {
            var said = await lab.World.SayAsync(new Speech("user002", "everyone") { ClientId = app.ClientId, ConversationId = group });
            (await lab.AnswerAsync(said)).ClientId.ShouldBe(app.ClientId);
        }
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("connection")]
    public async Task A_robot_that_can_not_connect_leaves_the_other_alone(string trouble)
    {
        await using var lab = await StartAsync(start: false, branch: account =>
        {
            if (trouble == "secret") account["app_secret"] = "wrong-secret-0123456789";
        });
        if (trouble == "connection") lab.Faults.Set(new Fault(FaultKind.OpenSystemError) { ClientId = s_branch.ClientId });
        await lab.StartGatewayAsync(untilConnected: false);
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [hq]");
        (await lab.Gateway.LogAsync(line => line.Contains("[1004]"), "the other one's failure")).ShouldContain("Dinghy.DingTalk.branch[1004]");
        (await lab.Gateway.LogAsync(line => line.Contains("[1000]"), "the one that is up")).ShouldContain("Dinghy.DingTalk.hq[1000]");

        (await AskAsync(lab, s_hq, "still there?")).Conversation.ShouldBe(lab.World.PrivateConversation("user002", s_hq.ClientId));
        var status = await lab.StatusAsync();
        status.Channels.Select(channel => (channel.Account, channel.Connected)).ShouldBe([("hq", true), ("branch", false)]);
        status.NotReady.ShouldHaveSingleItem().ShouldContain("branch");
        lab.Gateway.Out.All.ShouldNotContain(line => line.Contains("started") && line.Contains("[branch]"));
    }

    [Fact]
    public async Task An_approval_of_one_account_is_none_of_the_other_and_the_command_says_which()
    {
        await using var lab = await StartAsync(channel: channel => channel["dm_policy"] = "pairing");
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [hq]");
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [branch]");
        var said = await lab.World.SayAsync(new Speech("user002", "hi") { ClientId = s_branch.ClientId });
        (await lab.AnswerAsync(said)).Text.ShouldContain("--account branch");

        (await lab.CliAsync("pairing", "approve", "user002", "--account", "hq")).Code.ShouldBe(1);
        (await lab.CliAsync("pairing", "approve", "user002", "--account", "branch")).Code.ShouldBe(0);
        (await AskAsync(lab, s_branch, "hi")).ClientId.ShouldBe(s_branch.ClientId);
        var toHq = await lab.World.SayAsync(new Speech("user002", "hi") { ClientId = s_hq.ClientId });
        (await lab.OutcomeAsync(toHq)).ShouldBe("ignored:not_paired");
    }

    private static async Task<TestLab> StartAsync(bool start = true, Action<JsonNode>? channel = null, Action<JsonNode>? branch = null)
    {
        var lab = await TestLab.StartAsync(new LabOptions
        {
            StartGateway = false,
            DingTalk = new EmulatorOptions { Apps = [s_hq, s_branch] },
            Config = LabOptions.Channel(node =>
            {
                node.AsObject().Remove("client_id");
                node.AsObject().Remove("client_secret");
                node["accounts"] = new JsonObject
                {
                    ["hq"] = new JsonObject { ["app_key"] = s_hq.ClientId, ["app_secret"] = s_hq.ClientSecret, ["bot_name"] = s_hq.Name },
                    ["branch"] = new JsonObject { ["app_key"] = s_branch.ClientId, ["app_secret"] = s_branch.ClientSecret, ["bot_name"] = s_branch.Name },
                };
                channel?.Invoke(node);
                branch?.Invoke(node["accounts"]!["branch"]!);
            }),
        });
        if (start) await lab.StartGatewayAsync(untilConnected: false);
        return lab;
    }

    private static async Task<(string ClientId, string Conversation)> AskAsync(TestLab lab, EmulatedApp app, string text)
    {
        var answer = await lab.AnswerAsync(await lab.World.SayAsync(new Speech("user002", text) { ClientId = app.ClientId }));
        answer.Text.ShouldStartWith("echo");
        return (answer.ClientId, answer.ConversationId);
    }
}
