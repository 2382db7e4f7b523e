using System.Text;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>Whatever stands in file and variables: a config or faults, never an exception. Seeded, so a failure comes back.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Seeds =
    [
        ConfigWorld.Fixture("page-001.json"), ConfigWorld.Fixture("page-002-strict.json"), ConfigWorld.Fixture("page-002.json5"),
        ConfigWorld.Fixture("page-003-allow.json"), ConfigWorld.Fixture("picoclaw-v3.json"), ConfigWorld.Fixture("picoclaw-v0.json"),
        ConfigWorld.Fixture("whole-picoclaw-v1.json"), ConfigWorld.Fixture("whole-picoclaw-v3.json"), ConfigWorld.Fixture("whole-openclaw.json5"),
        ConfigWorld.Channel("\"accounts\": { \"a\": { \"reply\": { \"part_chars\": 700 } } }, \"allow_from\": [1, \"dingtalk:x|y\", \"*\"], \"groupEnabled\": true"),
        """{ "models": { "providers": { "lab": { "api_key": { "file": "/s" }, "base_url": "${U}" } } }, "inbox": { "max_age": "24h" }, "session": {} }""",
    ];

    private static readonly string[] Values =
        ["null", "true", "1e400", "-0", "\"\"", "\"\\ud800\"", "\"${X\"", "\"${NOPE}\"", "[]", "[[[]]]", "{}", "{\"file\":null}", "\"\\u0000\"", "\"a,b\"", "99999999999999999999", "\"pairing\""];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Mutated_bytes_give_a_config_or_faults(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1500; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]).ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
                Mutate(bytes, random);

            Check(new ConfigWorld().Load([.. bytes]), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Mutated_YAML_gives_a_config_or_faults(int seed)
    {
        var random = new Random(seed);
        string[] seeds =
        [
            ConfigWorld.Fixture("page-004-channels.yaml"), ConfigWorld.Fixture("whole-picoclaw-v2.security.yml"),
            "a: &a [1, {b: 'c'}]\nb: *a\n<<: {c: |\n  text\n  d: >-\n   folded}\n", ConfigWorld.Fixture("whole-picoclaw-v3.json"),
        ];
        for (var round = 0; round < 1000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]).ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
                Mutate(bytes, random, "{}[]:,-&*'\"|>\n\t #%@!?<0");
            var world = new ConfigWorld();
            foreach (var name in (string[])["config.yaml", "channels.yaml", ".security.yml"])
                world.Files[$"{ConfigWorld.Home}/{name}"] = [.. bytes];

            Check(world.Load(), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Any_value_at_any_key_gives_a_config_or_faults_and_shows_no_secret(int seed)
    {
        var random = new Random(seed);
        string[] keys = [.. Names(ConfigSchema.Shape).Distinct(), "accounts", "settings", "group_enabled", "mention_only", "nonsense", "钉"];
        for (var round = 0; round < 1500; round++)
        {
            var body = string.Join(',', Enumerable.Range(0, random.Next(1, 8)).Select(_ => $"\"{Pick(keys, random)}\": {Pick(Values, random)}"));
            var secret = random.Next(3) switch { 0 => "\"hush hush\"", 1 => "[\"hush\"]", _ => "{\"hush\": \"hush\"}" };
            var json = $$"""{ {{body}}, "channels": { "dingtalk": { {{body}}, "client_secret": {{secret}}, "accounts": { "a": { {{body}} } } } }, "models": { {{body}}, "providers": { "p": { {{body}}, "api_key": {{secret}} } } } }""";
            var world = new ConfigWorld().Set($"DINGHY__{Pick(keys, random)}__{Pick(keys, random)}", Pick(Values, random).Trim('"'))
                .Set($"PICOCLAW_CHANNELS_DINGTALK_{Pick(keys, random).ToUpperInvariant()}", Pick(Values, random).Trim('"'));

            var result = world.Load(json);

            Check(result, $"seed {seed}, round {round}: {json}");
            ConfigWorld.AllText(result).ShouldNotContain("hush", Case.Sensitive, json);
        }
    }

    private static void Check(ConfigResult result, string what)
    {
        (result.Config is null).ShouldBe(result.Faults.Count > 0, what);
        result.Faults.ShouldAllBe(fault => fault.Path.Length > 0 && fault.Found.Length > 0 && fault.Hint.Length > 0, what);
        ConfigWorld.AllText(result).ShouldNotContain("   at ", Case.Sensitive, what);
    }

    private static void Mutate(List<byte> bytes, Random random, string signs = "{}[]\":,\\/x0'")
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 20), bytes.Count - at);
        switch (random.Next(5))
        {
            case 0:
                bytes.RemoveRange(at, length);
                break;
            case 1:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(Values, random)));
                break;
            default:
                if (at < bytes.Count)
                    bytes[at] = (byte)signs[random.Next(signs.Length)];
                break;
        }
    }

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];

    private static IEnumerable<string> Names(ConfigShape shape) =>
        shape.Keys.Keys.Concat(shape.Keys.Values.SelectMany(Names)).Concat(shape.Each is { } each ? Names(each) : []);
}
