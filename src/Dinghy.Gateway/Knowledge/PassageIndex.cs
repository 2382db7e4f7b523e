using System.Globalization;
using System.Text;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Knowledge;

/// <summary>A file as the index knows it.</summary>
/// <param name="Id">Of its row.</param>
/// <param name="Path">Below its folder, with slashes.</param>
/// <param name="Modified">Ticks, UTC.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Hash">SHA-256.</param>
/// <param name="Problem">A code why it has no passages; null when it has.</param>
/// <param name="Chunks">How many.</param>
internal sealed record IndexedFile(long Id, string Path, long Modified, long Length, byte[] Hash, string? Problem, int Chunks);

/// <summary>
/// <c>knowledge.db</c>: passages of documents and what they can be found by. Everything in it can be made again from the documents. A file is
/// replaced in one transaction, so that whenever the program dies, the index is whole. Each folder has terms of its own: a search that must
/// not see a folder never touches it. One writer; see <see cref="PassageSearch"/> for reading.
/// </summary>
internal sealed class PassageIndex : IDisposable
{
    public const string FileName = "knowledge.db";

    /// <summary>Passages of all folders.</summary>
    public const int MostChunks = 1_000_000;

    /// <summary>How terms are cut is part of it: what was put in one way can not be taken out in another.</summary>
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE folders (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, chunks INTEGER NOT NULL DEFAULT 0, chars INTEGER NOT NULL DEFAULT 0, vectors INTEGER NOT NULL DEFAULT 0, scanned INTEGER);
        CREATE TABLE files (id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, path TEXT NOT NULL, modified INTEGER NOT NULL, length INTEGER NOT NULL, hash BLOB NOT NULL, problem TEXT, chunks INTEGER NOT NULL, UNIQUE (folder, path));
        CREATE TABLE chunks (id INTEGER PRIMARY KEY, file INTEGER NOT NULL, folder INTEGER NOT NULL, place TEXT NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL);
        CREATE INDEX chunks_by_file ON chunks (file);
        CREATE TABLE vectors (chunk INTEGER PRIMARY KEY, folder INTEGER NOT NULL, vector BLOB NOT NULL);
        CREATE INDEX vectors_by_folder ON vectors (folder);
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """;

    private readonly SqliteSession _session;

    private PassageIndex(SqliteSession session, bool isNew) => (_session, IsNew) = (session, isNew);

    /// <summary>It was made now: whoever reads another must open this one.</summary>
    public bool IsNew { get; }

    /// <summary>Opens or makes it; one that is damaged or of another version is made anew.</summary>
    /// <exception cref="StoreException">The home folder can not be written.</exception>
    public static PassageIndex Open(string home, KnowledgeLog log)
    {
        var path = Path.Combine(home, FileName);
        try
        {
            return OpenOnce(path);
        }
        catch (StoreException e) when (e.Fault is StoreFault.Corrupt or StoreFault.FromTheFuture)
        {
            log.IndexAnew(e.Message);
            Delete(home);
            return OpenOnce(path);
        }
    }

    public static void Delete(string home)
    {
        foreach (var ending in (string[])["", "-wal", "-shm"]) File.Delete(Path.Combine(home, FileName + ending));
    }

    /// <summary>The file is of no use any more.</summary>
    public static bool IsDamaged(Exception e) => (e is SqliteException sqlite ? SqliteFaults.Translate(sqlite) : e) is StoreException { Fault: StoreFault.Corrupt };

    public void Dispose() => _session.Dispose();

    /// <summary>The folder's number; it is made on first sight.</summary>
    public long Folder(string path)
    {
        if (_session.Number("SELECT id FROM folders WHERE path = @1", path) is { } known) return known;
        return Write(() =>
        {
            _session.Execute("INSERT INTO folders (path) VALUES (@1)", path);
            var id = _session.Number("SELECT last_insert_rowid()")!.Value;
            _session.Script(string.Create(CultureInfo.InvariantCulture, $"""
                CREATE VIRTUAL TABLE terms_{id} USING fts5(terms, content='', detail='none', columnsize=0, tokenize="unicode61 remove_diacritics 0");
                CREATE VIRTUAL TABLE vocab_{id} USING fts5vocab(terms_{id}, 'row');
                """));
            return id;
        });
    }

    /// <summary>Folders that nobody searches any more leave the index.</summary>
    public void Keep(IReadOnlySet<string> paths)
    {
        foreach (var (id, path) in _session.Query("SELECT id, path FROM folders", row => (row.GetInt64(0), row.GetString(1))))
        {
            if (paths.Contains(path)) continue;
            Write(() =>
            {
                _session.Execute("DELETE FROM vectors WHERE folder = @1", id);
                _session.Execute("DELETE FROM chunks WHERE folder = @1", id);
                _session.Execute("DELETE FROM files WHERE folder = @1", id);
                _session.Execute("DELETE FROM folders WHERE id = @1", id);
                _session.Script(string.Create(CultureInfo.InvariantCulture, $"DROP TABLE vocab_{id}; DROP TABLE terms_{id};"));
                return true;
            });
        }
    }

    public IReadOnlyList<IndexedFile> Files(long folder) => _session.Query(
        "SELECT id, path, modified, length, hash, problem, chunks FROM files WHERE folder = @1",
        row => new IndexedFile(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), (byte[])row.GetValue(4), row.IsDBNull(5) ? null : row.GetString(5), row.GetInt32(6)), folder);

    public long Chunks => _session.Number("SELECT coalesce(sum(chunks), 0) FROM folders")!.Value;

    public long ChunksOf(long folder) => _session.Number("SELECT chunks FROM folders WHERE id = @1", folder) ?? 0;

    /// <summary>The file says the same as before, at another time.</summary>
    public void Touch(IndexedFile file, long modified) => _session.Execute("UPDATE files SET modified = @2 WHERE id = @1", file.Id, modified);

    /// <summary>A folder was looked through.</summary>
    public void Scanned(long folder, DateTimeOffset at) => _session.Execute("UPDATE folders SET scanned = @2 WHERE id = @1", folder, at.ToUnixTimeMilliseconds());

    /// <summary>Puts a file in place of what was known of it, in one transaction.</summary>
    public void Replace(long folder, IndexedFile file, IReadOnlyList<Chunk> chunks) => Write(() =>
    {
        Take(folder, file.Path);
        _session.Execute(
            "INSERT INTO files (folder, path, modified, length, hash, problem, chunks) VALUES (@1, @2, @3, @4, @5, @6, @7)",
            folder, file.Path, file.Modified, file.Length, file.Hash, file.Problem, chunks.Count);
        var id = _session.Number("SELECT last_insert_rowid()")!.Value;
        foreach (var chunk in chunks)
        {
            _session.Execute("INSERT INTO chunks (file, folder, place, heading, text) VALUES (@1, @2, @3, @4, @5)", id, folder, chunk.Place, chunk.Heading, chunk.Text);
            var row = _session.Number("SELECT last_insert_rowid()")!.Value;
            _session.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO terms_{folder} (rowid, terms) VALUES (@1, @2)"), row, TermsOf(chunk.Heading, chunk.Text));
        }

        Count(folder, chunks.Count, chunks.Sum(chunk => (long)chunk.Text.Length));
        return true;
    });

    /// <summary>The file is gone.</summary>
    public void Remove(long folder, string path) => Write(() =>
    {
        Take(folder, path);
        return true;
    });

    /// <summary>Vectors of another model go.</summary>
    public void UseVectorsOf(string model)
    {
        if (_session.Query("SELECT value FROM facts WHERE name = 'embeddings'", row => row.GetString(0)).FirstOrDefault() == model) return;
        Write(() =>
        {
            _session.Execute("DELETE FROM vectors");
            _session.Execute("UPDATE folders SET vectors = vectors + 1");
            return _session.Execute("INSERT INTO facts (name, value) VALUES ('embeddings', @1) ON CONFLICT (name) DO UPDATE SET value = excluded.value", model);
        });
    }

    /// <summary>Passages without a vector, the first so many after a number.</summary>
    public IReadOnlyList<(long Id, long Folder, string Text)> WithoutVector(long after, int limit) => _session.Query(
        "SELECT id, folder, heading, text FROM chunks WHERE id > @1 AND id NOT IN (SELECT chunk FROM vectors) ORDER BY id LIMIT @2",
        row => (row.GetInt64(0), row.GetInt64(1), $"{row.GetString(2)}\n{row.GetString(3)}"), after, limit);

    public void AddVectors(IReadOnlyList<(long Chunk, long Folder, byte[] Vector)> vectors) => Write(() =>
    {
        foreach (var (chunk, folder, vector) in vectors) _session.Execute("INSERT OR REPLACE INTO vectors (chunk, folder, vector) VALUES (@1, @2, @3)", chunk, folder, vector);
        return true;
    });

    /// <summary>Readers load a folder's vectors again.</summary>
    public void VectorsChanged(long folder) => _session.Execute("UPDATE folders SET vectors = vectors + 1 WHERE id = @1", folder);

    /// <summary>As the index takes them: words apart, so that its own tokenizer finds just these.</summary>
    internal static string TermsOf(string heading, string text)
    {
        var terms = new StringBuilder();
        foreach (var part in (string[])[heading, text])
            foreach (var term in Terms.In(Terms.Fold(part))) terms.Append(term.Text).Append(' ');
        return terms.ToString();
    }

    private static PassageIndex OpenOnce(string path)
    {
        SqliteSession? session = null;
        try
        {
            if (!OperatingSystem.IsWindows() && !File.Exists(path)) new FileStream(path, PrivateFile.Options()).Dispose();
            session = new SqliteSession(path, readOnly: false);
            // Not FULL: what a power cut takes is made again from the documents.
            session.Script("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;");
            var version = session.Number("PRAGMA user_version");
            if (version is not (0 or Version)) throw new StoreException(StoreFault.FromTheFuture, $"it is of version {version}, this program's is {Version}");
            if (version == 0) session.Script($"BEGIN IMMEDIATE;\n{Schema}\nPRAGMA user_version = {Version};\nCOMMIT;");
            return new PassageIndex(session, isNew: version == 0);
        }
        catch (Exception e)
        {
            session?.Dispose();
            throw e is SqliteException sqlite ? SqliteFaults.Translate(sqlite) : e is IOException or UnauthorizedAccessException ? new StoreException(StoreFault.Unreachable, $"{path}: {e.Message}", e) : e;
        }
    }

    private void Take(long folder, string path)
    {
        if (_session.Number("SELECT id FROM files WHERE folder = @1 AND path = @2", folder, path) is not { } file) return;
        var chunks = _session.Query("SELECT id, heading, text FROM chunks WHERE file = @1", row => (Id: row.GetInt64(0), Heading: row.GetString(1), Text: row.GetString(2)), file);
        var vectors = 0;
        foreach (var chunk in chunks)
        {
            _session.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO terms_{folder} (terms_{folder}, rowid, terms) VALUES ('delete', @1, @2)"), chunk.Id, TermsOf(chunk.Heading, chunk.Text));
            vectors += _session.Execute("DELETE FROM vectors WHERE chunk = @1", chunk.Id);
        }

        _session.Execute("DELETE FROM chunks WHERE file = @1", file);
        _session.Execute("DELETE FROM files WHERE id = @1", file);
        Count(folder, -chunks.Count, -chunks.Sum(chunk => (long)chunk.Text.Length));
        if (vectors > 0) VectorsChanged(folder);
    }

    private void Count(long folder, int chunks, long chars) => _session.Execute("UPDATE folders SET chunks = chunks + @2, chars = chars + @3 WHERE id = @1", folder, chunks, chars);

    private T Write<T>(Func<T> work)
    {
        _session.Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            _session.Execute("COMMIT");
            return result;
        }
        catch (Exception e)
        {
            try { _session.Execute("ROLLBACK"); }
            catch (SqliteException) { /* Rolled back by itself. */ }
            throw e is SqliteException sqlite ? SqliteFaults.Translate(sqlite) : e;
        }
    }
}
