using Dinghy.Admin;
using Dinghy.Cli.Setup;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace Dinghy.Tests.Cli.Setup;

public sealed class QrPictureTests
{
    [Theory]
    [InlineData("https://login.dingtalk.com/oauth2/device?user_code=BCDF-GHJK")]
    [InlineData("x")]
    [InlineData("https://example.test/一个中文地址?a=1&b=2")]
    public void What_is_drawn_in_half_blocks_reads_as_the_text(string text)
    {
        var lines = QrPicture.Of(text, 200)!.TrimEnd('\n').Split('\n');
        lines.ShouldAllBe(line => line.StartsWith("\e[30;107m") && line.EndsWith("\e[0m"));
        var rows = lines.Select(line => line["\e[30;107m".Length..^"\e[0m".Length]).ToList();
        rows.ShouldAllBe(row => row.Length == rows[0].Length);
        // As a camera sees it: four dots for each half of a character.
        const int Dots = 4;
        var (width, height) = (rows[0].Length * Dots, rows.Count * 2 * Dots);
        var grey = new byte[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var half = y / Dots % 2;
                var dark = rows[y / Dots / 2][x / Dots] switch { '█' => true, '▀' => half == 0, '▄' => half == 1, ' ' => false, var other => throw new InvalidOperationException($"'{other}' is no half block.") };
                grey[(y * width) + x] = dark ? (byte)0 : (byte)255;
            }

        var read = new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(new PlanarYUVLuminanceSource(grey, width, height, 0, 0, width, height, false))));
        read.ShouldNotBeNull().Text.ShouldBe(text);
    }

    [Fact]
    public void A_code_that_is_wider_than_the_window_is_not_drawn()
    {
        var side = QrMatrix.Of("x").Length + (2 * QrMatrix.Quiet);
        QrPicture.Of("x", side).ShouldNotBeNull();
        QrPicture.Of("x", side - 1).ShouldBeNull();
    }

    [Fact]
    public void The_smallest_code_is_the_standards_own_example_of_a_size()
    {
        // ISO/IEC 18004: version 1 has 21 modules a side, three finders of 7 and, beside the lower left one, a module that is always dark.
        var rows = QrMatrix.Digits("x");
        rows.Count.ShouldBe(21);
        foreach (var row in new[] { rows[0], rows[6] }) (row[..8], row[13..]).ShouldBe(("11111110", "01111111"));
        rows[13][8].ShouldBe('1');
        rows[6][6..15].ShouldBe("101010101", "the timing pattern");
    }
}
