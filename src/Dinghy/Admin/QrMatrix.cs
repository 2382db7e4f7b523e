using ZXing;
using ZXing.QrCode.Internal;

namespace Dinghy.Admin;

/// <summary>A QR code as rows of dark and light.</summary>
internal static class QrMatrix
{
    /// <summary>Light modules that must stand around it on every side.</summary>
    public const int Quiet = 4;

    // Readers guess UTF-8 by themselves; the marker that says so is not known to all.
    private static readonly Dictionary<EncodeHintType, object> s_hints = new() { [EncodeHintType.CHARACTER_SET] = "UTF-8", [EncodeHintType.DISABLE_ECI] = true };

    /// <returns>Square, without its quiet zone; true is dark.</returns>
    public static bool[][] Of(string text)
    {
        // The lowest level of correction: a screen is not torn, and the code is the smaller.
        var code = Encoder.encode(text, ErrorCorrectionLevel.L, s_hints).Matrix;
        return [.. Enumerable.Range(0, code.Height).Select(y => Enumerable.Range(0, code.Width).Select(x => code[x, y] == 1).ToArray())];
    }

    /// <summary>A row as digits, 1 is dark.</summary>
    public static IReadOnlyList<string> Digits(string text) => [.. Of(text).Select(row => string.Concat(row.Select(dark => dark ? '1' : '0')))];
}
