using System.Text;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>An edit of a JSON5 text. It can not be done where the path leads through something that is no object, or to a list's position that is not there.</summary>
internal sealed class JsonEdit(string text, SyntaxObject root) : ITextEdit
{
    public string? Set(IReadOnlyList<string> path, string value)
    {
        SyntaxNode node = root;
        ConfigShape? shape = ConfigSchema.Shape;
        for (var i = 0; i < path.Count; i++)
        {
            if (node is SyntaxList list)
            {
                if (!int.TryParse(path[i], out var position) || position >= list.Items.Count)
                    return null;
                node = list.Items[position];
            }
            else if (node is not SyntaxObject map)
                return null;
            else if (ConfigPath.Find(map, path[i], shape) is { } member)
                node = member.Value;
            else
                return Insert(map, path[i], Nested(path.Skip(i + 1), value));
            shape = ConfigPath.Below(shape, path[i]);
        }

        return string.Concat(text.AsSpan(0, node.Start), value, text.AsSpan(node.End));
    }

    public string? Append(IReadOnlyList<string> path, string entry)
    {
        SyntaxNode node = root;
        ConfigShape? shape = ConfigSchema.Shape;
        foreach (var step in path)
        {
            if (node is SyntaxList list && int.TryParse(step, out var position) && position < list.Items.Count) node = list.Items[position];
            else if (node is SyntaxObject map && ConfigPath.Find(map, step, shape) is { } member) node = member.Value;
            else return Set(path, $"[{entry}]");
            shape = ConfigPath.Below(shape, step);
        }

        if (node is not SyntaxList all) return null;
        return all.Items is [.., var last] ? text.Insert(last.End, $", {entry}") : text.Insert(all.Start + 1, entry);
    }

    public string? Unset(IReadOnlyList<string> path)
    {
        SyntaxNode node = root;
        ConfigShape? shape = ConfigSchema.Shape;
        for (var i = 0; i < path.Count; i++)
        {
            if (node is SyntaxList list && int.TryParse(path[i], out var position) && position < list.Items.Count && i < path.Count - 1)
                node = list.Items[position];
            else if (node is SyntaxObject map && ConfigPath.Find(map, path[i], shape) is { } member)
            {
                if (i == path.Count - 1)
                    return Remove(map, member);
                node = member.Value;
            }
            else
                return null;
            shape = ConfigPath.Below(shape, path[i]);
        }

        return null;
    }

    private string Insert(SyntaxObject map, string name, string value)
    {
        if (map.Members.Count == 0)
        {
            var inside = text.AsSpan(map.Start + 1, map.End - map.Start - 2);
            // An object over several lines, or the file's own, gets a line for its first key.
            if (!inside.Contains('\n') && map.Start != root.Start)
                return text.Insert(map.Start + 1, $" {Quote(name)}: {value}{(inside.IsEmpty ? " " : "")}");
            var outer = IndentAt(map.Start) ?? "";
            var tail = inside.Contains('\n') ? "" : NewLine + outer;
            return text.Insert(map.Start + 1, $"{NewLine}{outer}  {Quote(name)}: {value}{tail}");
        }

        var last = map.Members[^1];
        var key = text[last.Start] is '"' or '\'' || !IsBare(name) ? Quote(name) : name;
        var comma = CommaAfter(last.Value.End);
        if (IndentAt(last.Start) is not { } indent)
            return comma is { } at ? text.Insert(at + 1, $" {key}: {value},") : text.Insert(last.Value.End, $", {key}: {value}");
        var end = EndOfLine(comma + 1 ?? last.Value.End);
        var result = text.Insert(end, $"{NewLine}{indent}{key}: {value}{(comma is null ? "" : ",")}");
        return comma is null ? result.Insert(last.Value.End, ",") : result;
    }

    private string Remove(SyntaxObject map, SyntaxMember member)
    {
        var (start, end) = (member.Start, member.Value.End);
        var comma = CommaAfter(end);
        if (comma is { } behind)
            end = behind + 1;
        var index = map.Members.ToList().IndexOf(member);
        var before = comma is null && index > 0 ? CommaAfter(map.Members[index - 1].Value.End) : null;
        if (IndentAt(start) is { } indent && EndOfLine(end) is var line && line < text.Length && text[line] is '\r' or '\n')
            (start, end) = (start - indent.Length, text[line] == '\r' && line + 1 < text.Length && text[line + 1] == '\n' ? line + 2 : line + 1);
        else
        {
            var tight = end;
            while (end < map.End - 1 && text[end] == ' ')
                end++;
            // {"a":1, "b":2}: the blank goes with what it stands before, as none stands behind.
            if (end == tight && before is { } at && text.AsSpan(at + 1, start - at - 1).Trim(' ').IsEmpty)
                start = at + 1;
        }

        var result = text.Remove(start, end - start);
        return before is { } lone ? result.Remove(lone, 1) : result;
    }

    private static string Nested(IEnumerable<string> steps, string value) =>
        steps.Reverse().Aggregate(value, (inner, step) => $"{{ {Quote(step)}: {inner} }}");

    private string NewLine => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    // The blanks before what begins its line; null when something else stands before it there.
    private string? IndentAt(int at)
    {
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var before = text.AsSpan(start, at - start);
        return start > 0 && before.IsWhiteSpace() ? before.ToString() : null;
    }

    // A comment behind a value stays on the value's line.
    private int EndOfLine(int at)
    {
        var end = text.AsSpan(at).IndexOfAny('\r', '\n');
        end = end < 0 ? text.Length : at + end;
        var rest = text.AsSpan(at, end - at).Trim();
        var comment = rest.StartsWith("//") || (rest.StartsWith("/*") && rest.EndsWith("*/") && rest.Count("*/") == 1);
        return rest.IsEmpty || comment ? end : at;
    }

    private int? CommaAfter(int at)
    {
        while (at < text.Length)
        {
            if (text[at] == ',')
                return at;
            if (text.AsSpan(at).StartsWith("//"))
                at = text.IndexOf('\n', at) is >= 0 and var line ? line : text.Length;
            else if (text.AsSpan(at).StartsWith("/*"))
                at = text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 2;
            else if (char.IsWhiteSpace(text[at]) || text[at] == '\uFEFF')
                at++;
            else
                return null;
        }

        return null;
    }

    private static bool IsBare(string name) => char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');

    /// <summary>As JSON, readable: only quotes, backslashes and control characters are escaped.</summary>
    internal static string Quote(string value)
    {
        var result = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\')
                result.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029')
                result.Append($"\\u{(int)c:x4}");
            else
                result.Append(c);
        }

        return result.Append('"').ToString();
    }
}
