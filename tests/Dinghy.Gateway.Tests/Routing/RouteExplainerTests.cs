using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Routing;

namespace Dinghy.Gateway.Tests.Routing;

public sealed class RouteExplainerTests
{
    [Fact]
    public void Every_rule_says_why_it_decides_or_does_not()
    {
        var rules = new[]
        {
            new RouteRule("routing[0]", "code") { Department = 101 },
            new RouteRule("routing[1]", "finance") { Department = 102 },
            new RouteRule("routing[2]", "all") { Department = 1 },
            new RouteRule("routing[3]", "boss") { Person = "u9" },
            new RouteRule("routing[4]", "again") { Department = 102 },
            new RouteRule("routing[5]", "usual") { Account = "main" },
            new RouteRule("routing[6]", "flow") { Event = "bpms_instance_change" },
        };
        var known = new Learned { Departments = [new(1021, 0), new(102, 1), new(1, 2)] };
        var told = RouteExplainer.Explain(new RouteTable(new RoutingConfig { Rules = rules }), new RouteSubject("main", "u1", "dm", ChatKind.Dm), known);

        told.Select(one => (one.Matched, one.Why)).ShouldBe(
        [
            (false, "the person is not in department 101 or below it"),
            (true, "fits, and no rule that fits is more specific"),
            (false, "fits, but routing[1] names a nearer department"),
            (false, "for person u9"),
            (false, "fits, but routing[1] stands before it"),
            (false, "fits, but routing[1] is more specific"),
            (false, "for events of the kind bpms_instance_change"),
        ]);
        told[1].Says.ShouldBe("department 102 (1 above the person's own)");
    }

    [Fact]
    public void A_directory_that_did_not_answer_is_the_reason()
    {
        var rules = new[] { new RouteRule("routing[0]", "code") { Department = 101 }, new RouteRule("routing[1]", "boss") { Role = "总监" } };
        var known = new Learned { Departments = [], Roles = PersonDirectory.NoRoles, Problem = "the directory does not tell departments: 60011" };
        RouteExplainer.Explain(new RouteTable(new RoutingConfig { Rules = rules }), new RouteSubject("main", "u1", "dm", ChatKind.Dm), known)
            .ShouldAllBe(one => one.Why == "the directory does not tell departments: 60011");
    }

    [Fact]
    public void What_was_not_looked_up_is_not_claimed_to_fit()
    {
        var rules = new[] { new RouteRule("routing[0]", "code") { Department = 101 }, new RouteRule("routing[1]", "mine") { Person = "u1" } };
        RouteExplainer.Explain(new RouteTable(new RoutingConfig { Rules = rules }), new RouteSubject("main", "u1", "dm", ChatKind.Dm), Learned.Nothing)[0]
            .Why.ShouldBe("not looked up, since routing[1] is more specific");
    }
}
