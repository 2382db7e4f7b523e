using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class ToolKeysTests
{
    [Fact]
    public void Every_key_of_tools_is_read()
    {
        var config = new ConfigWorld().Set("TAVILY_API_KEY", "tav").Set("TOKEN", "t0k").Good("""
            { "agents": { "default": { "tools": ["read_*", "lab_*"], "approvals": { "lab_*": "allow" }, "skills": ["a"] } },
              "tools": {
                "policy": { "send_card": "deny" }, "approval_timeout": "2m",
                "web": { "allow_hosts": ["Wiki.Corp"], "search": { "provider": "tavily", "api_key": "${TAVILY_API_KEY}", "max_results": 3 } },
                "exec": { "enabled": true, "allow": ["git  status"], "timeout": 5, "isolation": "bubblewrap" },
                "mcp": { "servers": {
                  "lab": { "command": "node", "args": ["x.mjs", "-y"], "env": { "KEY": "a ${TOKEN}" }, "cwd": "srv", "trust_hints": true, "allow_tools": ["a*"], "policy": "allow" },
                  "far": { "type": "streamable-http", "url": "https://far.example/mcp?key=${TOKEN}", "headers": { "Authorization": "Bearer ${TOKEN}" } },
                  "off": { "enabled": false, "command": "y" } } } } }
            """);

        config.Agents.Default.Approvals["lab_*"].ShouldBe(ToolPolicy.Allow);
        config.Agents.Default.Skills.ShouldBe(["a"]);
        var tools = config.Tools;
        (tools.Policy["send_card"], tools.ApprovalTimeout).ShouldBe((ToolPolicy.Deny, TimeSpan.FromMinutes(2)));
        tools.Web.AllowHosts.ShouldBe(["wiki.corp"]);
        (tools.Web.Search!.Provider, tools.Web.Search.ApiKey!.Reveal(), tools.Web.Search.MaxResults).ShouldBe(("tavily", "tav", 3));
        (tools.Exec.Enabled, tools.Exec.Allow[0], tools.Exec.Timeout, tools.Exec.Bubblewrap).ShouldBe((true, "git status", TimeSpan.FromSeconds(5), true));
        tools.Mcp.Select(server => server.Name).ShouldBe(["lab", "far"]);
        var (lab, far) = (tools.Mcp[0], tools.Mcp[1]);
        (lab.Command, lab.Args.Count, lab.Env["KEY"], lab.Folder, lab.TrustHints, lab.Policy).ShouldBe(("node", 2, "a t0k", Path.Combine(config.Home, "srv"), true, ToolPolicy.Allow));
        (far.Url!.Reveal(), far.Headers["Authorization"], far.Sse).ShouldBe(("https://far.example/mcp?key=t0k", "Bearer t0k", false));
        lab.Fingerprint().ShouldBe((lab with { Args = [.. lab.Args] }).Fingerprint());
        lab.Fingerprint().ShouldNotBe((lab with { Env = new Dictionary<string, string> { ["KEY"] = "b" } }).Fingerprint());
    }

    [Fact]
    public void Rules_say_who_decides_and_their_policies_are_those_of_the_tools()
    {
        var tools = new ConfigWorld().Good("""
            { "tools": { "policy": { "web_*": "ask" }, "rules": {
                "send_message": { "policy": "ask", "approver": "dept_head", "timeout": "2h" }, "send_card": { "approver": "role: 财务 " }, "web_*": { "policy": "ask" },
                "exec": { "approver": 240 }, "send_*": { "policy": "deny" } } } }
            """).Tools;
        tools.Rules["send_message"].ShouldBe(new ToolRule(ToolPolicy.Ask, new Approver(ApproverKind.DepartmentHead), TimeSpan.FromHours(2)));
        (tools.Rules["send_card"].Approver, tools.Policy["send_card"]).ShouldBe((new Approver(ApproverKind.Role, "财务"), ToolPolicy.Ask));
        (tools.Rules["exec"].Approver, tools.Policy["send_*"]).ShouldBe((new Approver(ApproverKind.Person, "240"), ToolPolicy.Deny));
    }

    [Theory]
    [InlineData("""{ "tools": { "rules": { "exec": { "approver": "the boss" } } } }""", "tools.rules.exec.approver")]
    [InlineData("""{ "tools": { "rules": { "exec": { "approver": "role:" } } } }""", "tools.rules.exec.approver")]
    [InlineData("""{ "tools": { "policy": { "exec": "deny" }, "rules": { "exec": { "policy": "ask" } } } }""", "tools.rules")]
    public void A_rule_that_names_nobody_or_contradicts_the_policy_is_a_fault(string text, string path) =>
        new ConfigWorld().Load(text).Faults.ShouldHaveSingleItem().Path.ShouldBe(path);

    [Fact]
    public void Nothing_written_is_the_careful_way()
    {
        var tools = new ConfigWorld().Good("{}").Tools;
        (tools.Exec.Enabled, tools.Web.Search, tools.Mcp.Count, tools.Policy.Count).ShouldBe((false, null, 0, 0));
    }

    [Theory]
    [InlineData("""{ "mcp": { "servers": { "lab": { "command": "node" } } } }""")]
    [InlineData("""{ "mcpServers": { "lab": { "command": "node", "transport": "stdio" } } }""")]
    [InlineData("""{ "version": 3, "tools": { "exec": { "enabled": true }, "mcp": { "enabled": true, "servers": { "lab": { "command": "node", "deferred": true } } } } }""")]
    public void Servers_are_found_in_other_programs_places_and_their_shell_is_not_carried(string text)
    {
        var tools = new ConfigWorld().Good(text).Tools;
        tools.Mcp.ShouldHaveSingleItem().Command.ShouldBe("node");
        tools.Exec.Enabled.ShouldBeFalse();
    }

    [Fact]
    public void A_search_of_another_program_that_is_on_is_taken()
    {
        var search = new ConfigWorld().Good("""{ "version": 3, "tools": { "web": { "duckduckgo": { "enabled": true }, "brave": { "enabled": true, "api_keys": ["k1", "k2"], "max_results": 4 } } } }""").Tools.Web.Search;
        (search!.Provider, search.ApiKey!.Reveal(), search.MaxResults).ShouldBe(("brave", "k1", 4));
    }

    [Theory]
    [InlineData("""{ "agents": { "default": { "tools": ["web_fech"] } } }""", "agents.default.tools", "did you mean web_fetch?")]
    [InlineData("""{ "tools": { "policy": { "exek": "deny" } } }""", "tools.policy", "did you mean exec?")]
    [InlineData("""{ "agents": { "default": { "approvals": { "gone_tool_of_nobody": "ask" } } } }""", "agents.default.approvals", "dinghy tools list shows them; those of an MCP server are called <server>_<tool>")]
    public void A_name_that_is_no_tool_is_a_warning_with_the_nearest(string text, string path, string hint)
    {
        var warning = new ConfigWorld().Load(text).Warnings.ShouldHaveSingleItem();
        (warning.Path, warning.Hint).ShouldBe((path, hint));
    }

    [Theory]
    [InlineData("""{ "tools": { "mcp": { "servers": { "lab": {} } } } }""")]
    [InlineData("""{ "tools": { "mcp": { "servers": { "lab": { "command": "x", "url": "https://a.example" } } } } }""")]
    [InlineData("""{ "tools": { "mcp": { "servers": { "lab": { "url": "ftp://s3cr3t.example" } } } } }""")]
    [InlineData("""{ "tools": { "mcp": { "servers": { "bad name": { "command": "x" } } } } }""")]
    [InlineData("""{ "tools": { "policy": { "exec": "maybe s3cr3t" } } }""")]
    public void A_server_or_policy_that_can_not_be_meant_is_a_fault_that_shows_no_value(string text)
    {
        var result = new ConfigWorld().Load(text);
        result.Faults.ShouldNotBeEmpty();
        ConfigWorld.AllText(result).ShouldNotContain("s3cr3t");
    }

    [Theory]
    [InlineData("read_*", "read_file", true)]
    [InlineData("*", "anything", true)]
    [InlineData("*_file", "read_file", true)]
    [InlineData("a*b*c", "aXbYc", true)]
    [InlineData("a*b*c", "aXcYb", false)]
    [InlineData("read", "read_file", false)]
    [InlineData("ab*ba", "aba", false)]
    public void A_star_stands_for_any_characters(string pattern, string name, bool fits) => ToolPattern.Fits(pattern, name).ShouldBe(fits);

    [Fact]
    public void The_organisations_keys_are_read()
    {
        var organisation = new ConfigWorld().Good("""{ "tools": { "organisation": { "confirm_above": 0, "max_recipients": 20, "contact_details": true, "processes": { "请假": "PROC-1" } } } }""").Tools.Organisation;
        (organisation.ConfirmAbove, organisation.MaxRecipients, organisation.ContactDetails, organisation.Processes["请假"]).ShouldBe((0, 20, true, "PROC-1"));
        var usual = new ConfigWorld().Good("{}").Tools.Organisation;
        (usual.ConfirmAbove, usual.MaxRecipients, usual.ContactDetails, usual.Processes.Count).ShouldBe((5, 500, false, 0));
    }

    [Fact]
    public void A_preset_needs_only_the_address_that_DingTalk_shows_and_says_where()
    {
        var server = new ConfigWorld().Set("URL", "https://mcp-gw.dingtalk.com/server/abc?key=s3cr3t").Good("""{ "tools": { "mcp": { "servers": { "cal": { "preset": "dingtalk-calendar", "url": "${URL}" } } } } }""").Tools.Mcp.ShouldHaveSingleItem();
        (server.Url!.Reveal(), server.Sse, server.Policy, server.TrustHints).ShouldBe(("https://mcp-gw.dingtalk.com/server/abc?key=s3cr3t", false, null, false));

        var without = new ConfigWorld().Load("""{ "tools": { "mcp": { "servers": { "cal": { "preset": "dingtalk-calendar" } } } } }""").Faults.ShouldHaveSingleItem();
        (without.Path, without.Hint).ShouldBe(("tools.mcp.servers.cal.url", "the Streamable HTTP address that https://mcp.dingtalk.com shows for 钉钉日历, best as ${VARIABLE}: there is a key in it"));

        var other = new ConfigWorld().Load("""{ "tools": { "mcp": { "servers": { "cal": { "preset": "dingtalk-calendar", "url": "https://dingtalk.com.evil.example/?key=s3cr3t" } } } } }""");
        other.Warnings.ShouldHaveSingleItem().Path.ShouldBe("tools.mcp.servers.cal.url");
        ConfigWorld.AllText(other).ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void Every_preset_of_the_schema_is_known()
    {
        foreach (var preset in McpPresets.Names)
            new ConfigWorld().Good($$"""{ "tools": { "mcp": { "servers": { "x": { "preset": "{{preset}}", "url": "https://mcp-gw.dingtalk.com/server/x" } } } } }""").Tools.Mcp.Count.ShouldBe(1);
        new ConfigWorld().Load("""{ "tools": { "mcp": { "servers": { "x": { "preset": "dingtalk-moon", "url": "https://mcp-gw.dingtalk.com/x" } } } } }""").Faults.ShouldNotBeEmpty();
    }
}
