using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>From an empty home to a robot that answers: by questions at a terminal, by options, by a code that is scanned.</summary>
public sealed class OnboardScenarios
{
    private const string Secret = "emulator-secret-0001";

    private static async Task<TestLab> EmptyAsync(EmulatorOptions? dingTalk = null)
    {
        var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false, DingTalk = dingTalk ?? new() });
        File.Delete(lab.ConfigFile);
        return lab;
    }

    /// <summary>Where the emulator is: what DingTalk's own hosts are for everybody else.</summary>
    private static Dictionary<string, string> Hosts(TestLab lab) => new()
    {
        ["DINGHY__channels__dingtalk__endpoints__api"] = lab.DingTalk.Address.AbsoluteUri,
        ["DINGHY__channels__dingtalk__endpoints__oapi"] = lab.DingTalk.Address.AbsoluteUri,
    };

    private static Task<(int Code, string Out, string Err)> RunAsync(TestLab lab, params string[] arguments) => ChildProgram.RunAsync(lab.Home, [.. arguments, "--home", lab.Home], Hosts(lab));

    private static void NothingWasWritten(TestLab lab) =>
        Directory.EnumerateFileSystemEntries(lab.Home).Select(Path.GetFileName).Where(name => name!.Contains("config", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public async Task At_a_terminal_questions_lead_to_a_robot_that_answers()
    {
        await using var lab = await EmptyAsync();
        await using (var terminal = Terminal.Start(lab.Home, $"onboard --home {lab.Home}", environment: Hosts(lab)))
        {
            await terminal.AnswerAsync("How to get the robot's keys [1]:", "3");
            await terminal.SeesAsync("https://open-dev.dingtalk.com");
            await terminal.AnswerAsync("Client ID (AppKey):", "<");
            await terminal.AnswerAsync("How to get the robot's keys [1]:", "2");
            await terminal.AnswerAsync("Client ID (AppKey):", "ding emulator");
            await terminal.AnswerAsync("There are blanks in it", "dingemulator0001");
            await terminal.AnswerAsync("Client Secret (AppSecret):", "mistyped-HUSH");
            await terminal.AnswerAsync("Who may write to the robot privately [1]:", "");
            await terminal.SeesAsync("FAIL");
            await terminal.SeesAsync("client secret is wrong");
            NothingWasWritten(lab);
            await terminal.AnswerAsync("What now [1]:", "2");
            await terminal.AnswerAsync("How to get the robot's keys [1]:", "2");
            await terminal.AnswerAsync("Client ID (AppKey):", "dingemulator0001");
            await terminal.AnswerAsync("Client Secret (AppSecret):", Secret);
            await terminal.AnswerAsync("Who may write to the robot privately [1]:", "");
            await terminal.SeesAsync("DingTalk accepts the client id and the client secret");
            await terminal.SeesAsync("the robot main is saved");
            await terminal.SeesAsync("an address of your own");
            await terminal.AnswerAsync("Whose model [1]:", "10");
            await terminal.AnswerAsync("A name for it [lab]:", "");
            await terminal.AnswerAsync("Address, such as", lab.Model.BaseUrl.AbsoluteUri);
            await terminal.AnswerAsync("API key (Enter if there is none):", "lab-key-HUSH");
            await terminal.AnswerAsync("Model:", "scripted-1");
            await terminal.SeesAsync("the model lab/scripted-1 is saved");
            await terminal.AnswerAsync("Install it as a service that starts with this machine?", "");
            await terminal.SeesAsync("dinghy gateway");
            (await terminal.ExitAsync()).ShouldBe(0, terminal.Seen);
            terminal.Seen.ShouldNotContain("HUSH", Case.Sensitive, "secrets are not echoed");
            terminal.Seen.ShouldNotContain(Secret);
        }

        var config = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!;
        config["channels"]!["dingtalk"]!["dm_policy"]!.GetValue<string>().ShouldBe("pairing");
        lab.Model.Requests.ShouldHaveSingleItem("the key was tried by one small call");
        await lab.StartGatewayAsync(environment: new Dictionary<string, string>(Hosts(lab)) { ["DINGHY__gateway__port"] = "0" });
    }

    [Theory]
    [InlineData("Client ID (AppKey):", "2")]
    [InlineData("Client Secret (AppSecret):", "2", "dingemulator0001")]
    [InlineData("Who may write to the robot privately [1]:", "2", "dingemulator0001", Secret)]
    public async Task Ctrl_C_in_a_prompt_leaves_nothing_half_written(string at, params string[] before)
    {
        await using var lab = await EmptyAsync();
        await using var terminal = Terminal.Start(lab.Home, $"onboard --home {lab.Home}", environment: Hosts(lab));
        string[] prompts = ["How to get the robot's keys [1]:", "Client ID (AppKey):", "Client Secret (AppSecret):"];
        foreach (var (prompt, line) in prompts.Zip(before)) await terminal.AnswerAsync(prompt, line);
        await terminal.SeesAsync(at);
        await terminal.CtrlCAsync();
        await terminal.SeesAsync("Nothing was written of a step that was not saved.");
        (await terminal.ExitAsync()).ShouldBe(1, terminal.Seen);
        NothingWasWritten(lab);
    }

    [Fact]
    public async Task A_terminal_without_colours_and_width_asks_the_same_in_Chinese()
    {
        await using var lab = await EmptyAsync();
        await using var terminal = Terminal.Start(lab.Home, $"onboard --home {lab.Home} --skip-model", columns: 30, environment: new Dictionary<string, string>(Hosts(lab)) { ["TERM"] = "dumb", ["NO_COLOR"] = "1", ["LANG"] = "zh_CN.UTF-8" });
        await terminal.SeesAsync("怎样得到机器人的密钥");
        await terminal.TypeAsync("2");
        await terminal.AnswerAsync("Client ID (AppKey):", "dingemulator0001");
        await terminal.AnswerAsync("Client Secret (AppSecret):", Secret);
        await terminal.SeesAsync("谁可以私聊机器人");
        await terminal.TypeAsync("2");
        await terminal.AnswerAsync("装成服务", "");
        (await terminal.ExitAsync()).ShouldBe(0, terminal.Seen);
        terminal.Seen.ShouldNotContain(Secret);
        JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!["channels"]!["dingtalk"]!["dm_policy"]!.GetValue<string>().ShouldBe("open");
    }

    [Theory]
    [InlineData("xterm-256color", 100, true)]
    [InlineData("xterm-256color", 30, false)]
    [InlineData("dumb", 100, false)]
    public async Task A_scanned_code_makes_the_robot_and_brings_its_keys(string term, int columns, bool drawn)
    {
        await using var lab = await EmptyAsync(new EmulatorOptions { RegistrationInterval = TimeSpan.FromSeconds(2) });
        await using var terminal = Terminal.Start(lab.Home, $"onboard --qr --skip-model --home {lab.Home}", columns, new Dictionary<string, string>(Hosts(lab)) { ["TERM"] = term });
        await terminal.SeesAsync("Scan this");
        await terminal.SeesAsync("user_code");
        var code = lab.World.AppRegistrations.ShouldHaveSingleItem();
        code.Source.ShouldBe("DING_DWS_CLAW");
        await terminal.SeesAsync("code:");
        (terminal.Seen.Contains('▀'), terminal.Seen.Contains("This terminal", StringComparison.Ordinal)).ShouldBe((drawn, !drawn), terminal.Seen);
        var made = lab.World.ConfirmRegistration(code.UserCode).ShouldNotBeNull();
        await terminal.SeesAsync("The robot is made.");
        await terminal.AnswerAsync("Install it as a service", "");
        (await terminal.ExitAsync()).ShouldBe(0, terminal.Seen);
        terminal.Seen.ShouldNotContain(made.ClientSecret);
        var channel = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!["channels"]!["dingtalk"]!;
        (channel["client_id"]!.GetValue<string>(), channel["client_secret"]!.GetValue<string>(), channel["dm_policy"]!.GetValue<string>()).ShouldBe((made.ClientId, made.ClientSecret, "pairing"));
    }

    [Fact]
    public async Task A_script_sets_up_by_options_and_each_key_is_tried()
    {
        await using var lab = await EmptyAsync();
        var secret = Path.Combine(lab.Home, "robot-secret");
        await File.WriteAllTextAsync(secret, "mistyped-HUSH\n");
        string[] robot = ["onboard", "--client-id", "dingemulator0001", "--client-secret-file", secret, "--model", "lab/scripted-1", "--base-url", lab.Model.BaseUrl.AbsoluteUri, "--api-key", "lab-key", "--yes", "--json"];
        var (code, printed, words) = await RunAsync(lab, robot);
        code.ShouldBe(7, words);
        words.ShouldContain("the client id or the client secret is wrong");
        JsonNode.Parse(printed)!["channel"]!["saved"]!.GetValue<bool>().ShouldBeFalse();
        NothingWasWritten(lab);

        await File.WriteAllTextAsync(secret, Secret + "\n");
        (code, printed, words) = await RunAsync(lab, robot);
        code.ShouldBe(0, words);
        var report = JsonNode.Parse(printed)!;
        (report["ok"]!.GetValue<bool>(), report["channel"]!["saved"]!.GetValue<bool>(), report["model"]!["saved"]!.GetValue<bool>()).ShouldBe((true, true, true));
        (printed + words).ShouldNotContain(Secret);
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldNotContain(Secret, Case.Sensitive, "the file is named, not what is in it");
        lab.Model.Requests.Count.ShouldBe(1);

        (code, _, words) = await RunAsync(lab, "onboard", "--model", "lab/scripted-2", "--yes");
        code.ShouldBe(0, words);
        JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!["models"]!["default"]!.GetValue<string>().ShouldBe("lab/scripted-2");
        (code, printed, words) = await RunAsync(lab, "channels", "status", "--probe");
        (code, printed).ShouldBe((4, "dingtalk [main]: enabled, client id dingemulator0001, mode stream, private chats pairing, works"), words);
    }

    [Fact]
    public async Task Where_DingTalk_can_not_be_reached_keys_are_saved_only_if_asked_for_and_what_is_untried_is_said()
    {
        await using var lab = await EmptyAsync();
        var nowhere = new Dictionary<string, string> { ["DINGHY__channels__dingtalk__endpoints__api"] = "http://127.0.0.1:9/", ["DINGHY__channels__dingtalk__endpoints__oapi"] = "http://127.0.0.1:9/" };
        string[] robot = ["onboard", "--client-id", "ding1", "--client-secret", "HUSH", "--skip-model", "--yes", "--home", lab.Home];
        var (code, _, words) = await ChildProgram.RunAsync(lab.Home, robot, nowhere);
        code.ShouldBe(7, words);
        words.ShouldContain("DingTalk can not be reached");
        NothingWasWritten(lab);
        (code, _, words) = await ChildProgram.RunAsync(lab.Home, [.. robot, "--skip-check"], nowhere);
        code.ShouldBe(0, words);
        words.ShouldContain("Not tried: this machine reaches DingTalk; ");
        words.ShouldContain("DingTalk accepts the client id and the client secret");
        words.ShouldNotContain("HUSH");
        (code, _, words) = await ChildProgram.RunAsync(lab.Home, ["onboard", "--qr", "--skip-model", "--yes", "--home", lab.Home], nowhere);
        code.ShouldBe(1);
        words.ShouldContain("DingTalk gave no code: no connection to 127.0.0.1");
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_the_options_are_named()
    {
        await using var lab = await EmptyAsync();
        var (code, printed, words) = await RunAsync(lab, "onboard");
        (code, printed).ShouldBe((2, ""));
        foreach (var option in new[] { "--client-id", "--client-secret-file", "--qr", "--model", "--api-key-file", "--skip-model" }) words.ShouldContain(option);
        NothingWasWritten(lab);
        (code, _, words) = await RunAsync(lab, "channels", "remove", "main");
        (code, words).ShouldBe((1, $"There is no account main in {lab.ConfigFile}."));
    }

    [Fact]
    public async Task Robots_are_added_and_taken_away_beside_each_other()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = new() { Apps = [new(), new() { ClientId = "ding-branch", ClientSecret = "s-branch", Name = "Branch" }] } });
        var (code, _, words) = await lab.CliAsync("channels", "add", "dingtalk", "--account", "branch", "--client-id", "ding-branch", "--client-secret", "s-branch", "--yes");
        code.ShouldBe(0, words);
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [branch]");
        var (_, printed, _) = await lab.CliAsync("channels", "status", "--json");
        var channels = JsonNode.Parse(printed)!["channels"]!.AsArray();
        channels.Select(one => $"{one!["account"]} {one["client_id"]} {one["connected"]}").ShouldBe(["main dingemulator0001 true", "branch ding-branch true"]);
        (await lab.CliAsync("channels", "remove", "branch")).ShouldSatisfyAllConditions(one => one.Code.ShouldBe(2), one => one.Err.Trim().ShouldBe("Nobody can be asked here: add --yes."));
        (code, _, words) = await lab.CliAsync("channels", "remove", "branch", "--yes");
        code.ShouldBe(0, words);
        (_, printed, _) = await lab.CliAsync("channels", "list");
        printed.ShouldBe("dingtalk [main]: enabled, client id dingemulator0001, mode stream, private chats open");
        (code, _, words) = await lab.CliAsync("channels", "remove", "branch", "--yes");
        code.ShouldBe(1);
        words.ShouldContain("There is no account branch");
    }
}
