using System.Text.Json;
using Dinghy.Cli;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.WebConsole;

/// <summary>The configuration file as the console sees and changes it: secrets hidden, one change at a time, and nothing that gives the machine away without a yes there.</summary>
/// <param name="watched">Where it comes from; null: from no file.</param>
/// <param name="home">Where changes wait.</param>
/// <param name="reload">Takes a changed file at once.</param>
/// <param name="gateway">Whose audit keeps it.</param>
/// <param name="time">The clock.</param>
internal sealed class ConfigOffice(ConfigSource? watched, string home, Func<CancellationToken, Task<ReloadReport?>> reload, Func<GatewayHost?> gateway, TimeProvider time)
{
    /// <summary>Looking on must not change what the running gateway watches.</summary>
    private readonly ConfigSource? _source = watched is null ? null : watched with { ReadFile = ConfigSource.FromProcess(null, null).ReadFile };

    private static readonly Lazy<ModelCatalogue> s_catalogue = new(ModelCatalogue.Load);

    public PendingChanges Pending { get; } = new(home, time);

    public bool HasFile => _source is not null;

    public ConfigEditor Editor(string? expected = null) => new(_source!, new ConfigHistory(home, time)) { AsksLocally = true, Expected = expected, KeysBeside = name => s_catalogue.Value.Find(name) is { Keys.Count: > 0 } };

    public ConfigFileReport Show()
    {
        var editor = Editor();
        var text = editor.MaskedText;
        using var values = JsonDocument.Parse(editor.MaskedJson());
        return new(editor.FileName, editor.IsYaml ? "yaml" : "json", text ?? "", editor.Version, text is not null, values.RootElement.Clone());
    }

    /// <summary>Makes a change, has it taken, and keeps who made it.</summary>
    public async Task<ChangeReport> ChangeAsync(Caller caller, string action, string key, string? version, Func<ConfigEditor, EditResult> change, CancellationToken ct)
    {
        var editor = Editor(version);
        var before = editor.Version;
        var result = change(editor);
        if (result.Needs.Count > 0) return await WaitAsync(caller, editor, before, result, ct);
        if (result.Changed) return new ChangeReport("changed", result.Sentence) { Version = editor.Version };
        if (!result.Done) return new ChangeReport("refused", result.Sentence) { Faults = Findings(result.Faults) };
        var after = editor.Version;
        if (after == before) return new ChangeReport("done", result.Sentence) { Version = after };
        var kept = await KeepAsync(new AuditEvent(AuditKinds.ConfigChanged, caller.Name, "", key.Length == 0 ? editor.FileName : key)
        {
            Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["action"] = action, ["file"] = editor.FileName, ["before"] = before, ["after"] = after, ["by"] = "console" },
        }, ct);
        var taken = await reload(ct);
        return new ChangeReport("done", kept ? result.Sentence : $"{result.Sentence} The audit does not have it: the disk does not take it.") { Version = after, Warnings = Findings(result.Warnings), Reload = taken };
    }

    public static IReadOnlyList<ConfigFinding> Findings(IReadOnlyList<ConfigFault> faults) => [.. faults.Select(fault => new ConfigFinding(fault.Path, fault.Found, fault.Hint))];

    private async Task<ChangeReport> WaitAsync(Caller caller, ConfigEditor editor, string version, EditResult result, CancellationToken ct)
    {
        var pending = Pending.Add(caller.Name, result.Needs, version, result.Wanted!);
        await KeepAsync(new AuditEvent(AuditKinds.ConfigAsked, caller.Name, "", editor.FileName)
        {
            Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = pending.Id, ["needs"] = string.Join(' ', result.Needs) },
        }, ct);
        return new ChangeReport("pending", $"{result.Sentence} On the gateway's machine: dinghy config approve {pending.Id}") { Id = pending.Id, Needs = result.Needs, Version = version };
    }

    private async Task<bool> KeepAsync(AuditEvent happened, CancellationToken ct)
    {
        if (gateway() is not { } running) return false;
        try
        {
            await running.Audit.AppendAsync(happened, ct);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }
}

/// <param name="File">Where it lies.</param>
/// <param name="Format"><c>json</c> or <c>yaml</c>.</param>
/// <param name="Text">With comments; secrets as ***.</param>
/// <param name="Version">Of the text.</param>
/// <param name="Exists">False: nothing is written yet.</param>
/// <param name="Values">What stands in it, as plain JSON.</param>
internal sealed record ConfigFileReport(string File, string Format, string Text, string Version, bool Exists, JsonElement Values);

/// <param name="Result"><c>done</c>, <c>refused</c>, <c>pending</c> or <c>changed</c>.</param>
/// <param name="Sentence">For the person.</param>
internal sealed record ChangeReport(string Result, string Sentence)
{
    public string? Version { get; init; }

    public IReadOnlyList<ConfigFinding>? Faults { get; init; }

    public IReadOnlyList<ConfigFinding>? Warnings { get; init; }

    public ReloadReport? Reload { get; init; }

    /// <summary>Of the change that waits.</summary>
    public string? Id { get; init; }

    public IReadOnlyList<string>? Needs { get; init; }
}

internal sealed record CheckReport(bool Ok, IReadOnlyList<ConfigFinding> Faults, IReadOnlyList<ConfigFinding> Warnings, IReadOnlyList<string> Lines)
{
    /// <summary>Why it can not even be read.</summary>
    public string? Sentence { get; init; }
}

internal sealed record SetOrder(string? Path, JsonElement? Value, string? Version);

internal sealed record TextOrder(string? Text, string? Version);

internal sealed record RollbackOrder(int? Number, string? Version);

internal sealed record VersionReport(int Number, DateTimeOffset At);

internal sealed record HistoryReport(IReadOnlyList<VersionReport> Versions);

internal sealed record DiffReport(IReadOnlyList<string> Lines);

internal sealed record PendingReport(string Id, string By, DateTimeOffset At, IReadOnlyList<string> Needs, IReadOnlyList<string> Lines);

internal sealed record PendingListReport(IReadOnlyList<PendingReport> Pending);
