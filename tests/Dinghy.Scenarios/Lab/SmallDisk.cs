using System.Diagnostics;

namespace Dinghy.Scenarios.Lab;

/// <summary>A file system of two megabytes, where the machine lets us have one (root on Linux).</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _root;

    private SmallDisk(string root) => _root = root;

    public string Home => Path.Combine(_root, "home");

    private string Ballast => Path.Combine(_root, "ballast");

    /// <summary>Null: not allowed here.</summary>
    public static SmallDisk? TryCreate()
    {
        var root = Directory.CreateTempSubdirectory("dinghy-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", root)) return new SmallDisk(root);
        Directory.Delete(root);
        return null;
    }

    /// <summary>Writes until there is no room.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(Ballast, FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        try
        {
            for (long at = 0; ; at += block.Length) RandomAccess.Write(file, block, at);
        }
        catch (IOException)
        {
            // Full: what was wanted.
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        if (!Run("umount", _root)) throw new InvalidOperationException($"{_root} could not be unmounted.");
        Directory.Delete(_root);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
            process!.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
