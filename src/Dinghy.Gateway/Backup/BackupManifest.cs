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
}

/// <param name="Path">Below the home folder, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Hex.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
