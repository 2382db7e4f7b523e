using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Gateway.Migration;

/// <summary>A tree as JSON to read and edit.</summary>
internal static class ConfigWriter
{
    private const int ShortList = 80;

    public static string Write(MapNode root, string comment)
    {
        var text = new StringBuilder($"// {comment}\n");
        Write(root, text, "");
        return text.Append('\n').ToString();
    }

    private static void Write(ConfigNode node, StringBuilder text, string indent)
    {
        switch (node)
        {
            case MapNode { Entries.Count: > 0 } map:
                Lines(text, '{', '}', indent, map.Entries, entry =>
                {
                    text.Append(JsonEdit.Quote(entry.Key)).Append(": ");
                    Write(entry.Value, text, indent + "  ");
                });
                break;
            case ListNode { Items.Count: > 0 } list when list.Items.All(item => item is ScalarNode) && list.Items.Sum(item => ((ScalarNode)item).Text.Length + 4) <= ShortList:
                text.Append('[').AppendJoin(", ", list.Items.Select(item => Scalar((ScalarNode)item))).Append(']');
                break;
            case ListNode { Items.Count: > 0 } list:
                Lines(text, '[', ']', indent, list.Items, item => Write(item, text, indent + "  "));
                break;
            case ScalarNode scalar:
                text.Append(Scalar(scalar));
                break;
            default:
                text.Append(node is MapNode ? "{}" : "[]");
                break;
        }
    }

    private static void Lines<T>(StringBuilder text, char open, char close, string indent, IReadOnlyList<T> items, Action<T> write)
    {
        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(indent).Append("  ");
            write(items[i]);
        }

        text.Append('\n').Append(indent).Append(close);
    }

    private static string Scalar(ScalarNode scalar) => scalar.Kind == ScalarKind.Text ? JsonEdit.Quote(scalar.Text) : scalar.Text;
}
