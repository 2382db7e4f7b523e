using Dinghy.Gateway.Replies.Markdown;

namespace Dinghy.Gateway.Tests.Replies.Markdown;

/// <summary>Pairs of what a model writes (<c>*.in.md</c>) and what DingTalk gets (<c>*.out.md</c>).</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names =>
        [.. typeof(GoldenTests).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("golden/", StringComparison.Ordinal) && name.EndsWith(".in.md", StringComparison.Ordinal)).Select(name => name[7..^6]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_writes_this_and_DingTalk_gets_that(string name)
    {
        var (input, output) = (Read($"{name}.in.md"), Read($"{name}.out.md"));
        DingTalkMarkdown.From(input, out var asWritten).ShouldBe(output.TrimEnd('\n'));
        asWritten.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_within_the_subset_and_comes_out_of_a_second_conversion_the_same(string name)
    {
        var output = Read($"{name}.out.md").TrimEnd('\n');
        DingTalkMarkdownSubset.Violations(output).ShouldBeEmpty();
        DingTalkMarkdown.From(output).ShouldBe(output);
    }

    [Theory]
    [InlineData("subset-en")]
    [InlineData("subset-zh")]
    public void What_is_within_the_subset_stays_as_it_is(string name) => Read($"{name}.out.md").ShouldBe(Read($"{name}.in.md"));

    [Fact]
    public void Every_golden_file_has_its_pair() =>
        typeof(GoldenTests).Assembly.GetManifestResourceNames().Count(name => name.StartsWith("golden/", StringComparison.Ordinal)).ShouldBe(Names.Count * 2);

    private static string Read(string name)
    {
        using var stream = typeof(GoldenTests).Assembly.GetManifestResourceStream($"golden/{name}").ShouldNotBeNull(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
