using Dinghy.Cli;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Cli;

/// <summary>Commands about what agents have, on a home where no gateway runs: each says what there is, or what to do.</summary>
public sealed class AgentCommandsTests : IDisposable
{
    private const string Robot = """ "channels": { "dingtalk": { "client_id": "ding1", "client_secret": "s3cret" } }, "models": { "default": "demo/demo" } """;

    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_was_derived_is_told_by_config_check_and_not_before_every_answer()
    {
        _home.With("config.json", $"{{ {Robot} }}");
        (await _home.RunAsync("config", "check")).Error.ShouldContain("note: ");
        var run = await _home.RunAsync("agent", "-m", "hello");
        (run.Code, run.Error).ShouldBe((ExitCodes.Ok, ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task An_empty_question_is_2_and_no_model_is_asked(string question)
    {
        _home.With("config.json", $"{{ {Robot} }}");
        var run = await _home.RunAsync("agent", "-m", question);
        run.Code.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain("--message is empty");
    }

    [Fact]
    public async Task A_model_in_reserve_without_a_key_is_a_plain_warning()
    {
        _home.With("config.json", """{ "channels": { "dingtalk": { "client_id": "ding1", "client_secret": "s3cret" } }, "models": { "default": "demo/demo", "fallbacks": ["nowhere/none"] } }""");
        (await _home.RunAsync("config", "check")).Error.ShouldContain("warning: models: Of the models to ask, one is passed over");
    }

    [Fact]
    public async Task A_folder_that_nobody_looked_through_says_who_does_and_one_that_is_gone_that_it_is()
    {
        var folder = Directory.CreateDirectory(_home.File("docs")).FullName;
        File.WriteAllText(Path.Combine(folder, "tea.txt"), "Tea is at four.");
        File.WriteAllText(Path.Combine(folder, "scan.pdf"), "%PDF-1.4 nothing");
        _home.With("config.json", $$"""{ {{Robot}}, "agents": { "default": { "knowledge": [{ "path": "{{folder}}", "name": "docs" }, { "path": "{{folder}}-gone", "name": "gone" }] } } }""");
        var list = await _home.RunAsync("knowledge", "list");
        (list.Code, list.Error).ShouldBe((ExitCodes.Ok, $"{KnowledgeText.HowToRead}{Environment.NewLine}"));
        list.Out.ShouldContain("the folder is not there");
        var early = await _home.RunAsync("knowledge", "test", "tea");
        early.Code.ShouldBe(ExitCodes.Failed);
        early.Error.ShouldContain("Not looked through yet: docs, gone.");

        var read = await _home.RunAsync("knowledge", "reindex");
        read.Out.ShouldContain("2 files, 1 passage,");
        read.Out.ShouldContain("can not be read: scan.pdf: ");
        var found = await _home.RunAsync("knowledge", "test", "tea");
        found.Out.ShouldContain("[tea.txt] in docs");
        found.Error.ShouldContain("Not looked through yet: gone.");
    }

    [Fact]
    public async Task Who_adds_a_folder_where_no_gateway_runs_is_told_how_it_is_read()
    {
        var folder = Directory.CreateDirectory(_home.File("docs")).FullName;
        _home.With("config.json", $"{{ {Robot} }}");
        (await _home.RunAsync("knowledge", "add", folder)).Error.ShouldContain(KnowledgeText.HowToRead);
    }

    [Fact]
    public async Task A_skill_that_is_left_out_says_why()
    {
        Directory.CreateDirectory(_home.File("skills/bad"));
        _home.With("config.json", $"{{ {Robot} }}").With("skills/bad/SKILL.md", "no front matter");
        (await _home.RunAsync("skills", "list")).Out.ShouldMatch(@"(?m)^bad \(left out: .+\)\r?$");
    }

    [Fact]
    public async Task An_agent_without_folders_is_told_how_to_have_one()
    {
        _home.With("config.json", $"{{ {Robot} }}");
        (await _home.RunAsync("knowledge", "test", "tea")).Out.ShouldContain("dinghy knowledge add <folder>");
        (await _home.RunAsync("mcp", "test")).Error.ShouldContain("tools.mcp.servers");
    }

    [Fact]
    public async Task A_schedule_that_is_not_there_has_no_runs_and_is_1()
    {
        _home.With("config.json", $"{{ {Robot} }}");
        var run = await _home.RunAsync("cron", "runs", "7");
        (run.Code, run.Out).ShouldBe((ExitCodes.Failed, ""));
        run.Error.ShouldContain("There is no schedule 7.");
    }

    [Fact]
    public async Task A_schedule_is_listed_in_its_own_zone_and_as_it_was_written()
    {
        _home.With("config.json", $"{{ {Robot} }}");
        (await _home.RunAsync("cron", "add", "--message", "tea", "--text", "--every", "2h", "--tz", "Asia/Shanghai", "--to", "staff001")).Code.ShouldBe(0);
        var list = (await _home.RunAsync("cron", "list")).Out;
        list.ShouldMatch(@"(?m)^1\s+active\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00\s+every 2h\s+staff001\s+tea");
        (await _home.RunAsync("cron", "runs", "1")).Out.ShouldContain("It was never due.");
    }

    [Fact]
    public async Task Without_a_robot_nobody_can_say_what_is_scheduled()
    {
        _home.With("config.json", """{ "models": { "default": "demo/demo" } }""");
        var run = await _home.RunAsync("cron", "add", "--message", "x", "--every", "1h", "--to", "a");
        run.Code.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("No DingTalk robot is configured");
    }

    [Fact]
    public async Task A_fact_that_is_not_there_is_1_and_named()
    {
        _home.With("config.json", $"{{ {Robot} }}");
        var run = await _home.RunAsync("memory", "forget", "--fact", "12");
        run.Code.ShouldBe(ExitCodes.Failed);
        run.Out.ShouldContain("No fact has the number 12");
        (await _home.RunAsync("memory", "forget", "--person", "nobody")).Out.ShouldContain("nothing was forgotten");
    }
}
