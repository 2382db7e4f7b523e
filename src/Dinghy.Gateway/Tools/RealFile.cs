using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Dinghy.Gateway.Tools;

/// <summary>Opens a file without ever waiting for it, and asks the open file where it really lies.</summary>
internal static class RealFile
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <summary>On Linux a pipe nobody writes to opens at once, to be refused by its length; elsewhere there is no such file to be expected.</summary>
    public static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux()) return File.OpenHandle(path);
        if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException();
        var descriptor = Open(Encoding.UTF8.GetBytes(path + '\0'), NonBlocking | CloseOnExec);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new UnauthorizedAccessException();
    }

    public static string PathOf(SafeFileHandle handle, string asked) =>
        OperatingSystem.IsLinux() ? File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)!.FullName : Resolve(asked);

    /// <summary>0 for what has none.</summary>
    public static long LengthOf(SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (Exception e) when (e is NotSupportedException or IOException)
        {
            return 0;
        }
    }

    /// <summary>Follows the links of each step of a path.</summary>
    public static string Resolve(string path)
    {
        var parent = Path.GetDirectoryName(path);
        var here = parent is null ? path : Path.Combine(Resolve(parent), Path.GetFileName(path));
        return Directory.ResolveLinkTarget(here, returnFinalTarget: true)?.FullName ?? here;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
