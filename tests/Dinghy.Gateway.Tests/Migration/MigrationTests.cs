using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Migration;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Configuration;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Migration;

public sealed class MigrationTests : IDisposable
{
    private readonly OldHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("v0", "dingpicov0", "pico-secret-v0", "zhipu/glm-4.7", "zhipu-key-v0")]
    [InlineData("v1", "dingpicov1", "pico-secret-v1", "deepseek/deepseek-v4-flash", "deepseek-key-v1")]
    [InlineData("v2", "dingpicov2", "pico-secret-v2", "qwen/qwen3.7-plus", "qwen-key-v2")]
    [InlineData("v3", "dingpicov3", "pico-secret-v3", "zhipu/glm-5.2", "zhipu-key-v3")]
    public async Task PicoClaw_of_every_form_moves_in_whole_and_stays_as_it_was(string version, string id, string secret, string model, string key)
    {
        _home.PicoClaw(version);
        var theirs = _home.Theirs();

        var plan = _home.Plan(HostKind.PicoClaw);
        plan.Faults.ShouldBeEmpty();
        (await _home.MoveAsync(plan)).ShouldBeEmpty();

        var result = ConfigLoader.Load(_home.Source);
        var config = result.Config.ShouldNotBeNull(string.Join('\n', result.Faults));
        var account = config.Accounts.ShouldHaveSingleItem();
        (account.Id, account.ClientId, account.ClientSecret.Reveal()).ShouldBe(("main", id, secret));
        (config.Models.Default, config.Models.Providers[model.Split('/')[0]].ApiKey!.Reveal()).ShouldBe((model, key));
        await ReadsAsync(config, "AGENT.md\nYou help.", "SOUL.md\nYou are kind.");
        plan.Carried.ShouldContain(line => line.Contains("read for owners", StringComparison.Ordinal));
        _home[".dinghy/workspace/memory/202611/20261101.md"].ShouldBe("a day");
        _home[".dinghy/workspace/skills/pdf/SKILL.md"].ShouldBe("skill");
        // Where one person alone may write, the session of all private chats was theirs.
        (await _home.MemoryAsync("main/dm/user001")).ShouldBe(["Person: 你好", "Assistant: 您好！", .. version == "v1" ? ["Person: shared by all"] : Array.Empty<string>()]);
        (await _home.MemoryAsync("main/group/cidGroup1==")).ShouldBe(["Person: in a group"]);
        plan.Left.Contains("session agent:main:main: all private chats share it, and people would read each other's words").ShouldBe(version != "v1");
        plan.Left.ShouldContain("session telegram:5: not of DingTalk");
        _home.Theirs().ShouldBe(theirs);
    }

    [Fact]
    public async Task Whoever_was_sent_away_since_stays_out_when_the_move_is_made_again()
    {
        _home.OpenClaw();
        var plan = _home.Plan(HostKind.OpenClaw);
        await _home.MoveAsync(plan);
        await _home.InStoreAsync(async store =>
        {
            await store.RevokeAsync("main", "user007", "boss", DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
            await store.RevokeAsync("main", "user001", "boss", DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        });
        var here = SqliteAccess.Look(_home.Ours);
        var foreseen = Migrator.Foresee(plan, here.Robots, here.Revoked);
        var left = await _home.MoveAsync(plan, force: true);
        foreseen.ShouldBe(left.Where(line => line.Contains("revoked", StringComparison.Ordinal)));
        (await _home.ApprovedAsync()).ShouldBeEmpty();
        left.ShouldContain("user007 stays out of main: their approval was revoked here; they can ask anew by writing");
        left.ShouldContain("user001 was revoked here, but allow_from of main in the new configuration lets them in: take them out there");
    }

    [Fact]
    public async Task Approvals_go_to_the_robot_and_never_to_the_people_of_another_that_had_its_name()
    {
        _home.OpenClaw();
        var plan = _home.Plan(HostKind.OpenClaw);
        Directory.CreateDirectory(_home.Ours);
        await _home.InStoreAsync(async store => await store.MeetRobotAsync("dingelse", "corp-else", "main", TestContext.Current.CancellationToken));
        (await _home.MoveAsync(plan)).ShouldContain(line => line.StartsWith("2 people approved for main (user007, user001)", StringComparison.Ordinal));
        (await _home.ApprovedAsync()).ShouldBeEmpty();
        await _home.InStoreAsync(async store => await store.MeetRobotAsync("dingclawmain", "corp-a", "hq", TestContext.Current.CancellationToken));
        await _home.MoveAsync(plan, force: true);
        (await _home.ApprovedAsync()).ShouldBe(["hq: user007", "hq: user001"], ignoreOrder: true);
    }

    [Fact]
    public async Task OpenClaw_moves_in_whole_and_stays_as_it_was()
    {
        _home.OpenClaw();
        var theirs = _home.Theirs();

        var plan = _home.Plan(HostKind.OpenClaw);
        plan.Faults.ShouldBeEmpty();
        (await _home.MoveAsync(plan)).ShouldBeEmpty();

        var config = ConfigLoader.Load(_home.Source).Config.ShouldNotBeNull();
        config.Accounts.Select(account => (account.Id, account.ClientId, account.ClientSecret.Reveal()))
            .ShouldBe([("main", "dingclawmain", "claw-secret-main"), ("branch", "dingclawbranch", "claw-secret-branch")]);
        config.Accounts[0].AllowFrom.ShouldBe(["user001"]);
        (await _home.ApprovedAsync()).ShouldBe(["main: user007", "main: user001"], ignoreOrder: true);
        config.Accounts[1].AllowFrom.ShouldBe(["user001"]);
        config.Models.Providers["lab"].ApiKey!.Reveal().ShouldBe("claw-lab-key", "only OpenClaw's own file knew it");
        _home[".dinghy/config.json"].ShouldContain("${CLAW_DEEPSEEK_KEY}", Case.Sensitive, "a variable of the environment stays one");
        await ReadsAsync(config, "AGENTS.md\nCosts ${money}.");
        _home[".dinghy/workspace-finance/SOUL.md"].ShouldBe("Count twice.");
        (await _home.MemoryAsync("main/dm/user001")).ShouldBe(["Person: hello", "Assistant: hi"]);
        (await _home.MemoryAsync("branch/group/cidABC==")).ShouldBe(["Person: in a group"]);
        plan.Left.ShouldContain("session agent:main:dingtalk:direct:gone: its file is not there");
        _home.Theirs().ShouldBe(theirs);
    }

    [Fact]
    public async Task Talks_of_OpenClaws_database_move_in_and_go_before_the_files_it_was_made_of()
    {
        _home.OpenClaw().OpenClawDatabase("main",
            ("agent:main:dingtalk:direct:user001", """{ "sessionId": "s1" }""",
            [
                """{"type":"session","id":"s1"}""",
                """{"type":"message","timestamp":"2026-11-21T08:00:00.000Z","message":{"role":"user","content":[{"type":"text","text":"newer"}]}}""",
                """{"type":"message","timestamp":"2026-11-21T08:00:05.000Z","message":{"role":"assistant","content":[{"type":"text","text":"yes"}]}}""",
                null,
            ]),
            ("agent:main:dingtalk:branch:group:cidnew==", """{ "deliveryContext": { "to": "group:cidNEW==" } }""", ["""{"type":"message","message":{"role":"user","content":"there"}}"""]));
        var theirs = _home.Theirs();

        var plan = _home.Plan(HostKind.OpenClaw);
        await _home.MoveAsync(plan);
        (await _home.MemoryAsync("main/dm/user001")).ShouldBe(["Person: newer", "Assistant: yes"]);
        (await _home.MemoryAsync("branch/group/cidNEW==")).ShouldBe(["Person: there"]);
        (await _home.MemoryAsync("branch/group/cidABC==")).ShouldBe(["Person: in a group"], "what only the files have");
        plan.Left.ShouldContain("session agent:main:dingtalk:direct:user001: 1 event stored compressed");
        _home.Theirs().ShouldBe(theirs);
    }

    [Fact]
    public void A_database_that_is_none_or_holds_no_talks_harms_nothing()
    {
        _home.OpenClaw().Put(".openclaw/agents/main/agent/openclaw-agent.sqlite", "no database, but long enough to be looked at as one by whoever opens it; " + new string('x', 5000));
        var plan = _home.Plan(HostKind.OpenClaw);
        plan.Left.ShouldContain(line => line.StartsWith("the talks in") && line.Contains("openclaw-agent.sqlite"));
        plan.Sessions.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""dmScope: "main" """, """["user001", "user002"]""", "", "main/main")]
    [InlineData("""dmScope: "per-peer" """, """["user001"]""", "", "main/dm/user001")]
    [InlineData("""dmScope: "per-peer" """, """["user001", "user002"]""", "", null)]
    [InlineData("""dmScope: "per-peer" """, """["user001"]""", ", telegram: { enabled: true }", null)]
    [InlineData("""dmScope: "per-peer" """, """["user001"]""", ", telegram: { enabled: false }", "main/dm/user001")]
    [InlineData("", """["*"]""", "", null)]
    public void The_session_of_all_private_chats_goes_only_where_nobody_new_reads_it(string session, string allowed, string others, string? conversation)
    {
        _home.Put(".openclaw/openclaw.json", $$"""
            { session: { {{session}} }, channels: { dingtalk: { clientId: "dingone", clientSecret: "hush", dmPolicy: "allowlist", allowFrom: {{allowed}} }{{others}} } }
            """)
            .Put(".openclaw/agents/main/sessions/sessions.json", """{ "agent:main:main": { "sessionId": "s1" } }""")
            .Put(".openclaw/agents/main/sessions/s1.jsonl", """{"type":"message","message":{"role":"user","content":"remember this"}}""");
        var plan = _home.Plan(HostKind.OpenClaw);
        plan.Faults.ShouldBeEmpty();
        plan.Sessions.Select(carried => carried.Conversation).ShouldBe(conversation is null ? [] : [conversation]);
        plan.Left.Any(line => line.StartsWith("session agent:main:main")).ShouldBe(conversation is null);
    }

    [Fact]
    public void A_door_that_was_closed_there_stays_closed_and_owners_are_owners()
    {
        _home.Put(".openclaw/openclaw.json", """{ commands: { ownerAllowFrom: ["dingtalk:manager75", "telegram:5", "boss"] }, channels: { dingtalk: { clientId: "dingone", clientSecret: "hush" } } }""")
            .Put(".openclaw/credentials/dingtalk-default-allowFrom.json", """{ "allowFrom": ["user007"] }""");
        var plan = _home.Plan(HostKind.OpenClaw);
        plan.Carried.ShouldContain(line => line.StartsWith("channels.dingtalk.dm_policy: pairing, as OpenClaw has it"));
        var config = new ConfigWorld().Load(plan.ConfigText).Config.ShouldNotBeNull();
        (config.Accounts[0].DmPolicy, config.Accounts[0].GroupPolicy).ShouldBe((AccessPolicy.Pairing, AccessPolicy.Allowlist));
        config.Owners.ShouldBe(["manager75", "boss"], ignoreOrder: true);
        plan.Approvals.ShouldHaveSingleItem().Person.ShouldBe("user007");
    }

    [Theory]
    [InlineData("""{ "key": "sk_v1_0a1b", "aliases": ["agent:main:dingtalk:direct:manager75"], "summary": "he sails" }""", "main/dm/manager75")]
    [InlineData("""{ "key": "sk_v1_0a1b", "scope": { "version": 1, "agent_id": "main", "channel": "dingtalk", "account": "main", "values": { "chat": "direct:manager75" } } }""", "main/dm/manager75")]
    [InlineData("""{ "key": "sk_v1_0a1b", "scope": { "channel": "dingtalk", "values": { "chat": "group:cidABCdef0123456789==" } }, "aliases": ["agent:main:dingtalk:group:cidabcdef0123456789=="] }""", "main/group/cidABCdef0123456789==")]
    [InlineData("""{ "key": "sk_v1_0a1b", "scope": { "channel": "telegram", "values": { "chat": "direct:5" } } }""", null)]
    public void PicoClaws_sessions_of_today_are_found_by_what_they_say_of_themselves(string meta, string? conversation)
    {
        _home.Put(".picoclaw/config.json", """{ "version": 3, "channel_list": { "dingtalk": { "type": "dingtalk", "settings": { "client_id": "dingone", "client_secret": "hush" } } } }""")
            .Put(".picoclaw/workspace/sessions/one.jsonl", """{"role":"user","content":"ahoy"}""").Put(".picoclaw/workspace/sessions/one.meta.json", meta);
        var plan = _home.Plan(HostKind.PicoClaw);
        plan.Sessions.Select(session => session.Conversation).ShouldBe(conversation is null ? [] : [conversation]);
        if (meta.Contains("summary")) (plan.Sessions[0].Summary, plan.Sessions[0].Entries.Single().Text).ShouldBe(("he sails", "ahoy"));
        if (conversation is null) plan.Left.ShouldContain(line => line.StartsWith("session "));
    }

    [Fact]
    public async Task What_is_no_ordinary_file_is_not_waited_for_nor_followed_and_what_is_lost_is_named()
    {
        _home.OpenClaw().Put(".openclaw/workspace/todo.txt", "own").Put(".openclaw/credentials/dingtalk-other-allowFrom.json", """{ "allowFrom": ["x"] }""").Put("outside.jsonl", "{}");
        var sessions = Path.Combine(_home.Ours, "../.openclaw/agents/main/sessions");
        Directory.CreateDirectory(_home.Ours);
        File.Delete(Path.Combine(sessions, "s1.jsonl"));
        File.CreateSymbolicLink(Path.Combine(sessions, "s1.jsonl"), Path.Combine(_home.Ours, "../outside.jsonl"));
        if (OperatingSystem.IsLinux()) await (System.Diagnostics.Process.Start("mkfifo", Path.Combine(_home.Ours, "../.openclaw/workspace/memory/pipe"))!).WaitForExitAsync(TestContext.Current.CancellationToken);
        var plan = await Task.Run(() => _home.Plan(HostKind.OpenClaw), TestContext.Current.CancellationToken).Within();
        plan.Left.ShouldContain(line => line.Contains("s1.jsonl: a link"));
        plan.Left.ShouldContain(line => line.StartsWith("todo.txt"));
        plan.Left.ShouldContain(line => line.Contains("dingtalk-other-allowFrom.json"));
        await _home.MoveAsync(plan).Within();
    }

    [Fact]
    public void A_home_of_theirs_is_not_ours()
    {
        _home.PicoClaw("v1");
        var from = Installation.Find(HostKind.PicoClaw, null, _home.Source.Environment);
        from.Holds(from.ConfigFile).ShouldBeTrue();
        from.Holds(Path.Combine(from.Folder, "new.json")).ShouldBeTrue();
        from.Holds(_home.ConfigFile).ShouldBeFalse();
        Directory.CreateDirectory(_home.Ours);
        File.CreateSymbolicLink(_home.ConfigFile, from.ConfigFile);
        from.Holds(_home.ConfigFile).ShouldBeTrue();
    }

    [Fact]
    public void Talks_that_a_reset_would_hide_are_said_to_be_hidden()
    {
        _home.OpenClaw();
        _home.Plan(HostKind.OpenClaw).Left.ShouldContain(line => line.Contains("older than session.reset allows"));
    }

    [Fact]
    public async Task Rules_and_agents_are_carried_and_the_usual_agent_becomes_ours()
    {
        _home.OpenClaw();
        var plan = _home.Plan(HostKind.OpenClaw);
        await _home.MoveAsync(plan);

        plan.ConfigText.ShouldContain("\"dm_scope\": \"user\"");
        plan.ConfigText.ShouldContain("\"routing\"");
        plan.ConfigText.ShouldNotContain("bindings");
        plan.ConfigText.ShouldNotContain("gateway-token");
        var config = ConfigLoader.Load(_home.Source).Config.ShouldNotBeNull();
        var finance = config.Agents.List.ShouldHaveSingleItem();
        (finance.Id, finance.Model, finance.Workspace).ShouldBe(("finance", "lab/big-1", Path.Combine(_home.Ours, "workspace-finance")));
        (config.Routing.DefaultAgent, config.Agents.Default.Workspace).ShouldBe(("default", Path.Combine(_home.Ours, "workspace")));
        config.Routing.Rules.ShouldAllBe(rule => rule.Agent == "finance");
        config.Routing.Rules.Select(rule => (rule.Account, rule.Conversation)).ShouldBe([("branch", null), (null, "cidFinance==")]);
    }

    [Fact]
    public async Task Nothing_that_is_here_is_replaced_without_force_and_with_it_is_kept()
    {
        _home.PicoClaw("v1").Put(".dinghy/workspace/SOUL.md", "Mine.").Put(".dinghy/config.json", "{ \"language\": \"zh\" }");
        var plan = _home.Plan(HostKind.PicoClaw);

        var left = await _home.MoveAsync(plan);
        left.ShouldHaveSingleItem().ShouldContain("SOUL.md: it is there already");
        _home[".dinghy/workspace/SOUL.md"].ShouldBe("Mine.");
        (await _home.MoveAsync(plan)).ShouldContain("conversation main/dm/user001: it has a memory here already");
        (await _home.MemoryAsync("main/dm/user001")).Count.ShouldBe(3);

        await _home.MoveAsync(plan, force: true);
        _home[".dinghy/workspace/SOUL.md"].ShouldBe("You are kind.");
        _home[".dinghy/workspace/SOUL.md.before-1"].ShouldBe("Mine.");
        Directory.GetFiles(Path.Combine(_home.Ours, "config-history")).Select(File.ReadAllText).ShouldContain("{ \"language\": \"zh\" }");
    }

    [Fact]
    public void Moving_in_twice_gives_the_same_configuration()
    {
        _home.PicoClaw("v3");
        var first = _home.Plan(HostKind.PicoClaw).ConfigText;

        new ConfigWorld().Load(first).Config.ShouldNotBeNull();
        _home.Plan(HostKind.PicoClaw).ConfigText.ShouldBe(first);
    }

    [Fact]
    public void What_is_not_there_or_not_readable_is_said()
    {
        var report = new ConfigReport();
        new MigrationPlanner(_home.Source, new ManualTimeProvider()).Make(Installation.Find(HostKind.OpenClaw, null, _home.Source.Environment), report).ShouldBeNull();
        report.Faults.ShouldHaveSingleItem().Found.ShouldBe("no such file");

        _home.Put(".openclaw/openclaw.json", "{ channels: ");
        report = new ConfigReport();
        new MigrationPlanner(_home.Source, new ManualTimeProvider()).Make(Installation.Find(HostKind.OpenClaw, null, _home.Source.Environment), report).ShouldBeNull();
        report.Faults.ShouldHaveSingleItem().Found.ShouldStartWith("no JSON");
    }

    [Fact]
    public void A_workspace_that_can_be_no_path_harms_nothing()
    {
        _home.Put(".openclaw/openclaw.json", """
            { agents: { defaults: { workspace: "a\u0000b" }, list: [{ id: "one", workspace: "c\u0000d" }] }, channels: { dingtalk: { clientId: "dingone", clientSecret: "hush" } } }
            """);
        _home.Plan(HostKind.OpenClaw).Files.ShouldBeEmpty();
    }

    [Fact]
    public void A_link_in_the_workspace_is_not_followed()
    {
        _home.PicoClaw("v1").Put("private.txt", "hush");
        Directory.CreateDirectory(_home.Ours);
        File.CreateSymbolicLink(Path.Combine(_home.Ours, "../.picoclaw/workspace/memory/link.md"), Path.Combine(_home.Ours, "../private.txt"));

        var plan = _home.Plan(HostKind.PicoClaw);
        plan.Files.ShouldNotContain(file => file.To.EndsWith("link.md"));
        plan.Left.ShouldContain(Path.Combine("memory", "link.md") + ": a link");
    }

    [Theory]
    [InlineData("agent:main:dingtalk:direct:user001", "main/dm/user001")]
    [InlineData("agent:main:dingtalk:branch:direct:$:LWCP_v1:$abc", "branch/dm/$:LWCP_v1:$abc")]
    [InlineData("agent:ops:dingtalk:group:cidX==", "main/group/cidX==")]
    [InlineData("agent:finance:dingtalk:group:cidX==", "main/group/cidX==#finance")]
    [InlineData("dingtalk:cidX==", "main/group/cidX==")]
    [InlineData("dingtalk:user001", "main/dm/user001")]
    [InlineData("agent:main:main", null)]
    [InlineData("agent:main:telegram:direct:5", null)]
    [InlineData("", null)]
    [InlineData("dingtalk:", null)]
    public void Keys_of_sessions_name_conversations(string key, string? conversation) =>
        new SessionKey(["main", "branch"], ["finance"], [], shared: null).Read(key, []).Conversation.ShouldBe(conversation);

    /// <summary>What was moved lies where the agent's own files are read, and the owner gets their notes.</summary>
    private static async Task ReadsAsync(DinghyConfig config, params string[] persona)
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));
        var source = new FilesSource("default", new Workspace(config.Agents.Default.Workspace), config.Memory.Files, new Owners(Accounts.Ids("staff-1")), new MemoryLog(NullLogger<MemoryLog>.Instance), time, TimeZoneInfo.Utc);
        var text = (await source.ReadAsync(AgentRig.Context(), TestContext.Current.CancellationToken)).ShouldNotBeNull().Text;
        foreach (var section in persona) text.ShouldContain($"## {section}");
        text.ShouldContain("a day");
    }
}
