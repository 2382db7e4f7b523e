using System.Security.Cryptography;
using System.Text;

namespace Dinghy.WebConsole;

/// <summary>Codes that prove that somebody reads a DingTalk account: short life, few tries, one at a time. In memory only.</summary>
internal sealed class LoginCodes(TimeProvider time)
{
    public const int Length = 8;
    public const int Tries = 5;

    /// <summary>For one person; each costs a call to DingTalk and somebody's attention.</summary>
    public const int MostAnHour = 10;

    /// <summary>For everybody together.</summary>
    private const int MostInAll = 100;

    /// <summary>Nothing that looks like something else.</summary>
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Issued> _codes = new(StringComparer.Ordinal);
    private readonly Queue<(string StaffId, DateTimeOffset At)> _lately = new();

    /// <summary>A new code in the place of the last one; null: it is too soon for another.</summary>
    public string? Issue(string staffId, string account)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            while (_lately.TryPeek(out var old) && now - old.At >= TimeSpan.FromHours(1)) _lately.Dequeue();
            var mine = _lately.Where(one => one.StaffId == staffId).Select(one => one.At).ToList();
            if (mine.Count >= MostAnHour || _lately.Count >= MostInAll || (mine.Count > 0 && now - mine[^1] < s_pause)) return null;
            _lately.Enqueue((staffId, now));
            foreach (var over in _codes.Where(one => one.Value.Until <= now).Select(one => one.Key).ToList()) _codes.Remove(over);
            var code = RandomNumberGenerator.GetString(Alphabet, Length);
            _codes[staffId] = new(code, account, now + Life, Tries);
            return code;
        }
    }

    /// <summary>Takes the code: a right one works once.</summary>
    /// <returns>The account by which it came; null: it is wrong, over, or there was none. Which of these is not told.</returns>
    public string? Take(string staffId, string given)
    {
        var wanted = Encoding.UTF8.GetBytes(new string([.. given.Where(char.IsLetterOrDigit)]).ToUpperInvariant());
        lock (_gate)
        {
            var known = _codes.GetValueOrDefault(staffId);
            // Compared also where there is none, so that how long it takes tells nothing.
            var right = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known?.Code ?? new string('0', Length)), wanted);
            if (known is null) return null;
            if (right || known.Left <= 1 || known.Until <= time.GetUtcNow()) _codes.Remove(staffId);
            else _codes[staffId] = known with { Left = known.Left - 1 };
            return right && known.Until > time.GetUtcNow() ? known.Account : null;
        }
    }

    private sealed record Issued(string Code, string Account, DateTimeOffset Until, int Left);
}
