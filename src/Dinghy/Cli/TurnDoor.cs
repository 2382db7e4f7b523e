using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Cli;

/// <summary>Turns from the terminal: through the gateway where one runs, else on its database, which is then held so that none starts meanwhile. What is begun again there goes out at the next start.</summary>
internal sealed class TurnDoor(ConfigSource source)
{
    private readonly string _home = source.HomeFolder();

    /// <summary>No gateway did it: the next start will.</summary>
    public bool IsLater { get; private set; }

    public async Task<TurnListReport> ListAsync(TurnQuery query, CancellationToken ct)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/turns?limit={query.Limit}");
        foreach (var (name, value) in new[] { ("outcome", query.Outcome), ("account", query.Account), ("person", query.Person), ("before", query.Before?.ToString(CultureInfo.InvariantCulture)) })
            if (value is not null) path += $"&{name}={Uri.EscapeDataString(value)}";
        return await AskAsync(client => client.GetAsync(path, CliJson.Default.TurnListReport, ct))
            ?? await DirectlyAsync<TurnListReport>(async store => await TurnRoutes.ListAsync(store, query, ct)) ?? new([], null);
    }

    public async Task<DeadListReport> DeadAsync(int limit, CancellationToken ct) =>
        await AskAsync(client => client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/replies/dead?limit={limit}"), CliJson.Default.DeadListReport, ct))
            ?? await DirectlyAsync<DeadListReport>(async store => DeadListReport.Of(await store.ReadDeadAsync(limit, ct))) ?? new([]);

    /// <param name="named">A turn's number, or DingTalk's msgId.</param>
    /// <param name="raw">With the frame.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>Null: there is none. A refused one has no trace; it stands in the list.</returns>
    public async Task<(TraceReport? Trace, IReadOnlyList<TurnRowReport> Named)> TraceAsync(string named, bool raw, CancellationToken ct)
    {
        var rows = await NamedAsync(named, ct);
        if ((Number(named) ?? (rows is [var newest, ..] ? newest.Id : (long?)null)) is not { } id) return (null, rows);
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/turns/{id}/trace?raw={(raw ? "true" : "false")}");
        var told = await AskAsync(client => client.FindAsync(path, CliJson.Default.TraceReport, ct));
        return (told is null ? await DirectlyAsync(store => TurnRoutes.TraceAsync(store, id, raw, ct)) : told.Value, rows);
    }

    /// <param name="action"><c>resend</c> or <c>retry</c>.</param>
    /// <param name="named">A turn's number, or DingTalk's msgId.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<AgainReport> AgainAsync(string action, string named, CancellationToken ct)
    {
        if ((Number(named) ?? (await NamedAsync(named, ct) is [var newest, ..] ? newest.Id : (long?)null)) is not { } id) return AgainReport.Of(new(AgainResult.NoSuchTurn, 0));
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/turns/{id}/{action}");
        return await AskAsync(client => client.PostAsync(path, CliJson.Default.AgainReport, ct)) ?? await LaterAsync(action, id, ct);
    }

    private async Task<AgainReport> LaterAsync(string action, long id, CancellationToken ct)
    {
        IsLater = true;
        var now = TimeProvider.System.GetUtcNow();
        return AgainReport.Of(await DirectlyAsync<AgainOutcome>(async store => await (action == "resend" ? store.ResendAsync(id, TurnRoutes.Operator, now, ct) : store.RetryAsync(id, TurnRoutes.Operator, now, ct))) ?? new(AgainResult.NoSuchTurn, id));
    }

    private static long? Number(string named) => long.TryParse(named.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private async Task<IReadOnlyList<TurnRowReport>> NamedAsync(string named, CancellationToken ct)
    {
        if (Number(named) is not null) return [];
        var path = $"/api/turns?message={Uri.EscapeDataString(named)}";
        return (await AskAsync(client => client.GetAsync(path, CliJson.Default.TurnListReport, ct)) ?? await DirectlyAsync<TurnListReport>(async store => await TurnRoutes.FindAsync(store, named, ct)))?.Turns ?? [];
    }

    private async Task<T?> AskAsync<T>(Func<AdminClient, Task<T?>> ask) where T : class
    {
        if (RunningGateway.Find(_home) is not { } gateway) return null;
        using var client = new AdminClient(gateway, _home);
        return await ask(client);
    }

    /// <returns>Null: nothing was stored there yet.</returns>
    private async Task<T?> DirectlyAsync<T>(Func<ITraceStore, Task<T?>> work) where T : class
    {
        if (!File.Exists(Path.Combine(_home, "dinghy.db"))) return null;
        using var held = HomeLock.Take(_home);
        await using var store = SqliteStore.Open(_home);
        return await work(store);
    }
}
