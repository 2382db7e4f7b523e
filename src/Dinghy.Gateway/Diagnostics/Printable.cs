namespace Dinghy.Gateway.Diagnostics;

/// <summary>Ids come from outside: a line break or an escape sequence in one must not forge a log line.</summary>
internal static class Printable
{
    private const int Longest = 200;

    public static string Of(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "-";
        if (value.Length <= Longest && !value.Any(char.IsControl)) return value;
        return string.Concat(value.Take(Longest).Select(c => char.IsControl(c) ? '?' : c));
    }
}
