using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Setup;

namespace Dinghy.Cli.Setup;

/// <summary><c>dinghy channels list|status --json</c>.</summary>
/// <param name="Running">A gateway was asked.</param>
/// <param name="Channels">In the file's order.</param>
internal sealed record ChannelListReport(bool Running, IReadOnlyList<ChannelEntry> Channels);

/// <summary>One robot, <c>main</c> where it has no name; of one that is not enabled nothing more was read.</summary>
internal sealed record ChannelEntry(string Account, bool Enabled, string? ClientId, string? Mode, string? DmPolicy)
{
    /// <summary>Null: no gateway runs, or it does not know it.</summary>
    public bool? Connected { get; init; }

    public DateTimeOffset? ConnectedSince { get; init; }

    public DateTimeOffset? LastFrameAt { get; init; }

    public string? LastError { get; init; }

    /// <summary>What DingTalk said to its keys just now; null: not asked.</summary>
    public SetupReport? Probe { get; init; }
}

/// <summary>The robots, from the file and from the gateway that runs.</summary>
internal sealed class ChannelBook(ConfigSource source)
{
    /// <summary>Null: the configuration has faults, which were printed.</summary>
    public ChannelListReport? List()
    {
        if (ConfigOutcome.Load(source) is not { } config) return null;
        var enabled = config.Accounts.ToDictionary(account => account.Id, StringComparer.Ordinal);
        return new(false,
        [
            .. ChannelEdits.Written(config).Union(enabled.Keys, StringComparer.Ordinal).Select(name => enabled.GetValueOrDefault(name) is { } account
                ? new ChannelEntry(name, true, account.ClientId, account.Mode.ToString().ToLowerInvariant(), account.DmPolicy.ToString().ToLowerInvariant())
                : new ChannelEntry(name, false, null, null, null)),
        ]);
    }

    /// <inheritdoc cref="List"/>
    public async Task<ChannelListReport?> StatusAsync(Wizard wizard, string? only, bool probe, CancellationToken ct)
    {
        if (List() is not { } listed) return null;
        var status = await GatewayClient.AskAsync(source.HomeFolder(), "/api/status", CliJson.Default.StatusReport, ct);
        var named = ChannelEdits.AreNamed(wizard.Config());
        var entries = new List<ChannelEntry>();
        foreach (var entry in listed.Channels.Where(one => only is null || one.Account == only))
        {
            var seen = status?.Channels.FirstOrDefault(channel => channel.Account == entry.Account);
            entries.Add(entry with
            {
                Connected = seen?.Connected,
                ConnectedSince = seen?.ConnectedSince,
                LastFrameAt = seen?.LastFrameAt,
                LastError = seen?.LastError,
                Probe = probe && entry.Enabled ? wizard.Report(await wizard.Desk.Channel.CheckAsync(new ChannelAnswers { Account = named ? entry.Account : null }, offline: false, ct)) : null,
            });
        }

        return new(status is not null, entries);
    }
}

/// <summary>Robots as a person reads them.</summary>
internal static class ChannelText
{
    public static string Of(ChannelListReport report) => report.Channels.Count == 0
        ? "No robot is configured. dinghy onboard sets one up."
        : string.Join('\n', report.Channels.Select(one => Of(one, report.Running)));

    private static string Of(ChannelEntry entry, bool running) => string.Join(", ",
    [
        $"dingtalk [{entry.Account}]: {(entry.Enabled ? "enabled" : "not enabled")}",
        .. entry.ClientId is null ? Array.Empty<string>() : [$"client id {entry.ClientId}", $"mode {entry.Mode}", $"private chats {entry.DmPolicy}"],
        .. !running ? Array.Empty<string>() : entry.Connected switch
        {
            true => [$"connected{(entry.ConnectedSince is { } since ? $" since {At(since)}" : "")}{(entry.LastFrameAt is { } last ? $", last frame {At(last)}" : "")}"],
            false => [$"NOT connected{(entry.LastError is { } error ? $" ({error})" : "")}"],
            null => ["not known to the running gateway"],
        },
        .. entry.Probe switch
        {
            null => Array.Empty<string>(),
            { Ok: true } => ["works"],
            var bad => [$"probe failed: {bad.Sentence ?? bad.Checks.FirstOrDefault(check => check.Outcome == "fail") switch { { } check => $"{check.Id}: {check.Cause}; {check.Next}", _ => "" }}"],
        },
    ]);

    private static string At(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
