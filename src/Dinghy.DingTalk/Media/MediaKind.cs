using System.Collections.Frozen;

namespace Dinghy.DingTalk.Media;

public enum MediaKind { Image, Voice, Video, File }

/// <summary>What DingTalk's upload page promises to take.</summary>
public static class MediaLimits
{
    private const long Megabyte = 1024 * 1024;

    private static readonly FrozenSet<string> _images = Set("jpg", "jpeg", "gif", "png", "bmp");
    private static readonly FrozenSet<string> _films = Set("mp4");
    private static readonly FrozenSet<string> _files = Set("doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar");

    // The upload page leaves ogg out; the page of the message that plays the sound asks for it.
    private static readonly FrozenSet<string> _sounds = Set("amr", "mp3", "wav", "ogg");

    /// <returns>Bytes.</returns>
    public static long MaxBytes(MediaKind kind) => kind == MediaKind.Voice ? 2 * Megabyte : 20 * Megabyte;

    /// <returns>File endings without a dot, in any case.</returns>
    public static IReadOnlySet<string> Formats(MediaKind kind) => kind switch
    {
        MediaKind.Image => _images,
        MediaKind.Voice => _sounds,
        MediaKind.Video => _films,
        _ => _files,
    };

    internal static string WireName(MediaKind kind) => kind switch
    {
        MediaKind.Image => "image",
        MediaKind.Voice => "voice",
        MediaKind.Video => "video",
        _ => "file",
    };

    private static FrozenSet<string> Set(params string[] endings) => endings.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
