using Dinghy.Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dinghy.Scenarios.Lab;

/// <summary>A look into a home's database from outside.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string? _folder;

    private Database(string path, SqliteOpenMode mode, string? folder)
    {
        SqliteLibrary.Load();
        _folder = folder;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        _connection.Open();
    }

    /// <summary>The file itself, to read, change or lock.</summary>
    public static Database Open(string path) => new(path, SqliteOpenMode.ReadWrite, folder: null);

    /// <summary>What lay there when the program was killed: a copy, so that looking changes nothing.</summary>
    public static Database OpenCopy(string path)
    {
        var folder = Directory.CreateTempSubdirectory("dinghy-look-").FullName;
        foreach (var suffix in (string[])["", "-wal"])
            if (File.Exists(path + suffix)) File.Copy(path + suffix, Path.Combine(folder, "copy.db" + suffix));
        return new Database(Path.Combine(folder, "copy.db"), SqliteOpenMode.ReadWrite, folder);
    }

    public int Execute(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of every row, as text.</summary>
    public HashSet<string> Texts(string sql)
    {
        using var command = Command(sql);
        using var row = command.ExecuteReader();
        var texts = new HashSet<string>(StringComparer.Ordinal);
        while (row.Read()) texts.Add(row.GetString(0));
        return texts;
    }

    public void Dispose()
    {
        _connection.Dispose();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this project.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
