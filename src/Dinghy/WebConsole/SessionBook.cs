using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.WebConsole;

/// <summary>Somebody who has signed in.</summary>
/// <param name="Hash">Of the cookie's value, keyed by the home's token: the file opens nothing, and a new token ends every session.</param>
/// <param name="StaffId">Null: by the token.</param>
/// <param name="Account">By whose robot the code came; null with it.</param>
/// <param name="Since">It ends a while after this, whatever is done.</param>
/// <param name="Seen">And sooner after this.</param>
internal sealed record SessionRow(string Hash, string? StaffId, string? Account, DateTimeOffset Since, DateTimeOffset Seen)
{
    /// <summary>What a writing call has to show; never stored.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Csrf { get; init; } = "";
}

/// <summary>The sessions of the console, kept over restarts in a file of the home folder as hashes.</summary>
internal sealed class SessionBook
{
    public const string FileName = "console.sessions";

    /// <summary>Of everybody, and of one person: then their oldest goes.</summary>
    public const int Most = 64;
    public const int MostOfOne = 8;

    private const string Purpose = "dinghy console ";

    private static readonly TimeSpan s_idle = TimeSpan.FromHours(12);
    private static readonly TimeSpan s_life = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_lifeByToken = TimeSpan.FromDays(1);

    /// <summary>A look at a page must not write a file each time.</summary>
    private static readonly TimeSpan s_stale = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly byte[] _key;
    private readonly ConsoleLog _log;
    private readonly TimeProvider _time;
    private Dictionary<string, SessionRow>? _loaded;

    public SessionBook(string home, string token, ConsoleLog log, TimeProvider time)
    {
        (_file, _key, _log, _time) = (Path.Combine(home, FileName), Encoding.UTF8.GetBytes(token), log, time);
        // Two gateways on one machine are one host to a browser: each has a cookie of its own.
        CookieName = $"dinghy_{Keyed("cookie", "")[..8].ToLowerInvariant()}";
    }

    /// <summary>Read when they are first asked for: a successor makes its book while the one before still ends sessions in the file. Under the lock.</summary>
    private Dictionary<string, SessionRow> Rows => _loaded ??= Load().ToDictionary(row => row.Hash, StringComparer.Ordinal);

    public string CookieName { get; }

    /// <summary>Begins a session and sets its cookie.</summary>
    public SessionRow Begin(HttpContext http, string? staffId, string? account)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = _time.GetUtcNow();
        var row = new SessionRow(Keyed("session", id), staffId, account, now, now);
        lock (_gate)
        {
            Forget(now);
            while (Oldest(Rows.Values.Where(one => one.StaffId == staffId && one.Account == account), MostOfOne) is { } own) Rows.Remove(own.Hash);
            while (Oldest(Rows.Values, Most) is { } any) Rows.Remove(any.Hash);
            Rows.Add(row.Hash, row);
            Save();
        }

        http.Response.Cookies.Append(CookieName, id, Cookie(http, LifeOf(row)));
        return row with { Csrf = Keyed("csrf", id) };
    }

    public static CookieOptions Cookie(HttpContext http, TimeSpan life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        // A proxy that ends TLS says so; whoever lies here only keeps the cookie from plain HTTP.
        Secure = http.Request.IsHttps || http.Request.Headers["X-Forwarded-Proto"] == "https",
        MaxAge = life,
    };

    /// <summary>Null: none, or it has ended. Looking at it keeps it alive.</summary>
    public SessionRow? Find(HttpRequest request)
    {
        if (request.Cookies[CookieName] is not { Length: 64 } id) return null;
        return Find(Keyed("session", id)) is { } row ? row with { Csrf = Keyed("csrf", id) } : null;
    }

    /// <summary>The same of one that was found before; null: it has ended since.</summary>
    public SessionRow? Again(SessionRow session) => Find(session.Hash);

    private SessionRow? Find(string hash)
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            if (!Rows.TryGetValue(hash, out var row)) return null;
            if (IsOver(row, now))
            {
                Rows.Remove(row.Hash);
                Save();
                return null;
            }

            if (now - row.Seen >= s_stale)
            {
                Rows[row.Hash] = row = row with { Seen = now };
                Save();
            }

            return row;
        }
    }

    /// <summary>What they may now: a role that was taken away is gone at once. Null: nothing any more.</summary>
    public static Caller? CallerOf(SessionRow session, GatewayHost? host)
    {
        if (session.StaffId is not { } person) return Caller.OfToken;
        return host is not null && session.Account is { } account && ConsoleRoles.Of(host, account, person) is { } role ? new Caller(role, person, account) : null;
    }

    public static bool IsCsrf(SessionRow session, string? given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.Csrf), Encoding.UTF8.GetBytes(given ?? ""));

    public static DateTimeOffset EndOf(SessionRow row) => row.Since + LifeOf(row) is var last && row.Seen + s_idle is var idle && idle < last ? idle : last;

    public void End(HttpContext http, SessionRow row)
    {
        lock (_gate)
            if (Rows.Remove(row.Hash)) Save();
        http.Response.Cookies.Delete(CookieName, new CookieOptions { Path = "/", HttpOnly = true, SameSite = SameSiteMode.Strict });
    }

    private static TimeSpan LifeOf(SessionRow row) => row.StaffId is null ? s_lifeByToken : s_life;

    private static bool IsOver(SessionRow row, DateTimeOffset now) => now >= EndOf(row) || row.Since > now;

    private void Forget(DateTimeOffset now)
    {
        foreach (var over in Rows.Values.Where(row => IsOver(row, now)).ToList()) Rows.Remove(over.Hash);
    }

    private static SessionRow? Oldest(IEnumerable<SessionRow> rows, int most) => rows.Count() >= most ? rows.MinBy(row => row.Seen) : null;

    private string Keyed(string what, string value) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{Purpose}{what} {value}")));

    private List<SessionRow> Load()
    {
        try
        {
            return File.Exists(_file) ? JsonSerializer.Deserialize(File.ReadAllText(_file), ConsoleJson.Default.ListSessionRow)?.Where(row => row is { Hash.Length: > 0 }).DistinctBy(row => row.Hash, StringComparer.Ordinal).Take(Most).ToList() ?? [] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            _log.SessionsNotRead(e);
            return [];
        }
    }

    private void Save()
    {
        try
        {
            PrivateFile.Write(_file, JsonSerializer.Serialize([.. Rows.Values], ConsoleJson.Default.ListSessionRow));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They hold until a restart.
            _log.SessionsNotKept(e);
        }
    }
}
