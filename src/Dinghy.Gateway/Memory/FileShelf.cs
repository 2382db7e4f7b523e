using System.Collections.Concurrent;
using System.Text;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Tools;
using Microsoft.Win32.SafeHandles;

namespace Dinghy.Gateway.Memory;

/// <summary>Texts of a workspace, opened below it by handle and kept while their time and length stay.</summary>
internal sealed class FileShelf(Workspace workspace)
{
    /// <summary>UTF-16 characters of one file.</summary>
    public const int MaxChars = 20_000;

    private const int MostKept = 64;
    private const int MaxBytes = MaxChars * 4;

    private readonly ConcurrentDictionary<string, (DateTime At, long Length, ShelvedText Text)> _kept = new(StringComparer.Ordinal);

    /// <returns>Null: there is none, it is empty, or it can not be read.</returns>
    public ShelvedText? Read(string name)
    {
        if (workspace.Open(name) is not Workspace.Opened.File file) return null;
        using var handle = file.Handle;
        var at = File.GetLastWriteTimeUtc(handle);
        if (_kept.TryGetValue(name, out var kept) && kept.At == at && kept.Length == file.Length) return kept.Text;
        var text = Read(handle, file.Length);
        if (_kept.Count >= MostKept) _kept.Clear();
        _kept[name] = (at, file.Length, text);
        return text;
    }

    private static ShelvedText Read(SafeFileHandle handle, long length)
    {
        var bytes = new byte[Math.Min(length, MaxBytes)];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), read) is > 0 and var more) read += more;
        var text = Encoding.UTF8.GetString(bytes, 0, read).TrimStart('\uFEFF').Trim();
        return new ShelvedText(Fence.Start(text, MaxChars), Cut: text.Length > MaxChars || length > MaxBytes);
    }
}

/// <param name="Text">Its beginning.</param>
/// <param name="Cut">There is more.</param>
internal sealed record ShelvedText(string Text, bool Cut);
