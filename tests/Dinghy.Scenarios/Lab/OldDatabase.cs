using System.Globalization;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Scenarios.Lab;

/// <summary>A database as an earlier program made it: by its own scripts, up to one of them.</summary>
internal static class OldDatabase
{
    public static async Task MakeAsync(string path, int schema)
    {
        await File.WriteAllBytesAsync(path, []);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var file = Database.Open(path);
        var assembly = typeof(SqliteStore).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("upgrades/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(schema))
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            file.Execute(await script.ReadToEndAsync());
        }

        file.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {schema}"));
    }

    public static int SchemaOf(string path)
    {
        using var file = Database.Open(path);
        return int.Parse(file.Texts("SELECT CAST(user_version AS TEXT) FROM pragma_user_version").Single(), CultureInfo.InvariantCulture);
    }
}
