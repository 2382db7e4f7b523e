using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class KnowledgeKeysTests
{
    [Fact]
    public void Folders_visibility_and_the_endpoint_are_read()
    {
        var result = Load("""
            { "agents": { "default": { "knowledge": [ { "path": "docs" }, { "path": "/srv/pay", "name": "pay", "visible_to": { "people": [7, "ann"], "departments": [102, "103"], "groups": "cid1" } } ] },
                          "list": [ { "id": "own", "knowledge": [] }, { "id": "same" } ] },
              "knowledge": { "rescan": "1h", "embeddings": { "base_url": "http://lab/v1", "model": "m", "api_key": "k" } }, "memory": { "files": "everyone", "facts": false } }
            """);
        result.Faults.ShouldBeEmpty();
        var config = result.Config!;
        var (docs, pay) = (config.Agents.Default.Knowledge[0], config.Agents.Default.Knowledge[1]);
        (docs.Name, docs.VisibleTo, Path.IsPathRooted(docs.Path)).ShouldBe(("docs", null, true));
        pay.VisibleTo!.People.ShouldBe(["7", "ann"], ignoreOrder: true);
        pay.VisibleTo.Departments.ShouldBe([102, 103], ignoreOrder: true);
        pay.VisibleTo.Groups.ShouldBe(["cid1"]);
        config.Agents.Find("own")!.Knowledge.ShouldBeEmpty();
        config.Agents.Find("same")!.Knowledge.Count.ShouldBe(2);
        (config.Knowledge.Rescan, config.Knowledge.Embeddings!.Model, config.Knowledge.Embeddings.ApiKey!.Reveal()).ShouldBe((TimeSpan.FromHours(1), "m", "k"));
        (config.Memory.Files, config.Memory.Facts).ShouldBe((MemoryFiles.Everyone, false));
    }

    [Theory]
    [InlineData("""{ "agents": { "default": { "knowledge": [ { "name": "x" } ] } } }""", "agents.default.knowledge[0].path")]
    [InlineData("""{ "agents": { "default": { "knowledge": [ { "path": "a/x" }, { "path": "b/x" } ] } } }""", "agents.default.knowledge[1].name")]
    [InlineData("""{ "agents": { "default": { "knowledge": [ { "path": "x", "visible_to": { "departments": ["sales"] } } ] } } }""", "agents.default.knowledge[0].visible_to.departments")]
    [InlineData("""{ "knowledge": { "embeddings": { "base_url": "http://lab/v1" } } }""", "knowledge.embeddings.model")]
    [InlineData("""{ "memory": { "files": "all" } }""", "memory.files")]
    public void What_is_wrong_is_told_with_its_place(string text, string path) => Load(text).Faults.ShouldHaveSingleItem().Path.ShouldBe(path);

    [Fact]
    public void A_folder_for_nobody_is_a_warning() =>
        Load("""{ "agents": { "default": { "knowledge": [ { "path": "x", "visible_to": {} } ] } } }""").Warnings.ShouldHaveSingleItem().Hint.ShouldContain("nobody sees this folder");

    private static ConfigResult Load(string text) => new ConfigWorld().Load(text);
}
