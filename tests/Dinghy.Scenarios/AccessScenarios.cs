using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Who may talk: lists, groups with rules of their own, limits a person, refusals.</summary>
public sealed class AccessScenarios
{
    [Fact]
    public async Task Only_whole_ids_on_the_list_may_write_and_the_others_leave_a_reason_and_nothing_else()
    {
        await using var lab = await StartAsync(channel => channel["allow_from"] = new JsonArray("user002"));
        foreach (var id in (string[])["user00", "user0022", "USER002"]) lab.World.AddPerson(id, "李四");
        (await lab.AskAsync("user002", "hello")).Text.ShouldBe("echo(2): hello");
        foreach (var id in (string[])["user00", "user0022", "USER002", "manager75"])
            (await lab.OutcomeAsync(await lab.SayAsync(id, "REFUSED-WORDS"))).ShouldBe("ignored:not_allowed");

        lab.World.BotMessages().Count.ShouldBe(1);
        lab.Model.Requests.Count.ShouldBe(1);
        await lab.StopGatewayAsync();
        using var database = Database.OpenCopy(lab.DatabaseFile);
        database.Texts("SELECT coalesce(payload, '') FROM turns WHERE outcome = 'ignored'").ShouldBe([""]);
        database.Texts("SELECT person FROM people_seen").ShouldBe(["user002"]);
    }

    [Fact]
    public async Task A_group_has_rules_of_its_own_and_closes_no_other()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var ops = lab.World.AddGroup("运维", "manager75", "user002").ConversationId;
        var quiet = lab.World.AddGroup("安静", "user002").ConversationId;
        var other = lab.World.Groups[0].ConversationId;
        await ChangeAsync(lab, channel => channel["groups"] = new JsonObject
        {
            [ops] = new JsonObject { ["allow_from"] = new JsonArray("manager75"), ["mention_only"] = false },
            [quiet] = new JsonObject { ["enabled"] = false },
        });
        await lab.StartGatewayAsync();

        (await lab.OutcomeAsync(await lab.SayAsync("user002", "hi", ops))).ShouldBe("ignored:not_allowed");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "hi", quiet))).ShouldBe("ignored:group_disabled");
        (await lab.AskAsync("user002", "hi", other)).ConversationId.ShouldBe(other);
        var unmentioned = await lab.World.SayAsync(new Speech("manager75", "no mention") { ConversationId = ops, Mention = false, Force = true });
        (await lab.AnswerAsync(unmentioned)).ConversationId.ShouldBe(ops);
        var elsewhere = await lab.World.SayAsync(new Speech("manager75", "no mention") { ConversationId = other, Mention = false, Force = true });
        (await lab.OutcomeAsync(elsewhere)).ShouldBe("ignored:not_mentioned");
    }

    [Fact]
    public async Task A_refused_colleague_is_told_so_once_and_an_outsider_likewise()
    {
        await using var lab = await StartAsync(channel =>
        {
            channel["allow_from"] = new JsonArray("manager75");
            channel["refusal_text"] = "请找 IT 开通。";
        });
        lab.World.AddPerson("guest", "外人", external: true);
        (await lab.AskAsync("user002", "可以吗")).Text.ShouldBe("请找 IT 开通。");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "再问一次"))).ShouldBe("ignored:not_allowed");
        var outsider = await lab.SayAsync("guest", "hi");
        (await lab.AnswerAsync(outsider)).Text.ShouldBe("请找 IT 开通。");
        (await lab.OutcomeAsync(outsider)).ShouldBe("ignored:external");
        lab.World.BotMessages().Count.ShouldBe(2);
        lab.Model.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Past_their_days_messages_a_person_is_told_once_and_a_restart_forgets_nothing()
    {
        await using var lab = await StartAsync(channel => channel["person_limits"] = new JsonObject { ["per_day"] = 2 });
        for (var i = 0; i < 2; i++) await lab.AskAsync("user002", $"question {i}");
        (await lab.AskAsync("user002", "one more")).Text.ShouldContain("today");
        await lab.StopGatewayAsync();
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "and now"))).ShouldBe("ignored:daily_limit");
        (await lab.AskAsync("manager75", "another person")).Text.ShouldStartWith("echo");
    }

    private static Task<TestLab> StartAsync(Action<JsonNode> channel) => TestLab.StartAsync(new LabOptions { Config = LabOptions.Channel(channel) });

    private static async Task ChangeAsync(TestLab lab, Action<JsonNode> change)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!;
        change(config["channels"]!["dingtalk"]!);
        await File.WriteAllTextAsync(lab.ConfigFile, config.ToJsonString());
    }
}
