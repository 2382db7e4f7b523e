using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Commands;

/// <summary>Commands mean the memory and the settings of the agent that answers whoever sends them.</summary>
public sealed class AgentMemoryTests
{
    private static readonly ModelShelf s_shelf = new(name => new ModelReady(FakeModel.Echo(), name, ""), ["lab/other"]);

    private const string Group = "cid-team";
    private const string Usual = $"main/group/{Group}";
    private const string Finance = $"{Usual}#finance";

    [Fact]
    public async Task Two_people_of_a_group_with_different_agents_have_different_memories()
    {
        await using var rig = await StartAsync();
        await SayBothAsync(rig);
        (await rig.HistoryAsync(Usual)).ShouldBe(["[ann] one", "you said: [ann] one"]);
        (await rig.HistoryAsync(Finance)).ShouldBe(["[bob] two", "you said: [bob] two"]);
    }

    [Fact]
    public async Task A_reset_begins_anew_with_one_agent_and_leaves_the_other_its_memory()
    {
        await using var rig = await StartAsync();
        await SayBothAsync(rig);
        (await rig.AskAsync("/reset", "bob", Group)).ShouldContain("new session");
        ((await rig.SessionAsync(Finance)).Session.Number, (await rig.SessionAsync(Usual)).Session.Number).ShouldBe((1, 0));
        (await rig.HistoryAsync(Finance)).ShouldBeEmpty();
        (await rig.HistoryAsync(Usual)).Count.ShouldBe(2);
        (await rig.AskAsync("/export", "bob", Group)).ShouldContain("nothing to export");
        (await rig.ExportAsync("/export", "ann", Group)).ShouldContain("one");
    }

    [Fact]
    public async Task What_is_forgotten_or_set_is_of_the_agent_that_answers()
    {
        await using var rig = await StartAsync();
        await rig.AskAsync("one", "ann", Group);
        await rig.AskAsync("two", CommandRig.Owner, Group);
        await rig.AskAsync("/forget last", CommandRig.Owner, Group);
        (await rig.HistoryAsync(Finance)).ShouldBeEmpty();
        (await rig.HistoryAsync(Usual)).Count.ShouldBe(2);
        await rig.AskAsync("/model lab/other", CommandRig.Owner, Group);
        ((await rig.SessionAsync(Finance)).Session.Model, (await rig.SessionAsync(Usual)).Session.Model).ShouldBe(("lab/other", null));
    }

    private static async Task SayBothAsync(CommandRig rig)
    {
        await rig.AskAsync("one", "ann", Group);
        await rig.AskAsync("two", "bob", Group);
    }

    /// <summary>Bob and the owner have the finance agent, everybody else the usual one.</summary>
    private static Task<CommandRig> StartAsync() => CommandRig.StartAsync(FakeModel.Echo(), models: s_shelf, change: config => config with
    {
        Agents = new AgentsConfig { List = [new AgentConfig { Id = "finance" }] },
        Routing = new RoutingConfig
        {
            Rules = [new RouteRule("routing[0]", "finance") { Person = "bob" }, new RouteRule("routing[1]", "finance") { Person = CommandRig.Owner }],
        },
    });
}
