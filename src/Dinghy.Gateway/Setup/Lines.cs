using System.Text;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Gateway.Setup;

/// <summary>An object as a person would write it: a key a line.</summary>
internal static class Lines
{
    /// <param name="keys">Values are JSON.</param>
    /// <param name="depth">How deep the object's own key stands in the file; two blanks each.</param>
    public static string Of(IReadOnlyList<(string Name, string Value)> keys, int depth)
    {
        if (keys.Count == 0) return "{}";
        var text = new StringBuilder("{");
        var indent = new string(' ', (depth + 1) * 2);
        foreach (var (index, (name, value)) in keys.Index())
            text.Append(index == 0 ? "\n" : ",\n").Append(indent).Append(JsonEdit.Quote(name)).Append(": ").Append(value);
        return text.Append('\n').Append(' ', depth * 2).Append('}').ToString();
    }
}
