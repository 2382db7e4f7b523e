using System.Text;

namespace Dinghy.Gateway.Configuration;

/// <summary>Lists of staff ids and of texts, as lists, as one value, or with commas in one text.</summary>
internal static class IdList
{
    private const int MaxEntries = 10_000;
    private const int MaxLength = 256;

    /// <summary>A bad entry is a fault, never skipped: a list that falls empty would open the door.</summary>
    public static IReadOnlySet<string> Read(ConfigNode node, ConfigShape shape, Func<ScalarNode, string?> expand, ConfigReport report)
    {
        var ids = new HashSet<string>((node as ListNode)?.Items.Count ?? 1, StringComparer.Ordinal);
        Each(node, shape, takesNumbers: true, expand, report, (entry, text) =>
        {
            if (Id(text) is { } id)
            {
                ids.Add(id);
                // DingTalk's ids are ASCII: this would be compared with ids for ever, and never be equal to one.
                if (CredentialReader.IsCut(id))
                    report.Warn(entry.Path, "the placeholder of an example", "replace it by a staff id: the log line of a message has its sender's id (senderStaffId)");
                else if (!Ascii.IsValid(id))
                    report.Warn(entry.Path, ConfigReport.Quote(id), "a staff id: this looks like a name, and names are never compared; the log line of a message has its sender's id (senderStaffId)");
            }
            else if (text.Length == 0)
                report.Fault(entry.Path, "nothing, perhaps because a variable is empty", "staff ids; [] or null for none");
            else if (IsName(text.Trim()))
                report.Fault(entry, "a staff id: names and groups of people are not looked up");
            else
                report.Fault(entry, $"a staff id of 1 to {MaxLength} characters without blanks: names are not looked up, and each id is an entry of its own");
        });
        return ids;
    }

    public static IReadOnlyList<string> ReadTexts(ConfigNode node, ConfigShape shape, Func<ScalarNode, string?> expand, ConfigReport report)
    {
        var texts = new List<string>();
        Each(node, shape, takesNumbers: false, expand, report, (entry, text) =>
        {
            if (text.Length is > 0 and <= MaxLength)
                texts.Add(text);
            else
                report.Fault(entry, $"a text of 1 to {MaxLength} characters");
        });
        return texts;
    }

    /// <summary>A staff id as people write it: 123, dingtalk:123 and 123|Ada are one person. Null: it is none; names are never looked up.</summary>
    public static string? StaffId(string text) => Id(text) is { } id && Ascii.IsValid(id) && !HasComma(id) ? id : null;

    private static string? Id(string text)
    {
        text = text.Trim();
        if (text.StartsWith("dingtalk:", StringComparison.OrdinalIgnoreCase))
            text = text["dingtalk:".Length..];
        if (text.IndexOf('|', StringComparison.Ordinal) is >= 0 and var bar)
            text = text[..bar];
        text = text.Trim();
        return text.Length is > 0 and <= MaxLength && !IsName(text) && IsSolid(text) ? text : null;
    }

    private static bool HasComma(string text) => text.AsSpan().ContainsAny(',', '，');

    private static bool IsSolid(string text)
    {
        foreach (var c in text)
            if (char.IsWhiteSpace(c) || char.IsControl(c))
                return false;
        return true;
    }

    // PicoClaw's @name and OpenClaw's accessGroup:name. Other colons are DingTalk's own: $:LWCP_v1:$…
    private static bool IsName(string text) =>
        text.StartsWith('@') || text.StartsWith("accessGroup:", StringComparison.OrdinalIgnoreCase);

    private static void Each(
        ConfigNode node, ConfigShape shape, bool takesNumbers, Func<ScalarNode, string?> expand, ConfigReport report, Action<ConfigNode, string> take)
    {
        if (node is ListNode { Items.Count: > MaxEntries } list)
        {
            report.Fault(node.Path, $"{list.Items.Count} entries", $"at most {MaxEntries}");
            return;
        }

        foreach (var entry in node is ListNode items ? items.Items : [node])
        {
            if (entry is not ScalarNode { Kind: ScalarKind.Text or ScalarKind.Number } scalar || (scalar.Kind == ScalarKind.Number && !takesNumbers))
                report.FaultHidden(entry, shape.Wanted);
            else if (expand(scalar) is not { } text)
                continue;
            else if (node is ListNode && !(takesNumbers && HasComma(text)))
                take(entry, text);
            else
            {
                foreach (var part in Split(text, takesNumbers))
                    take(entry, part);
                // No id holds a comma. What a variable brings can be no list; what was written can.
                if (node is ListNode && scalar.Variable is null && HasComma(scalar.Text))
                    report.Warn(entry.Path, "several ids in one text", "read as several; write each as an entry of its own: [\"a\", \"b\"]");
            }
        }
    }

    // One text with commas: the form of environment variables; Chinese keyboards write ，. No id at all is a fault, see Read.
    private static string[] Split(string text, bool ids)
    {
        if (text.Length == 0)
            return ids ? [""] : [];
        var parts = text.Split([',', '，'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? [""] : parts;
    }
}
