using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>The file changes at a bad moment: nothing is opened, lost or half taken.</summary>
public sealed class ReloadTroubleScenarios
{
    private const string Taken = "[2805]";
    private const string TakenPartly = "[2804]";
    private const string BadEdit = "[2803]";
    private const string Swapped = "[2393]";
    private static readonly EmulatedApp s_second = new() { ClientId = "dingemulator0002", ClientSecret = "emulator-secret-0002" };
    private static readonly EmulatedApp s_third = new() { ClientId = "dingemulator0003", ClientSecret = "emulator-secret-0003" };

    private static LabOptions ThreeApps { get; } = new() { DingTalk = new EmulatorOptions { Apps = [new(), s_second, s_third] } };

    [Fact]
    public async Task A_file_that_vanishes_is_a_fault_and_opens_nothing()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Channel(channel => channel["dm_policy"] = "allowlist") });
        File.Move(lab.ConfigFile, lab.ConfigFile + ".away");
        await lab.Gateway.LogAsync(line => line.Contains(BadEdit), "the fault");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "refused still"))).ShouldBe("ignored:not_allowed");
        (await lab.CliAsync("reload")).Code.ShouldBe(3, "asking for it changes nothing");

        var lines = lab.Gateway.Err.Count;
        File.Move(lab.ConfigFile + ".away", lab.ConfigFile);
        await lab.Gateway.LogAsync(line => line.Contains(Taken), "the file that came back", lines);
        lab.Gateway.Report().ShouldNotContain("[2391]", Case.Sensitive, "the robot never left");
    }

    [Fact]
    public async Task Keys_that_can_not_be_tried_hold_up_nothing_else_and_are_tried_again()
    {
        await using var lab = await TestLab.StartAsync(ThreeApps);
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "token", Code = 503 });
        await ChangeAsync(lab, TakenPartly, channel =>
        {
            Become(channel, s_second);
            channel["dm_policy"] = "disabled";
            channel["accounts"] = new JsonObject { ["main"] = new JsonObject(), ["third"] = Keys(s_third) };
            channel["accounts"]!["third"]!["dm_policy"] = "open";
        });
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "by the old keys"))).ShouldBe("ignored:dm_disabled", "a tightened policy waits for no token");
        (await lab.AnswerAsync(await lab.World.SayAsync(new Speech("user002", "to the third") { ClientId = s_third.ClientId }))).Text.ShouldContain("to the third");

        lab.Faults.Clear();
        await lab.Gateway.LogAsync(line => line.Contains(Swapped), "the swap");
    }

    [Fact]
    public async Task A_new_robot_is_heard_while_the_keys_of_another_are_on_trial()
    {
        await using var lab = await TestLab.StartAsync(ThreeApps);
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "token", Delay = TimeSpan.FromMinutes(5), Times = 1_000 });
        await WriteAsync(lab, channel =>
        {
            Become(channel, s_second);
            channel["accounts"] = new JsonObject { ["main"] = new JsonObject(), ["third"] = Keys(s_third) };
        });
        await lab.Gateway.LineAsync($"{TestLab.Connected} [third]");
        (await lab.AnswerAsync(await lab.World.SayAsync(new Speech("user002", "to the third") { ClientId = s_third.ClientId }))).Text.ShouldContain("to the third");
    }

    [Fact]
    public async Task The_old_socket_follows_the_rules_until_the_new_one_is_connected()
    {
        await using var lab = await TestLab.StartAsync(ThreeApps);
        lab.Faults.Set(new Fault(FaultKind.OpenSystemError) { ClientId = s_second.ClientId });
        await ChangeAsync(lab, Taken, channel => Become(channel, s_second));
        (await lab.AskAsync("user002", "by the old socket")).Text.ShouldContain("by the old socket");
        await ChangeAsync(lab, Taken, channel => channel["dm_policy"] = "disabled");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "refused now"))).ShouldBe("ignored:dm_disabled");

        lab.Faults.Clear();
        await lab.Gateway.LogAsync(line => line.Contains(Swapped), "the swap");
    }

    private static void Become(JsonNode channel, EmulatedApp app) => (channel["client_id"], channel["client_secret"]) = (app.ClientId, app.ClientSecret);

    private static JsonObject Keys(EmulatedApp app) => new() { ["client_id"] = app.ClientId, ["client_secret"] = app.ClientSecret };

    private static async Task ChangeAsync(TestLab lab, string log, Action<JsonNode> change)
    {
        var lines = lab.Gateway.Err.Count;
        await WriteAsync(lab, change);
        await lab.Gateway.LogAsync(line => line.Contains(log), $"{log} after the change", lines);
    }

    private static async Task WriteAsync(TestLab lab, Action<JsonNode> change)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!;
        change(config["channels"]!["dingtalk"]!);
        await File.WriteAllTextAsync(lab.ConfigFile, config.ToJsonString());
    }
}
