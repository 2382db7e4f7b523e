using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>Every line that does not belong to the key stays; what is not plain is left to a person.</summary>
public sealed class YamlEditTests
{
    [Theory]
    [InlineData("a: 1 # one\nb: 2\n", "a", "3", "a: 3 # one\nb: 2\n")]
    [InlineData("a: 'x'\n", "a", "\"y\"", "a: \"y\"\n")]
    [InlineData("a: \"x: y\" # c", "a", "true", "a: true # c")]
    [InlineData("a:\n  b: 1\n  # about c\n  c: 2\n", "a.c", "5", "a:\n  b: 1\n  # about c\n  c: 5\n")]
    [InlineData("a:\n  b: 1 # last\n\nd: 4\n", "a.c", "2", "a:\n  b: 1 # last\n  c: 2\n\nd: 4\n")]
    [InlineData("a: 1", "b.c.d", "2", "a: 1\nb: { \"c\": { \"d\": 2 } }")]
    [InlineData("a: { b: 1 }\n", "a.b", "2", "a: { b: 2 }\n")]
    [InlineData("a: { b: 1 }\n", "a.c", "2", "a: { b: 1, c: 2 }\n")]
    [InlineData("a: {}\n", "a.c", "2", "a: { c: 2 }\n")]
    [InlineData("a: [1, 2]\n", "a", "[3]", "a: [3]\n")]
    [InlineData("a:\n- x\n- y # two\n", "a[1]", "\"z\"", "a:\n- x\n- \"z\" # two\n")]
    [InlineData("a:\n  - b: 1\n    c: 2\n", "a[0].c", "3", "a:\n  - b: 1\n    c: 3\n")]
    [InlineData("a:\n  - b: 1\n", "a[0].c", "3", "a:\n  - b: 1\n    c: 3\n")]
    [InlineData("a:\nb: 2\n", "a", "1", "a: 1\nb: 2\n")]
    [InlineData("a: ~\n", "a", "1", "a: 1\n")]
    [InlineData("a: 1\r\nb: 2\r\n", "c", "3", "a: 1\r\nb: 2\r\nc: 3\r\n")]
    [InlineData("channels:\n  dingtalk:\n    appKey: x\n", "channels.dingtalk.client_id", "\"y\"", "channels:\n  dingtalk:\n    appKey: \"y\"\n")]
    [InlineData("models: { providers: { a: 1 } }", "models.providers[\"my lab\"]", "{}", "models: { providers: { a: 1, \"my lab\": {} } }")]
    [InlineData("a: |\n  many\n  lines\nb: 1\n", "b", "2", "a: |\n  many\n  lines\nb: 2\n")]
    public void Set_changes_one_value(string text, string key, string value, string expected) => Edit(text).Set(ConfigPath.Parse(key)!, value).ShouldBe(expected);

    [Theory]
    [InlineData("a:\n  - x: 1\n    y: 2 # two\n\n# about b\nb: 3\n", "a", "{ \"x\": 9 }", "a:\n  - x: 1\n    y: 2 # two\n  - { \"x\": 9 }\n\n# about b\nb: 3\n")]
    [InlineData("a:\n- x\n- y\nb: 1\n", "a", "\"z\"", "a:\n- x\n- y\n- \"z\"\nb: 1\n")]
    [InlineData("a: [1, 2] # both\n", "a", "3", "a: [1, 2, 3] # both\n")]
    [InlineData("a: []\n", "a", "3", "a: [3]\n")]
    [InlineData("a:\n  b: 1", "a.c", "3", "a:\n  b: 1\n  c: [3]")]
    [InlineData("a:\nb: 1\n", "a", "3", "a: [3]\nb: 1\n")]
    [InlineData("a:\n  - id: ops", "a[0].k", "3", "a:\n  - id: ops\n    k: [3]")]
    [InlineData("a:\n  - - 1\n    - 2\n", "a[0]", "3", "a:\n  - - 1\n    - 2\n    - 3\n")]
    [InlineData("a:\r\n  - 1\r\n", "a", "2", "a:\r\n  - 1\r\n  - 2\r\n")]
    public void Append_puts_one_more_entry_at_a_lists_end(string text, string key, string entry, string expected) => Edit(text).Append(ConfigPath.Parse(key)!, entry).ShouldBe(expected);

    [Theory]
    [InlineData("a: 1\n", "a")]
    [InlineData("a: { b: 1 }\n", "a")]
    [InlineData("a:\n  - |\n    many\n    lines\n  # the end\nb: 1\n", "a.b")]
    public void What_is_no_plain_list_takes_no_entry(string text, string key) => Edit(text).Append(ConfigPath.Parse(key)!, "3").ShouldBeNull();

