namespace Dinghy.Gateway.Tools.Lengths;

/// <summary>AMR: frames of 20 ms, whose first byte tells their size.</summary>
internal static class AmrLength
{
    private static readonly int[] s_narrow = [12, 13, 15, 17, 19, 20, 26, 31, 5, -1, -1, -1, -1, -1, -1, 0];
    private static readonly int[] s_wide = [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, -1, -1, -1, -1, 0, 0];

    public static double Seconds(ReadOnlySpan<byte> file)
    {
        var (at, sizes) = file.StartsWith("#!AMR\n"u8) ? (6, s_narrow) : file.StartsWith("#!AMR-WB\n"u8) ? (9, s_wide) : (0, []);
        if (at == 0) return 0;
        var frames = 0;
        while (at < file.Length)
        {
            var size = sizes[(file[at] >> 3) & 0x0F];
            if (size < 0 || at + 1 + size > file.Length) break;
            frames++;
            at += 1 + size;
        }

        return frames * 0.02;
    }
}
