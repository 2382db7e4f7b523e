using System.Security.Cryptography;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary>Brings a change of the configuration into the audit: through the gateway where one runs, else into its database. A home without a database has no audit yet.</summary>
internal sealed class ConfigAudit(ConfigSource source)
{
    private readonly HomeDoor _home = new(source.HomeFolder());
    private readonly string _file = source.ConfigFile();

    /// <summary>Makes the edit, and keeps that it was made.</summary>
    public async Task<EditResult> KeepAsync(string action, string key, Func<EditResult> edit, CancellationToken ct)
    {
        var before = HashOf();
        var result = edit();
        if (!result.Done || HashOf() is not { } after || after == before) return result;
        try
        {
            await KeepAsync(new ConfigChange(action, key, _file, before ?? "", after), ct);
            return result;
        }
        catch (Exception e) when (e is StoreException or IOException)
        {
            return result with { Sentence = $"{result.Sentence} The audit does not have it: {e.Message}" };
        }
    }

    private async Task KeepAsync(ConfigChange change, CancellationToken ct)
    {
        if (await _home.AskAsync(client => client.PostAsync("/api/audit/config", change, CliJson.Default.ConfigChange, CliJson.Default.AuditEntryReport, ct)) is not null) return;
        if (_home.HasStore) await _home.DirectlyAsync(store => store.AppendAuditAsync(change.ToEvent(), TimeProvider.System.GetUtcNow(), ct));
    }

    private string? HashOf() => File.Exists(_file) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_file))) : null;
}
