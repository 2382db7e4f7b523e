using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Agents;

public sealed class AgentRosterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_agent_of_the_route_answers_and_is_made_once()
    {
        var made = new List<string>();
        var roster = new AgentRoster(id =>
        {
            made.Add(id);
            return AgentRig.Runner(FakeModel.Saying($"I am {id}"));
        });
        foreach (var agent in new[] { "finance", "code", "finance" })
        {
            var updates = await roster.RunAsync(AgentRig.Context() with { Route = new(agent, "x") }, (_, _) => Task.FromResult<IReadOnlyList<Attachment>>([]), Ct).ToListAsync(Ct);
            updates.OfType<AgentUpdate.Text>().ShouldHaveSingleItem().Delta.ShouldBe($"I am {agent}");
        }

        made.ShouldBe(["finance", "code"]);
    }

    [Fact]
    public void Models_are_shared_by_all_who_name_the_same()
    {
        using var factory = new ModelFactory(TimeProvider.System, new Random(1), NullLoggerFactory.Instance, _ => null);
        var pool = new ModelPool(factory, new ModelsConfig { Default = "demo/demo" });
        pool.Get("demo/demo").ShouldBeSameAs(pool.Get("demo/demo"));
        pool.Get(null).ShouldBeSameAs(pool.Get(null));
        pool.Get("nobody/x").ShouldBeOfType<ModelUnusable>();
    }
}
