namespace Dinghy.Admin;

internal static class PrivateFile
{
    /// <summary>Replaces a file by one that only its owner can read; a reader sees the old or the new, never half.</summary>
    public static void Write(string path, string text)
    {
        // A name that nobody can have prepared: what is there keeps its mode, and may lead elsewhere.
        var fresh = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(fresh, options)) writer.Write(text);
        File.Move(fresh, path, overwrite: true);
    }
}
