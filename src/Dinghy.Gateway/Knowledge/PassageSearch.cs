using System.Collections.Concurrent;
using System.Globalization;
using Dinghy.Gateway.Memory;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Knowledge;

/// <summary>
/// Finds passages, in this process or another than the one that writes the index. By words: the rarest terms of a question give a few thousand rows,
/// which are ranked by BM25 over all its terms; a term that stands everywhere is never walked through. With vectors: both orders in one.
/// </summary>
internal sealed class PassageSearch(string home) : IDisposable
{
    private const int Readers = 2;
    private const int MostTerms = 32;

    private readonly ConcurrentBag<PassageReader> _idle = [];
    private readonly SemaphoreSlim _reading = new(Readers, Readers);
    private readonly VectorShelf _vectors = new();
    private int _generation;

    /// <summary>Of each order, so many passages enter the common one.</summary>
    private const int Considered = 60;

    /// <summary>The index was made anew: connections to the old file go.</summary>
    public void Reset()
    {
        Interlocked.Increment(ref _generation);
        while (_idle.TryTake(out var reader)) reader.Dispose();
        _vectors.Clear();
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var reader)) reader.Dispose();
        _reading.Dispose();
    }

    /// <param name="folders">Paths: these are searched, and nothing else is touched.</param>
    /// <param name="question">In words.</param>
    /// <param name="vector">The same as a vector; null: by words alone.</param>
    /// <param name="limit">Passages.</param>
    /// <param name="ct">Ends waiting for a turn.</param>
    /// <returns>What fits best first; nothing while there is no index.</returns>
    /// <exception cref="StoreException">The index can not be read.</exception>
    public async Task<IReadOnlyList<Passage>> FindAsync(IReadOnlyList<string> folders, string question, float[]? vector, int limit, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        PassageReader? reader = null;
        var generation = Volatile.Read(ref _generation);
        try
        {
            if (!_idle.TryTake(out reader) && (reader = PassageReader.Open(home)) is null) return [];
            var shelves = reader.Folders(folders);
            var terms = Terms.OfQuestion(question, MostTerms);
            var words = new WordRanking(reader, shelves).Rank(terms, Considered);
            if (vector is null) return Distinct(words, limit);
            var near = reader.Load(_vectors.Nearest(reader, shelves, vector, Considered));
            return Distinct(Fuse(words, near), limit);
        }
        catch (SqliteException e)
        {
            reader?.Dispose();
            reader = null;
            throw SqliteFaults.Translate(e);
        }
        finally
        {
            if (reader is not null && generation == Volatile.Read(ref _generation)) _idle.Add(reader);
            else reader?.Dispose();
            _reading.Release();
        }
    }

    /// <summary>Reciprocal rank fusion: places count, not scores, which can not be compared.</summary>
    internal static IEnumerable<Passage> Fuse(IReadOnlyList<Passage> one, IReadOnlyList<Passage> other)
    {
        const double damping = 60;
        return one.Index().Concat(other.Index()).GroupBy(place => place.Item.Id)
            .Select(same => same.First().Item with { Score = same.Sum(place => 1 / (damping + place.Index + 1)) })
            .OrderByDescending(passage => passage.Score).ThenBy(passage => passage.Id);
    }

    /// <summary>A document that lies there twice says it once.</summary>
    private static List<Passage> Distinct(IEnumerable<Passage> passages, int limit)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. passages.Where(passage => seen.Add(passage.Text)).Take(limit)];
    }
}

/// <summary>A folder as it is searched.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Chunks">Passages.</param>
/// <param name="Chars">Of all of them.</param>
/// <param name="Vectors">Changes whenever its vectors do.</param>
internal sealed record ShelvedFolder(long Id, string Path, long Chunks, long Chars, long Vectors);

/// <param name="Chunks">Passages.</param>
/// <param name="Scanned">Null: the first look is not over.</param>
/// <param name="Files">By path, each with the code why it can not be read.</param>
internal sealed record FolderLook(long Chunks, DateTimeOffset? Scanned, IReadOnlyList<(string Path, string? Problem)> Files);

