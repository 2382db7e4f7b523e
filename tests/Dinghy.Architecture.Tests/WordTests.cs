namespace Dinghy.Architecture.Tests;

/// <summary>People are spoken to in one voice.</summary>
public sealed class WordTests
{
    /// <summary>What stands in these is for a model to read, or said by the offline model, which has a voice of its own.</summary>
    private static readonly string[] s_forModels = ["Models/Demo/", "Conversations/QuotedWords.cs", "Agents/", "Memory/", "Knowledge/", "Tools/"];

    [Theory]
    [InlineData("你", "people are 您")]
    [InlineData("管理员", "who runs the robot is its 负责人; 管理员 is a role in DingTalk's organisation")]
    [InlineData("the administrator", "who runs the robot is its owner")]
    public void What_the_gateway_says_uses_one_word_for_one_thing(string other, string because)
    {
        var lines = Source.FilesIn("src/Dinghy.Gateway", "*.cs")
            .Where(file => !s_forModels.Any(part => Source.Name(file).Contains(part, StringComparison.Ordinal)))
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (Text: line.TrimStart(), Where: $"{Source.Name(file)}:{i + 1}")))
            .Where(line => !line.Text.StartsWith("//", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBeGreaterThan(10_000, "else nothing was read");
        lines.Where(line => line.Text.Contains(other, StringComparison.Ordinal)).Select(line => line.Where).ShouldBeEmpty(because);
    }
}
