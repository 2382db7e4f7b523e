using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary>Turns from the terminal: through the gateway where one runs, else on its database, which is then held so that none starts meanwhile. What is begun again there goes out at the next start.</summary>
internal sealed class TurnDoor(ConfigSource source)
{
    private readonly HomeDoor _home = new(source.HomeFolder());

    /// <summary>No gateway did it: the next start will.</summary>
    public bool IsLater { get; private set; }

    public async Task<TurnListReport> ListAsync(TurnQuery query, CancellationToken ct)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/turns?limit={query.Limit}");
        foreach (var (name, value) in new[] { ("outcome", query.Outcome), ("account", query.Account), ("person", query.Person), ("before", query.Before?.ToString(CultureInfo.InvariantCulture)) })
            if (value is not null) path += $"&{name}={Uri.EscapeDataString(value)}";
        return await _home.AskAsync(client => client.GetAsync(path, CliJson.Default.TurnListReport, ct))
            ?? await _home.DirectlyAsync(async store => await TurnRoutes.ListAsync(store, query, ct), new TurnListReport([], null));
    }

    public async Task<DeadListReport> DeadAsync(int limit, CancellationToken ct) =>
        await _home.AskAsync(client => client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/replies/dead?limit={limit}"), CliJson.Default.DeadListReport, ct))
            ?? await _home.DirectlyAsync(async store => DeadListReport.Of(await store.ReadDeadAsync(limit, ct)), new([]));

    /// <summary>What the list says of a turn that has no trace, since it was refused at the door; null: the list has none either.</summary>
    public async Task<TurnRowReport?> RefusedAsync(string named, CancellationToken ct)
    {
        var rows = Number(named) is { } id ? (await ListAsync(new TurnQuery(1) { Before = id + 1 }, ct)).Turns.Where(turn => turn.Id == id) : await NamedAsync(named, ct);
        return rows.FirstOrDefault(row => row.Outcome?.StartsWith("ignored", StringComparison.Ordinal) == true);
    }

    /// <param name="named">A turn's number, or DingTalk's msgId.</param>
    /// <param name="raw">With the frame.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>Null: there is none. A refused one has no trace; it stands in the list.</returns>
    public async Task<(TraceReport? Trace, IReadOnlyList<TurnRowReport> Named)> TraceAsync(string named, bool raw, CancellationToken ct)
    {
        var rows = await NamedAsync(named, ct);
        if ((Number(named) ?? (rows is [var newest, ..] ? newest.Id : (long?)null)) is not { } id) return (null, rows);
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/turns/{id}/trace?raw={(raw ? "true" : "false")}");
        var told = await _home.AskAsync(client => client.FindAsync(path, CliJson.Default.TraceReport, ct));
        return (told is null ? await _home.DirectlyAsync(store => TurnRoutes.TraceAsync(store, id, raw, ct), nothing: null) : told.Value, rows);
    }

    /// <param name="action"><c>resend</c> or <c>retry</c>.</param>
    /// <param name="named">A turn's number, or DingTalk's msgId.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<AgainReport> AgainAsync(string action, string named, CancellationToken ct)
    {
        if ((Number(named) ?? (await NamedAsync(named, ct) is [var newest, ..] ? newest.Id : (long?)null)) is not { } id) return AgainReport.Of(new(AgainResult.NoSuchTurn, 0));
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/turns/{id}/{action}");
        return await _home.AskAsync(client => client.PostAsync(path, CliJson.Default.AgainReport, ct)) ?? await LaterAsync(action, id, ct);
    }

    private async Task<AgainReport> LaterAsync(string action, long id, CancellationToken ct)
    {
        IsLater = true;
        var now = TimeProvider.System.GetUtcNow();
        return AgainReport.Of(await _home.DirectlyAsync(async store => await (action == "resend" ? store.ResendAsync(id, TurnRoutes.Operator, now, ct) : store.RetryAsync(id, TurnRoutes.Operator, now, ct)), new(AgainResult.NoSuchTurn, id)));
    }

    private static long? Number(string named) => long.TryParse(named.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private async Task<IReadOnlyList<TurnRowReport>> NamedAsync(string named, CancellationToken ct)
    {
        if (Number(named) is not null) return [];
        var path = $"/api/turns?message={Uri.EscapeDataString(named)}";
        return (await _home.AskAsync(client => client.GetAsync(path, CliJson.Default.TurnListReport, ct)) ?? await _home.DirectlyAsync(async store => await TurnRoutes.FindAsync(store, named, ct), new TurnListReport([], null)))?.Turns ?? [];
    }
}
