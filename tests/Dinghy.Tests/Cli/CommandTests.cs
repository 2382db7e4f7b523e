using System.Reflection;
using System.Text.Json;
using Dinghy.Cli;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Cli;

public sealed class CommandTests : IDisposable
{
    private const string Good = """{ "channels": { "dingtalk": { "enabled": true, "client_id": "ding1", "client_secret": "TOP-SECRET" } }, "models": { "default": "demo/demo" } }""";

    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Exit_codes_are_stable() =>
        typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!).ShouldBe(
            new Dictionary<string, int> { ["Ok"] = 0, ["Failed"] = 1, ["Usage"] = 2, ["BadConfig"] = 3, ["NotRunning"] = 4, ["NotReady"] = 5, ["BadStore"] = 6, ["CheckFailed"] = 7 }, ignoreOrder: true);

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("version", "--nonsense")]
    [InlineData("config")]
    [InlineData("gateway", "--port", "many")]
    [InlineData("agent", "-m")]
    public async Task A_command_line_that_is_off_is_2_and_says_so_on_stderr(params string[] args)
    {
        var run = await _home.RunAsync(args);
        run.Code.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Help_is_0_and_names_every_command()
    {
        var run = await ProgramRun.OfAsync("--help");
        run.Code.ShouldBe(0);
        foreach (var command in new[] { "gateway", "agent", "demo", "emulator", "status", "doctor", "pairing", "config", "version" }) run.Out.ShouldContain(command);
    }

    [Fact]
    public async Task Version_is_one_line_or_one_object()
    {
        var text = await ProgramRun.OfAsync("version");
        (text.Code, text.Error).ShouldBe((0, ""));
        text.Out.ShouldStartWith($"dinghy {VersionCommand.Number} (.NET 10");
        text.Out.Trim().ShouldNotContain("\n");

        var json = Json(await ProgramRun.OfAsync("version", "--json"));
        json.GetProperty("version").GetString().ShouldBe(VersionCommand.Number);
        Version.Parse(json.GetProperty("sqlite").GetString()!).ShouldBeGreaterThan(new Version(3, 35));
        json.EnumerateObject().Select(property => property.Name).ShouldBe(["version", "runtime", "system", "sqlite"]);
    }

    [Fact]
    public async Task Config_path_is_the_file_that_would_be_read()
    {
        (await _home.RunAsync("config", "path")).Out.Trim().ShouldBe(_home.File("config.json"));
        (await _home.RunAsync("config", "path", "--config", _home.File("other.json"))).Out.Trim().ShouldBe(_home.File("other.json"));
    }

    [Fact]
    public async Task Config_schema_is_JSON_Schema()
    {
        var run = await ProgramRun.OfAsync("config", "schema");
        run.Code.ShouldBe(0);
        Json(run).GetProperty("properties").TryGetProperty("channels", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_good_config_is_0_and_never_shows_its_secret()
    {
        _home.With("config.json", Good);
        var text = await _home.RunAsync("config", "check");
        text.Code.ShouldBe(0);
        text.Out.ShouldContain("1 DingTalk account");
        var json = await _home.RunAsync("config", "check", "--json");
        (json.Code, Json(json).GetProperty("ok").GetBoolean()).ShouldBe((0, true));
        (text.Out + text.Error + json.Out + json.Error).ShouldNotContain("TOP-SECRET");
    }

    [Fact]
    public async Task A_config_whose_model_can_not_work_is_good_with_a_warning_that_says_why()
    {
        _home.With("config.json", Good.Replace("demo/demo", "nosuch/model"));
        var text = await _home.RunAsync("config", "check");
        text.Code.ShouldBe(0);
        text.Error.ShouldContain("warning: models");
        text.Error.ShouldContain("nosuch");
        var json = await _home.RunAsync("config", "check", "--json");
        Json(json).GetProperty("warnings").EnumerateArray().ShouldContain(warning => warning.GetProperty("path").GetString() == "models");
    }

    [Fact]
    public async Task A_model_that_can_not_work_is_told_beside_a_fault_elsewhere_with_what_may_be_meant()
    {
        _home.With("config.json", Good.Replace("demo/demo", "qwem/qwen3.7-plus").Replace("\"client_id\"", "\"dm_policy\": \"sometimes\", \"client_id\""));
        var text = await _home.RunAsync("config", "check");
        text.Code.ShouldBe(ExitCodes.BadConfig);
        text.Error.ShouldContain("fault: channels.dingtalk.dm_policy");
        text.Error.ShouldContain("did you mean qwen/qwen3.7-plus?");
        var json = await _home.RunAsync("config", "check", "--json");
        Json(json).GetProperty("warnings").EnumerateArray().ShouldContain(warning => warning.GetProperty("found").GetString() == "unknown_provider");
    }

    [Theory]
    [InlineData("gatewy", "gateway")]
    [InlineData("config chek", "check")]
    public async Task A_mistyped_command_is_answered_with_the_one_that_may_be_meant(string typed, string meant)
    {
        var run = await _home.RunAsync(typed.Split(' '));
        run.Code.ShouldBe(ExitCodes.Usage);
        (run.Out + run.Error).ShouldContain($"Did you mean one of the following?\n{meant}", Case.Sensitive);
    }

    [Fact]
    public async Task A_bad_config_is_3_with_every_fault_its_path_and_a_hint()
    {
        _home.With("config.json", """{ "channels": { "dingtalk": { "enabled": true, "client_id": "ding1", "client_secret": "TOP-SECRET", "dm_policy": "sometimes", "reply": { "part_chars": 7 } } }, "models": { "timeout_seconds": "soon" } }""");
        var text = await _home.RunAsync("config", "check");
        (text.Code, text.Out).ShouldBe((ExitCodes.BadConfig, ""));
        string[] paths = ["channels.dingtalk.dm_policy", "channels.dingtalk.reply.part_chars", "models.timeout_seconds"];
        foreach (var path in paths) text.Error.ShouldContain(path);

        var json = await _home.RunAsync("config", "check", "--json");
        json.Code.ShouldBe(ExitCodes.BadConfig);
        var faults = Json(json).GetProperty("faults").EnumerateArray().ToList();
        faults.Select(fault => fault.GetProperty("path").GetString()).Order().ShouldBe(paths);
        faults.ShouldAllBe(fault => fault.GetProperty("hint").GetString()!.Length > 0 && fault.GetProperty("found").GetString()!.Length > 0);
        (text.Error + json.Out).ShouldNotContain("TOP-SECRET");
        foreach (var command in new[] { "gateway", "agent" }) (await _home.RunAsync(command)).Code.ShouldBe(ExitCodes.BadConfig);
    }

    [Fact]
    public async Task A_config_file_that_is_named_and_not_there_is_3() =>
        (await _home.RunAsync("config", "check", "--config", _home.File("nowhere.json"))).Code.ShouldBe(ExitCodes.BadConfig);

    [Fact]
    public async Task Status_of_a_home_without_a_gateway_is_4_and_says_how_to_start_one()
    {
        var run = await _home.RunAsync("status");
        (run.Code, run.Out).ShouldBe((ExitCodes.NotRunning, ""));
        run.Error.ShouldContain(_home.Path);
        run.Error.ShouldContain("dinghy gateway");
    }

    [Theory]
    [InlineData("""{"process_id":1,"address":"http://127.0.0.1:1/"}""")]
    [InlineData("""{"process_id":1}""")]
    [InlineData("half a fi")]
    [InlineData("")]
    public async Task What_a_killed_gateway_left_is_4_too(string left) =>
        (await _home.With("gateway.json", left).RunAsync("status", "--json")).Code.ShouldBe(ExitCodes.NotRunning);

    [Fact]
    public async Task The_model_can_be_asked_from_the_terminal()
    {
        _home.With("config.json", Good);
        var text = await _home.RunAsync("agent", "-m", "hello");
        text.Code.ShouldBe(0);
        text.Out.Trim().ShouldNotBeEmpty();
        var json = Json(await _home.RunAsync("agent", "-m", "hello", "--json"));
        json.GetProperty("model").GetString().ShouldBe("demo/demo");
        json.GetProperty("answer").GetString().ShouldBe(text.Out.TrimEnd('\n'));
    }

    [Fact]
    public async Task A_model_that_can_not_be_used_is_1_and_one_sentence()
    {
        _home.With("config.json", Good);
        var run = await _home.RunAsync("agent", "-m", "hello", "--model", "nowhere/none");
        (run.Code, run.Out).ShouldBe((ExitCodes.Failed, ""));
        run.Error.ShouldContain("nowhere");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_home_that_another_gateway_holds_is_6_and_names_it()
    {
        _home.With("config.json", Good);
        using var held = HomeLock.Take(_home.Path);
        var run = await _home.RunAsync("gateway", "--port", "0");
        run.Code.ShouldBe(ExitCodes.BadStore);
        run.Error.ShouldContain($"process {Environment.ProcessId}");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_damaged_database_is_6_and_one_sentence()
    {
        _home.With("config.json", Good).With("dinghy.db", new string('?', 10_000));
        var run = await _home.RunAsync("gateway", "--port", "0");
        run.Code.ShouldBe(ExitCodes.BadStore);
        run.Error.ShouldContain("damaged");
        run.Error.ShouldNotContain("   at ");
        using var free = HomeLock.Take(_home.Path);
        free.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_1_and_leaves_the_home_free()
    {
        _home.With("config.json", """{ "models": { "default": "demo/demo" } }""");
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var run = await _home.RunAsync("gateway", "--port", $"{port}");
        run.Code.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain($"{port}");
        run.Error.ShouldNotContain("   at ");
        File.Exists(_home.File("gateway.json")).ShouldBeFalse();
        using var free = HomeLock.Take(_home.Path);
        await SqliteStore.Open(_home.Path).DisposeAsync();
    }

    [Fact]
    public async Task A_home_that_can_not_be_made_is_6()
    {
        var file = _home.With("file", "").File("file");
        var run = await ProgramRun.OfAsync("gateway", "--port", "0", "--home", file);
        run.Code.ShouldBeOneOf(ExitCodes.BadStore, ExitCodes.BadConfig);
        run.Error.ShouldNotContain("   at ");
    }

    private static JsonElement Json(ProgramRun run) => JsonElement.Parse(run.Out);
}
