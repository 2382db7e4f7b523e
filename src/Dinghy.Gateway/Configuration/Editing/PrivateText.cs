using System.Text;

namespace Dinghy.Gateway.Configuration.Editing;

internal static class PrivateText
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    /// <summary>
    /// Writes a file that only its owner can read, or replaces one, which stays whose it was and open to whom it was: who edits may be another than who runs the gateway. A reader, and a power cut,
    /// leave the old or the new, never half. A link stays a link.
    /// </summary>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, byte[] text)
    {
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var fresh = $"{target}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersOnly;
        try
        {
            using (var stream = new FileStream(fresh, options))
            {
                stream.Write(text);
                stream.Flush(flushToDisk: true);
            }

            TakeAfter(fresh, target);
            File.Move(fresh, target, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }

    /// <summary>As far as this process may; the owner first, for giving a file away may close it.</summary>
    private static void TakeAfter(string fresh, string target)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target)) return;
        if (FileStat.Of(target) is { } old) FileStat.Give(fresh, old.Owner, old.Group);
        var mode = File.GetUnixFileMode(target) & Permissions;
        // A group that could not be given is another one: it was promised nothing.
        if (FileStat.Of(fresh)?.Group != FileStat.Of(target)?.Group) mode &= ~(UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);
        try
        {
            File.SetUnixFileMode(fresh, mode);
        }
        catch (UnauthorizedAccessException)
        {
            // Given away: it has the mode it was made with.
        }
    }
}
