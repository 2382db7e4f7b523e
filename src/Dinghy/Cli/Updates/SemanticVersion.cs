using System.Globalization;
using System.Numerics;

namespace Dinghy.Cli.Updates;

/// <summary>A version by semver.org 2.0: what stands behind + does not count, and 1.0.0-rc.2 comes before 1.0.0.</summary>
internal sealed class SemanticVersion
{
    private readonly BigInteger[] _core;
    private readonly string[] _early;

    private SemanticVersion(BigInteger[] core, string[] early) => (_core, _early) = (core, early);

    public bool IsEarly => _early.Length > 0;

    /// <summary>Null: it is none. A v before it is forgiven.</summary>
    public static SemanticVersion? Parse(string? text)
    {
        if (text is null or { Length: > 100 }) return null;
        var plain = text.TrimStart('v').Split('+', 2)[0];
        var (core, early) = plain.IndexOf('-') is >= 0 and var dash ? (plain[..dash], plain[(dash + 1)..].Split('.')) : (plain, []);
        var numbers = core.Split('.');
        if (numbers.Length != 3 || !numbers.All(IsNumber) || !early.All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && (IsNumber(part) || !part.All(char.IsAsciiDigit)))) return null;
        return new([.. numbers.Select(number => BigInteger.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture))], early);
    }

    public int Against(SemanticVersion? other)
    {
        if (other is null) return 1;
        for (var i = 0; i < 3; i++)
            if (_core[i].CompareTo(other._core[i]) is not 0 and var order) return order;
        if (_early.Length == 0 || other._early.Length == 0) return other._early.Length.CompareTo(_early.Length);
        for (var i = 0; i < Math.Min(_early.Length, other._early.Length); i++)
            if (Compare(_early[i], other._early[i]) is not 0 and var order) return order;
        return _early.Length.CompareTo(other._early.Length);
    }

    private static int Compare(string one, string other) => (IsNumber(one), IsNumber(other)) switch
    {
        (true, true) => BigInteger.Parse(one, CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(other, CultureInfo.InvariantCulture)),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(one, other),
    };

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0');
}
