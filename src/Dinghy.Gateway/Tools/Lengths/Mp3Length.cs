namespace Dinghy.Gateway.Tools.Lengths;

/// <summary>MPEG audio: every frame is counted, so that a variable rate or a wrong header does not matter.</summary>
internal static class Mp3Length
{
    /// <summary>kbit/s of layers I, II and III of version 1; I, then II and III of versions 2 and 2.5.</summary>
    private static readonly int[][] s_rates =
    [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];

    private static readonly int[] s_samplings = [44_100, 48_000, 32_000];

    public static double Seconds(ReadOnlySpan<byte> file)
    {
        var seconds = 0.0;
        var frames = 0;
        for (var at = AfterTag(file); at + 4 <= file.Length;)
        {
            if (Frame(file[at..]) is not { } frame)
            {
                at++;
                continue;
            }

            // Two bytes of noise may look like a frame; two frames in a row do not happen by chance.
            if (frames == 0 && at + frame.Bytes + 4 <= file.Length && Frame(file[(at + frame.Bytes)..]) is null)
            {
                at++;
                continue;
            }

            frames++;
            seconds += frame.Seconds;
            at += frame.Bytes;
        }

        return frames < 2 ? 0 : seconds;
    }

    /// <summary>An ID3v2 tag may hold a cover that looks like anything.</summary>
    private static int AfterTag(ReadOnlySpan<byte> file) =>
        file.Length >= 10 && file.StartsWith("ID3"u8)
            ? Math.Min(file.Length, 10 + ((file[6] & 0x7F) << 21 | (file[7] & 0x7F) << 14 | (file[8] & 0x7F) << 7 | (file[9] & 0x7F)))
            : 0;

    private static (int Bytes, double Seconds)? Frame(ReadOnlySpan<byte> header)
    {
        if (header.Length < 4 || header[0] != 0xFF || (header[1] & 0xE0) != 0xE0) return null;
        var (version, layer) = ((header[1] >> 3) & 3, 4 - ((header[1] >> 1) & 3));
        var (rate, sampling, padding) = (header[2] >> 4, (header[2] >> 2) & 3, (header[2] >> 1) & 1);
        if (version == 1 || layer == 4 || rate is 0 or 15 || sampling == 3) return null;

        var first = version == 3;
        var bits = s_rates[first ? layer - 1 : layer == 1 ? 3 : 4][rate] * 1000;
        var hertz = s_samplings[sampling] / (first ? 1 : version == 2 ? 2 : 4);
        var samples = layer == 1 ? 384 : layer == 2 || first ? 1152 : 576;
        var bytes = layer == 1 ? ((12 * bits / hertz) + padding) * 4 : (samples / 8 * bits / hertz) + padding;
        return bytes < 24 ? null : (bytes, (double)samples / hertz);
    }
}
