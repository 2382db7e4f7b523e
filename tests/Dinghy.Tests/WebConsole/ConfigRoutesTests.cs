using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dinghy.Emulator;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.WebConsole;

/// <summary>The configuration in the owner's browser.</summary>
public sealed class ConfigRoutesTests
{
    private static readonly string s_secret = new EmulatedApp().ClientSecret;

    [Fact]
    public async Task It_is_shown_with_comments_and_without_secrets_to_owners_alone()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var shown = await (await lab.SignedInAsync(ConsoleLab.Owner)).GetAsync("/api/config");
        shown.Body.ShouldNotContain(s_secret);
        var text = shown.Json.GetProperty("text").GetString()!;
        text.ShouldContain("// Ours.");
        text.ShouldContain("\"client_secret\": \"***\"");
        shown.Json.GetProperty("values").GetProperty("channels").GetProperty("dingtalk").GetProperty("client_secret").GetString().ShouldBe("***");
        foreach (var other in new[] { await lab.SignedInAsync(ConsoleLab.Operator), await lab.SignedInAsync(ConsoleLab.Auditor) })
        {
            (await other.GetAsync("/api/config")).Error.ShouldBe("role");
            (await other.SendAsync(HttpMethod.Put, "/api/config/raw", new { text, version = "x" })).Error.ShouldBe("role");
            (await other.GetAsync("/api/config/schema")).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task One_key_is_changed_taken_at_once_and_kept_with_whoever_did_it()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        var version = (await owner.GetAsync("/api/config")).Json.GetProperty("version").GetString();
        var done = await owner.PostAsync("/api/config/set", new { path = "language", value = "en", version });
        (done.Status, done.Json.GetProperty("result").GetString()).ShouldBe((HttpStatusCode.OK, "done"), done.Body);
        done.Json.GetProperty("reload").GetProperty("ok").GetBoolean().ShouldBeTrue();
        lab.Run.Gateway!.Config.Language.ShouldBe("en");
        File.ReadAllText(lab.ConfigFile).ShouldContain("// Ours.");
        SqliteAudit.List(lab.Home, 10, AuditKinds.ConfigChanged)!.ShouldHaveSingleItem().Actor.ShouldBe(ConsoleLab.Owner);

        var late = await owner.PostAsync("/api/config/set", new { path = "language", value = "zh", version });
        (late.Status, late.Error).ShouldBe((HttpStatusCode.Conflict, "changed"));
        late.Json.GetProperty("version").GetString().ShouldBe(done.Json.GetProperty("version").GetString());

        var gone = await owner.PostAsync("/api/config/set", new { path = "language", version = done.Json.GetProperty("version").GetString() });
        gone.Status.ShouldBe(HttpStatusCode.OK, gone.Body);
        lab.Run.Gateway!.Config.Language.ShouldBe("auto");
        var history = (await owner.GetAsync("/api/config/history")).Json.GetProperty("versions");
        var lines = (await owner.GetAsync("/api/config/diff?with=1")).Json.GetProperty("lines").EnumerateArray().Select(line => line.GetString()).ToList();
        lines.ShouldContain(line => line!.StartsWith('-') && line.Contains("language"));
        var back = await owner.PostAsync("/api/config/rollback", new { number = history.EnumerateArray().Last().GetProperty("number").GetInt32() });
        back.Status.ShouldBe(HttpStatusCode.OK, back.Body);
        lab.Run.Gateway!.Config.Language.ShouldBe("zh");
    }

