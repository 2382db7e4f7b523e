using System.IO.Compression;

namespace Dinghy.Gateway.Outbox.Files;

/// <summary>A zip in memory; the same content always gives the same bytes.</summary>
internal static class Zipped
{
    /// <summary>The earliest time a zip can tell.</summary>
    private static readonly DateTimeOffset s_then = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string NameOf(string file) => Path.GetFileNameWithoutExtension(file) + ".zip";

    public static byte[] Of(params IReadOnlyList<(string Name, byte[] Content)> files)
    {
        using var whole = new MemoryStream();
        using (var zip = new ZipArchive(whole, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = s_then;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return whole.ToArray();
    }
}
