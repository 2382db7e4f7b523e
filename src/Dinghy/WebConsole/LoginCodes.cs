using System.Security.Cryptography;
using System.Text;

namespace Dinghy.WebConsole;

/// <summary>Codes that prove that somebody reads a DingTalk account: short life, few tries, each for the browser that asked. In memory only.</summary>
internal sealed class LoginCodes(TimeProvider time)
{
    public const int Length = 8;
    public const int Tries = 5;

    /// <summary>For one person; each costs a call to DingTalk and somebody's attention.</summary>
    public const int MostAnHour = 10;

    /// <summary>For everybody together.</summary>
    private const int MostInAll = 100;

    /// <summary>Names of nobody that are remembered, so that asking for them is answered as for anybody.</summary>
    private const int MostUnknown = 1_000;

    /// <summary>Nothing that looks like something else.</summary>
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string StaffId, string Browser), Issued> _codes = [];
    private readonly List<(string StaffId, DateTimeOffset At, bool Known)> _lately = [];

    /// <summary>Counts that a code was asked for.</summary>
    /// <param name="staffId">For whom.</param>
    /// <param name="known">They have a role, and a message will be sent. Whoever has none waits as long, so that waiting tells nothing.</param>
    /// <returns>Null: it may be. Else it is not counted, and how long to wait.</returns>
    public TimeSpan? Ask(string staffId, bool known)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            _lately.RemoveAll(one => now - one.At >= s_hour);
            var mine = _lately.Where(one => one.StaffId == staffId).Select(one => one.At).ToList();
            var sent = _lately.Where(one => one.Known).Select(one => one.At).ToList();
            if (mine.Count >= MostAnHour) return mine[^MostAnHour] + s_hour - now;
            if (mine.Count > 0 && now - mine[^1] < s_pause) return mine[^1] + s_pause - now;
            if (sent.Count >= MostInAll) return sent[^MostInAll] + s_hour - now;
            if (!known && _lately.Count - sent.Count >= MostUnknown) _lately.RemoveAt(_lately.FindIndex(one => !one.Known));
            _lately.Add((staffId, now, known));
            return null;
        }
    }

    /// <summary>A new code; after <see cref="Ask"/> said that it may be.</summary>
    /// <param name="staffId">To whom it is sent.</param>
    /// <param name="account">By whose robot.</param>
    /// <param name="browser">The only one in which it works.</param>
    public string Issue(string staffId, string account, string browser)
    {
        var now = time.GetUtcNow();
        var code = RandomNumberGenerator.GetString(Alphabet, Length);
        lock (_gate)
        {
            foreach (var over in _codes.Where(one => one.Value.Until <= now).Select(one => one.Key).ToList()) _codes.Remove(over);
            _codes[(staffId, browser)] = new(code, account, now + Life, Tries);
        }

        return code;
    }

    /// <summary>Takes the code: a right one works once.</summary>
    /// <returns>The account by which it came; null: it is wrong, over, or there was none. Which of these is not told.</returns>
    public string? Take(string staffId, string browser, string given)
    {
        var wanted = Encoding.UTF8.GetBytes(new string([.. given.Where(char.IsLetterOrDigit)]).ToUpperInvariant());
        lock (_gate)
        {
            var known = _codes.GetValueOrDefault((staffId, browser));
            // Compared also where there is none, so that how long it takes tells nothing.
            var right = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known?.Code ?? new string('0', Length)), wanted);
            if (known is null) return null;
            if (right || known.Left <= 1 || known.Until <= time.GetUtcNow()) _codes.Remove((staffId, browser));
            else _codes[(staffId, browser)] = known with { Left = known.Left - 1 };
            return right && known.Until > time.GetUtcNow() ? known.Account : null;
        }
    }

    private sealed record Issued(string Code, string Account, DateTimeOffset Until, int Left);
}
