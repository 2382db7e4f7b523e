using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dinghy.Scenarios;

/// <summary>A stranger asks, the operator lets them in from the terminal, while the gateway runs or not.</summary>
public sealed partial class PairingScenarios
{
    [Fact]
    public async Task A_stranger_gets_a_code_is_let_in_and_told_and_talks_without_a_restart()
    {
        await using var lab = await StartAsync();
        var code = await CodeAsync(lab, "user002");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "STRANGE-WORDS"))).ShouldBe("ignored:not_paired");
        lab.World.BotMessages().Count.ShouldBe(1, "one code, one reply");
        lab.Model.Requests.ShouldBeEmpty();
        var (_, list, _) = await lab.CliAsync("pairing", "list");
        list.ShouldContain(code);
        list.ShouldContain("user002  李四");

        var (exit, text, _) = await lab.CliAsync("pairing", "approve", "dingtalk", code.ToLowerInvariant(), "--notify");
        exit.ShouldBe(0);
        text.ShouldContain("Approved user002 (李四) on account main.");
        text.ShouldContain("user002 is one now", Case.Sensitive, "the first is the owner, and stdout says so");
        (await lab.BotMessagesAsync(1, message => message.InReplyTo is null, "the notice"))[0].ConversationId.ShouldBe(lab.World.PrivateConversation("user002"));
        (await lab.AskAsync("user002", "你好")).Text.ShouldBe("echo(2): 你好");

        var revoked = await lab.CliAsync("pairing", "revoke", "user002");
        revoked.Code.ShouldBe(0);
        revoked.Err.ShouldContain("They are a stranger again");
        (await lab.AskAsync("user002", "还在吗")).Text.ShouldContain("dinghy pairing approve dingtalk");
        (lab.Gateway.Report()).ShouldNotContain(code);
    }

    [Fact]
    public async Task Without_a_gateway_the_command_line_works_on_the_database_and_the_next_start_knows()
    {
        await using var lab = await StartAsync();
        var code = await CodeAsync(lab, "user002");
        await lab.StopGatewayAsync();
        var pending = Json(await lab.CliAsync("pairing", "list", "--json"))["pending"]![0]!;
        (pending["code"]!.GetValue<string>(), pending["person"]!.GetValue<string>(), pending["account"]!.GetValue<string>()).ShouldBe((code, "user002", "main"));

        var report = Json(await lab.CliAsync("pairing", "approve", "user002", "--json"));
        (report["result"]!.GetValue<string>(), report["became_owner"]!.GetValue<bool>()).ShouldBe(("done", true));
        await lab.StartGatewayAsync();
        (await lab.AskAsync("user002", "你好")).Text.ShouldBe("echo(2): 你好");
        Json(await lab.CliAsync("pairing", "list", "--json"))["approved"]![0]!["owner"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_killed_gateway_leaves_its_address_and_the_command_line_finds_its_way()
    {
        await using var lab = await StartAsync();
        var code = await CodeAsync(lab, "user002");
        await lab.KillGatewayAsync();
        (await lab.CliAsync("pairing", "approve", code)).Code.ShouldBe(0);
        await lab.StartGatewayAsync();
        (await lab.AskAsync("user002", "你好")).Text.ShouldBe("echo(2): 你好");
    }

    [Fact]
    public async Task Wrong_words_are_said_plainly_and_guessing_ends_soon()
    {
        await using var lab = await StartAsync();
        var code = await CodeAsync(lab, "user002");
        for (var i = 0; i < 5; i++)
        {
            var (exit, data, words) = await lab.CliAsync("pairing", "approve", "WRONG234");
            (exit, data).ShouldBe((1, ""));
            words.ShouldContain("No pending request");
        }

        var (locked, _, why) = await lab.CliAsync("pairing", "approve", code);
        locked.ShouldBe(1);
        why.ShouldContain("Too many wrong codes");
        (await lab.CliAsync("pairing", "approve", "telegram", code)).Code.ShouldBe(2);
        (await lab.CliAsync("pairing", "approve")).Code.ShouldBe(2);
        (await lab.CliAsync("pairing", "revoke", "nobody")).Err.ShouldContain("Nobody with that id");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "let me in"))).ShouldBe("ignored:not_paired");
    }

    [Fact]
    public async Task A_denied_person_may_ask_again_and_a_fourth_stranger_has_no_code_and_is_told_so()
    {
        await using var lab = await StartAsync();
        foreach (var id in (string[])["s1", "s2", "s3", "s4"]) lab.World.AddPerson(id, id);
        var codes = new List<string>();
        foreach (var id in (string[])["s1", "s2", "s3"]) codes.Add(await CodeAsync(lab, id));
        codes.ShouldBeUnique();
        (await lab.AskAsync("s4", "我也想用")).Text.ShouldStartWith("抱歉，您没有使用我的权限");
        await lab.OutcomeAsync(await lab.SayAsync("s4", "还在吗"));
        await lab.Gateway.LogAsync(line => line.Contains("[2901]"), "no room for a fourth");
        lab.World.BotMessages().Count.ShouldBe(4, "told once");
        (await lab.CliAsync("pairing", "deny", codes[0])).Out.ShouldContain("Denied s1");
        await CodeAsync(lab, "s4");
        lab.World.BotMessages().Count.ShouldBe(5);
    }

    [Fact]
    public async Task An_approval_opens_no_group()
    {
        await using var lab = await StartAsync(channel => channel["group_policy"] = "allowlist");
        (await lab.CliAsync("pairing", "approve", await CodeAsync(lab, "user002"))).Code.ShouldBe(0);
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "hi", lab.World.Groups[0].ConversationId))).ShouldBe("ignored:not_allowed");
        (await lab.AskAsync("user002", "hi")).Text.ShouldStartWith("echo");
    }

    private static Task<TestLab> StartAsync(Action<JsonNode>? more = null) => TestLab.StartAsync(new LabOptions
    {
        Config = LabOptions.Channel(channel =>
        {
            channel["dm_policy"] = "pairing";
            more?.Invoke(channel);
        }),
    });

    private static async Task<string> CodeAsync(TestLab lab, string person)
    {
        var reply = await lab.AskAsync(person, "你好");
        reply.ConversationId.ShouldBe(lab.World.PrivateConversation(person));
        reply.Text.ShouldContain(person);
        var code = Code().Match(reply.Text).Value;
        code.ShouldNotBeEmpty(reply.Text);
        return code;
    }

    private static JsonNode Json((int Code, string Out, string Err) run)
    {
        run.Code.ShouldBe(0, run.Err);
        return JsonNode.Parse(run.Out)!;
    }

    [GeneratedRegex("(?<=dingtalk )[ABCDEFGHJKLMNPQRSTUVWXYZ23456789]{8}")]
    private static partial Regex Code();
}
