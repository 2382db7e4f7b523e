using System.Text.Json;

namespace Dinghy.Scenarios;

/// <summary>The configurations that the pages of PicoClaw and OpenClaw print, started as they stand but for the placeholders of the keys.</summary>
public sealed class ConfigFixtureScenarios
{
    [Theory]
    [InlineData("config.json", """{ "channels": { "dingtalk": { "enabled": true, "client_id": "YOUR_CLIENT_ID", "client_secret": "YOUR_CLIENT_SECRET", "allow_from": [], "group_trigger": { "mention_only": true }, "reasoning_channel_id": "" } } }""")]
    [InlineData("config.json", """{ "channels": { "dingtalk": { "enabled": true, "client_id": "YOUR_CLIENT_ID", "client_secret": "YOUR_CLIENT_SECRET", "allow_from": ["user002"], "mention_only": true } } }""")]
    [InlineData("config.json", """{ "version": 3, "channel_list": { "dingtalk": { "enabled": true, "type": "dingtalk", "allow_from": [], "group_trigger": { "mention_only": true, "prefixes": [] }, "typing": { "enabled": false }, "placeholder": { "enabled": false, "text": ["Thinking..."] }, "settings": { "client_id": "YOUR_CLIENT_ID", "client_secret": "YOUR_CLIENT_SECRET" } } } }""")]
    [InlineData("config.json", """{ "version": 3, "channel_list": { "dingtalk": { "enabled": true, "type": "dingtalk", "client_id": "YOUR_CLIENT_ID", "client_secret": "YOUR_CLIENT_SECRET" } } }""")]
    [InlineData("config.json", "{\n  channels: {\n    dingtalk: {\n      enabled: true,\n      dmPolicy: \"pairing\",\n      accounts: {\n        main: {\n          appKey: \"YOUR_CLIENT_ID\",\n          appSecret: \"YOUR_CLIENT_SECRET\",\n          botName: \"My AI assistant\",\n        },\n      },\n    },\n  },\n}\n")]
    [InlineData("channels.yaml", "channels:\n  - type: dingtalk\n    name: dingtalk-main\n    app_key: \"YOUR_CLIENT_ID\"\n    app_secret: \"YOUR_CLIENT_SECRET\"\n    agent_id: \"12345678\"\n    group_enabled: true\n    mention_only: true\n    memory_scope: user\n")]
    [InlineData("config.yaml", "channels:\n  dingtalk: { client_id: YOUR_CLIENT_ID, client_secret: YOUR_CLIENT_SECRET }\n")]
    public async Task A_printed_block_starts_the_gateway_and_answers(string file, string text)
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        File.Delete(lab.ConfigFile);
        var app = new EmulatedApp();
        await File.WriteAllTextAsync(Path.Combine(lab.Home, file), text.Replace("YOUR_CLIENT_ID", app.ClientId).Replace("YOUR_CLIENT_SECRET", app.ClientSecret));

        await lab.StartGatewayAsync(environment: Around(lab));

        if (text.Contains("pairing"))
        {
            (await lab.AskAsync("user002", "let me in")).Text.ShouldContain("dinghy pairing approve dingtalk");
            (await lab.CliAsync("pairing", "approve", "user002")).Code.ShouldBe(0);
        }

        (await lab.AskAsync("user002", "does it work")).Text.ShouldContain("does it work");
    }

    /// <summary>Its <c>default_agent</c> stands where no YAML reader takes it.</summary>
    private const string HttpModePage = """
        channels:
          - type: dingtalk
            name: dingtalk-main
            app_key: "YOUR_CLIENT_ID"
            app_secret: "YOUR_CLIENT_SECRET"
            agent_id: "12345678"
            token: "your_webhook_token"           # from HTTP Mode config
            aes_key: "your_aes_key_here"          # optional, enable for encryption
            group_enabled: true
            mention_only: true
            agent: general-assistant
            memory_scope: user

        routing:
          - dept_id: "101"        # engineering
            agent: code-assistant
          - dept_id: "102"        # finance
            agent: finance-bot
          default_agent: general-assistant

        """;

    [Fact]
    public async Task The_block_of_the_HTTP_mode_page_starts_as_printed_and_sends_departments_to_their_agents()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        File.Delete(lab.ConfigFile);
        var app = new EmulatedApp();
        await File.WriteAllTextAsync(Path.Combine(lab.Home, "channels.yaml"), HttpModePage.Replace("YOUR_CLIENT_ID", app.ClientId).Replace("YOUR_CLIENT_SECRET", app.ClientSecret)
            .Replace("your_webhook_token", HttpLab.Token).Replace("your_aes_key_here", HttpLab.AesKey));
        lab.World.AddPerson("guest", "路人");
        var environment = Around(lab);
        environment["DINGHY__agents"] = """
            { "list": [ { "id": "code-assistant", "instructions": "You are the coder." }, { "id": "finance-bot", "instructions": "You count money." }, { "id": "general-assistant", "instructions": "You help all." } ] }
            """;
        environment["DINGHY__channels__dingtalk__http__listen"] = "127.0.0.1:0";
        await lab.StartGatewayAsync(untilConnected: false, environment);
        foreach (var line in (string[])["Channel registered: dingtalk-main (type=dingtalk, agent=general-assistant)", "DingTalk webhook active on /webhooks/dingtalk", "Agent ID: 12345678"])
            await lab.Gateway.LineAsync(line);
        var url = await lab.WebhookAsync("dingtalk-main");
        lab.World.SetCallbacks(new HttpCallbacks { Robot = url, Events = url, Token = HttpLab.Token, AesKey = HttpLab.AesKey });
        (await lab.World.CheckCallbackAsync()).ShouldBeNull();

        await lab.AskAsync("user002", "from below 101");
        lab.Model.Requests[^1].Messages[0].Content.ShouldStartWith("You are the coder.");
        await lab.AskAsync("guest", "from nowhere");
        lab.Model.Requests[^1].Messages[0].Content.ShouldStartWith("You help all.");
        lab.Gateway.Report().ShouldContain("read as if it stood at the indent of routing");
    }

    /// <summary>What a printed block does not say: where this test's DingTalk and model are.</summary>
    private static Dictionary<string, string> Around(TestLab lab) => new()
    {
        ["DINGHY__channels__dingtalk__endpoints"] = lab.Endpoints().ToJsonString(),
        ["DINGHY__models"] = JsonSerializer.Serialize(lab.UsualModels()),
        ["DINGHY__gateway__port"] = "0",
    };
}
