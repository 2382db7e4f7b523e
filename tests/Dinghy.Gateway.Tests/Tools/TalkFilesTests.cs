using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Exec;
using Dinghy.Gateway.Tools.Files;

namespace Dinghy.Gateway.Tests.Tools;

/// <summary>What is written in one talk lies where no other talk reads, over what the operator put there for everybody.</summary>
public sealed class TalkFilesTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly string _folder;
    private readonly AgentFiles _files;

    public TalkFilesTests()
    {
        _folder = Path.Combine(_home.Path, "workspace");
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "rules.md"), "for all");
        _files = new AgentFiles(new Workspace(_folder), new TalkFolders(_home.Path));
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_one_talk_writes_is_read_listed_searched_sent_and_shown_in_that_talk_alone()
    {
        (await RunAsync("ann", new WriteFile(_files), ("path", "pay/ann.txt"), ("content", "SALARY 9"))).Text.ShouldBe("Written: pay/ann.txt, 8 characters.");
        (await RunAsync("ann", new ReadFile(_files), ("path", "pay/ann.txt"))).Text.ShouldContain("SALARY 9");
        (await RunAsync("ann", new ListFolder(_files), ("deep", true))).Text.ShouldContain("pay/\npay/ann.txt\t8\t");
        (await RunAsync("ann", new SearchFiles(_files), ("query", "salary"))).Text.ShouldContain("pay/ann.txt:1");
        var path = (await RunAsync("ann", new SendFile(_files), ("path", "pay/ann.txt"))).File!.Path;

        foreach (var asked in new[] { "pay/ann.txt", "./pay/../pay/ann.txt", path, Path.GetRelativePath(_folder, path) })
        {
            (await RunAsync("bob", new ReadFile(_files), ("path", asked))).Failed.ShouldBeTrue(asked);
            (await RunAsync("bob", new SendFile(_files), ("path", asked))).Failed.ShouldBeTrue(asked);
            (await RunAsync("bob", new EditFile(_files), ("path", asked), ("old", "SALARY"), ("new", "x"))).Failed.ShouldBeTrue(asked);
        }

        (await RunAsync("bob", new ListFolder(_files), ("deep", true))).Text.ShouldNotContain("ann");
        (await RunAsync("bob", new SearchFiles(_files), ("query", "salary"))).Text.ShouldBe("Not found.");
        _files.Of(Talk("bob")).Open("pay/ann.txt").ShouldBeOfType<Workspace.Opened.Nothing>();
        Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).ShouldBe(["rules.md"]);
    }

    [Fact]
    public async Task A_file_of_the_operator_is_everybodys_to_read_and_changed_by_a_talk_for_itself()
    {
        (await RunAsync("ann", new EditFile(_files), ("path", "rules.md"), ("old", "all"), ("new", "ANN"))).Text.ShouldBe("Changed: rules.md.");
        (await RunAsync("ann", new AppendFile(_files), ("path", Path.Combine(_folder, "rules.md")), ("content", "more"))).Failed.ShouldBeFalse();
        (await RunAsync("ann", new ReadFile(_files), ("path", "rules.md"))).Text.ShouldContain("for ANN\nmore");
        (await RunAsync("ann", new ListFolder(_files))).Text.Split("rules.md").Length.ShouldBe(2);
        (await RunAsync("bob", new ReadFile(_files), ("path", "rules.md"))).Text.ShouldContain("for all");
        File.ReadAllText(Path.Combine(_folder, "rules.md")).ShouldBe("for all");
    }

    [Fact]
    public void What_an_owner_allowed_to_be_written_for_all_is_written_for_all()
    {
        _files.Of(Talk("ann")).Write("AGENTS.md", "be kind"u8).ShouldBeNull();
        File.ReadAllText(Path.Combine(_folder, "AGENTS.md")).ShouldBe("be kind");
    }

    [Fact]
    public async Task One_persons_agent_has_one_folder_as_its_configuration_says()
    {
        var config = new DinghyConfig { Home = _home.Path, Agents = new() { Default = new() { Workspace = _folder } }, Memory = new() { Files = MemoryFiles.Everyone } };
        await RunAsync("ann", new WriteFile(new Workspaces(config).Of("default")), ("path", "todo.md"), ("content", "x"));
        File.Exists(Path.Combine(_folder, "todo.md")).ShouldBeTrue();
    }

    [Fact]
    public async Task Ids_that_differ_in_case_or_hold_signs_of_paths_are_two_talks()
    {
        foreach (var who in new[] { "Ann", "ann", "../ann", "ann/..", "dm~1ann" }) await RunAsync(who, new WriteFile(_files), ("path", "a.txt"), ("content", who));
        (await RunAsync("Ann", new ReadFile(_files), ("path", "a.txt"))).Text.ShouldContain("\nAnn\n");
        Directory.GetDirectories(Path.Combine(_home.Path, TalkFolders.FolderName)).Length.ShouldBe(5);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(_home.Path, TalkFolders.FolderName)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_talk_has_bounds_of_its_own()
    {
        for (var i = 0; i < 25; i++) (await RunAsync("ann", new WriteFile(_files), ("path", $"{i}.bin"), ("content", new string('x', Workspace.MaxFile)))).Failed.ShouldBeFalse();
        (await RunAsync("ann", new WriteFile(_files), ("path", "more.bin"), ("content", "x"))).Text.ShouldContain("full: at most 2,000 files and 50 MB");
        (await RunAsync("bob", new WriteFile(_files), ("path", "a.bin"), ("content", "x"))).Failed.ShouldBeFalse();
    }

    [Fact]
    public async Task The_files_of_whoever_is_forgotten_go_too()
    {
        var talks = new TalkFolders(_home.Path);
        foreach (var place in new[] { "main/dm/ann", "main/dm/ann#finance", "main/group_user/cid1/ann", "main/group_user/cid1/ann#ops", "main/dm/an", "other/dm/ann", "main/group/ann", "main/group_user/ann/bob" })
            await RunAsync(Talk(place, whole: true), new WriteFile(_files), ("path", "a.txt"), ("content", place));
        talks.Forget(place => ConversationKey.IsOwnOf(place, "main", "ann")).ShouldBe(4);
        talks.Forget(place => ConversationKey.IsOwnOf(place, "main", "ann")).ShouldBe(0);
        Directory.GetDirectories(Path.Combine(_home.Path, TalkFolders.FolderName)).Length.ShouldBe(4);
    }

    [Fact]
    public async Task A_program_runs_in_the_talks_folder_and_a_listed_one_in_the_workspace_where_no_model_writes()
    {
        var tool = new ExecTool(new ExecConfig { Allow = ["sh run.sh"] }, _files, _home.Path, TimeProvider.System);
        File.WriteAllText(Path.Combine(_folder, "run.sh"), "echo the operators");
        await RunAsync("ann", new WriteFile(_files), ("path", "run.sh"), ("content", "echo the models"));
        (await RunAsync("ann", tool, ("command", new List<object?> { "sh", "run.sh" }))).Text.ShouldContain("the operators");
        (await RunAsync("ann", tool, ("command", new List<object?> { "sh", "./run.sh" }))).Text.ShouldContain("the models");
        (await RunAsync("bob", tool, ("command", new List<object?> { "sh", "./run.sh" }))).Failed.ShouldBeTrue();
    }

    private Task<ToolResult> RunAsync(string who, ITool tool, params (string Key, object? Value)[] arguments) => RunAsync(Talk(who), tool, arguments);

    private static Task<ToolResult> RunAsync(TurnContext context, ITool tool, params (string Key, object? Value)[] arguments) =>
        tool.RunAsync(new ToolInput(arguments.ToDictionary(pair => pair.Key, pair => pair.Value)), new ToolTurn(context), TestContext.Current.CancellationToken);

    private static TurnContext Talk(string who, bool whole = false)
    {
        var context = AgentRig.Context();
        return context with { Turn = context.Turn with { Conversation = whole ? who : $"main/dm/{who}" }, Route = context.Route with { Agent = AgentConfig.DefaultId } };
    }
}
