using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Skills;

namespace Dinghy.Gateway.Tests.Tools;

public sealed class SkillTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly SkillNeeds _needs = new(program => program == "git", name => name == "TOKEN", "linux");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Skills_are_listed_by_name_and_read_when_they_are_needed()
    {
        Put("home/skills/weather", "---\nname: weather\ndescription: Tells the weather.\n---\n# How\nAsk the sky.\n");
        Put("home/skills/plain", "no front matter at all");
        var shelf = Shelf();
        (await PromptAsync(shelf)).ShouldBe(
            "# Skills\nInstructions for particular tasks. When one fits what is asked, call read_skill with its name before you begin.\n- weather: Tells the weather.");
        (await ReadAsync(shelf, ("name", "Weather"))).Text.ShouldBe("# How\nAsk the sky.\n");
        File.WriteAllText(Path.Combine(_home.Path, "home/skills/weather/more.md"), "more");
        (await ReadAsync(shelf, ("name", "weather"), ("file", "more.md"))).Text.ShouldBe("more");
        (await ReadAsync(shelf, ("name", "weather"), ("file", "../plain/SKILL.md"))).Failed.ShouldBeTrue();
        (await ReadAsync(shelf, ("name", "plain"))).Text.ShouldBe("There is no such skill. There are: weather.");
        shelf.All().Single(skill => skill.Name == "plain").Missing.ShouldBe("its front matter has no description");
    }

    [Fact]
    public async Task A_change_is_seen_at_once_and_the_workspace_goes_before_the_home_folder()
    {
        var shelf = Shelf();
        (await PromptAsync(shelf)).ShouldBeNull();
        Put("home/skills/a", Head("a", "from home"));
        (await PromptAsync(shelf)).ShouldNotBeNull().ShouldContain("- a: from home");
        Put("work/skills/a", Head("a", "from the workspace"));
        (await PromptAsync(shelf)).ShouldNotBeNull().ShouldContain("- a: from the workspace");
        Put("work/skills/a", Head("a", "changed"));
        (await PromptAsync(shelf)).ShouldNotBeNull().ShouldContain("- a: changed");
        Directory.Delete(Path.Combine(_home.Path, "work/skills/a"), recursive: true);
        (await PromptAsync(shelf)).ShouldNotBeNull().ShouldContain("- a: from home");
        (await PromptAsync(Shelf("b"))).ShouldBeNull();
    }

    [Theory]
    [InlineData("""metadata: {"openclaw": {"requires": {"bins": ["git"], "env": ["TOKEN"]}, "os": ["linux", "darwin"]}}""", null)]
    [InlineData("""metadata: {"openclaw": {"requires": {"bins": ["ffmpeg"]}}}""", "the program ffmpeg is not installed")]
    [InlineData("""metadata: {"clawdbot": {"requires": {"anyBins": ["ffmpeg", "git"]}}}""", null)]
    [InlineData("""metadata: {"openclaw": {"requires": {"env": ["KEY"]}}}""", "the variable KEY is not set")]
    [InlineData("""metadata: {"openclaw": {"os": ["darwin"]}}""", "it is for darwin")]
    [InlineData("requires:\n  bins: [ffmpeg]", "the program ffmpeg is not installed")]
    [InlineData("metadata: [", "its front matter has no description")]
    public void What_a_skill_needs_and_this_machine_has_not_keeps_it_out(string metadata, string? missing)
    {
        Put("home/skills/a", $"---\nname: a\ndescription: d\n{metadata}\n---\nx");
        Shelf().All().ShouldHaveSingleItem().Missing.ShouldBe(missing);
    }

    [Fact]
    public async Task The_list_has_a_bound()
    {
        for (var i = 0; i < SkillShelf.MaxSkills + 20; i++) Put($"home/skills/s{i:000}", Head($"s{i:000}", new string('x', 500)));
        Shelf().All().Count.ShouldBe(SkillShelf.MaxSkills);
        var text = (await PromptAsync(Shelf())).ShouldNotBeNull();
        text.Length.ShouldBeLessThanOrEqualTo(SkillPrompt.MaxChars + 40);
        text.ShouldEndWith("- (more that do not fit here)");
    }

    private static string Head(string name, string description) => $"---\nname: {name}\ndescription: {description}\n---\nbody";

    private SkillShelf Shelf(params string[] allowed) =>
        new([Path.Combine(_home.Path, "work/skills"), Path.Combine(_home.Path, "home/skills")], allowed.Length == 0 ? null : allowed, _needs);

    private void Put(string folder, string text) => File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_home.Path, folder)).FullName, "SKILL.md"), text);

    private static async Task<string?> PromptAsync(SkillShelf shelf) => (await new SkillPrompt(shelf).ReadAsync(AgentRig.Context(), TestContext.Current.CancellationToken))?.Text;

    private static Task<ToolResult> ReadAsync(SkillShelf shelf, params (string Name, object? Value)[] arguments) => new ReadSkill(shelf).RunAsync(
        new ToolInput(arguments.Select(a => new KeyValuePair<string, object?>(a.Name, a.Value))), new ToolTurn(AgentRig.Context()), TestContext.Current.CancellationToken);
}
