using Dinghy.Cli;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Cli;

/// <summary>What commands take, and what they say to words that they do not.</summary>
public sealed class CommandWordsTests : IDisposable
{
    private const string Good = """{ "channels": { "dingtalk": { "enabled": true, "client_id": "ding1", "client_secret": "TOP-SECRET" } }, "models": { "default": "demo/demo" } }""";

    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("--dept", "'banana' is no department", "--from", "u1", "--dept", "banana")]
    [InlineData("--dept", "'-3' is no department", "--from", "u1", "--dept", "12", "-3")]
    [InlineData("--dept", "'12,1' is no department", "--from", "u1", "--dept", "12,1")]
    [InlineData("--from", "'张三' is no staff id", "--from", "张三")]
    [InlineData("--from", "'Alice Smith' is no staff id", "--from", "Alice Smith")]
    [InlineData("--from", "'accessGroup:staff' is no staff id", "--from", "accessGroup:staff")]
    [InlineData("--chat", "'group' is no place", "--from", "u1", "--chat", "group")]
    [InlineData("--role", "'' is no role", "--from", "u1", "--role", "")]
    public async Task A_question_about_routing_that_no_rule_could_fit_is_refused_with_what_would_do(string option, string sentence, params string[] args)
    {
        _home.With("config.json", Good);
        var run = await _home.RunAsync(["route", "explain", .. args]);
        run.Code.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain($"{option}: {sentence}");
    }

    [Fact]
    public async Task A_staff_id_is_taken_as_configurations_take_it()
    {
        _home.With("config.json", Good[..^1] + """, "agents": { "list": [{ "id": "ops" }] }, "routing": [{ "staff_id": "u1", "agent": "ops" }] }""");
        var run = await _home.RunAsync("route", "explain", "--from", "dingtalk:u1|Ann", "--dept", "12", "1");
        run.Code.ShouldBe(ExitCodes.Ok, run.Error);
        run.Out.ShouldStartWith("Agent: ops");
    }

    [Theory]
    [InlineData("--app number 1", "--app", "only-id")]
    [InlineData("--app number 2", "--app", "a:b", "--app", "a: HUSH")]
    [InlineData("--app number 1", "--app", "a:HUSH:c:d:e")]
    [InlineData("a is there twice", "--app", "a:HUSH", "--app", "a:HUSH2")]
    [InlineData("two robots of the code r", "--app", "a:HUSH:r", "--app", "b:HUSH2:r")]
    public async Task An_application_of_the_emulator_that_is_none_is_refused_without_its_secret(string sentence, params string[] args)
    {
        var run = await _home.RunAsync(["emulator", "--port", "0", .. args]);
        run.Code.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain(sentence);
        run.Error.ShouldNotContain("HUSH");
    }

    [Fact]
    public async Task A_yaml_configuration_is_shown_key_by_key_and_without_secrets()
    {
        _home.With("config.yaml", """
            # ours
            channels:
              dingtalk:
                client_id: ding1
                client_secret: TOP-SECRET
                dm_policy: pairing
                allow_from: [u1, u2]
                groups:
                  "cidA==":
                    enabled: false
            language: zh
            models:
              default: demo/demo
            """);
        foreach (var (key, value) in new[]
        {
            ("language", "zh"), ("channels.dingtalk.dm_policy", "pairing"), ("channels.dingtalk.allow_from", "[u1, u2]"), ("channels.dingtalk.allow_from[1]", "u2"),
            ("channels.dingtalk.clientSecret", "\"***\""), ("""channels.dingtalk.groups["cidA=="].enabled""", "false"), ("models", "default: demo/demo"),
        })
        {
            var run = await _home.RunAsync("config", "get", key);
            (run.Code, run.Out.Trim()).ShouldBe((ExitCodes.Ok, value), $"{key}: {run.Error}");
        }

        var whole = await _home.RunAsync("config", "get");
        whole.Code.ShouldBe(ExitCodes.Ok);
        whole.Out.ShouldContain("client_id: ding1");
        whole.Out.ShouldNotContain("TOP-SECRET");
        var none = await _home.RunAsync("config", "get", "channels.dingtalk.robot_code");
        none.Code.ShouldBe(ExitCodes.Failed);
        none.Out.ShouldBeEmpty();
    }
}
