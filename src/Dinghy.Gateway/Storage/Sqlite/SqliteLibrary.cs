using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>Prefers the system's patched SQLite to the packaged one, which is of 2021.</summary>
internal static class SqliteLibrary
{
    private static readonly string[] s_system = ["libsqlite3.so.0", "libsqlite3.dylib"];

    private static readonly Lazy<bool> s_ready = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        Batteries_V2.Init();
        return true;
    });

    /// <summary>Of the library in use.</summary>
    public static string Version
    {
        get
        {
            Load();
            return raw.sqlite3_libversion().utf8_to_string();
        }
    }

    public static void Load() => _ = s_ready.Value;

    [SuppressMessage("Interoperability", "CA1416", Justification = "NativeLibrary exists wherever the program runs.")]
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "e_sqlite3" || OperatingSystem.IsWindows()) return 0;
        foreach (var candidate in s_system)
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        return 0;
    }
}
