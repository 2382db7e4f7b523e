using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>Keys that are a slip of one other: named, and renamed where they stand.</summary>
public sealed class MisspeltKeysTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secrt": "s" } } }""", "client_secret")]
    [InlineData("""{ "channels": { "dingtalk": { "clientId": "dinga", "clientSecrt": "s" } } }""", "clientSecret")]
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "allow_form": ["a"] } } }""", "allow_from")]
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "reply": { "styl": "card" } } } }""", "style")]
    public void A_slip_of_one_key_is_known(string config, string meant) => Warned(config).Rename.ShouldBe(meant);

    [Theory]
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "client_idd": "dingb" } } }""")] // stands there already
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "colour": "red" } } }""")] // nothing is near
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "dm": "open" } } }""")] // too short to tell
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "prox": "x" } } }""")] // a key of a later version
    [InlineData("""{ "budgets": { "monthly_car": 3 } }""")] // nothing is near, or several are
    public void What_is_not_clear_is_left_to_a_person(string config) => Warned(config).Rename.ShouldBeNull();

    [Fact]
    public void Two_keys_that_are_as_near_are_left_to_a_person()
    {
        var shape = new ConfigShape { Name = "x", Kind = ShapeKind.Object };
        foreach (var key in new[] { "max_turns", "max_tunes" }) shape.Keys[key] = new ConfigShape { Name = $"x.{key}", Kind = ShapeKind.Whole };
        MisspeltKeys.Meant(MapNode.Empty(""), shape, "max_tuns").ShouldBeNull("one letter off the one and off the other");
        shape.Keys.Remove("max_tunes");
        MisspeltKeys.Meant(MapNode.Empty(""), shape, "max_tuns").ShouldBe("max_turns");
    }

    [Theory]
    [InlineData("config.json", "{ // mine\n  \"channels\": { \"dingtalk\": { \"client_id\": \"dinga\", /* key */ 'client_secrt' : \"s\", \"own\": 1, } },\n}\n", "'client_secrt'", "'client_secret'")]
    [InlineData("config.json", "{ channels: { dingtalk: { client_id: 'dinga', client_secrt: 's' } } }", "client_secrt:", "client_secret:")]
    [InlineData("config.yaml", "# mine\nchannels:\n  dingtalk:\n    client_id: dinga # key\n    client_secrt: s   # of it\n    own: 1\n", "client_secrt:", "client_secret:")]
    public void It_is_renamed_where_it_stands_and_nothing_else_changes(string name, string text, string was, string now)
    {
        var file = Path.Combine(_home.Path, name);
        File.WriteAllText(file, text);
        var editor = new ConfigEditor(Source(), new ConfigHistory(_home.Path, new ManualTimeProvider(Said.At)));
        editor.CanRename("channels.dingtalk.client_secrt", "client_secret").ShouldBeTrue();
        File.ReadAllText(file).ShouldBe(text);

        editor.Rename("channels.dingtalk.client_secrt", "client_secret").Done.ShouldBeTrue();

        File.ReadAllText(file).ShouldBe(text.Replace(was, now, StringComparison.Ordinal));
        editor.Earlier().ShouldHaveSingleItem();
        editor.CanRename("channels.dingtalk.client_secrt", "client_secret").ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "group_polcy": "anybody" } } }""", "group_polcy", "group_policy")] // its value is none
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "own": 1, "own": 2 } } }""", "own", "bot_name")] // which of the two?
    [InlineData("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "s", "c\u006flor": 1 } } }""", "color", "bot_name")] // written with an escape
    public void What_would_change_more_than_a_name_is_refused(string text, string key, string to)
    {
        var file = Path.Combine(_home.Path, "config.json");
        File.WriteAllText(file, text);
        var editor = new ConfigEditor(Source(), new ConfigHistory(_home.Path, new ManualTimeProvider(Said.At)));
        editor.CanRename($"channels.dingtalk.{key}", to).ShouldBeFalse();
        editor.Rename($"channels.dingtalk.{key}", to).Done.ShouldBeFalse();
        File.ReadAllText(file).ShouldBe(text);
    }

    private ConfigFault Warned(string config) => Warnings(config).ShouldHaveSingleItem();

    private IReadOnlyList<ConfigFault> Warnings(string config)
    {
        File.WriteAllText(Path.Combine(_home.Path, "config.json"), config);
        return ConfigLoader.Load(Source()).Warnings;
    }

    private ConfigSource Source() => new() { Home = _home.Path, Environment = _ => null, VariableNames = [] };
}
