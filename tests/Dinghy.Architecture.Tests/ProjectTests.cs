using System.Reflection;
using System.Xml.Linq;

namespace Dinghy.Architecture.Tests;

public sealed class ProjectTests
{
    private static readonly Dictionary<string, string[]> s_arrows = new()
    {
        ["Dinghy.DingTalk"] = [],
        ["Dinghy.Emulator"] = [],
        ["Dinghy.Gateway"] = ["Dinghy.DingTalk"],
        ["Dinghy"] = ["Dinghy.Emulator", "Dinghy.Gateway"],
    };

    [Fact]
    public void Projects_reference_each_other_as_the_design_says()
    {
        var found = Source.FilesIn("src", "*.csproj").ToDictionary(
            file => Path.GetFileNameWithoutExtension(file)!,
            file => XDocument.Load(file).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))).Order().ToArray());
        found.Keys.Order().ShouldBe(s_arrows.Keys.Order());
        foreach (var (project, references) in s_arrows) found[project].ShouldBe(references, project);
    }

    [Theory]
    [InlineData("Dinghy.DingTalk")]
    [InlineData("Dinghy.Emulator")]
    [InlineData("Dinghy.Gateway", "Dinghy.DingTalk")]
    [InlineData("dinghy", "Dinghy.DingTalk", "Dinghy.Emulator", "Dinghy.Gateway")]
    public void Compiled_code_reaches_no_further(string assembly, params string[] may) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Dinghy", StringComparison.OrdinalIgnoreCase)).Except(may).ShouldBeEmpty();

    [Fact]
    public void The_emulator_shows_its_internals_to_no_product_and_sees_none() =>
        Source.FilesIn("src/Dinghy.Emulator", "*.cs").Where(file => File.ReadAllText(file).Contains("using Dinghy.DingTalk", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void No_source_file_is_longer_than_three_hundred_lines() =>
        Source.FilesIn("src", "*.cs").Where(file => File.ReadLines(file).Count() > 300).Select(Source.Name).ShouldBeEmpty();

    [Fact]
    public void No_source_speaks_of_the_place_it_was_written_in() =>
        Source.FilesIn("src", "*.cs").Concat(Source.FilesIn("src", "*.sql")).Concat(Source.FilesIn("tests", "*.cs"))
            .Where(file => File.ReadAllText(file) is var text && (text.Contains("/work" + "/", StringComparison.Ordinal) || text.Contains("wt" + "-", StringComparison.Ordinal)))
            .Select(Source.Name).ShouldBeEmpty();
}