    [Fact]
    public async Task What_would_have_faults_is_refused_and_changes_nothing()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        var before = File.ReadAllText(lab.ConfigFile);
        var refused = await owner.PostAsync("/api/config/set", new { path = "language", value = "fr" });
        (refused.Status, refused.Json.GetProperty("faults")[0].GetProperty("path").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, "language"));
        var check = (await owner.PostAsync("/api/config/check", new { text = before.Replace("\"zh\"", "\"fr\"") })).Json;
        check.GetProperty("ok").GetBoolean().ShouldBeFalse();
        check.GetProperty("lines").EnumerateArray().ShouldContain(line => line.GetString()!.StartsWith('+') && line.GetString()!.Contains("fr"));
        (await owner.PostAsync("/api/config/check", new { text = "{" })).Json.GetProperty("ok").GetBoolean().ShouldBeFalse();
        File.ReadAllText(lab.ConfigFile).ShouldBe(before);
    }

    [Fact]
    public async Task The_whole_text_is_written_with_the_secrets_that_it_hides()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        var shown = (await owner.GetAsync("/api/config")).Json;
        var (text, version) = (shown.GetProperty("text").GetString()!, shown.GetProperty("version").GetString());
        var written = await owner.SendAsync(HttpMethod.Put, "/api/config/raw", new { text = text.Replace("\"zh\"", "\"en\""), version });
        written.Status.ShouldBe(HttpStatusCode.OK, written.Body);
        File.ReadAllText(lab.ConfigFile).ShouldContain($"\"client_secret\": \"{s_secret}\"");
        lab.Run.Gateway!.Config.Language.ShouldBe("en");
        var stars = await owner.SendAsync(HttpMethod.Put, "/api/config/raw", new { text = text.Replace("\"zh\"", "\"***\"").Replace("\"language\"", "\"unknown\""), version = written.Json.GetProperty("version").GetString() });
        stars.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, stars.Body);
        (await owner.SendAsync(HttpMethod.Put, "/api/config/raw", new { text })).Status.ShouldBe(HttpStatusCode.BadRequest, "a whole text without the version it is made for");
    }

    [Theory]
    [InlineData("tools.mcp.servers", """{ "lab": { "command": "/bin/sh", "args": ["-c", "id"] } }""", "tools.mcp.servers.lab.command")]
    [InlineData("mcp.servers", """{ "lab": { "command": "/bin/sh" } }""", "tools.mcp.servers.lab.command")]
    [InlineData("mcpServers", """{ "lab": { "command": "/bin/sh" } }""", "tools.mcp.servers.lab.command")]
    [InlineData("tools.exec.enabled", "true", "tools.exec.enabled")]
    [InlineData("tools.exec", """{ "enabled": true, "allow": ["rm -rf /"] }""", "tools.exec.allow")]
    [InlineData("channels.dingtalk.client_secret", """{ "file": "/etc/hostname" }""", "channels.dingtalk.client_secret.file")]
    [InlineData("channels.dingtalk.clientSecret", "\"file:///etc/hostname\"", "channels.dingtalk.client_secret")]
    [InlineData("agents.default.workspace", "\"/var\"", "agents.default.workspace")]
    [InlineData("channels.dingtalk.endpoints", """{ "api": "http://127.0.0.1:9", "oapi": "http://127.0.0.1:9" }""", "channels.dingtalk.endpoints.oapi")]
    [InlineData("models.providers.deepseek.base_url", "\"http://127.0.0.1:9/v1\"", "models.providers.deepseek.base_url")]
    [InlineData("models.providers.deepseek.proxy", "\"http://127.0.0.1:9\"", "models.providers.deepseek.proxy")]
    [InlineData("models.providers.deepseek.ca_file", "\"/etc/hostname\"", "models.providers.deepseek.ca_file")]
    [InlineData("agents.default.knowledge", """[{ "path": "/etc" }]""", "agents.default.knowledge")]
    public async Task What_gives_the_machine_away_waits_for_a_yes_there(string path, string value, string needs)
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        var before = File.ReadAllText(lab.ConfigFile);
        var waits = await owner.PostAsync("/api/config/set", $$"""{ "path": "{{path}}", "value": {{value}} }""");
        (waits.Status, waits.Json.GetProperty("result").GetString()).ShouldBe((HttpStatusCode.Accepted, "pending"), waits.Body);
        waits.Json.GetProperty("needs").EnumerateArray().Select(one => one.GetString()).ShouldContain(needs);
        File.ReadAllText(lab.ConfigFile).ShouldBe(before);
        var id = waits.Json.GetProperty("id").GetString()!;
        (await owner.GetAsync("/api/config/pending")).Json.GetProperty("pending")[0].GetProperty("id").GetString().ShouldBe(id);
        SqliteAudit.List(lab.Home, 10, AuditKinds.ConfigAsked)!.ShouldHaveSingleItem().Actor.ShouldBe(ConsoleLab.Owner);
        (await lab.Home.RunAsync("config", "deny", id)).Code.ShouldBe(0);
        (await owner.GetAsync("/api/config/pending")).Json.GetProperty("pending").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("models.providers.far", """{ "base_url": "http://127.0.0.1:9/v1", "api_key": "${ROAD_OF_A_TEST}" }""", "models.providers.far.api_key")]
    [InlineData("models.providers.far", """{ "base_url": "http://127.0.0.1:9/v1", "api_key": { "source": "env", "id": "ROAD_OF_A_TEST" } }""", "models.providers.far.api_key")]
    [InlineData("models.providers.far", """{ "base_url": "http://127.0.0.1:9/${ROAD_OF_A_TEST}", "api_key": "sk-given" }""", "models.providers.far.base_url")]
    [InlineData("tools.mcp.servers.far", """{ "url": "http://127.0.0.1:9/${ROAD_OF_A_TEST}" }""", "tools.mcp.servers.far.url")]
    public async Task A_variable_that_is_newly_named_waits_for_a_yes_on_the_machine(string path, string value, string needs)
    {
        Environment.SetEnvironmentVariable("ROAD_OF_A_TEST", "a-word-of-the-machine");
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        var waits = await owner.PostAsync("/api/config/set", $$"""{ "path": "{{path}}", "value": {{value}} }""");
        waits.Status.ShouldBe(HttpStatusCode.Accepted, waits.Body);
        waits.Json.GetProperty("needs").EnumerateArray().Select(one => one.GetString()).ShouldContain(needs);
    }

    [Fact]
    public async Task A_stored_secret_goes_to_another_address_only_with_a_yes_on_the_machine_or_given_anew()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync(
            """{ "default": "demo/demo", "providers": { "lab": { "base_url": "http://127.0.0.1:9/v1", "api_key": "sk-stored", "headers": { "X-Team": "team-stored" } } } }""");
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        async Task<HttpStatusCode> SetAsync(string path, string value) => (await owner.PostAsync("/api/config/set", $$"""{ "path": "{{path}}", "value": {{value}} }""")).Status;
        (await SetAsync("models.providers.lab.base_url", "\"http://127.0.0.1:8/v1\"")).ShouldBe(HttpStatusCode.Accepted);
        (await SetAsync("models.providers.lab.proxy", "\"http://127.0.0.1:8\"")).ShouldBe(HttpStatusCode.Accepted);
        (await SetAsync("models.providers.lab", """{ "base_url": "http://127.0.0.1:8/v1", "api_key": "sk-given", "headers": { "X-Team": "team-stored" } }""")).ShouldBe(HttpStatusCode.Accepted, "the header went along");
        var shown = (await owner.GetAsync("/api/config")).Json;
        var text = shown.GetProperty("text").GetString()!;
        text.ShouldNotContain("stored");
        (await owner.SendAsync(HttpMethod.Put, "/api/config/raw", new { text = text.Replace("127.0.0.1:9/v1", "127.0.0.1:8/v1"), version = shown.GetProperty("version").GetString() })).Status.ShouldBe(HttpStatusCode.Accepted);
        (await SetAsync("models.providers.lab.api_key", "\"sk-other\"")).ShouldBe(HttpStatusCode.OK, "another key for the same address");
        (await SetAsync("models.providers.lab", """{ "base_url": "http://127.0.0.1:8/v1", "api_key": "sk-given" }""")).ShouldBe(HttpStatusCode.OK, "everything given anew");
    }

    [Fact]
    public async Task A_folder_that_only_begins_like_an_agents_own_is_another()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        async Task<HttpStatusCode> SetAsync(string folder) => (await owner.PostAsync("/api/config/set", new { path = "agents.default.workspace", value = Path.Join(lab.Home, folder) })).Status;
        (await SetAsync("workspacex")).ShouldBe(HttpStatusCode.Accepted);
        (await SetAsync(Path.Join("workspace", "inside"))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("model", """{ "model": "deepseek/deepseek-chat", "base_url": "http://127.0.0.1:9/v1", "skip_check": true }""", "another address")]
    [InlineData("model", """{ "model": "far/one", "base_url": "http://127.0.0.1:9/v1", "api_key": "${ROAD_OF_A_TEST}", "skip_check": true }""", "on the machine")]
    [InlineData("model", """{ "model": "far/one", "base_url": "http://127.0.0.1:9/v1", "api_key": "file:///etc/hostname", "skip_check": true }""", "on the machine")]
    [InlineData("channel", """{ "client_id": "${ROAD_OF_A_TEST}", "client_secret": "s", "skip_check": true }""", "on the machine")]
    public async Task Nor_does_the_first_run_send_what_is_stored_elsewhere(string step, string order, string why)
    {
        Environment.SetEnvironmentVariable("ROAD_OF_A_TEST", "a-word-of-the-machine");
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        foreach (var action in new[] { "check", "save" })
        {
            var refused = (await owner.PostAsync($"/api/setup/{step}/{action}", order)).Json;
            (refused.GetProperty("ok").GetBoolean(), refused.GetProperty("saved").GetBoolean()).ShouldBe((false, false));
            refused.GetProperty("sentence").GetString()!.ShouldContain(why);
        }
    }

    [Fact]
    public async Task Reading_it_again_and_having_it_mended_is_kept_with_whoever_did_it()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        (await (await lab.SignedInAsync(ConsoleLab.Operator)).PostAsync("/api/reload")).Status.ShouldBe(HttpStatusCode.OK);
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        (await owner.PostAsync("/api/doctor/fix?dryRun=true")).Status.ShouldBe(HttpStatusCode.OK);
        SqliteAudit.List(lab.Home, 10, AuditKinds.DoctorMended)!.ShouldBeEmpty();
        (await owner.PostAsync("/api/doctor/fix")).Status.ShouldBe(HttpStatusCode.OK);
        SqliteAudit.List(lab.Home, 10, AuditKinds.ConfigReread)!.ShouldHaveSingleItem().Actor.ShouldBe(ConsoleLab.Operator);
        SqliteAudit.List(lab.Home, 10, AuditKinds.DoctorMended)!.ShouldHaveSingleItem().Actor.ShouldBe(ConsoleLab.Owner);
    }

    [Fact]
    public async Task On_the_machine_it_is_confirmed_once_and_only_for_the_file_it_was_made_for()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        async Task<string> WantAsync() => (await owner.PostAsync("/api/config/set", new { path = "tools.exec.enabled", value = true })).Json.GetProperty("id").GetString()!;
        var first = await WantAsync();
        var approved = await lab.Home.RunAsync("config", "approve", first);
        approved.Code.ShouldBe(0, approved.Error);
        approved.Error.ShouldContain("tools.exec.enabled");
        JsonNode.Parse(File.ReadAllText(lab.ConfigFile), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!["tools"]!["exec"]!["enabled"]!.GetValue<bool>().ShouldBeTrue();
        (await lab.Home.RunAsync("config", "approve", first)).Code.ShouldNotBe(0);
        // What holds already is nothing new: other keys are written without a word.
        (await owner.PostAsync("/api/config/set", new { path = "language", value = "en" })).Status.ShouldBe(HttpStatusCode.OK);

        (await owner.PostAsync("/api/config/set", new { path = "tools.exec.enabled", value = false })).Status.ShouldBe(HttpStatusCode.OK, "to take it away needs nobody");
        var second = await WantAsync();
        (await owner.PostAsync("/api/config/set", new { path = "language", value = "zh" })).Status.ShouldBe(HttpStatusCode.OK);
        var late = await lab.Home.RunAsync("config", "approve", second);
        late.Code.ShouldNotBe(0);
        File.ReadAllText(lab.ConfigFile).ShouldContain("\"language\": \"zh\"");
        (await lab.Home.RunAsync("config", "pending")).Error.ShouldContain("Nothing waits");
    }

    [Fact]
    public async Task A_server_at_an_address_runs_nothing_here_and_is_written()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var owner = await lab.SignedInAsync(ConsoleLab.Owner);
        var done = await owner.PostAsync("/api/config/set", """{ "path": "tools.mcp.servers", "value": { "far": { "url": "http://127.0.0.1:9/mcp" } } }""");
        done.Status.ShouldBe(HttpStatusCode.OK, done.Body);
    }
}

internal static class HomeCommands
{
    /// <summary>A command line on a home folder.</summary>
    public static Task<ProgramRun> RunAsync(this string home, params string[] args) => ProgramRun.OfAsync([.. args, "--home", home]);
}
