using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>S3, S53: a user's own config file or environment is enough.</summary>
public sealed class StartUpScenarios
{
    // As the PicoClaw page prints it.
    private const string PicoClawBlock =
        """
        {
          "channels": {
            "dingtalk": {
              "enabled": true,
              "client_id": "YOUR_CLIENT_ID",
              "client_secret": "YOUR_CLIENT_SECRET",
              "allow_from": [],
              "group_trigger": {
                "mention_only": true
              },
              "reasoning_channel_id": ""
            }
          }
        }
        """;

    private static readonly EmulatedApp s_robot = new();

    [Fact]
    public async Task PicoClaws_config_block_works_verbatim_beside_the_environment()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        await File.WriteAllTextAsync(lab.ConfigFile, PicoClawBlock);
        await lab.StartGatewayAsync(environment: Environment(lab));

        lab.Gateway.Out.All.ShouldBe(["Starting DingTalk channel (Stream Mode)...", "DingTalk channel started (Stream Mode)"]);
        lab.Gateway.Err.All.ShouldNotContain(line => line.StartsWith("warning:") || line.StartsWith("fault:"));
        (await lab.AskAsync("user002", "你好")).Text.ShouldBe("echo(2): 你好\n\n（内容由 AI 生成）");
    }

    [Fact]
    public async Task A_key_pair_in_the_environment_alone_enables_the_channel()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        File.Delete(lab.ConfigFile);
        await lab.StartGatewayAsync(environment: Environment(lab));

        (await lab.AskAsync("user002", "你好")).Text.ShouldBe("echo(2): 你好\n\n（内容由 AI 生成）");
        (await lab.StatusAsync()).Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task With_the_admin_port_taken_nothing_is_accepted_and_one_sentence_says_why()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var (code, stdout, stderr) = await lab.CliAsync("gateway", "--port", $"{port}");
        (code, stdout).ShouldBe((1, ""));
        stderr.ShouldContain($"{port}");
        stderr.ShouldNotContain("   at ");
        lab.World.Requests().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_proxy_in_the_environment_is_not_asked_for_what_is_on_this_machine_nor_shown_the_admin_token()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var environment = new Dictionary<string, string> { ["http_proxy"] = $"http://127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}" };
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        await lab.StartGatewayAsync(environment: environment);
        (await lab.AskAsync("user002", "你好")).Text.ShouldBe("echo(2): 你好");
        var (code, _, _) = await ChildProgram.RunAsync(lab.Home, ["status", "--home", lab.Home], environment);
        code.ShouldBe(0);
        proxy.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task Settings_of_other_programs_neither_open_a_port_nor_have_texts_logged()
    {
        var environment = new Dictionary<string, string>
        {
            ["Logging__LogLevel__Default"] = "Trace", ["Kestrel__Endpoints__Other__Url"] = "http://0.0.0.0:0", ["ASPNETCORE_URLS"] = "http://0.0.0.0:0",
        };
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        await lab.StartGatewayAsync(environment: environment);
        await lab.AskAsync("user002", "words of mine");
        (await lab.AdminAddressAsync()).Host.ShouldBe("127.0.0.1");
        lab.Gateway.Err.All.ShouldNotContain(line => line.Contains("words of mine") || line.Contains("sendBySession"));
    }

    [Fact]
    public async Task A_block_that_names_its_keys_itself_needs_no_environment()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var config = JsonNode.Parse(PicoClawBlock)!.AsObject();
        var channel = config["channels"]!["dingtalk"]!;
        (channel["client_id"], channel["client_secret"], channel["endpoints"]) = (s_robot.ClientId, s_robot.ClientSecret, lab.Endpoints());
        (config["models"], config["gateway"]) = (lab.UsualModels(), new JsonObject { ["port"] = 0 });
        await File.WriteAllTextAsync(lab.ConfigFile, config.ToJsonString());
        await lab.StartGatewayAsync();

        (await lab.AskAsync("user002", "hello")).Text.ShouldBe("echo(2): hello");
    }

    private static Dictionary<string, string> Environment(TestLab lab) => new()
    {
        ["DINGTALK_APP_KEY"] = s_robot.ClientId,
        ["DINGTALK_APP_SECRET"] = s_robot.ClientSecret,
        ["DINGHY__channels__dingtalk__endpoints__api"] = lab.DingTalk.Address.AbsoluteUri,
        ["DINGHY__channels__dingtalk__endpoints__oapi"] = lab.DingTalk.Address.AbsoluteUri,
        ["DINGHY__models__default"] = "lab/scripted-1",
        ["DINGHY__models__providers__lab__type"] = "openai",
        ["DINGHY__models__providers__lab__base_url"] = lab.Model.BaseUrl.AbsoluteUri,
        ["DINGHY__models__providers__lab__api_key"] = "lab-key",
        ["DINGHY__gateway__port"] = "0",
    };
}
