using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class LaterKeysTests
{
    [Theory]
    [InlineData("\"storage\": { \"postgres\": \"Host=db;Password=hidden\" }", "storage")]
    [InlineData("\"models\": { \"mode\": \"merge\" }", "models.mode")]
    [InlineData("\"channels\": { \"dingtalk\": { \"enabled\": false, \"accounts\": { \"a\": { \"proxy\": \"http://u:hidden@p\" } } } }", "channels.dingtalk.accounts.a.proxy")]
    public void Key_of_a_later_version_is_known_and_not_used(string keys, string path)
    {
        var result = new ConfigWorld().Load($"{{ {keys} }}");

        result.Faults.ShouldBeEmpty();
        result.Warnings.ShouldHaveSingleItem().ShouldBe(new(path, "a key of a later version", "known, but not used by this version"));
        ConfigWorld.AllText(result).ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("\"owners\": [], \"storage\": {}")]
    [InlineData("\"session\": { \"dm_scope\": \"user\", \"group_scope\": \"group\", \"queue\": \"followup\" }")]
    [InlineData("\"channels\": { \"dingtalk\": { \"enabled\": false, \"reasoning_channel_id\": \"\", \"typing\": { \"enabled\": false } } }")]
    public void Key_that_asks_for_what_happens_anyway_is_no_news(string keys) => new ConfigWorld().Load($"{{ {keys} }}").Warnings.ShouldBeEmpty();

    [Fact]
    public void No_later_key_is_in_the_schema_and_each_belongs_to_a_shape()
    {
        foreach (var shape in Shapes(ConfigSchema.Shape))
            LaterKeys.In(shape).Intersect(shape.Keys.Keys).ShouldBeEmpty(shape.Name);

        var reachable = Shapes(ConfigSchema.Shape).DistinctBy(shape => shape.Name).Sum(shape => LaterKeys.In(shape).Count());
        reachable.ShouldBe(LaterKeys.Count);
    }

    private static IEnumerable<ConfigShape> Shapes(ConfigShape shape) =>
        [shape, .. shape.Keys.Values.Where(child => !child.Dialect).SelectMany(Shapes), .. shape.Each is { } each ? Shapes(each) : []];
}
