using System.Text;
using Dinghy.Gateway.Attachments;

namespace Dinghy.Gateway.Workflow;

/// <summary>The operator's rules in plain language. Read anew for each approval, so that a change holds at once.</summary>
internal static class PolicyFile
{
    private const int MaxBytes = 200_000;

    /// <summary>Null with a problem: it is configured and can not be read.</summary>
    public static (string? Text, string? Problem) Read(string? path)
    {
        if (path is null) return (null, null);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[Math.Min(file.Length, MaxBytes)];
            var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var text = Encoding.UTF8.GetString(bytes, 0, read).TrimStart('\ufeff');
            return string.IsNullOrWhiteSpace(text) ? (null, "empty") : (Fence.Start(text, MaxBytes), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, e is FileNotFoundException or DirectoryNotFoundException ? "not there" : "not readable");
        }
    }
}
