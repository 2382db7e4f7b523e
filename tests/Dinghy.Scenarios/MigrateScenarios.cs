namespace Dinghy.Scenarios;

/// <summary>Moving in from another program, and going on where people were.</summary>
public sealed class MigrateScenarios
{
    [Fact]
    public async Task From_PicoClaw_configuration_memory_and_talks_come_along_and_it_answers()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        File.Delete(lab.ConfigFile);
        var app = new EmulatedApp();
        var old = Path.Combine(lab.Home, ".picoclaw");
        await PutAsync(old, "config.json", $$"""
            { "version": 3, "channel_list": { "dingtalk": { "enabled": true, "type": "dingtalk", "allow_from": [],
                "settings": { "client_id": "{{app.ClientId}}", "client_secret": "[NOT_HERE]", "endpoints": {{lab.Endpoints().ToJsonString()}} } } },
              "agents": { "defaults": { "model_name": "lab" } },
              "model_list": [ { "model_name": "lab", "model": "lab/scripted-1", "api_base": "{{lab.Model.BaseUrl.AbsoluteUri}}", "api_keys": ["lab-key"] } ] }
            """);
        await PutAsync(old, ".security.yml", $"channel_list:\n  dingtalk:\n    settings:\n      client_secret: {app.ClientSecret}\n");
        await PutAsync(old, "workspace/memory/MEMORY.md", "facts");
        await PutAsync(old, "workspace/sessions/one.jsonl", """
            {"role":"user","content":"my name is Ada"}
            {"role":"assistant","content":"hello Ada"}

            """);
        await PutAsync(old, "workspace/sessions/one.meta.json", """{ "key": "agent:main:dingtalk:direct:user002", "skip": 0, "updated_at": "2026-11-20T08:00:00Z" }""");

        var (code, printed, words) = await lab.CliAsync("migrate", "--from", "picoclaw", "--dry-run");
        code.ShouldBe(0, words);
        File.Exists(lab.ConfigFile).ShouldBeFalse();
        (printed + words).ShouldNotContain(app.ClientSecret);

        (code, printed, words) = await lab.CliAsync("migrate", "--from", "picoclaw");
        code.ShouldBe(0, words);
        printed.ShouldContain("carried: 1 conversation, 2 messages");
        (await lab.CliAsync("migrate", "--from", "picoclaw")).Code.ShouldBe(1, "ours is there now");
        (await File.ReadAllTextAsync(Path.Combine(lab.Home, "workspace/memory/MEMORY.md"))).ShouldBe("facts");

        await lab.StartGatewayAsync(environment: new Dictionary<string, string> { ["DINGHY__gateway__port"] = "0" });
        (await lab.AskAsync("user002", "who am I")).Text.ShouldBe("echo(4): who am I", "the model was given instructions, the two old messages and the new one");
    }

    [Fact]
    public async Task From_OpenClaw_several_robots_come_along_and_what_can_not_is_told()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        File.Delete(lab.ConfigFile);
        await PutAsync(Path.Combine(lab.Home, ".openclaw"), "openclaw.json", """
            { channels: { dingtalk: { dmPolicy: "open", accounts: { main: { appKey: "dinga", appSecret: "claw-secret-a" }, branch: { appKey: "dingb", appSecret: "claw-secret-b" } } }, telegram: { enabled: true } },
              models: { providers: { lab: { baseUrl: "http://127.0.0.1:9/v1", apiKey: "claw-key" } } }, agents: { defaults: { model: { primary: "lab/x" } } } }
            """);

        var (code, printed, words) = await lab.CliAsync("migrate", "--from", "openclaw", "--json");
        code.ShouldBe(0, printed + words);
        printed.ShouldContain("\"ok\":true");
        printed.ShouldContain("channels.telegram");
        printed.ShouldNotContain("claw-secret");
        (await lab.CliAsync("config", "check")).Code.ShouldBe(0);
        (await lab.CliAsync("config", "get", "models.default")).Out.Trim().ShouldBe("\"lab/x\"");
        (await lab.CliAsync("migrate", "--from", "elsewhere")).Code.ShouldBe(2);
    }

    private static async Task PutAsync(string folder, string name, string text)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text);
    }
}
