using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class AgentLimitsTests
{
    [Fact]
    public void Limits_are_read_and_what_is_not_said_is_as_usual()
    {
        var agents = new ConfigWorld().Good("""{ "agents": { "default": { "limits": { "rounds": 3 } }, "list": [{ "id": "ops", "limits": { "rounds": 5, "minutes": 2, "tokens": 9000 } }] } }""").Agents;
        agents.Default.Limits.ShouldBe(new AgentLimits { Rounds = 3 });
        agents.Find("ops")!.Limits.ShouldBe(new AgentLimits { Rounds = 5, Time = TimeSpan.FromMinutes(2), Tokens = 9000 });
        new AgentLimits().ShouldBe(new AgentLimits { Rounds = 20, Time = TimeSpan.FromMinutes(15), Tokens = 500_000 });
    }

    [Theory]
    [InlineData("\"rounds\": 0", "rounds")]
    [InlineData("\"minutes\": 5000", "minutes")]
    [InlineData("\"tokens\": 10", "tokens")]
    public void A_limit_that_nobody_could_mean_is_a_fault(string limit, string key) =>
        new ConfigWorld().Load($$"""{ "agents": { "default": { "limits": { {{limit}} } } } }""").Faults.ShouldHaveSingleItem().Path.ShouldBe($"agents.default.limits.{key}");
}
