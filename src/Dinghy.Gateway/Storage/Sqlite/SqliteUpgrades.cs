using System.Globalization;
using System.Reflection;

namespace Dinghy.Gateway.Storage.Sqlite;

/// <summary>The numbered scripts of Upgrades/, each run once, in order, in a transaction of its own.</summary>
internal static class SqliteUpgrades
{
    private const string Prefix = "upgrades/";

    public static void Run(SqliteSession session)
    {
        var scripts = Scripts();
        var version = Version(session, scripts.Count);
        for (var next = version + 1; next <= scripts.Count; next++)
            session.Script($"BEGIN IMMEDIATE;\n{scripts[next - 1]}\nPRAGMA user_version = {next.ToString(CultureInfo.InvariantCulture)};\nCOMMIT;");
    }

    /// <summary>The schema that this program makes.</summary>
    public static int Newest => Scripts().Count;

    /// <summary>The schema of the file.</summary>
    /// <exception cref="StoreException">A newer program made it.</exception>
    public static int Version(SqliteSession session) => Version(session, Scripts().Count);

    private static int Version(SqliteSession session, int known)
    {
        var version = (int)(session.Number("PRAGMA user_version") ?? 0);
        return version <= known ? version
            : throw new StoreException(StoreFault.FromTheFuture, $"The database is of schema {version}; this program knows up to {known}. Use the newer program, or restore an older backup.");
    }

    private static List<string> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            })];
    }
}