/// <summary>One reading connection and what it remembers while nothing changes. One user at a time.</summary>
internal sealed class PassageReader : IDisposable
{
    private const int MostKnown = 20_000;

    private readonly SqliteSession _session;
    private readonly Dictionary<(long Folder, string Term), int> _counts = [];
    private long _version = -1;

    private PassageReader(SqliteSession session) => _session = session;

    /// <returns>Null: there is no index yet.</returns>
    public static PassageReader? Open(string home)
    {
        var path = Path.Combine(home, PassageIndex.FileName);
        if (!File.Exists(path)) return null;
        var session = new SqliteSession(path, readOnly: true);
        if (session.Number("SELECT count(*) FROM sqlite_master WHERE name = 'folders'") > 0) return new PassageReader(session);
        session.Dispose();
        return null;
    }

    public void Dispose() => _session.Dispose();

    public IReadOnlyList<ShelvedFolder> Folders(IReadOnlyList<string> paths)
    {
        var version = _session.Number("PRAGMA data_version")!.Value;
        if (version != _version || _counts.Count > MostKnown) _counts.Clear();
        _version = version;
        return [.. paths.Distinct(StringComparer.Ordinal).SelectMany(path => _session.Query(
            "SELECT id, path, chunks, chars, vectors FROM folders WHERE path = @1 AND chunks > 0",
            row => new ShelvedFolder(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), path))];
    }

    /// <summary>What is known of a folder; null: it was never looked through.</summary>
    public FolderLook? Look(string path) => _session.Query(
        "SELECT id, chunks, scanned FROM folders WHERE path = @1",
        row => (Id: row.GetInt64(0), Chunks: row.GetInt64(1), Scanned: row.IsDBNull(2) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))), path) is [var folder]
        ? new FolderLook(folder.Chunks, folder.Scanned, _session.Query("SELECT path, problem FROM files WHERE folder = @1 ORDER BY path", row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), folder.Id))
        : null;

    /// <summary>In how many passages of a folder a term stands. A single ideograph stands in all pairs that begin with it.</summary>
    public int Count(long folder, string term)
    {
        if (_counts.TryGetValue((folder, term), out var known)) return known;
        var sql = IsPrefix(term)
            ? string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM (SELECT rowid FROM terms_{folder} WHERE terms_{folder} MATCH @1 LIMIT 50000)")
            : string.Create(CultureInfo.InvariantCulture, $"SELECT doc FROM vocab_{folder} WHERE term = @1");
        return _counts[(folder, term)] = (int)(_session.Number(sql, IsPrefix(term) ? Match(term) : term) ?? 0);
    }

    /// <summary>Passages in which all of the terms stand, at most so many.</summary>
    public IReadOnlyList<long> Rows(long folder, IEnumerable<string> terms, int limit) => _session.Query(
        string.Create(CultureInfo.InvariantCulture, $"SELECT rowid FROM terms_{folder} WHERE terms_{folder} MATCH @1 LIMIT @2"),
        row => row.GetInt64(0), string.Join(" AND ", terms.Select(Match)), limit);

    /// <summary>In the order given, with their scores.</summary>
    public List<Passage> Load(IEnumerable<(long Id, double Score)> ids) => [.. ids.SelectMany(one => _session.Query(
        "SELECT c.id, d.path, f.path, c.place, c.heading, c.text FROM chunks c JOIN files f ON f.id = c.file JOIN folders d ON d.id = c.folder WHERE c.id = @1",
        row => new Passage(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), one.Score), one.Id))];

    public List<(long Chunk, byte[] Vector)> Vectors(long folder, int limit) => _session.Query(
        "SELECT chunk, vector FROM vectors WHERE folder = @1 ORDER BY chunk LIMIT @2", row => (row.GetInt64(0), (byte[])row.GetValue(1)), folder, limit);

    public static bool IsPrefix(string term) => term is [> '\u2e7f'];

    // Terms are letters and digits: nothing in them ends the quotes.
    private static string Match(string term) => IsPrefix(term) ? $"\"{term}\"*" : $"\"{term}\"";
}
