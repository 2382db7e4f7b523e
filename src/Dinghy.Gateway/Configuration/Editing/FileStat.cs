using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>What the system knows of a file beside its mode. On Linux; elsewhere nothing is known and nothing is given.</summary>
/// <param name="Owner">The user's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Number">The file's own, which another file of the same name does not have.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStat(uint Owner, uint Group, ulong Number)
{
    private const int Here = -100;
    private const int TheOpenOne = 0x1000;
    private const uint Wanted = 0x118;
    private const int Size = 256;
    private const int OwnerAt = 20;
    private const int GroupAt = 24;
    private const int NumberAt = 32;
    private const int AttributesAt = 8;
    private const ulong MountRoot = 0x2000;
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Null: there is no such file, or nobody can tell.</summary>
    public static FileStat? Of(string path) => Ask(Here, path, 0);

    /// <summary>Of an open file, whatever its name leads to now.</summary>
    public static FileStat? Of(SafeFileHandle open) => Ask((int)open.DangerousGetHandle(), "", TheOpenOne);

    /// <summary>Gives a file away as far as this process may: its group, and its owner, each for itself.</summary>
    public static void Give(string path, uint owner, uint group)
    {
        if (Of(path) is not { } now) return;
        if (now.Group != group) _ = Change(Bytes(path), Unchanged, group);
        if (now.Owner != owner) _ = Change(Bytes(path), owner, Unchanged);
    }

    /// <summary>Something is mounted there, so that it can be neither renamed nor removed. False also where nobody can tell.</summary>
    public static bool IsMountPoint(string path) => Raw(Here, path, 0) is { } stat && (BitConverter.ToUInt64(stat, AttributesAt) & MountRoot) != 0;

    private static FileStat? Ask(int folder, string path, int flags) =>
        Raw(folder, path, flags) is { } stat ? new FileStat(BitConverter.ToUInt32(stat, OwnerAt), BitConverter.ToUInt32(stat, GroupAt), BitConverter.ToUInt64(stat, NumberAt)) : null;

    private static byte[]? Raw(int folder, string path, int flags)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var stat = new byte[Size];
        try
        {
            return Stat(folder, Bytes(path), flags, Wanted, stat) == 0 ? stat : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // An old C library.
        }
    }

    private static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(int folder, byte[] path, int flags, uint mask, byte[] stat);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Change(byte[] path, uint owner, uint group);
}
