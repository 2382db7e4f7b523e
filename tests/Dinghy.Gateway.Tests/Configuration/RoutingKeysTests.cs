using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class RoutingKeysTests
{
    private const string Agents = """ "agents": { "default": { "instructions": "usual", "tools": ["send_file"], "workspace": "files" }, "list": [ { "id": "finance-bot", "instructions": "money" }, { "id": "code", "model": "lab/m", "tools": [], "name": "Coder", "workspace": "src" } ] } """;

    private static DinghyConfig Good(string keys) => ConfigWorld.WithPair().Good($"{{ {Agents}, {keys} }}");

    private static ConfigResult Load(string keys) => ConfigWorld.WithPair().Load($"{{ {Agents}, {keys} }}");

    [Fact]
    public void Agents_of_the_list_inherit_the_default_but_not_its_workspace()
    {
        var config = Good("\"language\": \"zh\"");
        config.Agents.All.Select(agent => agent.Id).ShouldBe(["default", "finance-bot", "code"]);
        var (usual, finance, code) = (config.Agents.Default, config.Agents.List[0], config.Agents.List[1]);
        (finance.Instructions, finance.Model, finance.Name).ShouldBe(("money", null, null));
        finance.Tools.ShouldBe(["send_file"]);
        (code.Instructions, code.Model, code.Name).ShouldBe(("usual", "lab/m", "Coder"));
        code.Tools.ShouldNotBeNull().ShouldBeEmpty();
        new[] { usual, finance, code }.Select(agent => Path.GetRelativePath(config.Home, agent.Workspace)).ShouldBe(["files", "workspace-finance-bot", "src"]);
        config.Routing.DefaultAgent.ShouldBe("default");
    }

    [Theory]
    [InlineData("""{ "instructions": "x" }""")]
    [InlineData("""{ "id": "default" }""")]
    [InlineData("""{ "id": "code" }, { "id": "code" }""")]
    [InlineData("""{ "id": "../etc" }""")]
    [InlineData("""{ "id": ".hidden" }""")]
    [InlineData("""{ "id": "a b" }""")]
    public void An_agent_needs_an_id_of_its_own_that_can_name_a_folder(string list) =>
        ConfigWorld.WithPair().Load($$"""{ "agents": { "list": [ {{list}} ] } }""").Faults.ShouldHaveSingleItem().Path.ShouldStartWith("agents.list[");

    [Fact]
    public void All_kinds_of_rules_are_read_in_their_spellings()
    {
        var rules = Good("""
            "routing": [
              { "dept_id": "102", "agent": "finance-bot" }, { "department": 101, "agentId": "code" }, { "user": "u1", "agent": "code" }, { "staffId": 12, "agent": "code" },
              { "group": "cid1==", "agent": "code" }, { "conversation": "*", "agent": "code" }, { "role": "总监", "agent": "code" }, { "account": "main", "kind": "group", "mentioned": true, "agent": "code" },
              { "event": "bpms_instance_change", "agent": "code" } ]
            """).Routing.Rules;
        rules.ShouldBe(
        [
            new("routing[0]", "finance-bot") { Department = 102 }, new("routing[1]", "code") { Department = 101 }, new("routing[2]", "code") { Person = "u1" }, new("routing[3]", "code") { Person = "12" },
            new("routing[4]", "code") { Conversation = "cid1==" }, new("routing[5]", "code") { Conversation = "*" }, new("routing[6]", "code") { Role = "总监" },
            new("routing[7]", "code") { Account = "main", Chat = ChatKind.Group, Mentioned = true }, new("routing[8]", "code") { Event = "bpms_instance_change" },
        ]);
    }

    [Fact]
    public void An_agent_that_does_not_exist_is_a_fault_that_names_those_that_do()
    {
        var faults = Load("""
            "routing": [ { "dept_id": "102", "agent": "finance" }, { "staff_id": "u1" } ], "default_agent": "nobody",
            "channels": { "dingtalk": { "agent": "your-agent-name", "groups": { "cid1==": { "agent": "ops" } } } }
            """).Faults;
        faults.Select(fault => fault.Path).ShouldBe(["routing[0].agent", "routing[1].agent", "channels.dingtalk.groups[\"cid1==\"].agent", "channels.dingtalk.agent", "default_agent"]);
        faults.ShouldAllBe(fault => fault.Hint.Contains("default, finance-bot, code"));
    }

    [Theory]
    [InlineData("""{ "agent": "code" }""", "routing[0]")]
    [InlineData("""{ "departement": "102", "agent": "code" }""", "routing[0]")]
    [InlineData("""{ "dept_id": "财务", "agent": "code" }""", "routing[0].dept_id")]
    [InlineData("""{ "kind": "channel", "agent": "code" }""", "routing[0].kind")]
    public void A_rule_without_a_condition_or_with_a_strange_one_is_a_fault(string rule, string path) =>
        Load($"\"routing\": [ {rule} ]").Faults.ShouldContain(fault => fault.Path == path);

    [Fact]
    public void What_groups_and_robots_say_of_their_agent_are_rules_too()
    {
        var rules = Good("""
            "routing": [ { "staff_id": "u1", "agent": "code" } ],
            "channels": { "dingtalk": { "agent": "code", "groups": { "cid1==": { "agent": "finance-bot" }, "cid2==": {}, "*": { "agent": "code" } } } }
            """).Routing.Rules;
        rules.Skip(1).ShouldBe(
        [
            new("channels.dingtalk.groups[\"cid1==\"].agent", "finance-bot") { Account = "main", Conversation = "cid1==", Chat = ChatKind.Group },
            new("channels.dingtalk.groups.*.agent", "code") { Account = "main", Chat = ChatKind.Group },
            new("channels.dingtalk.agent", "code") { Account = "main" },
        ]);
    }

    [Fact]
    public void The_default_agent_is_named_or_says_so_itself()
    {
        Good("\"default_agent\": \"code\"").Routing.DefaultAgent.ShouldBe("code");
        ConfigWorld.WithPair().Good("""{ "agents": { "list": [ { "id": "a" }, { "id": "main", "default": true } ] } }""").Routing.DefaultAgent.ShouldBe("main");
        Good("\"routing\": [ { \"dept_id\": 1, \"agent\": \"code\" }, { \"default_agent\": \"code\" } ]").Routing.DefaultAgent.ShouldBe("code");
    }

    [Fact]
    public void A_rule_for_an_account_that_is_not_connected_is_a_warning() =>
        Load("\"routing\": [ { \"account\": \"branch\", \"agent\": \"code\" } ]").Warnings.ShouldHaveSingleItem().Found.ShouldBe("account \"branch\", which is not connected");

    [Fact]
    public void OpenClaws_bindings_are_rules()
    {
        var result = ConfigWorld.WithPair().Load("""
            { "agents": { "list": [ { "id": "home", "default": true, "model": { "primary": "lab/m", "fallbacks": [] } }, { "id": "work" } ] },
              "bindings": [
                { "agentId": "work", "match": { "channel": "dingtalk", "peer": { "kind": "direct", "id": "u1" } } },
                { "agentId": "work", "match": { "channel": "dingtalk", "accountId": "main", "peer": { "kind": "group", "id": "cid1==" } } },
                { "agentId": "work", "match": { "channel": "dingtalk", "peer": { "kind": "group", "id": "*" } } },
                { "agentId": "home", "match": { "channel": "dingtalk" } },
                { "agentId": "work", "match": { "channel": "whatsapp" } },
                { "agentId": "work", "match": { "channel": "dingtalk", "guildId": "g" } } ] }
            """);
        result.Faults.ShouldBeEmpty();
        result.Config!.Routing.Rules.ShouldBe(
        [
            new("bindings[0]", "work") { Person = "u1", Chat = ChatKind.Dm },
            new("bindings[1]", "work") { Account = "main", Conversation = "cid1==", Chat = ChatKind.Group },
            new("bindings[2]", "work") { Chat = ChatKind.Group },
            new("bindings[3]", "home") { Account = "*" },
        ]);
        result.Config.Routing.DefaultAgent.ShouldBe("home");
        result.Config.Agents.List[0].Model.ShouldBe("lab/m");
        result.Warnings.Select(warning => (warning.Path, warning.Found)).ShouldBe([("bindings[4]", "a rule for \"whatsapp\""), ("bindings[5]", "a rule by guild_id")]);
    }

    [Fact]
    public void PicoClaws_dispatch_rules_are_rules_and_their_other_order_is_told()
    {
        var result = ConfigWorld.WithPair().Load("""
            { "agents": { "list": [ { "id": "support" }, { "id": "sales" } ], "dispatch": { "rules": [
                { "name": "vip", "agent": "sales", "when": { "channel": "dingtalk", "sender": "dingtalk:u1", "mentioned": true } },
                { "agent": "support", "when": { "chat": "group:cid1==" } },
                { "agent": "sales", "when": { "chat": "direct:cid2==", "account": "main" } },
                { "agent": "support", "when": { "channel": "dingtalk", "topic": "7" } } ] } } }
            """);
        result.Faults.ShouldBeEmpty();
        result.Config!.Routing.Rules.ShouldBe(
        [
            new("agents.dispatch.rules[0]", "sales") { Person = "u1", Mentioned = true },
            new("agents.dispatch.rules[1]", "support") { Conversation = "cid1==", Chat = ChatKind.Group },
            new("agents.dispatch.rules[2]", "sales") { Conversation = "cid2==", Chat = ChatKind.Dm, Account = "main" },
        ]);
        result.Notes.ShouldContain("agents.dispatch.rules: PicoClaw takes the first rule that fits, Dinghy the most specific one; among equals the first.");
        result.Warnings.ShouldHaveSingleItem().Found.ShouldBe("a rule by topic");
    }
}
