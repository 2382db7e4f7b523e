using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>Secrets among the arguments of a program.</summary>
public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("""["--api-key", "x"]""", """["--api-key", "***"]""")]
    [InlineData("""["--token=x", "a"]""", """["***", "a"]""")]
    [InlineData("""["-y", "pkg", "--db-password", "x", "b"]""", """["-y", "pkg", "--db-password", "***", "b"]""")]
    [InlineData("""["--header", "Authorization: Bearer x"]""", """["--header", "***"]""")]
    [InlineData("""["-H", "X-Key: x"]""", """["-H", "***"]""")]
    [InlineData("""["--CLIENT_SECRET", 12]""", """["--CLIENT_SECRET", "***"]""")]
    [InlineData("\"--port 1 --token x\"", "\"***\"")]
    [InlineData("""["--api-key", "${KEY}", "--token=${TOKEN}"]""", """["--api-key", "${KEY}", "--token=${TOKEN}"]""")]
    [InlineData("""["--keyboard", "x", "--token", "--verbose"]""", """["--keyboard", "x", "--token", "--verbose"]""")]
    [InlineData("""["token", "x", "my-key=1"]""", """["token", "x", "my-key=1"]""")]
    public void A_flag_that_names_a_secret_hides_what_follows(string args, string shown)
    {
        var text = $$"""{ "tools": { "mcp": { "servers": { "a": { "command": "npx", "args": {{args}} } } } } }""";
        var root = JsonConfigFile.ParseSyntax(text, "config.json", new ConfigReport()).ShouldNotBeNull();
        SecretMask.Of(text, root).ShouldBe(text.Replace(args, shown, StringComparison.Ordinal));
        SecretMask.At(text, root, ["tools", "mcp", "servers", "a", "args"]).ShouldBe(shown);
    }

    [Fact]
    public void One_word_is_hidden_as_the_list_hides_it()
    {
        const string Text = """{ "tools": { "mcp": { "servers": { "a": { "args": ["--api-key", "x", "plain"] } } } } }""";
        var root = JsonConfigFile.ParseSyntax(Text, "config.json", new ConfigReport()).ShouldNotBeNull();
        SecretMask.At(Text, root, ["tools", "mcp", "servers", "a", "args", "1"]).ShouldBe("\"***\"");
        SecretMask.At(Text, root, ["tools", "mcp", "servers", "a", "args", "2"]).ShouldBe("\"plain\"");
        SecretMask.WithoutSecrets(Text, "config.json").ShouldNotBeNull().ShouldContain("""["--api-key", "${LEFT_OUT_OF_THE_BACKUP}", "plain"]""");
    }
}
