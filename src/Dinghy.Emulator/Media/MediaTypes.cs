namespace Dinghy.Emulator;

/// <summary>The media types of uploads, with what they allow.</summary>
internal static class MediaTypes
{
    private const int Megabyte = 1024 * 1024;

    private static readonly Dictionary<string, (int MaxBytes, string[] Extensions)> s_allowed = new(StringComparer.Ordinal)
    {
        ["image"] = (20 * Megabyte, ["jpg", "gif", "png", "bmp"]),
        ["voice"] = (2 * Megabyte, ["amr", "mp3", "wav"]),
        ["video"] = (20 * Megabyte, ["mp4"]),
        ["file"] = (20 * Megabyte, ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar"]),
    };

    /// <summary>What the robot may send as <c>sampleFile</c>.</summary>
    public static readonly string[] SendableFiles = ["xlsx", "pdf", "zip", "rar", "doc", "docx"];

    public static bool Allows(string type, string name) =>
        s_allowed.TryGetValue(type, out var rule) && rule.Extensions.Contains(Extension(name), StringComparer.Ordinal);

    public static bool Fits(string type, int bytes) => s_allowed.TryGetValue(type, out var rule) && bytes <= rule.MaxBytes;

    /// <summary>What a person's file would be shown as, by its name.</summary>
    public static string Of(string name) => Extension(name) switch
    {
        "jpg" or "jpeg" or "gif" or "png" or "bmp" or "webp" => "image",
        "amr" or "mp3" or "wav" or "ogg" => "voice",
        "mp4" or "mov" => "video",
        _ => "file",
    };

    /// <summary>For a browser: pictures as such, all else as mere bytes, so that nothing a person sends can run.</summary>
    public static string ContentType(string name) => Extension(name) switch
    {
        "jpg" or "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "png" => "image/png",
        "bmp" => "image/bmp",
        "webp" => "image/webp",
        _ => "application/octet-stream",
    };

    private static string Extension(string name) => Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
}
