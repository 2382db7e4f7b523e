using Dinghy.Gateway.Access;
using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Commands;

/// <summary>Commands that only look.</summary>
public sealed class LookingCommandTests
{
    [Theory]
    [InlineData("/help")]
    [InlineData("/commands")]
    [InlineData("/帮助")]
    public async Task Help_lists_every_command(string command)
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        var help = await rig.AskAsync(command);
        foreach (var info in CommandSet.Create(null!, null!).All.Select(one => one.Info)) help.ShouldContain($"/{info.Name}");
        (await rig.AskAsync("/help stop")).ShouldContain("/停止");
        var unknown = await rig.AskAsync("/help nosuch");
        unknown.ShouldStartWith("There is no command `/nosuch`.");
        unknown.ShouldContain("/reset (/重置)");
    }

    [Theory]
    [InlineData("/help", "/reset")]
    [InlineData("/whoami", "staff-1")]
    [InlineData("/lang en", "English")]
    [InlineData("/trace", "No earlier question")]
    [InlineData("/stop", "nothing to stop")]
    [InlineData("/pairing", "Only an owner")]
    [InlineData("/statsu", "/status")]
    public async Task What_is_of_no_agent_does_not_wait_for_the_directory(string command, string answer)
    {
        using var world = new DirectoryWorld();
        var directory = new TaskCompletionSource<string>();
        world.Answer = (_, _, _) => directory.Task;
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), router: world.Router(new RouteRule("routing[0]", "default") { Department = 102 }));
        try
        {
            (await rig.AskAsync(command)).ShouldContain(answer);
            world.Asked.ShouldBeEmpty();
        }
        finally
        {
            directory.SetResult(DirectoryWorld.InFinance);
        }

        await rig.AskAsync("/status");
        world.Asked.Count.ShouldBe(1, "whose model it is depends on the agent");
    }

    [Fact]
    public async Task An_unknown_command_gets_a_hint_and_no_model()
    {
        var model = FakeModel.Echo();
        await using var rig = await CommandRig.StartAsync(model);
        (await rig.AskAsync("/statsu")).ShouldContain("/status");
        (await rig.AskAsync("/subagents")).ShouldContain("/help");
        (await rig.AskAsync("/usr/bin/env")).ShouldBe("you said: /usr/bin/env");
        model.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Status_tells_model_session_connection_and_uptime()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        await rig.AskAsync("hi");
        rig.Rig.Time.Advance(TimeSpan.FromHours(3));
        var status = await rig.AskAsync("/status");
        foreach (var part in new[] { "Dinghy", "up 3 h 0 min", "lab/fake-1", "Session: 1", "2 entries", "followup", "connected", "0 reconnects" }) status.ShouldContain(part);
    }

    [Fact]
    public async Task Whoami_tells_the_ids_that_a_configuration_needs()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        var told = await rig.AskAsync("/我是谁", "staff-7", "cid-g==");
        foreach (var id in new[] { "staff-7", "main", "cid-g==", "$:LWCP_v1:$sender==", "no" }) told.ShouldContain(id);
        (await rig.AskAsync("/id", CommandRig.Owner)).ShouldContain("yes");
    }

    [Fact]
    public async Task Usage_counts_the_tokens_of_this_conversation_and_of_this_person()
    {
        var model = new FakeModel(FakeModel.Bringing(new TextContent("x"), new UsageContent(new UsageDetails { InputTokenCount = 1000, OutputTokenCount = 5 })));
        await using var rig = await CommandRig.StartAsync(model);
        await rig.AskAsync("one");
        await rig.AskAsync("/btw two");
        await rig.AskAsync("three", "staff-1", "cid-g");
        await rig.AskAsync("four", "staff-2");
        var told = (await rig.AskAsync("/usage")).Split('\n');
        told[0].ShouldContain("2,000 in, 10 out, 2 answers");
        told[2].ShouldContain("3,000 in, 15 out, 3 answers");
        rig.Rig.Time.Advance(TimeSpan.FromDays(2));
        told = (await rig.AskAsync("/usage")).Split('\n');
        told[0].ShouldContain("0 in, 0 out, 0 answers");
        told[3].ShouldContain("3,000 in");
    }

    [Fact]
    public async Task Days_and_times_are_those_of_the_zone_that_schedules_and_budgets_count_by()
    {
        var model = new FakeModel(FakeModel.Bringing(new TextContent("x"), new UsageContent(new UsageDetails { InputTokenCount = 1000, OutputTokenCount = 5 })));
        await using var rig = await CommandRig.StartAsync(model, config => config with { Schedules = config.Schedules with { TimeZone = "Asia/Shanghai" } });
        await rig.AskAsync("one");
        (await rig.AskAsync("/trace")).ShouldContain("2026-11-20 16:00:00");
        // Midnight has passed in Beijing, and not in Greenwich.
        rig.Rig.Time.Advance(TimeSpan.FromHours(8.5));
        var told = (await rig.AskAsync("/usage")).Split('\n');
        told[2].ShouldContain("0 in, 0 out, 0 answers");
        told[3].ShouldContain("1,000 in");
        rig.Rig.Time.Advance(TimeSpan.FromHours(8));
        (await rig.AskAsync("/usage")).Split('\n')[2].ShouldContain("0 in", customMessage: "the same day there still");
    }

    [Fact]
    public async Task Who_speaks_Chinese_reads_the_word_that_sets_the_queue()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with { Language = "zh" });
        (await rig.AskAsync("/状态")).ShouldContain("队列：逐条，");
        await rig.AskAsync("/队列 合并");
        (await rig.AskAsync("/状态")).ShouldContain("队列：合并，");
        (await rig.AskAsync("/队列")).ShouldContain("合并：");
    }

    [Fact]
    public async Task Trace_tells_of_ones_own_last_message_and_an_owner_of_any()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo());
        await rig.AskAsync("SECRET-WORDS");
        await rig.AskAsync("other", "staff-2");
        var mine = await rig.AskAsync("/trace");
        foreach (var part in new[] { "Turn 1", "m1", "Received and stored", "webhook: delivered", "answered", "`dm_policy: open`", "Route: `default`, default_agent", "Model: `" }) mine.ShouldContain(part);
        mine.ShouldNotContain("SECRET");
        await rig.AskAsync("/nosuch");
        (await rig.AskAsync("/trace")).ShouldContain("Turn 1", customMessage: "commands are passed over");
        (await rig.AskAsync("/trace 1", "staff-2")).ShouldContain("no such turn");
        (await rig.AskAsync("/trace 1")).ShouldContain("Turn 1");
        (await rig.AskAsync("/trace 99999")).ShouldContain("no such turn");
        (await rig.AskAsync("/trace x")).ShouldContain("no such turn");
        (await rig.AskAsync("/trace m1")).ShouldContain("Turn 1");
        (await rig.AskAsync("/trace m1", "staff-2")).ShouldContain("no such turn");
        (await rig.AskAsync("/trace #2", CommandRig.Owner)).ShouldContain("Turn 2");
        (await rig.AskAsync("/trace", "staff-9")).ShouldContain("No earlier question");
    }

    [Fact]
    public async Task An_owner_of_one_robot_sees_no_turn_of_another()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with { Owners = Accounts.Ids(), Accounts = [Accounts.Main, Accounts.Named("other")] });
        await rig.AskAsync("on the other", "staff-2", account: 1);
        var request = (await rig.Rig.Reception.Pairing.AskAsync("main", "ann", "Ann", null, default)).Request!;
        (await rig.Rig.Reception.Pairing.ApproveAsync(request.Code, "main", PairingDesk.CommandLine, default)).BecameOwner.ShouldBeTrue();
        await rig.AskAsync("on mine", "staff-3");
        (await rig.AskAsync("/trace 1", "ann")).ShouldContain("no such turn");
        (await rig.AskAsync("/trace 2", "ann")).ShouldContain("Turn 2");
    }

    [Theory]
    [InlineData("/model")]
    [InlineData("/model default")]
    [InlineData("/models")]
    [InlineData("/think")]
    [InlineData("/think high")]
    [InlineData("/status")]
    public async Task Why_there_is_no_model_is_not_told_to_whoever_asks(string command)
    {
        await using var rig = await CommandRig.StartAsync(model: null);
        (await rig.AskAsync(command)).ShouldNotContain("lab/fake-1", Case.Insensitive, "where no model is, the rig's note is the operator's");
    }

    [Fact]
    public async Task Status_names_the_agent_where_there_are_several()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with
        {
            Agents = new AgentsConfig { List = [new AgentConfig { Id = "finance" }] },
            Routing = new RoutingConfig { Rules = [new RouteRule("routing[0]", "finance") { Person = "bob" }] },
        });
        (await rig.AskAsync("/status", "bob")).ShouldContain("Agent: `finance`");
    }

    [Fact]
    public async Task A_chosen_language_holds_for_the_person_wherever_they_speak()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with { Language = "auto" });
        (await rig.AskAsync("/status")).ShouldContain("模型");
        (await rig.AskAsync("/lang en")).ShouldBe("From now on in English.");
        (await rig.AskAsync("/状态", group: "cid-g")).ShouldContain("Model");
        (await rig.AskAsync("/status", "staff-2")).ShouldContain("模型");
        await rig.Rig.RestartAsync(FakeModel.Echo());
        (await rig.AskAsync("/状态")).ShouldContain("Model");
        (await rig.AskAsync("/语言 自动")).ShouldContain("language you write");
        (await rig.SessionAsync()).Person.Language.ShouldBeNull();
        (await rig.AskAsync("/状态")).ShouldContain("模型");
    }

    [Fact]
    public async Task What_somebody_writes_is_their_language_until_they_write_another()
    {
        await using var rig = await CommandRig.StartAsync(FakeModel.Echo(), config => config with { Language = "auto" });
        await rig.AskAsync("please answer me in English");
        (await rig.AskAsync("/status")).ShouldContain("Model");
        await rig.AskAsync("你好");
        await rig.AskAsync("ok");
        (await rig.SessionAsync()).Person.Heard.ShouldBe(Language.Chinese.ToWire());
        (await rig.AskAsync("/status")).ShouldContain("模型");
        (await rig.AskAsync("/status", "staff-2")).ShouldContain("模型");
    }

    [Fact]
    public async Task Tools_shows_what_may_be_used_here_and_who_is_asked_first()
    {
        ITool[] tools =
        [
            new FakeTool("look", readOnly: true), new FakeTool("pay") { Terms = new ToolTerms(ToolPolicy.Ask) }, new FakeTool("wipe") { Terms = ToolTerms.Owners }, new FakeTool("gone"),
        ];
        await using var rig = await CommandRig.StartAsync(
            FakeModel.Echo(), config => config with { Tools = new ToolsConfig { Policy = new Dictionary<string, ToolPolicy> { ["gone"] = ToolPolicy.Deny } } }, tools: tools);
        (await rig.AskAsync("/tools")).ReplaceLineEndings("\n").Replace("  \n", "\n", StringComparison.Ordinal)
            .ShouldBe("3 tools may be used here:\n- `look`\n- `pay` (you are asked first)\n- `wipe` (an owner is asked first)");
        await using var none = await CommandRig.StartAsync(FakeModel.Echo());
        (await none.AskAsync("/工具")).ShouldBe("The agent here uses no tools.");
    }
}
