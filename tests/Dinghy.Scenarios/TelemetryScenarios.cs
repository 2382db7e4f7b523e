using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dinghy.Scenarios;

/// <summary>OpenTelemetry by the standard variables, Prometheus, and the health check of containers.</summary>
public sealed partial class TelemetryScenarios
{
    private const string Secret = "SECRET-WORDS";

    [Theory]
    [InlineData("http/protobuf", false)]
    [InlineData("http/protobuf", true)]
    [InlineData("grpc", false)]
    public async Task One_turn_is_one_trace_with_a_span_for_each_stage_and_texts_only_where_asked_for(string protocol, bool texts)
    {
        await using var collector = await OtlpReceiver.StartAsync(protocol);
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var environment = Variables(collector);
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
        if (texts) environment["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
        await lab.StartGatewayAsync(environment: environment);
        lab.Model.Enqueue(ModelBehaviour.CallTool("offer_choices", new JsonObject { ["question"] = "哪个？", ["options"] = new JsonArray("甲", "乙") }.ToJsonString()), ModelBehaviour.Answer("哪个？"));
        var said = await lab.SayAsync("user002", Secret);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");

        await collector.WaitAsync(heard => heard.Spans.Any(span => span.Name == "dinghy.turn") && heard.Metrics.ContainsKey("dinghy_turns_closed"), "a trace and metrics", lab.Gateway.Report);

        var spans = collector.Spans;
        var turn = spans.Single(span => span.Name == "dinghy.turn");
        spans.Select(span => span.TraceId).Distinct().ShouldHaveSingleItem();
        (turn.Parent, turn.Tags["dinghy.outcome"], turn.Tags["messaging.message.id"], turn.Tags["dinghy.policy"]).ShouldBe(("", "answered", said.MsgId, "dm_policy: open"));
        var agent = spans.Single(span => span.Name == "invoke_agent default");
        (agent.Parent, agent.Tags["gen_ai.operation.name"]).ShouldBe((turn.Id, "invoke_agent"));
        var chats = spans.Where(span => span.Name.StartsWith("chat lab/", StringComparison.Ordinal)).ToList();
        chats.Count.ShouldBe(2);
        chats.ShouldAllBe(chat => chat.Parent == agent.Id && chat.Tags["gen_ai.provider.name"] == "lab" && chat.End >= chat.Start);
        spans.Single(span => span.Name == "execute_tool offer_choices").Parent.ShouldBe(agent.Id);
        spans.Single(span => span.Name == "send webhook").Tags["dinghy.part.state"].ShouldBe("delivered");
        collector.Resource.ShouldContain("service.name=robots");
        collector.Metrics["gen_ai.client.operation.duration"].ShouldNotBeEmpty();
        spans.SelectMany(span => span.Tags.Values).Any(value => value.Contains(Secret, StringComparison.Ordinal)).ShouldBe(texts);
        // What is left leaves with the program, and does not hold it up.
        await lab.SayAsync("user002", "the last one");
        (await lab.StopGatewayAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_variable_nothing_is_loaded_and_a_switch_stands_before_the_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process has loaded is read from /proc");
        await using var collector = await OtlpReceiver.StartAsync();
        await using var lab = await TestLab.StartAsync();
        await lab.AskAsync("user002", "hello");
        Loaded(lab).ShouldBeFalse();
        await lab.StopGatewayAsync();
        var environment = Variables(collector);
        environment["OTEL_SDK_DISABLED"] = "true";
        await lab.StartGatewayAsync(environment: environment);
        await lab.AskAsync("user002", "hello again");
        Loaded(lab).ShouldBeFalse();
        collector.Spans.ShouldBeEmpty();
        await lab.StopGatewayAsync();
        environment.Remove("OTEL_SDK_DISABLED");
        environment["OTEL_TRACES_SAMPLER"] = "always_off";
        await lab.StartGatewayAsync(environment: environment);
        await lab.AskAsync("user002", "and again");
        await collector.WaitAsync(heard => heard.Metrics.Count > 0, "metrics", lab.Gateway.Report);
        Loaded(lab).ShouldBeTrue();
        await lab.StopGatewayAsync();
        collector.Spans.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_no_answer_and_no_stop()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        await lab.StartGatewayAsync(environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" });
        (await lab.AskAsync("user002", "hello")).Text.ShouldEndWith("hello");
        (await lab.StopGatewayAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Every_metric_says_what_it_is_and_stands_in_the_documents()
    {
        await using var lab = await TestLab.StartAsync();
        await lab.AskAsync("user002", "hello");
        await lab.StatusAsync(status => status.Quiet, "quiet");
        var (_, text) = await lab.GetAsync("/metrics");
        var names = Help().Matches(text).Select(match => (Name: match.Groups[1].Value, What: match.Groups[2].Value)).ToList();
        names.Count.ShouldBeGreaterThan(25);
        names.ShouldAllBe(one => one.What.Length > 10);
        text.ShouldContain("gen_ai_client_operation_duration_seconds_count{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"lab\"");
        foreach (var page in new[] { "telemetry.md", "telemetry.zh-CN.md" })
        {
            var documented = await File.ReadAllTextAsync(Path.Combine(Layout.Root, "docs", page));
            names.Where(one => !documented.Contains($"`{one.Name}`", StringComparison.Ordinal)).Select(one => one.Name).ShouldBeEmpty(page);
        }
    }

    [Fact]
    public async Task The_health_check_of_a_container_is_a_command()
    {
        await using var lab = await TestLab.StartAsync();
        (await lab.CliAsync("health")).ShouldSatisfyAllConditions(one => one.Code.ShouldBe(0), one => one.Out.ShouldBe("ok"));
        await lab.StatusAsync(status => status.Ready, "ready");
        (await lab.CliAsync("health", "--ready")).Code.ShouldBe(0);
        await lab.KillGatewayAsync();
        (await lab.CliAsync("health")).ShouldSatisfyAllConditions(one => one.Code.ShouldBe(4), one => one.Err.ShouldContain("No gateway runs"));
    }

    private static Dictionary<string, string> Variables(OtlpReceiver collector) => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.AbsoluteUri.TrimEnd('/'),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_SERVICE_NAME"] = "robots",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        ["NO_PROXY"] = "127.0.0.1",
    };

    private static bool Loaded(TestLab lab) => File.ReadAllText($"/proc/{lab.Gateway.Id}/maps").Contains("OpenTelemetry", StringComparison.Ordinal);

    [GeneratedRegex(@"^# HELP (\S+) (.*)$", RegexOptions.Multiline)]
    private static partial Regex Help();
}
