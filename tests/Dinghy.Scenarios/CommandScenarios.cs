using System.Net.Http.Json;
using System.Text.Json;

namespace Dinghy.Scenarios;

/// <summary>The other commands, on the real program.</summary>
public sealed class CommandScenarios
{
    [Fact]
    public async Task Demo_prints_the_chat_pages_address_and_the_bot_answers_there()
    {
        var home = Directory.CreateTempSubdirectory("dinghy-lab-").FullName;
        try
        {
            await using (var demo = ChildProgram.Start(home, ["demo", "--port", "0"]))
            {
                var page = new Uri((await Guard.ForAsync(demo.Out.WaitAsync(line => line.StartsWith("Chat page: ")), "the address", demo.Report))["Chat page: ".Length..]);
                await demo.LineAsync("Starting DingTalk channel (Stream Mode)...");
                await demo.LineAsync(TestLab.Connected);
                using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = page };
                (await http.GetStringAsync("/")).ShouldContain("<html");
                (await http.PostAsJsonAsync("/_emulator/say", new { from = "user002", text = "你会什么？" })).EnsureSuccessStatusCode();
                using var answers = JsonDocument.Parse(await http.GetStringAsync("/_emulator/messages?wait=60"));
                answers.RootElement.EnumerateArray().ShouldHaveSingleItem().GetProperty("text").GetString()!.ShouldContain("你会什么？");
                demo.Terminate();
                (await demo.ExitAsync()).ShouldBe(0);
            }

            Directory.GetDirectories(home, "dinghy-demo-*").ShouldBeEmpty("what the demo made is forgotten at its end");
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public async Task The_emulator_plays_as_many_robots_as_are_named()
    {
        var home = Directory.CreateTempSubdirectory("dinghy-lab-").FullName;
        try
        {
            await using var emulator = ChildProgram.Start(home, ["emulator", "--port", "0", "--app", "ding-hq:secret-1", "--app", "ding-branch:secret-2:robot-2:corp-2"]);
            var address = new Uri((await Guard.ForAsync(emulator.Out.WaitAsync(line => line.StartsWith("DingTalk emulator: ")), "the address", emulator.Report))["DingTalk emulator: ".Length..]);
            await emulator.LogAsync(line => line.Contains("clientId ding-branch, clientSecret secret-2, robotCode robot-2"), "how to point a bot at the second");
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
            using var apps = JsonDocument.Parse(await http.GetStringAsync("/_emulator/apps"));
            apps.RootElement.EnumerateArray().Select(app => $"{app.GetProperty("clientId")} {app.GetProperty("robotCode")} {app.GetProperty("corpId")}")
                .ShouldBe(["ding-hq ding-hq dingcorp0001", "ding-branch robot-2 corp-2"]);
            foreach (var (id, secret, ok) in new[] { ("ding-hq", "secret-1", true), ("ding-branch", "secret-2", true), ("ding-branch", "secret-1", false) })
                (await http.PostAsJsonAsync("/v1.0/oauth2/accessToken", new { appKey = id, appSecret = secret })).IsSuccessStatusCode.ShouldBe(ok, id);
            emulator.Terminate();
            (await emulator.ExitAsync()).ShouldBe(0);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public async Task Agent_asks_the_configured_model_from_the_terminal()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var (code, printed, words) = await lab.CliAsync("agent", "-m", "你好 terminal");
        code.ShouldBe(0, words);
        printed.TrimEnd().ShouldBe("echo(1): 你好 terminal");

        (code, printed, _) = await lab.CliAsync("agent", "-m", "hi", "--json");
        code.ShouldBe(0);
        using var answer = JsonDocument.Parse(printed);
        (answer.RootElement.GetProperty("model").GetString(), answer.RootElement.GetProperty("answer").GetString()).ShouldBe(("lab/scripted-1", "echo(1): hi"));

        // Counted like everybody's, beside a gateway that runs too, and held to the budgets.
        await lab.StartGatewayAsync();
        (code, _, _) = await lab.CliAsync("agent", "-m", "hi");
        code.ShouldBe(0);
        var usage = System.Text.Json.Nodes.JsonNode.Parse((await lab.CliAsync("usage", "--by", "person", "--json")).Out)!["rows"]![0]!;
        (usage["key"]!.GetValue<string>(), usage["calls"]!.GetValue<int>()).ShouldBe(("terminal", 3));
        await lab.StopGatewayAsync();
        await lab.ChangeConfigAsync(config => config["budgets"] = new System.Text.Json.Nodes.JsonObject { ["per_person"] = new System.Text.Json.Nodes.JsonObject { ["tokens_per_day"] = 1 } });
        (code, _, words) = await lab.CliAsync("agent", "-m", "hi");
        (code, words.Contains("The budget is used up (budget_day)", StringComparison.Ordinal)).ShouldBe((1, true), words);
        await lab.ChangeConfigAsync(config => config.AsObject().Remove("budgets"));

        lab.Model.Otherwise = ModelBehaviour.Status(401, """{"error":{"message":"bad key","code":"invalid_api_key"}}""");
        (code, _, words) = await lab.CliAsync("agent", "-m", "hi");
        code.ShouldBe(1);
        words.ShouldContain("models.providers.lab.api_key");
        words.ShouldNotContain("lab-key");
    }

    [Fact]
    public async Task Status_tells_whether_the_gateway_runs_and_how_it_is()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var (code, _, words) = await lab.CliAsync("status");
        code.ShouldBe(4);
        words.ShouldContain("No gateway runs");

        await lab.StartGatewayAsync();
        await lab.OutcomeAsync(await lab.SayAsync("user002", "hello"));
        var status = await lab.StatusAsync();
        (status.Ready, status.ProcessId, status.Of("answered")).ShouldBe((true, lab.Gateway.Id, 1));
        status.Channels.ShouldHaveSingleItem().Connected.ShouldBeTrue();
        (code, var printed, _) = await lab.CliAsync("status");
        code.ShouldBe(0);
        printed.ShouldContain("Ready");
        (await lab.GetAsync("/ready")).Code.ShouldBe(200);
        (await lab.GetAsync("/metrics")).Body.ShouldContain("dinghy_channels_connected 1");
        (await lab.GetAsync("/api/status")).Code.ShouldBe(401, "everything that tells more than 'alive' needs the token");
    }

    [Fact]
    public async Task Config_check_prints_every_fault_at_once_and_never_a_secret()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        (await lab.CliAsync("config", "check")).Code.ShouldBe(0);

        await File.WriteAllTextAsync(lab.ConfigFile,
            """{ "channels": { "dingtalk": { "client_id": "x", "client_secret": "SECRET-VALUE", "reply": { "part_chars": 7 }, "group_policy": "maybe" } }, "gateway": { "port": "high" } }""");
        var (code, printed, words) = await lab.CliAsync("config", "check");
        code.ShouldBe(3);
        foreach (var path in (string[])["channels.dingtalk.reply.part_chars", "channels.dingtalk.group_policy", "gateway.port"]) words.ShouldContain(path);
        (printed + words).ShouldNotContain("SECRET-VALUE");
        (await lab.CliAsync("gateway")).Code.ShouldBe(3);
    }

    [Fact]
    public async Task Version_and_a_wrong_command_line_behave_as_scripts_expect()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var (code, printed, _) = await lab.CliAsync("version");
        code.ShouldBe(0);
        printed.ShouldStartWith("dinghy ");
        using var report = JsonDocument.Parse((await lab.CliAsync("version", "--json")).Out);
        printed.ShouldContain(report.RootElement.GetProperty("version").GetString()!);
        (await lab.CliAsync("gatewya")).Code.ShouldBe(2);
    }
}
