namespace Dinghy.Gateway.Storage;

/// <summary>Files that only their owner may read, from the moment they are made, whatever the umask says.</summary>
internal static class PrivateFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="mode">One that is there already keeps its own mode.</param>
    /// <param name="access">What is done with it.</param>
    public static FileStreamOptions Options(FileMode mode = FileMode.CreateNew, FileAccess access = FileAccess.Write)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mode;
        return options;
    }

    /// <summary>Replaces a file; a reader sees the old or the new, never half.</summary>
    public static void Write(string path, string text)
    {
        // A name that nobody can have prepared: what is there keeps its mode, and may lead elsewhere.
        var fresh = $"{path}.{Guid.NewGuid():N}.new";
        using (var writer = new StreamWriter(fresh, Options())) writer.Write(text);
        File.Move(fresh, path, overwrite: true);
    }
}
