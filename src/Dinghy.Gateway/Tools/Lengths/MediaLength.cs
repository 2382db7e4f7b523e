namespace Dinghy.Gateway.Tools.Lengths;

/// <summary>How long a sound or film plays, read from its own bytes.</summary>
internal static class MediaLength
{
    /// <param name="file">Can seek; read from its start.</param>
    /// <param name="ending">Without a dot, in any case.</param>
    /// <returns>Null: this is no such file, or it plays for no time at all.</returns>
    public static TimeSpan? Of(Stream file, string ending)
    {
        var seconds = ending.ToUpperInvariant() switch
        {
            "WAV" => WavLength.Seconds(Whole(file)),
            "MP3" => Mp3Length.Seconds(Whole(file)),
            "AMR" => AmrLength.Seconds(Whole(file)),
            "OGG" => OggLength.Seconds(Whole(file)),
            "MP4" => Mp4Length.Seconds(file),
            _ => 0,
        };
        return seconds is >= 0.01 and < 24 * 3600 ? TimeSpan.FromMilliseconds(Math.Round(seconds * 1000)) : null;
    }

    /// <summary>Sounds are small: DingTalk takes 2 MB.</summary>
    private static ReadOnlySpan<byte> Whole(Stream file)
    {
        var bytes = new byte[Math.Min(file.Length, 4 * 1024 * 1024)];
        file.Position = 0;
        return bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
