using System.Text;

namespace Dinghy.DingTalk.Tests.Support;

/// <summary>Damages JSON at random, from a seeded source.</summary>
internal static class JsonBreaker
{
    private static readonly string[] _shards = ["null", "{}", "[]", "\"\"", "-1", "1e999", "true", "\\ud83d", "\\u", "\"", "\\", "{\"a\":", "\"{\\\"a\\\":1}\"", "\u0000", "\ud83d", "字"];

    public static string Break(string json, Random chance)
    {
        var text = new StringBuilder(json);
        for (var cuts = 1 + chance.Next(3); cuts > 0; cuts--)
        {
            var at = chance.Next(text.Length);
            var length = Math.Min(chance.Next(12), text.Length - at);
            switch (chance.Next(4))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, _shards[chance.Next(_shards.Length)]); break;
                case 2: text.Remove(at, length).Insert(at, _shards[chance.Next(_shards.Length)]); break;
                default: ReplaceValue(text, chance); break;
            }

            if (text.Length == 0) text.Append(' ');
        }

        return text.ToString();
    }

    // Keeps the JSON sound more often than not, so that wrong types reach the reader and not just the parser.
    private static void ReplaceValue(StringBuilder text, Random chance)
    {
        var json = text.ToString();
        var colons = Enumerable.Range(0, json.Length).Where(i => json[i] == ':' && i > 0 && json[i - 1] == '"').ToList();
        if (colons.Count == 0) return;
        var from = colons[chance.Next(colons.Count)] + 1;
        var to = from;
        for (var quoted = false; to < json.Length && (quoted || json[to] is not (',' or '}' or ']')); to++)
            if (json[to] == '"' && json[to - 1] != '\\') quoted = !quoted;
        text.Remove(from, to - from).Insert(from, _shards[chance.Next(_shards.Length)]);
    }
}
