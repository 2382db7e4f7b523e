using Dinghy.Gateway.Commands;

namespace Dinghy.Gateway.Tests.Commands;

/// <summary>What the page says can be typed is what can be typed.</summary>
public sealed class CommandDocsTests
{
    [Theory]
    [InlineData("commands.md")]
    [InlineData("commands.zh-CN.md")]
    public void The_page_names_every_command_by_all_its_names_and_no_other(string page)
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", page)).Where(line => line.StartsWith("| `/", StringComparison.Ordinal)).TakeWhile(line => line.Split('|').Length == 6).ToList();
        var written = rows.SelectMany(row => row.Split('|')[1..4]).SelectMany(cell => cell.Split('`').Where((_, i) => i % 2 == 1)).Where(name => name.StartsWith('/')).Select(Bare).Distinct().Order(StringComparer.Ordinal).ToList();
        var known = CommandSet.Create(null!, null!).All.SelectMany(command => (string[])[command.Info.Name, command.Info.Chinese, .. command.Info.Aliases]).Order(StringComparer.Ordinal);
        written.ShouldBe(known);
    }

    /// <summary>Without the slash and what may follow the name.</summary>
    private static string Bare(string written)
    {
        var words = written[1..].Split(' ');
        return words[0] is "show" or "list" or "check" or "switch" && words.Length > 1 ? $"{words[0]} {words[1]}" : words[0];
    }
}
