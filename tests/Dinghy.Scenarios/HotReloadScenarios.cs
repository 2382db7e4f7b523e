using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>The file changes while the gateway runs.</summary>
public sealed class HotReloadScenarios
{
    private const string Taken = "[2805]";
    private const string BadEdit = "[2803]";
    private static readonly EmulatedApp s_second = new() { ClientId = "dingemulator0002", ClientSecret = "emulator-secret-0002" };

    [Fact]
    public async Task A_changed_policy_and_a_changed_model_hold_for_the_next_message()
    {
        await using var lab = await TestLab.StartAsync();
        (await lab.AskAsync("user002", "before")).Text.ShouldContain("before");

        await ChangeAsync(lab, config => config["channels"]!["dingtalk"]!["dm_policy"] = "disabled", Taken);
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "refused"))).ShouldBe("ignored:dm_disabled");

        await ChangeAsync(lab, config =>
        {
            config["channels"]!["dingtalk"]!["dm_policy"] = "open";
            config["models"]!["default"] = "demo/demo";
        }, Taken);
        (await lab.StatusAsync()).Model.ShouldBe("demo/demo");
        (await lab.AskAsync("user002", "after")).Text.ShouldContain("after");
        lab.Gateway.Out.All.Count(line => line == TestLab.Connected).ShouldBe(1, "the connection stayed");
    }

    [Fact]
    public async Task Who_may_talk_and_what_strangers_hear_follow_the_file()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Channel(channel => channel["dm_policy"] = "allowlist") });
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "refused"))).ShouldBe("ignored:not_allowed");

        await ChangeAsync(lab, config => config["channels"]!["dingtalk"]!["refusal_text"] = "Ask the desk.", Taken);
        (await lab.AskAsync("user002", "told now")).Text.ShouldBe("Ask the desk.");

        await ChangeAsync(lab, config => config["owners"] = new JsonArray("user002"), Taken);
        (await lab.AskAsync("user002", "an owner")).Text.ShouldContain("an owner");

        await ChangeAsync(lab, config =>
        {
            config["owners"] = new JsonArray("user009");
            config["channels"]!["dingtalk"]!["dm_policy"] = "pairing";
        }, Taken);
        (await lab.AskAsync("user002", "a stranger again")).Text.ShouldContain("dinghy pairing approve dingtalk");
        (await lab.CliAsync("pairing", "approve", "user002")).Code.ShouldBe(0);
        await ChangeAsync(lab, config => config["channels"]!["dingtalk"]!["person_limits"] = new JsonObject { ["per_minute"] = 1 }, Taken);
        (await lab.AskAsync("user002", "/whoami")).Text.ShouldContain("user002", Case.Sensitive, "the approval outlives the change");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "one too many"))).ShouldBe("ignored:too_fast");
    }

    [Fact]
    public async Task The_months_allowance_and_the_limits_of_files_follow_the_file()
    {
        await using var lab = await TestLab.StartAsync();
        await ChangeAsync(lab, config =>
        {
            config["quota"] = new JsonObject { ["monthly_calls"] = 77 };
            config["attachments"] = new JsonObject { ["max_mb"] = 2 };
        }, Taken);
        JsonNode.Parse((await lab.CliAsync("quota", "--json")).Out)!["organisations"]![0]!["calls"]!["limit"]!.GetValue<int>().ShouldBe(77);
        lab.Gateway.Err.All.ShouldNotContain(line => line.Contains("[2806]"), "nothing needs a restart");
    }

    [Fact]
    public async Task A_bad_edit_is_told_and_the_running_configuration_stays()
    {
        await using var lab = await TestLab.StartAsync();
        await WriteAsync(lab, """{ "channels": { "dingtalk": { "client_id": """);
        await lab.Gateway.LogAsync(line => line.Contains(BadEdit), "the bad edit");
        (await lab.AskAsync("user002", "still here")).Text.ShouldContain("still here");
        (await lab.CliAsync("status")).Out.ShouldContain("has faults, the one before stays");

        var (code, _, words) = await lab.CliAsync("reload");
        code.ShouldBe(3);
        words.ShouldContain("no JSON at line 1");
    }

    [Fact]
    public async Task An_account_comes_another_goes_and_a_wrong_secret_changes_nothing()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = new EmulatorOptions { Apps = [new(), s_second] } });
        await ChangeAsync(lab, config => config["channels"]!["dingtalk"]!["accounts"] = new JsonObject
        {
            ["main"] = new JsonObject(),
            ["second"] = new JsonObject { ["client_id"] = s_second.ClientId, ["client_secret"] = s_second.ClientSecret },
        }, Taken);
        await lab.Gateway.LineAsync($"{TestLab.Connected} [second]");
        (await lab.AnswerAsync(await lab.World.SayAsync(new Speech("user002", "to the second") { ClientId = s_second.ClientId }))).Text.ShouldContain("to the second");
        var counted = JsonNode.Parse((await lab.CliAsync("quota", "--json")).Out)!["organisations"]![0]!;
        counted["accounts"]!.AsArray().Select(account => account!.GetValue<string>()).ShouldBe(["main", "second"]);

        await ChangeAsync(lab, config => config["channels"]!["dingtalk"]!["accounts"]!["second"]!["client_secret"] = "wrong-secret-0002", "[2804]");
        var status = await lab.StatusAsync();
        status.Channels.Count(channel => channel.Connected).ShouldBe(2);
        (await lab.AnswerAsync(await lab.World.SayAsync(new Speech("user002", "still the second") { ClientId = s_second.ClientId }))).Text.ShouldContain("still the second");
        lab.Gateway.Report().ShouldNotContain("wrong-secret");

        await ChangeAsync(lab, config =>
        {
            config["channels"]!["dingtalk"]!["accounts"]!["second"]!["client_secret"] = s_second.ClientSecret;
            config["channels"]!["dingtalk"]!["accounts"]!["second"]!["enabled"] = false;
        }, Taken);
        await lab.Gateway.LogAsync(line => line.Contains("[2391]"), "the account that left");
        (await lab.StatusAsync()).Channels.ShouldHaveSingleItem().Account.ShouldBe("main");
        (await lab.AskAsync("user002", "the first stays")).Text.ShouldContain("the first stays");
    }

    [Fact]
    public async Task Changed_keys_are_swapped_without_a_gap()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = new EmulatorOptions { Apps = [new(), s_second] } });
        await ChangeAsync(lab, config =>
        {
            config["channels"]!["dingtalk"]!["client_id"] = s_second.ClientId;
            config["channels"]!["dingtalk"]!["client_secret"] = s_second.ClientSecret;
        }, Taken);
        await lab.Gateway.LogAsync(line => line.Contains("[2393]"), "the swap");

        (await lab.AnswerAsync(await lab.World.SayAsync(new Speech("user002", "by the new keys") { ClientId = s_second.ClientId }))).Text.ShouldContain("by the new keys");
        (await lab.StatusAsync()).Channels.ShouldHaveSingleItem().Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_hangup_reads_the_file_and_what_needs_a_restart_is_named()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Gateway.Hangup();
        await lab.Gateway.LogAsync(line => line.Contains(Taken), "the reload");

        var lines = lab.Gateway.Err.Count;
        await ChangeAsync(lab, config => config["gateway"]!["port"] = 18999, Taken);
        (await lab.Gateway.LogAsync(line => line.Contains("[2806]"), "what needs a restart", lines)).ShouldContain("gateway.port");
        var (code, printed, _) = await lab.CliAsync("reload", "--json");
        code.ShouldBe(0);
        printed.ShouldContain("\"needs_restart\":[\"gateway.port\"]");
        (await lab.GetAsync("/ready")).Code.ShouldBe(200, "the port of the start holds");
    }

    private static async Task ChangeAsync(TestLab lab, Action<JsonNode> change, string log)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!;
        change(config);
        var lines = lab.Gateway.Err.Count;
        await WriteAsync(lab, config.ToJsonString());
        await lab.Gateway.LogAsync(line => line.Contains(log), $"{log} after the change", lines);
    }

    private static Task WriteAsync(TestLab lab, string text) => File.WriteAllTextAsync(lab.ConfigFile, text);
}
