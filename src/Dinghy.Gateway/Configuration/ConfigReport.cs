using System.Globalization;
using System.Text;

namespace Dinghy.Gateway.Configuration;

/// <summary>Collects what loading has to say; nothing is thrown, so every fault is found at once.</summary>
internal sealed class ConfigReport
{
    /// <summary>More of one kind than this would bury the first; the rest is counted.</summary>
    internal const int MaxEntries = 200;

    private readonly Entries faults = new("faults");
    private readonly Entries warnings = new("warnings");
    private readonly List<string> notes = [];

    public bool Failed => faults.Any;

    public IReadOnlyList<ConfigFault> Faults => faults.List();

    public IReadOnlyList<ConfigFault> Warnings => warnings.List();

    public IReadOnlyList<string> Notes => notes;

    /// <summary>Keys that readers asked for, as <c>shape.key</c>; a test holds them against the schema.</summary>
    public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

    public void Fault(string path, string found, string hint) => faults.Add(new(path, found, hint));

    public void Fault(ConfigNode node, string hint) => Fault(node.Path, Show(node), hint);

    /// <summary>For values that may be secret, or stand where a secret may have slipped in: only their kind is told.</summary>
    public void FaultHidden(ConfigNode node, string hint) => Fault(node.Path, Kind(node) + From(node), hint);

    public void Warn(string path, string found, string hint) => warnings.Add(new(path, found, hint));

    public void Warn(ConfigFault warning) => warnings.Add(warning);

    public void Note(string note)
    {
        if (notes.Count < MaxEntries && !notes.Contains(note, StringComparer.Ordinal))
            notes.Add(note);
    }

    /// <summary>A key's place below another's; keys that are no plain words are quoted.</summary>
    public static string Join(string path, string key)
    {
        if (key.Length is > 0 and <= 64 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$' or '*'))
            return path.Length == 0 || path[^1] == ':' ? path + key : $"{path}.{key}";
        return $"{path}[{Quote(key)}]";
    }

    /// <summary>Quoted, on one line, at most 60 characters.</summary>
    public static string Quote(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length > 60)
            {
                result.Append('…');
                break;
            }

            if (Rune.IsControl(rune) || rune.Value is '"' or '\\')
                result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else
                result.Append(rune.ToString());
        }

        return result.Append('"').ToString();
    }

    private static string Show(ConfigNode node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text } text => Quote(text.Text) + From(node),
        ScalarNode { Text.Length: <= 60 } scalar => scalar.Text + From(node),
        _ => Kind(node) + From(node),
    };

    private static string Kind(ConfigNode node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text, Text.Length: 0 } => "an empty text",
        ScalarNode { Kind: ScalarKind.Text } => "a text",
        ScalarNode { Kind: ScalarKind.Number } => "a number",
        ScalarNode scalar => scalar.Text,
        ListNode => "a list",
        _ => "an object",
    };

    private static string From(ConfigNode node) => node.Variable is { } variable ? $" (from {variable})" : "";

    private sealed class Entries(string name)
    {
        // Accounts inherit, so the same fault may be met once per account.
        private readonly HashSet<ConfigFault> seen = [];
        private readonly List<ConfigFault> list = [];
        private int more;

        public bool Any => list.Count > 0;

        public void Add(ConfigFault fault)
        {
            if (list.Count >= MaxEntries)
                more++;
            else if (seen.Add(fault))
                list.Add(fault);
        }

        public List<ConfigFault> List() =>
            more == 0 ? list : [.. list, new("(more)", $"{more} further {name}", "mend these first")];
    }
}
