using System.Runtime.InteropServices;

namespace Dinghy.Bench;

/// <summary>What .NET has no call for. Linux only, as /proc is.</summary>
internal static partial class Native
{
    public const int Sigterm = 15;

    /// <summary>Data only, as SQLite does; .NET's own flush is a full fsync.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int DataSync(SafeHandle file);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);
}