    [Theory]
    [InlineData("a: 1\nb: 2 # two\nc: 3\n", "b", "a: 1\nc: 3\n")]
    [InlineData("a: 1\nb:\n  c: 2\n  d: 3\n", "b", "a: 1\n")]
    [InlineData("a:\n  b: 1\n  # about c\n  c: 2\n", "a.b", "a:\n  # about c\n  c: 2\n")]
    [InlineData("a: 1", "a", "")]
    [InlineData("a: 1\r\nb: 2\r\n", "a", "b: 2\r\n")]
    [InlineData("a:\n  - b: 1\n    c: 2\n", "a[0].c", "a:\n  - b: 1\n")]
    public void Unset_takes_a_keys_lines_out(string text, string key, string expected) => Edit(text).Unset(ConfigPath.Parse(key)!).ShouldBe(expected);

    [Theory]
    [InlineData("a:\n  b: 1\n  c: 2\n", "a", "1")]
    [InlineData("a:\n- 1\n- 2\n", "a", "1")]
    [InlineData("a: |\n  many\n  lines\n", "a", "\"one\"")]
    [InlineData("a: many\n  lines\n", "a", "1")]
    [InlineData("a: 1\n", "a.b", "1")]
    [InlineData("a: [1]\n", "a[1]", "1")]
    [InlineData("a: &x 1\nb: *x\n", "a", "2")]
    public void What_is_not_one_plain_value_is_left_to_a_person(string text, string key, string value) => Edit(text).Set(ConfigPath.Parse(key)!, value).ShouldBeNull();

    [Theory]
    [InlineData("a: { b: 1, c: 2 }\n", "a.b")]
    [InlineData("a:\n  - b: 1\n    c: 2\n", "a[0].b")]
    [InlineData("a: 1\n", "b")]
    [InlineData("a: [1, 2]\n", "a[0]")]
    public void What_does_not_stand_on_lines_of_its_own_is_not_taken_out(string text, string key) => Edit(text).Unset(ConfigPath.Parse(key)!).ShouldBeNull();

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void Whatever_the_text_an_edit_changes_its_key_and_nothing_else(int seed)
    {
        var chance = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var (text, keys) = Made(chance);
            var key = keys[chance.Next(keys.Count)];
            var path = ConfigPath.Parse(key)!;
            if (Edit(text).Set(path, "4711") is { } set)
            {
                Leaves(set).ShouldBe([.. Others(text, key), (key, "4711")], ignoreOrder: true, $"{text}\n-> {key}\n{set}");
            }

            if (Edit(text).Unset(path) is { } unset && !string.IsNullOrWhiteSpace(unset))
                Leaves(unset).ShouldBe(Others(text, key), ignoreOrder: true, $"{text}\n-> {key}\n{unset}");
        }
    }

    private static (string Text, List<string> Keys) Made(Random chance)
    {
        var (lines, keys, number) = (new List<string>(), new List<string>(), 0);
        Block("", "", 0);
        return (string.Join('\n', lines) + "\n", keys);

        void Block(string indent, string path, int depth)
        {
            for (var left = chance.Next(1, 4); left > 0; left--)
            {
                var name = $"k{number++}";
                var key = path.Length == 0 ? name : $"{path}.{name}";
                keys.Add(key);
                if (chance.Next(4) == 0) lines.Add($"{indent}# about {name}: it is \"odd\"");
                var comment = chance.Next(3) == 0 ? " # why" : "";
                switch (chance.Next(depth < 3 ? 7 : 5))
                {
                    case 0: lines.Add($"{indent}{name}: {chance.Next(100)}{comment}"); break;
                    case 1: lines.Add($"{indent}{name}: 'it''s: {chance.Next(9)}'{comment}"); break;
                    case 2: lines.Add($"{indent}{name}: |\n{indent}  some\n{indent}  lines"); break;
                    case 3: lines.Add($"{indent}{name}: [a, \"b # c\"]{comment}"); break;
                    case 4: lines.Add($"{indent}{name}: {{ x: 1, y: two }}{comment}"); break;
                    default:
                        lines.Add($"{indent}{name}:{comment}");
                        Block(indent + "  ", key, depth + 1);
                        break;
                }

                if (chance.Next(5) == 0) lines.Add("");
            }
        }
    }

    private static IEnumerable<(string Path, string Text)> Others(string text, string key) => Leaves(text).Where(leaf =>
        leaf.Path != key && !leaf.Path.StartsWith(key + ".", StringComparison.Ordinal) && !leaf.Path.StartsWith(key + "[", StringComparison.Ordinal));

    private static List<(string Path, string Text)> Leaves(string yaml)
    {
        var report = new ConfigReport();
        var root = YamlConfigFile.ParseText(yaml, "made.yaml", "", report).ShouldNotBeNull(string.Join('\n', report.Faults) + yaml);
        return [.. Of(root)];

        static IEnumerable<(string, string)> Of(ConfigNode node) => node switch
        {
            MapNode map => map.Entries.SelectMany(entry => Of(entry.Value)),
            ListNode list => list.Items.SelectMany(Of),
            ScalarNode { Kind: not ScalarKind.Null } scalar => [(scalar.Path, scalar.Text)],
            _ => [],
        };
    }

    private static YamlEdit Edit(string text) => new(text, (SyntaxObject)YamlSyntax.Parse(text));
}
