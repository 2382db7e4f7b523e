using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Migration;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Configuration;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Migration;

/// <summary>What people met who moved in.</summary>
public sealed class MovingTests : IDisposable
{
    private const string Group = "cidP3l55aBcDeFgHiJkLmNo==";

    private readonly OldHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("""{ "version": 1, "agent_id": "main", "channel": "dingtalk", "account": "default", "dimensions": ["chat"], "values": { "chat": "direct:cidprivate0123456789==" } }""",
        """["agent:main:main", "agent:main:direct:manager75", "agent:main:dingtalk:direct:manager75", "agent:main:dingtalk:default:direct:manager75", "agent:main:dingtalk:direct:cidprivate0123456789=="]""", "main/dm/Manager75")]
    [InlineData("""{ "version": 1, "agent_id": "main", "channel": "dingtalk", "account": "default", "dimensions": ["chat"], "values": { "chat": "group:cidknown0123456789==" } }""",
        """["agent:main:main", "agent:main:dingtalk:group:cidknown0123456789=="]""", "main/group/cidKNOWN0123456789==")]
    [InlineData("""{ "version": 1, "agent_id": "main", "channel": "dingtalk", "account": "default", "dimensions": ["sender"], "values": { "sender": "manager75" } }""",
        """["agent:main:main", "agent:main:dingtalk:group:cidknown0123456789=="]""", "main/dm/Manager75")]
    [InlineData("""{ "version": 1, "agent_id": "main", "channel": "telegram", "account": "default", "dimensions": ["chat"], "values": { "chat": "direct:5" } }""",
        """["agent:main:main", "agent:main:telegram:direct:5"]""", null)]
    [InlineData("""{ "version": 1, "agent_id": "main", "channel": "dingtalk", "account": "default", "dimensions": ["chat"], "values": { "chat": "direct:cidprivate0123456789==" } }""",
        """["agent:main:main"]""", null)]
    public void A_hashed_key_of_PicoClaw_is_its_chats_and_never_the_one_that_all_share(string scope, string aliases, string? conversation)
    {
        // One person alone may write: the shared session would be theirs, and a group's words must not become it.
        PicoClaw("""{ "channels": { "dingtalk": { "client_id": "dingone", "client_secret": "hush", "allow_from": ["Manager75"], "group_trigger": { "mention_only": true }, "groups": { "cidKNOWN0123456789==": {} } } } }""")
            .Put(".picoclaw/workspace/sessions/sk_v1_0a1b.jsonl", """{"role":"user","content":"ahoy"}""")
            .Put(".picoclaw/workspace/sessions/sk_v1_0a1b.meta.json", $$"""{ "key": "sk_v1_0a1b", "scope": {{scope}}, "aliases": {{aliases}} }""");
        var plan = _home.Plan(HostKind.PicoClaw);
        plan.Sessions.Select(session => session.Conversation).ShouldBe(conversation is null ? [] : [conversation]);
        if (conversation is null) plan.Left.ShouldContain(line => line.StartsWith("session "));
    }

    [Fact]
    public async Task A_group_whose_id_lost_its_capitals_has_its_memory_back_when_it_is_heard()
    {
        PicoClaw("""{ "channels": { "dingtalk": { "client_id": "dingone", "client_secret": "hush" } } }""")
            .Put(".picoclaw/workspace/sessions/g.jsonl", """{"role":"user","content":"in the group"}""")
            .Put(".picoclaw/workspace/sessions/g.meta.json", $$"""{ "key": "agent:main:dingtalk:group:{{Group.ToLowerInvariant()}}", "summary": "they sail" }""");
        var plan = _home.Plan(HostKind.PicoClaw);
        plan.Carried.ShouldContain(line => line.Contains("small letters only"));
        (await _home.MoveAsync(plan)).ShouldBeEmpty();
        await using var store = SqliteStore.Open(_home.Ours);
        var ct = TestContext.Current.CancellationToken;
        (await store.AddTurnAsync((new Said { Id = "m1" }).NewTurn(conversation: $"main/group/{Group}"), null, ct)).ShouldNotBeNull();
        (await store.ReadHistoryAsync($"main/group/{Group}", 10, ct)).Single().Text.ShouldBe("in the group");
        (await store.ReadSessionAsync($"main/group/{Group}", "main", "x", ct)).Session.Summary.ShouldBe("they sail");
    }

    [Fact]
    public void Sessions_of_PicoClaws_first_days_are_read_too()
    {
        PicoClaw("""{ "channels": { "dingtalk": { "client_id": "dingone", "client_secret": "hush" } } }""")
            .Put(".picoclaw/workspace/sessions/dingtalk_s2.json", """{ "key": "dingtalk:s2", "messages": [{ "role": "user", "content": "old" }, { "role": "assistant", "content": "answer" }], "summary": "likes tea", "updated": "2026-01-01T00:00:00Z" }""")
            .Put(".picoclaw/workspace/sessions/dingtalk_s3.json", "broken");
        var plan = _home.Plan(HostKind.PicoClaw);
        var session = plan.Sessions.ShouldHaveSingleItem();
        (session.Conversation, session.Summary, session.Entries.Count).ShouldBe(("main/dm/s2", "likes tea", 2));
        plan.Left.ShouldContain("session dingtalk_s3.json: it can not be read");
    }

    [Theory]
    [InlineData("~/.picoclaw/workspace")]
    [InlineData("/home/elsewhere/.picoclaw/workspace")]
    [InlineData(null)]
    public void A_copied_installation_is_read_where_it_was_copied_to_and_no_other(string? written)
    {
        var workspace = written is null ? "" : "\"workspace\": \"" + written + "\"";
        var config = $$"""{ "agents": { "defaults": { {{workspace}} } }, "channels": { "dingtalk": { "client_id": "dingone", "client_secret": "hush" } } }""";
        _home.Put("backup/pico/config.json", config).Put("backup/pico/workspace/SOUL.md", "mine").Put("backup/pico/workspace/sessions/dingtalk_u1.jsonl", """{"role":"user","content":"ahoy"}""")
            .Put(".picoclaw/config.json", config).Put(".picoclaw/workspace/SOUL.md", "# other install");
        var plan = Plan(HostKind.PicoClaw, "backup/pico");
        plan.Files.ShouldHaveSingleItem().From.ShouldEndWith("backup/pico/workspace/SOUL.md");
        plan.Sessions.ShouldHaveSingleItem();
    }

    [Fact]
    public void Folders_that_are_not_there_or_can_be_none_are_told()
    {
        _home.Put(".openclaw/openclaw.json", """
            { agents: { defaults: { workspace: "/nowhere/at/all" }, list: [{ id: "main" }, { id: "one", workspace: "c\u0000d" }] }, channels: { dingtalk: { clientId: "dingone", clientSecret: "hush" } } }
            """);
        var plan = _home.Plan(HostKind.OpenClaw);
        plan.Left.ShouldContain(line => line.StartsWith("agents.defaults.workspace: no folder at /nowhere/at/all"));
        plan.Left.ShouldContain("agents.list[1].workspace: it can be no path");
    }

    [Fact]
    public void Talks_lie_in_the_workspace_whatever_it_is_called_and_in_those_of_other_agents()
    {
        PicoClaw("""{ "agents": { "defaults": { "workspace": "~/.picoclaw/ws2" }, "list": [{ "id": "main", "default": true }, { "id": "ops" }] }, "channels": { "dingtalk": { "client_id": "dingone", "client_secret": "hush" } } }""")
            .Put(".picoclaw/ws2/AGENT.md", "You help.").Put(".picoclaw/ws2/sessions/dingtalk_u1.jsonl", """{"role":"user","content":"ahoy"}""")
            .Put(".picoclaw/workspace-ops/SOUL.md", "Count.").Put(".picoclaw/workspace-ops/sessions/agent_ops_dingtalk_direct_u1.jsonl", """{"role":"user","content":"to ops"}""");
        var plan = _home.Plan(HostKind.PicoClaw);
        plan.Sessions.Select(session => session.Conversation).ShouldBe(["main/dm/u1", "main/dm/u1#ops"], ignoreOrder: true);
        plan.Files.Select(file => Path.GetRelativePath(_home.Ours, file.To)).ShouldBe(["workspace/AGENT.md", "workspace-ops/SOUL.md"]);
    }

    [Fact]
    public void An_agent_main_that_no_list_has_is_ours()
    {
        PicoClaw("""{ "agents": { "dispatch": { "rules": [{ "agent": "main", "when": { "channel": "dingtalk", "sender": "u1" } }] } }, "channels": { "dingtalk": { "client_id": "dingone", "client_secret": "hush" } } }""");
        _home.Plan(HostKind.PicoClaw).Faults.ShouldBeEmpty();
        _home.Put(".openclaw/openclaw.json", """{ bindings: [{ agentId: "main", match: { channel: "dingtalk", peer: { kind: "direct", id: "u1" } } }], channels: { dingtalk: { clientId: "dingone", clientSecret: "hush" } } }""");
        var plan = _home.Plan(HostKind.OpenClaw);
        plan.Faults.ShouldBeEmpty();
        new ConfigWorld().Good(plan.ConfigText).Routing.Rules.ShouldHaveSingleItem().Agent.ShouldBe("default");
    }

    [Fact]
    public void A_plugin_of_another_name_is_DingTalk_too_and_a_move_without_a_robot_says_so()
    {
        _home.Put(".openclaw/openclaw.json", """{ channels: { "dingtalk-connector": { enabled: true, clientId: "dingone", clientSecret: "hush", gatewayToken: "x" } } }""")
            .Put(".openclaw/credentials/dingtalk-connector-allowFrom.json", """{ "allowFrom": ["dingtalk-connector:user007"] }""")
            .Put(".openclaw/agents/main/sessions/sessions.json", """{ "agent:main:dingtalk-connector:direct:u1": { "sessionId": "s1" } }""")
            .Put(".openclaw/agents/main/sessions/s1.jsonl", """{"type":"message","message":{"role":"user","content":"ahoy"}}""");
        var plan = _home.Plan(HostKind.OpenClaw);
        plan.HasRobot.ShouldBeTrue();
        new ConfigWorld().Account(plan.ConfigText).Id.ShouldBe("main");
        plan.Approvals.ShouldHaveSingleItem().Person.ShouldBe("user007");
        plan.Sessions.ShouldHaveSingleItem().Conversation.ShouldBe("main/dm/u1");

        _home.Put(".openclaw/openclaw.json", """{ channels: { telegram: { enabled: true } } }""");
        _home.Plan(HostKind.OpenClaw).HasRobot.ShouldBeFalse();
    }

    [Fact]
    public void Variables_that_only_OpenClaw_knew_come_along_by_their_names()
    {
        _home.Put(".openclaw/openclaw.json", """{ env: { vars: { DASHSCOPE_API_KEY: "sk-dash" } }, channels: { dingtalk: { clientId: "dingone", clientSecret: "${HQ_SECRET}" } } }""")
            .Put(".openclaw/.env", "# mine\nexport HQ_SECRET='hush'\nDEEPSEEK_API_KEY=sk-deep\n");
        _home.Variables["DEEPSEEK_API_KEY"] = "set here already";
        var plan = _home.Plan(HostKind.OpenClaw);
        plan.Faults.ShouldBeEmpty();
        var config = new ConfigWorld().Good(plan.ConfigText);
        config.Models.Providers.ShouldHaveSingleItem().Value.ApiKey!.Reveal().ShouldBe("sk-dash");
        config.Accounts[0].ClientSecret.Reveal().ShouldBe("hush");
        plan.Carried.ShouldContain(line => line.StartsWith("2 secrets and variables"));
    }

    [Fact]
    public void Groups_that_were_not_listed_stay_closed_and_what_all_channels_had_holds()
    {
        _home.Put(".openclaw/openclaw.json", """
            { channels: { defaults: { groupPolicy: "disabled" }, dingtalk: { allowFrom: ["u1"], accounts: {
              hq: { clientId: "dingone", clientSecret: "hush", groupPolicy: "allowlist", groups: { cidListed: {} } }, open: { clientId: "dingtwo", clientSecret: "hush", groupPolicy: "open", groups: { cidListed: {} } } } } } }
            """);
        var config = new ConfigWorld().Good(_home.Plan(HostKind.OpenClaw).ConfigText);
        config.Accounts[0].Groups["*"].Enabled.ShouldBeFalse();
        config.Accounts[1].Groups.ContainsKey("*").ShouldBeFalse();
        _home.Put(".openclaw/openclaw.json", """{ channels: { defaults: { groupPolicy: "disabled" }, dingtalk: { clientId: "dingone", clientSecret: "hush" } } }""");
        new ConfigWorld().Account(_home.Plan(HostKind.OpenClaw).ConfigText).GroupPolicy.ShouldBe(AccessPolicy.Disabled);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("""defaultAccount: "branch",""", "branch")]
    public void Approvals_of_the_account_without_a_name_are_its_or_told(string usual, string? account)
    {
        _home.Put(".openclaw/openclaw.json", $$"""{ channels: { dingtalk: { {{usual}} accounts: { hq: { clientId: "dingone", clientSecret: "hush" }, branch: { clientId: "dingtwo", clientSecret: "hush" } } } } }""")
            .Put(".openclaw/credentials/dingtalk-allowFrom.json", """{ "allowFrom": ["s2"] }""");
        var plan = _home.Plan(HostKind.OpenClaw);
        plan.Approvals.Select(approval => (approval.Account, approval.Person)).ShouldBe(account is null ? [] : [(account, "s2")]);
        plan.Left.Any(line => line.Contains("1 person approved for an account that is not here (s2)")).ShouldBe(account is null);
    }

    [Fact]
    public async Task What_only_its_owner_could_read_stays_so_and_folders_that_lead_away_are_not_entered()
    {
        if (OperatingSystem.IsWindows()) return;
        PicoClaw("""{ "channels": { "dingtalk": { "client_id": "dingone", "client_secret": "hush" } } }""").Put(".picoclaw/workspace/USER.md", "Ada").Put(".picoclaw/workspace/drafts/one.md", "x").Put("outside/memory/secret.md", "hush").Put("outside/sessions/dingtalk_u1.jsonl", """{"role":"user","content":"ahoy"}""");
        var workspace = Path.GetFullPath(Path.Combine(_home.Ours, "../.picoclaw/workspace"));
        File.SetUnixFileMode(Path.Combine(workspace, "USER.md"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (var folder in new[] { "memory", "sessions" }) Directory.CreateSymbolicLink(Path.Combine(workspace, folder), Path.GetFullPath(Path.Combine(_home.Ours, "../outside", folder)));
        var plan = _home.Plan(HostKind.PicoClaw);
        plan.Files.ShouldHaveSingleItem();
        plan.Sessions.ShouldBeEmpty();
        plan.Left.ShouldContain("memory: a link");
        plan.Left.ShouldContain(line => line.Contains("sessions: a link"));
        plan.Left.ShouldContain(line => line.StartsWith("drafts: of the workspace"));
        await _home.MoveAsync(plan);
        File.GetUnixFileMode(Path.Combine(_home.Ours, "workspace/USER.md")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private OldHome PicoClaw(string config) => _home.Put(".picoclaw/config.json", config);

    private MigrationPlan Plan(HostKind kind, string folder)
    {
        var report = new ConfigReport();
        var plan = new MigrationPlanner(_home.Source, new ManualTimeProvider()).Make(Installation.Find(kind, Path.GetFullPath(Path.Combine(_home.Ours, "..", folder)), _home.Source.Environment), report);
        report.Faults.ShouldBeEmpty();
        return plan.ShouldNotBeNull();
    }
}
