using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Doctor;

namespace Dinghy.Cli;

/// <summary>What <c>doctor --fix</c> puts right in the configuration file: one edit each, checked, kept in the history and in the audit.</summary>
/// <param name="source">Of the configuration.</param>
/// <param name="fromAfar">What gives the machine away needs somebody at it.</param>
internal sealed class ConfigRepairs(ConfigSource source, bool fromAfar)
{
    public static IReadOnlyList<Repair> Blanks(ConfigResult config) =>
        [.. config.Warnings.Where(ConfigChecks.IsBlank).Select(warning => new Repair("config.blanks", warning.Path, new("去掉凭据前后的空白", "the blanks around it are removed")))];

    /// <summary>Keys of the file that are misspelt and can only mean one other, which does not stand there yet.</summary>
    public IReadOnlyList<KeyRepair> Renames(ConfigResult config)
    {
        try
        {
            var editor = Editor();
            return [.. config.Warnings.Where(warning => warning.Rename is { } to && editor.CanRename(warning.Path, to)).Select(warning => new KeyRepair(warning.Path, warning.Rename!))];
        }
        catch (IOException)
        {
            // That it can not be read is a fault of its own.
            return [];
        }
    }

    public Task<Repair> RenameAsync(KeyRepair misspelt, CancellationToken ct) => EditAsync(misspelt, editor => editor.Rename(misspelt.Target, misspelt.To), ct);

    public Task<Repair> TrimAsync(Repair blank, CancellationToken ct) => EditAsync(blank, editor => editor.Trim(blank.Target), ct);

    private async Task<Repair> EditAsync(Repair repair, Func<ConfigEditor, EditResult> edit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            var result = await new ConfigAudit(source).KeepAsync("set", repair.Target, () => edit(Editor()), ct);
            return repair with { Done = result.Done, Failure = result.Done ? null : result.Sentence };
        }
        catch (IOException e)
        {
            return repair with { Done = false, Failure = e.Message };
        }
    }

    private ConfigEditor Editor() => new(source, new ConfigHistory(source.HomeFolder(), TimeProvider.System)) { AsksLocally = fromAfar };
}
