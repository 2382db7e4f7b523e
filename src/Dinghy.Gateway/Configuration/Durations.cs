using System.Globalization;

namespace Dinghy.Gateway.Configuration;

/// <summary><c>800ms</c>, <c>90s</c>, <c>1.5h</c>, <c>24h</c>, <c>7d</c>; a bare number is seconds.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        text = text.Trim();
        var (unit, seconds) = Units.FirstOrDefault(unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase), ("", 1));
        if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            return false;
        // A hundred years is past every limit of ours and well inside TimeSpan.
        if (!double.IsFinite(amount) || amount * seconds > 36500.0 * 86400)
            return false;
        value = TimeSpan.FromSeconds(amount * seconds);
        return true;
    }
}
