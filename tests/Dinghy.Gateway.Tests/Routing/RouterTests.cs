using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tests.Routing;

public sealed class RouterTests : IDisposable
{
    private readonly DirectoryWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_department_of_the_person_or_one_above_it_decides()
    {
        var router = _world.Router(new RouteRule("routing[0]", "code") { Department = 101 }, new RouteRule("routing[1]", "finance") { Department = 102 });
        var route = await router.ResolveAsync(Turn(new Said { Staff = "u1" }), Ct);
        (route.Agent, route.Reason).ShouldBe(("finance", "routing[1]: department 102 (1 above the person's own)"));
        _world.Asked.ShouldBe(["""{"userid":"u1"}"""]);
        _world.Logged.ShouldHaveSingleItem().ShouldBe((LogLevel.Debug, "Turn 1: agent finance, by routing[1]: department 102 (1 above the person's own)"));
    }

    [Fact]
    public async Task Roles_and_departments_are_asked_for_only_as_far_as_needed()
    {
        var router = _world.Router(
            new RouteRule("a", "role") { Role = "总监" }, new RouteRule("b", "finance") { Department = 102 }, new RouteRule("c", "mine") { Person = "u2" });
        (await router.ResolveAsync(Turn(new Said { Staff = "u2" }), Ct)).Agent.ShouldBe("mine");
        _world.Asked.ShouldBeEmpty();
        (await router.ResolveAsync(Turn(new Said { Staff = "u1" }), Ct)).Agent.ShouldBe("role");
        _world.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_directory_that_is_down_skips_its_rules_and_the_next_one_answers()
    {
        _world.Answer = (_, _, _) => Task.FromException<string>(new HttpRequestException("down"));
        var department = new RouteRule("routing[0]", "finance") { Department = 102 };
        (await _world.Router(department, new RouteRule("routing[1]", "usual") { Account = "main" }).ResolveAsync(Turn(new Said()), Ct)).Agent.ShouldBe("usual");
        var route = await _world.Router(department).ResolveAsync(Turn(new Said()), Ct);
        route.Agent.ShouldBe("default");
        route.Reason.ShouldStartWith("default_agent (the directory does not tell departments");
        _world.Logged.Count(line => line.Level == LogLevel.Warning).ShouldBe(1);
    }

    [Fact]
    public async Task People_of_other_organisations_are_not_looked_up()
    {
        (await _world.Router(new RouteRule("routing[0]", "finance") { Department = 1 }).ResolveAsync(Turn(new Said { Staff = null }), Ct)).Reason.ShouldBe("default_agent");
        _world.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_turn_of_an_account_that_left_the_configuration_goes_to_the_default_agent()
    {
        var route = await _world.Router(new RouteRule("routing[0]", "finance") { Department = 1 }).ResolveAsync(Turn(new Said()) with { Account = "gone" }, Ct);
        (route.Agent, route.Reason).ShouldBe(("default", "default_agent (this account has no directory)"));
    }

    [Fact]
    public void Each_agent_of_a_conversation_remembers_its_own_talk()
    {
        ConversationKey.MemoryOf("main/dm/u1", "default").ShouldBe("main/dm/u1");
        ConversationKey.MemoryOf("main/dm/u1", "finance").ShouldBe("main/dm/u1#finance");
        var context = AgentRig.Context() with { Route = new("finance", "x") };
        context.Memory.ShouldBe("c#finance");
    }

    private static Turn Turn(Said said) => new() { Id = 1, Account = "main", MessageId = new("m"), Conversation = "c", ReceivedAt = Said.At, Message = said.Message() };
}
