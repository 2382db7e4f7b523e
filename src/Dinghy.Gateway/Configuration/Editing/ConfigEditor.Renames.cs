using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>Another name for a key: its value, its place, comments and all other keys stay as they are.</summary>
internal sealed partial class ConfigEditor
{
    /// <param name="key">Where it stands, as it is written there.</param>
    /// <param name="to">Its new name, of letters, digits and underscores.</param>
    public EditResult Rename(string key, string to)
    {
        using var alone = Alone();
        var before = ReadText();
        return Renamed(before, key, to) is { } after
            ? Write(before, after, $"{_file}: {key} is {to} now.")
            : EditResult.Refused($"{key} can not be renamed in {_file} without another change: mend it there by hand.");
    }

    /// <summary>Whether <see cref="Rename"/> would, as the file is now.</summary>
    public bool CanRename(string key, string to) => Renamed(ReadText(), key, to) is not null;

    /// <summary>Null: it does not stand there so, or more than its name would change.</summary>
    private string? Renamed(string? text, string key, string to)
    {
        if (text is null || ConfigPath.Parse(key) is not { } path || Parse(text, new()) is not { } root || MemberAt(root, path) is not { } member) return null;
        var start = member.Start + (text[member.Start] is '"' or '\'' ? 1 : 0);
        var end = start + member.Name.Length;
        // A key with escapes in it, or behind an anchor, is left to a person.
        if (end >= text.Length || !text.AsSpan(start).StartsWith(member.Name, StringComparison.Ordinal) || (start > member.Start && text[end] != text[member.Start])) return null;
        var after = string.Concat(text.AsSpan(0, start), to, text.AsSpan(end));
        var (was, will) = (LoadWith(text), LoadWith(after));
        return !will.Faults.Except(was.Faults).Any() && !will.Warnings.Except(was.Warnings).Any() && will.Warnings.All(warning => warning.Path != key) ? after : null;
    }

    private static SyntaxMember? MemberAt(SyntaxNode root, IReadOnlyList<string> path)
    {
        var node = root;
        SyntaxMember? member = null;
        foreach (var step in path)
        {
            member = null;
            if (node is SyntaxList list && int.TryParse(step, out var position) && position < list.Items.Count) node = list.Items[position];
            else if (node is SyntaxObject map && map.Members.Where(one => one.Name == step).ToList() is [var only]) (member, node) = (only, only.Value);
            else return null;
        }

        return member;
    }
}
