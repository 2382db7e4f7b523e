using System.Text;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Configuration.Editing;

internal static class PrivateText
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    /// <summary>
    /// Writes a file that only its owner can read, or replaces one, which stays whose it was and open to whom it was: who edits may be another than who runs the gateway. A reader, and a power cut,
    /// leave the old or the new, never half. A link stays a link.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="text">All of it.</param>
    /// <param name="secret">Others of the machine shall not read it any more; a group does only where somebody let it in and shut the others out.</param>
    /// <returns>It was open to whom it is not any more.</returns>
    public static bool Write(string path, string text, bool secret = false) => Write(path, Encoding.UTF8.GetBytes(text), secret);

    /// <inheritdoc cref="Write(string, string, bool)"/>
    public static bool Write(string path, byte[] text, bool secret = false)
    {
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var fresh = $"{target}.{Guid.NewGuid():N}.new";
        try
        {
            using (var stream = new FileStream(fresh, PrivateFile.Options()))
            {
                stream.Write(text);
                stream.Flush(flushToDisk: true);
            }

            var shut = TakeAfter(fresh, target, secret);
            File.Move(fresh, target, overwrite: true);
            return shut;
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }

    /// <summary>As far as this process may; the owner first, for giving a file away may close it.</summary>
    private static bool TakeAfter(string fresh, string target, bool secret)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target)) return false;
        if (FileStat.Of(target) is { } old) FileStat.Give(fresh, old.Owner, old.Group);
        var mode = File.GetUnixFileMode(target) & Permissions;
        // 0644 is what a umask left, and nobody's choice; 0640 is how a service reads what root edits.
        var shut = secret && (mode & Others) != UnixFileMode.None;
        if (shut) mode &= PrivateFile.Mode;
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

        return shut;
    }
}
