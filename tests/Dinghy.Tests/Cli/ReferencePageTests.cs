using Dinghy.Cli;
using Dinghy.Cli.Reference;
using Dinghy.Gateway.Conversations;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Cli;

public sealed class ReferencePageTests
{
    [Theory]
    [InlineData("config-reference.md", "en")]
    [InlineData("config-reference.zh-CN.md", "zh")]
    public async Task The_page_in_the_docs_is_what_the_schema_makes(string page, string lang)
    {
        var run = await ProgramRun.OfAsync("config", "reference", "--lang", lang);
        (run.Code, run.Error).ShouldBe((ExitCodes.Ok, ""));
        var written = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", page));
        run.Out.TrimEnd().ReplaceLineEndings("\n").ShouldBe(written.TrimEnd().ReplaceLineEndings("\n"), $"make it again: dinghy config reference --lang {lang} > docs/{page}");
    }

    [Fact]
    public void Every_description_has_a_Chinese_one_and_no_Chinese_one_is_left_over()
    {
        var shown = ReferencePage.Descriptions().ToHashSet(StringComparer.Ordinal);
        shown.Count.ShouldBeGreaterThan(250);
        shown.Except(ReferencePage.Chinese.Keys).ShouldBeEmpty("add them to Cli/Reference/descriptions-zh.json");
        ReferencePage.Chinese.Keys.Except(shown).ShouldBeEmpty("the schema does not say this any more");
    }

    [Fact]
    public void Keys_of_every_depth_are_there_once()
    {
        var keys = ReferencePage.Of(Language.English).Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToList();
        keys.ShouldBeUnique();
        foreach (var key in new[] { "channels.dingtalk.client_id", "channels.dingtalk.reply.card_fields.stop_shown", "models.providers.<name>.models[].prices.currency", "agents.list[].limits.rounds", "tools.mcp.servers.<name>.env", "budgets.total.money_per_month", "gateway.port" })
            keys.ShouldContain(key);
    }

    /// <summary>Links, anchors aside, lead to files that are there.</summary>
    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var docs = Path.Combine(Repository.Root, "docs");
        var broken = Directory.EnumerateFiles(docs, "*.md").Concat(Directory.EnumerateFiles(Repository.Root, "README*.md"))
            .SelectMany(file => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), @"\]\((?!https?:|#|mailto:)(?<to>[^)#\s]+\.md)[)#]", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
                .Select(link => (File: Path.GetFileName(file), Link: link.Groups["to"].Value, Target: Path.Combine(Path.GetDirectoryName(file)!, link.Groups["to"].Value))))
            .Where(link => !Path.Exists(link.Target)).Select(link => $"{link.File}: {link.Link}");
        broken.ShouldBeEmpty();
    }
}
