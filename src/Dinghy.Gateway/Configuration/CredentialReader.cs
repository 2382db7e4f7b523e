using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Dinghy.Gateway.Configuration.Secrets;

namespace Dinghy.Gateway.Configuration;

/// <summary>A client id or secret from the text, a variable or a file. No value is ever echoed, whatever is wrong with it.</summary>
internal sealed class CredentialReader(ReadContext context, Func<ScalarNode, string?> expand)
{
    /// <summary>Bytes of a secret's file.</summary>
    internal const int MaxFileBytes = 16 * 1024;

    /// <summary>PicoClaw's: a file's name, relative to the configuration's folder.</summary>
    private const string FileScheme = "file://";

    /// <summary>What a warning found; <c>doctor</c> knows it by this.</summary>
    internal const string StrayBlanks = "stray blanks around the value";

    public string? Read(ConfigNode? node, string path, ConfigShape shape, string? requiredHint)
    {
        var report = context.Report;
        if (node is null)
        {
            if (requiredHint is not null)
                report.Fault(path, "nothing", requiredHint);
            return null;
        }

        return Resolve(node, shape) is { } raw ? Check(raw, node, shape, requiredHint) : null;
    }

    /// <summary>What a file, a sealed text or a reference holds, unchecked; null after a fault.</summary>
    internal string? Resolve(ConfigNode node, ConfigShape shape) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text } text => FromText(text),
        MapNode map when SecretReference.IsOne(map) => SecretReference.Read(map, context),
        MapNode map => FromFile(map, shape),
        _ => Wrong(node, shape),
    };

    /// <summary>The example texts of the pages that people copy from.</summary>
    internal static bool IsPlaceholder(string text)
    {
        var rest = text.StartsWith("ding", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(4) : text;
        return (rest.Length > 0 && !rest.ContainsAnyExcept("xX….*"))
            || (text.StartsWith("your", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && text[4] is '_' or '-' or ' ')
            || (text.StartsWith('<') && text.EndsWith('>'))
            || IsCut(text);
    }

    /// <summary>A page printed the beginning of it: <c>ding9f50…</c>, <c>sk-...</c>.</summary>
    internal static bool IsCut(string text) => text.Contains('…', StringComparison.Ordinal) || text.EndsWith("...", StringComparison.Ordinal);

    /// <summary>Without blanks around it, those included that nobody sees: chats and web pages put them beside what is copied.</summary>
    internal static string Trimmed(string text)
    {
        var (begin, end) = (0, text.Length);
        while (begin < end && IsBlank(text[begin])) begin++;
        while (end > begin && IsBlank(text[end - 1])) end--;
        return text[begin..end];
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private string? Check(string raw, ConfigNode node, ConfigShape shape, string? requiredHint)
    {
        var report = context.Report;
        var value = Trimmed(raw);
        if (value.Length == 0)
        {
            if (requiredHint is not null || node is MapNode)
                report.Fault(node.Path, "an empty text", requiredHint ?? shape.Wanted);
            return null;
        }

        // "xxx" is a fine key for a model server of one's own, and no client id or secret of DingTalk's.
        if (IsPlaceholder(value) && (requiredHint is not null || value[0] is not ('x' or 'X')))
            report.Fault(node.Path, "the placeholder of an example", requiredHint is null ? "replace it by your own, or remove the key" : $"replace it: {requiredHint}");
        else if (value.Length > shape.MaxLength || value.Any(IsBlank))
            report.Fault(node.Path, "blanks, line breaks or control characters inside, or too long a text", $"one word of at most {shape.MaxLength} characters");
        else
        {
            if (value.Length != raw.Length)
                report.Warn(node.Path, StrayBlanks, "they were left out");
            return value;
        }

        return null;
    }

    // PicoClaw's forms; what a variable gave is taken letter for letter.
    private string? FromText(ScalarNode node)
    {
        if (node.Variable is null && node.Text.StartsWith(FileScheme, StringComparison.Ordinal))
            return FromFile(node.Path, node.Text[FileScheme.Length..].Trim());
        if (node.Variable is null && node.Text.StartsWith(EncryptedSecret.Scheme, StringComparison.Ordinal))
            return EncryptedSecret.Read(node.Text, node.Path, context);
        return expand(node);
    }

    private string? FromFile(MapNode map, ConfigShape shape)
    {
        if (map.Entries is not [{ Key: "file", Value: ScalarNode { Kind: ScalarKind.Text } file }])
            return Wrong(map, shape);
        return expand(file) is { } path ? FromFile(map.Path, path) : null;
    }

    private string? FromFile(string place, string path)
    {
        var report = context.Report;
        var name = ConfigReport.Quote(path);
        try
        {
            var bytes = context.ReadFile(Path.GetFullPath(path, context.Folder), MaxFileBytes);
            if (bytes.Length > MaxFileBytes)
                report.Fault(place, $"file {name} of more than {MaxFileBytes} bytes", "a file that holds only the secret");
            else if (!Utf8.IsValid(bytes))
                report.Fault(place, $"file {name} that is no UTF-8", "a text file that holds only the secret");
            else
                return Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').TrimEnd('\r', '\n');
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            report.Fault(place, $"file {name}, which is not there", "a file that holds only the secret");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            report.Fault(place, $"file {name}, which can not be read", "a file that this user may read");
        }

        return null;
    }

    private string? Wrong(ConfigNode node, ConfigShape shape)
    {
        context.Report.FaultHidden(node, shape.Wanted);
        return null;
    }
}
