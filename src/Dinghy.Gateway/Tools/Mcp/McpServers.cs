using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tools.Mcp;

/// <summary>All servers; kept over changes of the configuration that do not touch them.</summary>
internal sealed class McpServers(string home, ToolLog log, TimeProvider time) : IAsyncDisposable
{
    /// <summary>A turn waits so long for servers that have not told their tools yet; they go on starting meanwhile.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private List<(string Fingerprint, McpServer Server)> _servers = [];
    private volatile ToolSet _set = ToolSet.Empty;
    private Task _leaving = Task.CompletedTask;

    public IReadOnlyList<McpServer> All
    {
        get
        {
            lock (_gate) return [.. _servers.Select(pair => pair.Server)];
        }
    }

    /// <summary>The tools of all, as they are now.</summary>
    public ToolSet Set => _set;

    /// <summary>Takes the configured servers: those that are the same go on, others are ended beside.</summary>
    public void Use(IReadOnlyList<McpServerConfig> configs)
    {
        lock (_gate)
        {
            var before = _servers;
            _servers = [.. configs.Select(config => (Print: config.Fingerprint(), config)).Select(one =>
                before.FirstOrDefault(old => old.Fingerprint == one.Print) is { Server: { } } same ? same : (one.Print, new McpServer(one.config, home, log, time, Changed)))];
            var gone = before.Where(old => _servers.TrueForAll(now => now.Server != old.Server)).Select(old => old.Server).ToList();
            _leaving = Task.WhenAll([_leaving, .. gone.Select(server => server.DisposeAsync().AsTask())]);
        }

        Changed();
    }

    public async ValueTask DisposeAsync()
    {
        List<McpServer> all;
        Task leaving;
        lock (_gate) (all, _servers, leaving) = ([.. _servers.Select(pair => pair.Server)], [], _leaving);
        await Task.WhenAll([leaving, .. all.Select(server => server.DisposeAsync().AsTask())]);
    }

    private void Changed()
    {
        lock (_gate) _set = _servers.Count == 0 ? ToolSet.Empty : new ToolSet([.. _servers.SelectMany(pair => pair.Server.Tools)], ReadyAsync);
    }

    private async Task ReadyAsync(IReadOnlyList<string>? allowed, CancellationToken ct)
    {
        var wanted = All.Where(server => allowed is null || allowed.Any(pattern => ToolPattern.MayFit(pattern, $"{server.Config.Name}_"))).ToList();
        if (wanted.TrueForAll(server => server.IsSettled)) return;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            await Task.WhenAll(wanted.Select(server => server.ReadyAsync(either.Token)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // This turn goes without the tools that are not known by now.
        }
    }
}
