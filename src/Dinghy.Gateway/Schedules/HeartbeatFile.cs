namespace Dinghy.Gateway.Schedules;

/// <summary>What an agent shall look after: <c>HEARTBEAT.md</c> of its workspace.</summary>
internal static class HeartbeatFile
{
    public const string FileName = "HEARTBEAT.md";

    private const int MaxBytes = 64 * 1024;
    private const int MaxChars = 20_000;

    /// <summary>Null: there is none, or nothing stands in it but headings, comments and empty boxes.</summary>
    public static string? Read(string workspace)
    {
        try
        {
            var file = new FileInfo(Path.Join(workspace, FileName));
            // A link may lead anywhere.
            if (!file.Exists || file.LinkTarget is not null || file.Length > MaxBytes) return null;
            var text = File.ReadAllText(file.FullName);
            if (text.Length > MaxChars) text = text[..MaxChars];
            return IsEmpty(text) ? null : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static bool IsEmpty(string text)
    {
        while (text.IndexOf("<!--", StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = text.IndexOf("-->", open, StringComparison.Ordinal);
            text = close < 0 ? text[..open] : text.Remove(open, close + 3 - open);
        }

        return text.Split('\n').All(line => line.AsSpan().Trim() is [] or ['#', ..] or "-" or "*" or "- [ ]" or "---");
    }
}
