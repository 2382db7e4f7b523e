using System.Text;

namespace Dinghy.Gateway.Configuration;

/// <summary>How keys are written elsewhere, and which one was meant.</summary>
internal static class KeySpelling
{
    private const int MaxLength = 64;

    /// <summary><c>clientId</c>, <c>ClientID</c> and <c>CLIENT_ID</c> become <c>client_id</c>.</summary>
    public static string Fold(string key)
    {
        if (key.Length > MaxLength)
            return key;
        var result = new StringBuilder(key.Length + 4);
        for (var i = 0; i < key.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(key[i]) && StartsWord(key, i))
                result.Append('_');
            result.Append(char.ToLowerInvariant(key[i]));
        }

        return result.ToString();
    }

    /// <summary>The known key with the fewest letters different, if they are few enough to be a slip.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        var key = Fold(written);
        if (key.Length > MaxLength)
            return null;
        var (best, distance) = known.Select(name => (name, distance: Distance(key, name)))
            .DefaultIfEmpty((name: "", distance: int.MaxValue))
            .MinBy(pair => pair.distance);
        return distance <= Math.Max(1, key.Length / 3) ? best : null;
    }

    private static bool StartsWord(string key, int i) =>
        char.IsAsciiLetterLower(key[i - 1]) || char.IsAsciiDigit(key[i - 1])
        || (char.IsAsciiLetterUpper(key[i - 1]) && i + 1 < key.Length && char.IsAsciiLetterLower(key[i + 1]));

    // Levenshtein over one row; both words are short.
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
