using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace Dinghy.Gateway.Tools.Mcp;

/// <summary>One configured server: started when its tools are first needed, watched while it runs, started again with growing pauses. Whatever it does, only its own tools suffer.</summary>
/// <param name="config">As configured.</param>
/// <param name="home">The home folder.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Called when its tools are others than before.</param>
internal sealed class McpServer(McpServerConfig config, string home, ToolLog log, TimeProvider time, Action changed) : IAsyncDisposable
{
    /// <summary>Tools of one server.</summary>
    public const int MaxTools = 128;

    private const int MaxCalls = 8;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_steady = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_pulse = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _calls = new(MaxCalls, MaxCalls);
    private readonly CancellationTokenSource _stop = new();
    private Task<McpLink>? _link;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private int _failures;

    public McpServerConfig Config => config;

    /// <summary>As it last told them; empty until it did.</summary>
    public IReadOnlyList<ITool> Tools { get; private set; } = [];

    /// <summary>It told its tools once.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Why it does not run; null: it runs, or was not needed yet.</summary>
    public string? Problem { get; private set; }

    public bool IsRunning => _link is { IsCompletedSuccessfully: true } link && link.Result.IsAlive;

    /// <summary>Its tools are those that it has now.</summary>
    public bool IsSettled => IsKnown && !(IsRunning && _link!.Result.Stale);

    /// <summary>Starts it where it is needed and waits until its tools are known; a server that rests after a fault is left alone.</summary>
    public async Task ReadyAsync(CancellationToken ct)
    {
        if (IsSettled) return;
        try
        {
            var link = await LinkAsync().WaitAsync(ct);
            if (link.Stale) await ListAsync(link, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Told where it was met.
        }
    }

    /// <summary>Runs one of its tools. Ends within the configured time, whatever the server does.</summary>
    public async Task<ToolResult> CallAsync(string tool, IReadOnlyDictionary<string, object?> arguments, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(config.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct, _stop.Token);
        McpLink? link = null;
        var entered = false;
        try
        {
            await _calls.WaitAsync(either.Token);
            entered = true;
            link = await LinkAsync().WaitAsync(either.Token);
            link.Guard.Reset();
            var result = await link.Client.CallToolAsync(tool, ToolArguments.AsJson(arguments), progress: null, options: null, either.Token).AsTask().WaitAsync(either.Token);
            return McpTool.Told(config.Name, result);
        }
        catch (McpDownException e)
        {
            return ToolResult.Error($"Not run: the server {config.Name} does not run: {e.Message}. Do not try again now; tell the person.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            if (link is not null) _ = PulseAsync(link);
            return ToolResult.Error($"The server {config.Name} did not answer within {config.Timeout.TotalSeconds:N0} seconds; whether it did its work is not known.");
        }
        catch (McpException e) when (link is { IsAlive: true })
        {
            return ToolResult.Error($"The server {config.Name} refused; its reason is data:\n{Fence.Around(Fence.Start(e.Message, 2_000))}");
        }
#pragma warning disable CA1031 // Whatever breaks here is this server's; the turn goes on.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (link is not null) _ = PulseAsync(link);
            log.ServerBroke(config.Name, e.GetType().Name);
            return ToolResult.Error($"The connection to the server {config.Name} broke; whether it did its work is not known. Tell the person.");
        }
        finally
        {
            if (entered) _calls.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task<McpLink>? link;
        lock (_gate) link = _link;
        try
        {
            if (link is not null) await (await link).DisposeAsync();
        }
#pragma warning disable CA1031 // It never came up.
        catch
#pragma warning restore CA1031
        {
            // Nothing to end.
        }
    }

    /// <summary>The connection that is there, or that is being made; or the next one, when the pause after the last fault is over.</summary>
    private Task<McpLink> LinkAsync()
    {
        lock (_gate)
        {
            if (_link is { IsCompleted: false } || IsRunning) return _link!;
            var left = _notBefore - time.GetUtcNow();
            if (left > TimeSpan.Zero) return Task.FromException<McpLink>(new McpDownException($"{Problem ?? "it ended"}; it is started again in {Math.Ceiling(left.TotalSeconds):N0} s at the earliest"));
            if (_stop.IsCancellationRequested) return Task.FromException<McpLink>(new McpDownException("the gateway stops"));
            return _link = Task.Run(StartAsync);
        }
    }

    private async Task<McpLink> StartAsync()
    {
        using var patience = new CancellationTokenSource(config.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        McpLink? link = null;
        try
        {
            link = await McpLink.OpenAsync(config, home, log, time, either.Token);
            await ListAsync(link, either.Token);
            Problem = null;
            log.ServerUp(config.Name, Tools.Count);
            _ = WatchAsync(link, time.GetTimestamp());
            return link;
        }
#pragma warning disable CA1031 // Whatever keeps it from starting is told in one sentence.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (link is not null) await link.DisposeAsync();
            throw Down(patience.IsCancellationRequested ? $"it did not come up within {config.StartTimeout.TotalSeconds:N0} s" : McpFaults.Sentence(e));
        }
    }

    private async Task ListAsync(McpLink link, CancellationToken ct)
    {
        link.Stale = false;
        link.Guard.Reset();
        IList<McpClientTool> listed;
        try
        {
            listed = await link.Client.ListToolsAsync(options: null, ct).AsTask().WaitAsync(ct);
        }
        catch
        {
            // Asked again by the next turn.
            link.Stale = true;
            throw;
        }

        if (listed.Count > MaxTools) log.TooManyTools(config.Name, listed.Count, MaxTools);
        Tools = [.. listed.Take(MaxTools).Select(tool => McpTool.Of(this, config, tool)).OfType<McpTool>().OrderBy(tool => tool.Declaration.Name, StringComparer.Ordinal)];
        IsKnown = true;
        changed();
    }

    private async Task WatchAsync(McpLink link, long began)
    {
        await link.Client.Completion.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await link.DisposeAsync();
        if (_stop.IsCancellationRequested) return;
        if (time.GetElapsedTime(began) >= s_steady) _failures = 0;
        Down("it ended by itself");
    }

    /// <summary>A server that is only slow answers this; one that hangs is ended, to be started anew.</summary>
    private async Task PulseAsync(McpLink link)
    {
        using var patience = new CancellationTokenSource(s_pulse, time);
        try
        {
            await link.Client.PingAsync(options: null, patience.Token).AsTask().WaitAsync(patience.Token);
        }
#pragma warning disable CA1031 // No pulse, whatever the reason.
        catch
#pragma warning restore CA1031
        {
            await link.DisposeAsync();
        }
    }

    private McpDownException Down(string why)
    {
        lock (_gate)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(s_longestPause.TotalSeconds, Math.Pow(2, Math.Min(_failures++, 16))));
            (_notBefore, Problem) = (time.GetUtcNow() + pause, why);
            log.ServerDown(config.Name, why, pause.TotalSeconds);
        }

        return new McpDownException(why);
    }
}

/// <summary>The message is for the model and the operator.</summary>
internal sealed class McpDownException(string message) : Exception(message);
