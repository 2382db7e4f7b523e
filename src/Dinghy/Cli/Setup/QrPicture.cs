using System.Text;
using Dinghy.Admin;

namespace Dinghy.Cli.Setup;

/// <summary>A QR code in half blocks, two rows of it a line, black on white whatever the terminal's colours are.</summary>
internal static class QrPicture
{
    private const string BlackOnWhite = "\e[30;107m";
    private const string AsBefore = "\e[0m";

    /// <returns>Null: it is wider than <paramref name="width"/>.</returns>
    public static string? Of(string text, int width)
    {
        var rows = QrMatrix.Of(text);
        var side = rows.Length + (2 * QrMatrix.Quiet);
        if (side > width) return null;
        var picture = new StringBuilder();
        for (var y = 0; y < side; y += 2)
        {
            picture.Append(BlackOnWhite);
            for (var x = 0; x < side; x++) picture.Append((Dark(x, y), Dark(x, y + 1)) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            picture.Append(AsBefore).Append('\n');
        }

        return picture.ToString();

        bool Dark(int x, int y) => y - QrMatrix.Quiet is >= 0 and var row && row < rows.Length && x - QrMatrix.Quiet is >= 0 and var column && column < rows.Length && rows[row][column];
    }
}
