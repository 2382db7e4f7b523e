using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Backup;

/// <summary>What a backup holds, as <c>manifest.json</c> in it: without it, or with one that does not fit, a file is no backup.</summary>
/// <param name="Format">Of the backup; see <see cref="Newest"/>.</param>
/// <param name="Program">The version that made it.</param>
/// <param name="Schema">Of the database; null: there was none.</param>
/// <param name="At">When.</param>
/// <param name="Secrets">Tokens, key files and the secrets in the configuration are in it.</param>
/// <param name="Files">All of them.</param>
/// <param name="LeftOut">What lies in the home folder and is not in it.</param>
internal sealed record BackupManifest(int Format, string Program, int? Schema, DateTimeOffset At, bool Secrets, IReadOnlyList<BackupFile> Files, IReadOnlyList<string> LeftOut)
{
    public const string Name = "manifest.json";

    public const int Newest = 1;

    /// <summary>Of a million files; whatever an entry says of its length, no more is read.</summary>
    private const int MostBytes = 256 * 1024 * 1024;

    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="InvalidDataException">It is longer than any, or damaged.</exception>
    public static BackupManifest? Read(ZipArchiveEntry entry)
    {
        using var from = entry.Open();
        using var text = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            text.Write(buffer, 0, read);
            if (text.Length > MostBytes) throw new InvalidDataException($"{Name} is longer than any.");
        }

        text.Position = 0;
        return JsonSerializer.Deserialize(text, BackupJson.Default.BackupManifest);
    }
}

/// <param name="Path">Below the home folder, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Hex.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
