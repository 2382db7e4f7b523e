using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Migration;
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
        (await _home.MemoryAsync("main/dm/user001")).ShouldBe(["Person: 你好", "Assistant: 您好！"]);
        (await _home.MemoryAsync("main/group/cidGroup1==")).ShouldBe(["Person: in a group"]);
        plan.Left.ShouldContain("session agent:main:main: all private chats share it, and people would read each other's words");
        plan.Left.ShouldContain("session telegram:5: not of DingTalk");
        _home.Theirs().ShouldBe(theirs);
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
        (await _home.MemoryAsync("main/dm/user001")).Count.ShouldBe(2);

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
        new MigrationPlanner(_home.Source).Make(Installation.Find(HostKind.OpenClaw, null, _home.Source.Environment), report).ShouldBeNull();
        report.Faults.ShouldHaveSingleItem().Found.ShouldBe("no such file");

        _home.Put(".openclaw/openclaw.json", "{ channels: ");
        report = new ConfigReport();
        new MigrationPlanner(_home.Source).Make(Installation.Find(HostKind.OpenClaw, null, _home.Source.Environment), report).ShouldBeNull();
        report.Faults.ShouldHaveSingleItem().Found.ShouldStartWith("no JSON");
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
        SessionKey.Read(key, [], "main", ["main", "branch"], ["finance"]).Conversation.ShouldBe(conversation);

    /// <summary>What was moved lies where the agent's own files are read, and the owner gets their notes.</summary>
    private static async Task ReadsAsync(DinghyConfig config, params string[] persona)
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));
        var source = new FilesSource("default", new Workspace(config.Agents.Default.Workspace), config.Memory.Files, new Owners(Accounts.Ids("staff-1")), new MemoryLog(NullLogger<MemoryLog>.Instance), time);
        var text = (await source.ReadAsync(AgentRig.Context(), TestContext.Current.CancellationToken)).ShouldNotBeNull().Text;
        foreach (var section in persona) text.ShouldContain($"## {section}");
        text.ShouldContain("a day");
    }
}
