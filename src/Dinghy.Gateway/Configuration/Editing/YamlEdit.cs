using System.Globalization;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>
/// An edit of a YAML text by lines: a value that stands on one line is replaced, a key of a block is put in or taken out with its lines.
/// Anything else is left to a person, and so is every edit after which another key would say something else.
/// </summary>
internal sealed class YamlEdit(string text, SyntaxObject root) : ITextEdit
{
    /// <summary>JSON is YAML too, so values are written as JSON.</summary>
    public string? Set(IReadOnlyList<string> path, string value)
    {
        SyntaxNode node = root;
        ConfigShape? shape = ConfigSchema.Shape;
        for (var i = 0; i < path.Count; i++)
        {
            if (node is SyntaxList list && int.TryParse(path[i], out var position) && position < list.Items.Count) node = list.Items[position];
            else if (node is not SyntaxObject map) return null;
            else if (ConfigPath.Find(map, path[i], shape) is { } member) node = member.Value;
            else return Checked(Insert(map, path[i], Nested(path.Skip(i + 1), value)), Written([.. path.Take(i)]).Append(path[i]));
            shape = ConfigPath.Below(shape, path[i]);
        }

        return Checked(Replace(node, value), Written(path));
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

        if (node is SyntaxScalar { Kind: ScalarKind.Null }) return Set(path, $"[{entry}]");
        // The entries before it must stay, so only the new one may be other than it was.
        return node is SyntaxList all ? Checked(Added(all, entry), Written(path).Append(all.Items.Count.ToString(CultureInfo.InvariantCulture))) : null;
    }

    public string? Unset(IReadOnlyList<string> path)
    {
        SyntaxNode node = root;
        ConfigShape? shape = ConfigSchema.Shape;
        for (var i = 0; i < path.Count; i++)
        {
            if (node is SyntaxList list && int.TryParse(path[i], out var position) && position < list.Items.Count && i < path.Count - 1) node = list.Items[position];
            else if (node is SyntaxObject map && ConfigPath.Find(map, path[i], shape) is { } member)
            {
                if (i == path.Count - 1) return Checked(Remove(map, member), Written(path));
                node = member.Value;
            }
            else return null;
            shape = ConfigPath.Below(shape, path[i]);
        }

        return null;
    }

    private string? Replace(SyntaxNode node, string value)
    {
        var old = text.AsSpan(node.Start, node.End - node.Start);
        // An anchor or a tag says more than the value.
        if (old.Contains('\n') || old.StartsWith("&") || old.StartsWith("!") || (node is SyntaxObject or SyntaxList && (old.IsEmpty || old[0] is not ('{' or '[')))) return null;
        // Behind the colon of a key without a value there may be no blank.
        var blank = old.IsEmpty && node.Start > 0 && text[node.Start - 1] == ':' ? " " : "";
        return string.Concat(text.AsSpan(0, node.Start), blank, value, text.AsSpan(node.End));
    }

    private string? Added(SyntaxList list, string entry)
    {
        if (list.End > list.Start && text[list.Start] == '[') return list.Items is [.., var newest] ? text.Insert(newest.End, $", {entry}") : text.Insert(list.Start + 1, entry);
        if (list.Items is not [.., var last]) return null;
        // As the entries before it: a dash, and what it says.
        var line = text.AsSpan(last.Start - ColumnOf(last.Start), ColumnOf(last.Start));
        if (!line.Trim().SequenceEqual("-")) return null;
        return text.Insert(EndOfLine(EndOf(last)), $"{NewLine}{line}{entry}");
    }

    /// <summary>Where the last of its own words stands: of what is written in lines, the parser's end is the next key's beginning.</summary>
    private int EndOf(SyntaxNode node) => node switch
    {
        SyntaxObject { Members: [.., var last] } when text[node.Start] != '{' => EndOf(last.Value),
        SyntaxList { Items: [.., var last] } when text[node.Start] != '[' => EndOf(last),
        _ => node.End,
    };

    private string? Insert(SyntaxObject map, string name, string value)
    {
        var key = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && !char.IsAsciiDigit(name[0]) && name[0] != '-' ? name : JsonEdit.Quote(name);
        if (map.Members.Count == 0) return map.End > map.Start ? text.Remove(map.Start, map.End - map.Start).Insert(map.Start, $"{{ {key}: {value} }}") : null;
        var last = map.Members[^1];
        if (text[map.Start] == '{') return text.Insert(last.Value.End, $", {key}: {value}");
        var end = EndOfLine(last.Value.End);
        return text.Insert(end, $"{NewLine}{new string(' ', ColumnOf(last.Start))}{key}: {value}");
    }

    private string? Remove(SyntaxObject map, SyntaxMember member)
    {
        if (text[map.Start] == '{') return null;
        var start = member.Start - ColumnOf(member.Start);
        // The first key of a list's entry stands behind its dash.
        if (!text.AsSpan(start, member.Start - start).IsWhiteSpace()) return null;
        var end = EndOfLine(member.Value.End);
        if (end < text.Length) end += text[end] == '\r' && end + 1 < text.Length ? 2 : 1;
        return text.Remove(start, end - start);
    }

    /// <summary>Null where anything but the key and what is below it would say something else than before.</summary>
    private string? Checked(string? after, IEnumerable<string> path)
    {
        if (after is null) return null;
        try
        {
            // What is left of a file may be nothing at all.
            var now = string.IsNullOrWhiteSpace(after) ? new SyntaxObject(0, 0, []) : YamlSyntax.Parse(after);
            var key = string.Join('\n', path);
            return Others(root, key).SequenceEqual(Others(now, key)) ? after : null;
        }
        catch (Exception fault) when (fault is YamlDotNet.Core.YamlException or SyntaxException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Path, ScalarKind Kind, string Text)> Others(SyntaxNode node, string key) =>
        Flat(node, "").Where(one => one.Path != key && !one.Path.StartsWith(key + "\n", StringComparison.Ordinal));

    private static IEnumerable<(string Path, ScalarKind Kind, string Text)> Flat(SyntaxNode node, string path) => node switch
    {
        SyntaxObject map => map.Members.SelectMany(member => Flat(member.Value, path.Length == 0 ? member.Name : $"{path}\n{member.Name}")),
        SyntaxList list => list.Items.SelectMany((item, i) => Flat(item, $"{path}\n{i}")),
        SyntaxScalar { Kind: not ScalarKind.Null } scalar => [(path, scalar.Kind, scalar.Text)],
        _ => [],
    };

    /// <summary>The path in the file's own spelling.</summary>
    private IEnumerable<string> Written(IReadOnlyList<string> path)
    {
        SyntaxNode? node = root;
        ConfigShape? shape = ConfigSchema.Shape;
        foreach (var step in path)
        {
            var member = node is SyntaxObject map ? ConfigPath.Find(map, step, shape) : null;
            yield return member?.Name ?? step;
            node = member?.Value ?? (node is SyntaxList list && int.TryParse(step, out var position) ? list.Items[position] : null);
            shape = ConfigPath.Below(shape, step);
        }
    }

    private static string Nested(IEnumerable<string> steps, string value) =>
        steps.Reverse().Aggregate(value, (inner, step) => $"{{ {JsonEdit.Quote(step)}: {inner} }}");

    private string NewLine => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    private int ColumnOf(int at) => at == 0 ? 0 : at - (text.LastIndexOf('\n', at - 1) + 1);

    private int EndOfLine(int at) => text.AsSpan(at).IndexOfAny('\r', '\n') is >= 0 and var end ? at + end : text.Length;
}
