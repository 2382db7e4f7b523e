using System.Globalization;
using System.Text;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>How DingTalk's firewall turns an address away: as JSON with <c>punish</c>, or as a web page that names its own machinery.</summary>
internal static class BanPage
{
    private const int Looked = 16 * 1024;
    private const int MostMinutes = 60;

    private static readonly TimeSpan _usual = TimeSpan.FromMinutes(5);

    public static bool Is(ReadOnlySpan<byte> body)
    {
        if (!body.TrimStart(" \r\n\t"u8).StartsWith("<"u8)) return false;
        var page = Encoding.UTF8.GetString(body[..Math.Min(body.Length, Looked)]);
        return page.Contains("punish", StringComparison.OrdinalIgnoreCase) && (Has(page, "x5") || Has(page, "deny") || Has(page, "_____tmd_____"));
    }

    /// <param name="wait">DingTalk's <c>wait</c>: minutes, as its page of error codes reads; null or odd: five.</param>
    public static TimeSpan Pause(string? wait) =>
        int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= MostMinutes ? TimeSpan.FromMinutes(minutes) : _usual;

    private static bool Has(string page, string word) => page.Contains(word, StringComparison.OrdinalIgnoreCase);
}
