using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Routing;

namespace Dinghy.Gateway.Tests.Routing;

public sealed class RouteTableTests
{
    private static readonly RouteSubject s_inGroup = new("main", "u1", "cid-group==", ChatKind.Group) { Mentioned = true };
    private static readonly RouteSubject s_private = new("main", "u1", "cid-dm==", ChatKind.Dm);

    /// <summary>In 1021, whose parent is 102; a director.</summary>
    private static readonly Learned s_known = new()
    {
        Departments = [new(1021, 0), new(102, 1), new(1, 2)],
        Roles = new HashSet<string>(["总监", "100"], StringComparer.Ordinal),
    };

    private static RouteRule Rule(string agent) => new($"rule {agent}", agent);

    private static string? AgentOf(RouteSubject subject, Learned known, params RouteRule[] rules)
    {
        var decision = new RouteTable(new RoutingConfig { Rules = rules }).Decide(subject, known);
        decision.Need.ShouldBe(DirectoryNeed.Nothing);
        return decision.Rule?.Agent;
    }

    /// <summary>From the most specific to the least; each rule fits the subject.</summary>
    private static readonly RouteRule[] s_ladder =
    [
        Rule("person") with { Person = "u1" },
        Rule("conversation") with { Conversation = "cid-group==" },
        Rule("role") with { Role = "总监" },
        Rule("near") with { Department = 1021 },
        Rule("far") with { Department = 102 },
        Rule("everyone") with { Department = 1 },
        Rule("account") with { Account = "main" },
        Rule("groups") with { Chat = ChatKind.Group },
        Rule("mentioned") with { Mentioned = true },
        Rule("any") with { Account = "*" },
    ];

    [Fact]
    public void The_most_specific_rule_decides_whatever_its_place_in_the_file()
    {
        for (var top = 0; top < s_ladder.Length; top++)
        {
            AgentOf(s_inGroup, s_known, s_ladder[top..]).ShouldBe(s_ladder[top].Agent);
            AgentOf(s_inGroup, s_known, [.. s_ladder[top..].Reverse()]).ShouldBe(s_ladder[top].Agent);
        }

        AgentOf(s_inGroup, s_known).ShouldBeNull("without a rule the default agent answers");
    }

    [Fact]
    public void Among_equals_the_first_of_the_file_decides()
    {
        AgentOf(s_inGroup, s_known, Rule("a") with { Person = "u1" }, Rule("b") with { Person = "u1" }).ShouldBe("a");
        AgentOf(s_inGroup, s_known, Rule("a") with { Role = "100" }, Rule("b") with { Role = "总监" }).ShouldBe("a");
        AgentOf(s_inGroup, s_known, Rule("b") with { Role = "总监" }, Rule("a") with { Role = "100" }).ShouldBe("b");
        var twoNear = s_known with { Departments = [new(7, 0), new(8, 0)] };
        AgentOf(s_inGroup, twoNear, Rule("eight") with { Department = 8 }, Rule("seven") with { Department = 7 }).ShouldBe("eight");
    }

    [Fact]
    public void All_conditions_of_a_rule_must_hold_and_more_of_them_weigh_more()
    {
        RouteRule plain = Rule("plain") with { Person = "u1" }, there = Rule("there") with { Person = "u1", Conversation = "cid-group==" };
        AgentOf(s_inGroup, s_known, plain, there).ShouldBe("there");
        AgentOf(s_private, s_known, plain, there).ShouldBe("plain");
        AgentOf(s_inGroup, s_known, Rule("x") with { Person = "u1", Department = 999 }, Rule("y") with { Account = "main" }).ShouldBe("y");
        AgentOf(s_inGroup, s_known, Rule("near") with { Department = 1021 }, Rule("nearHere") with { Department = 1021, Account = "main" }, Rule("far") with { Department = 102, Account = "main" }).ShouldBe("nearHere");
        AgentOf(s_inGroup, s_known, Rule("near") with { Department = 1021 }, Rule("far") with { Department = 102, Account = "main" }).ShouldBe("near", "nearness goes before other conditions");
    }

    [Fact]
    public void What_is_somebody_elses_does_not_fit()
    {
        AgentOf(s_inGroup, s_known,
            Rule("a") with { Person = "u2" }, Rule("b") with { Conversation = "cid-other==" }, Rule("c") with { Role = "财务" }, Rule("d") with { Department = 101 },
            Rule("e") with { Account = "other" }, Rule("f") with { Chat = ChatKind.Dm }, Rule("g") with { Mentioned = false }, Rule("h") with { Event = "x" }).ShouldBeNull();
        AgentOf(s_inGroup, s_known, Rule("a") with { Person = "U1" }).ShouldBeNull("ids compare letter for letter");
    }

