using System.Security.Cryptography;

namespace Dinghy.WebConsole;

/// <summary>Addresses that open the console once, for whoever has the token: the token itself would stay in a browser's history.</summary>
internal sealed class LoginTickets(TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private const int Most = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _tickets = new(StringComparer.Ordinal);

    public TicketReport Issue()
    {
        var (ticket, until) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), time.GetUtcNow() + Life);
        lock (_gate)
        {
            Forget();
            if (_tickets.Count >= Most) _tickets.Remove(_tickets.MinBy(one => one.Value).Key);
            _tickets.Add(Hash(ticket), until);
        }

        return new TicketReport(ticket, $"/login#token={ticket}", until);
    }

    /// <summary>False: there is no such one, or it was used.</summary>
    public bool Take(string ticket)
    {
        lock (_gate)
        {
            Forget();
            return _tickets.Remove(Hash(ticket));
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var over in _tickets.Where(one => one.Value <= now).Select(one => one.Key).ToList()) _tickets.Remove(over);
    }

    /// <summary>Looked up by its hash, so that how long it takes tells nothing of it.</summary>
    private static string Hash(string ticket) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ticket)));
}
