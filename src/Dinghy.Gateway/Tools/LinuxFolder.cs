using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Dinghy.Gateway.Tools;

/// <summary>Goes down from one open folder step by step and never through a link, so that nobody can put another place under a path between looking and writing.</summary>
internal static class LinuxFolder
{
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int CloseOnExec = 0x80000;
    private const int NotThere = 2;

    // The two flags that differ between processors.
    private static readonly bool s_arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int s_folder = s_arm ? 0x4000 : 0x10000;
    private static readonly int s_noLink = s_arm ? 0x8000 : 0x20000;

    /// <exception cref="UnauthorizedAccessException">It is not there, no folder, or may not be read.</exception>
    public static SafeFileHandle Open(string folder) => Handle(OpenAt(-100, Bytes(folder), s_folder | CloseOnExec, 0));

    /// <summary>A folder in a folder, made where it is missing.</summary>
    /// <exception cref="UnauthorizedAccessException">It is a link or no folder.</exception>
    public static SafeFileHandle Into(SafeFileHandle parent, string name)
    {
        var found = OpenAt(Number(parent), Bytes(name), s_folder | s_noLink | CloseOnExec, 0);
        if (found >= 0 || Marshal.GetLastPInvokeError() != NotThere) return Handle(found);
        // Somebody else may make it at the same moment; opening tells.
        _ = MakeAt(Number(parent), Bytes(name), 0x1C0);
        return Handle(OpenAt(Number(parent), Bytes(name), s_folder | s_noLink | CloseOnExec, 0));
    }

    /// <summary>A file's new content in place of the old, whole or not at all. What stood there under this name, were it a link, is replaced and not followed.</summary>
    public static void Write(SafeFileHandle folder, string name, string temporary, ReadOnlySpan<byte> content)
    {
        var handle = Handle(OpenAt(Number(folder), Bytes(temporary), WriteOnly | Create | Exclusive | s_noLink | CloseOnExec, 0x180));
        try
        {
            using (handle)
            {
                RandomAccess.Write(handle, content, 0);
                RandomAccess.FlushToDisk(handle);
            }

            if (RenameAt(Number(folder), Bytes(temporary), Number(folder), Bytes(name)) < 0) throw new UnauthorizedAccessException();
        }
        catch
        {
            _ = UnlinkAt(Number(folder), Bytes(temporary), 0);
            throw;
        }
    }

    private static SafeFileHandle Handle(int descriptor) => descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new UnauthorizedAccessException();

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(name + '\0');

    [DllImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenAt(int folder, byte[] name, int flags, uint mode);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeAt(int folder, byte[] name, uint mode);

    [DllImport("libc", EntryPoint = "renameat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int RenameAt(int from, byte[] name, int to, byte[] newName);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int UnlinkAt(int folder, byte[] name, int flags);
}