    [Fact]
    public void A_star_for_the_conversation_means_every_group_and_no_private_chat()
    {
        var groups = Rule("groups") with { Conversation = "*" };
        AgentOf(s_inGroup, s_known, groups).ShouldBe("groups");
        AgentOf(s_private, s_known, groups).ShouldBeNull();
        AgentOf(s_inGroup, s_known, groups, Rule("this") with { Conversation = "cid-group==" }).ShouldBe("this");
    }

    [Fact]
    public void Rules_for_events_are_for_events_alone()
    {
        RouteRule approvals = Rule("workflow") with { Event = "bpms_instance_change" }, all = Rule("all") with { Account = "*" };
        AgentOf(s_private, s_known, approvals, all).ShouldBe("all");
        AgentOf(s_private with { Event = "bpms_instance_change" }, s_known, all, approvals).ShouldBe("workflow");
        AgentOf(s_private with { Event = "other" }, s_known, all, approvals).ShouldBeNull();
    }

    [Fact]
    public void The_directory_is_asked_only_for_what_a_rule_needs()
    {
        DirectoryNeed Need(RouteSubject subject, Learned known, params RouteRule[] rules) => new RouteTable(new RoutingConfig { Rules = rules }).Decide(subject, known).Need;
        RouteRule role = Rule("r") with { Role = "总监" }, department = Rule("d") with { Department = 102 };

        Need(s_inGroup, Learned.Nothing, Rule("a") with { Account = "main" }).ShouldBe(DirectoryNeed.Nothing);
        Need(s_inGroup, Learned.Nothing, Rule("p") with { Person = "u1" }, role, department).ShouldBe(DirectoryNeed.Nothing, "the person's own rule decides");
        Need(s_inGroup, Learned.Nothing, Rule("c") with { Conversation = "cid-group==" }, department).ShouldBe(DirectoryNeed.Nothing);
        Need(s_inGroup, Learned.Nothing, department).ShouldBe(DirectoryNeed.Departments);
        Need(s_inGroup, Learned.Nothing, department, role).ShouldBe(DirectoryNeed.Roles);
        Need(s_inGroup, s_known with { Departments = null }, department, role).ShouldBe(DirectoryNeed.Nothing, "the role decides already");
        Need(s_inGroup, Learned.Nothing, department with { Account = "other" }).ShouldBe(DirectoryNeed.Nothing, "it could not fit anyway");
        Need(s_private, Learned.Nothing, department with { Chat = ChatKind.Group }).ShouldBe(DirectoryNeed.Nothing);
        Need(s_inGroup with { Person = null }, Learned.Nothing, department, role).ShouldBe(DirectoryNeed.Nothing, "people of other organisations are in no directory");
        Need(s_inGroup, Learned.Nothing, Rule("p") with { Person = "u1", Department = 102 }).ShouldBe(DirectoryNeed.Departments);
    }

    [Fact]
    public void Random_rules_decide_as_a_plain_search_over_all_of_them_does()
    {
        var chance = new Random(20261125);
        for (var round = 0; round < 2000; round++)
        {
            var rules = Enumerable.Range(0, chance.Next(12)).Select(number => new RouteRule($"r{number}", $"a{number}")
            {
                Person = Maybe(chance, "u1", "u2"),
                Conversation = Maybe(chance, "cid-group==", "cid-dm==", "*"),
                Role = Maybe(chance, "总监", "出纳"),
                Department = Maybe(chance, "1021", "102", "1", "9") is { } id ? long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) : null,
                Account = Maybe(chance, "main", "other", "*"),
                Chat = chance.Next(3) switch { 0 => ChatKind.Dm, 1 => ChatKind.Group, _ => null },
            }).ToArray();
            var subject = chance.Next(2) == 0 ? s_inGroup : s_private;

            var plain = rules.Where(rule => RouteConditions.Check(rule, subject, s_known) == Fit.Yes)
                .OrderByDescending(rule => RouteConditions.Rank(rule) >> 5) // event, person, conversation, role
                .ThenBy(rule => s_known.Departments!.Where(step => step.Id == rule.Department).Select(step => (int?)step.Distance).FirstOrDefault() ?? int.MaxValue)
                .ThenByDescending(RouteConditions.Rank).ThenBy(rule => Array.IndexOf(rules, rule)).FirstOrDefault();
            AgentOf(subject, s_known, rules).ShouldBe(plain?.Agent, string.Join('\n', rules.Select(rule => rule.ToString())));
        }
    }

    private static string? Maybe(Random chance, params string[] values) => chance.Next(2) == 0 ? null : values[chance.Next(values.Length)];
}
