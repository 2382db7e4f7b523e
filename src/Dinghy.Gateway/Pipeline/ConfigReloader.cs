using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Configuration.Files;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>
/// Takes a changed configuration while the gateway runs. The files are looked at every second, whatever changed them; a change that
/// has settled is loaded and checked. One with faults is told and changes nothing.
/// </summary>
internal sealed class ConfigReloader : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);

    private readonly GatewayHost _host;
    private readonly ConfigSource _source;
    private readonly WatchedFiles _files;
    private readonly Func<DinghyConfig, GatewayParts> _parts;
    private readonly ConfigHistory _history;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private GatewayConfig? _written;
    private Task _loop = Task.CompletedTask;

    /// <param name="host">Runs with the configuration that <paramref name="source"/> gave.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="parts">The parts of the start, with the models of a configuration.</param>
    /// <param name="logger">Where it is told.</param>
    /// <param name="time">The clock.</param>
    public ConfigReloader(GatewayHost host, ConfigSource source, Func<DinghyConfig, GatewayParts> parts, ILogger<ConfigReloader> logger, TimeProvider time)
    {
        _files = new WatchedFiles(source.ReadFile);
        (_host, _source, _parts, _logger, _time) = (host, source with { ReadFile = _files.Read }, parts, logger, time);
        _history = new ConfigHistory(host.Config.Home, time);
    }

    public void Start()
    {
        // To learn which files count and what they said.
        var started = ConfigLoader.Load(_source);
        _written = started.Config?.Gateway;
        Keep(started);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Loads, checks and takes it now.</summary>
    public async Task<ReloadReport> ReloadAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            _files.Forget();
            var result = ConfigLoader.Load(_source);
            ConfigLog.Write(_logger, result);
            var report = result.Config is { } next ? await TakeAsync(next, ct) : new ReloadReport(_time.GetUtcNow(), false, [.. result.Faults.Select(fault => fault.ToString())], [], []);
            if (report.Ok) Keep(result);
            ConfigLog.Reloaded(_logger, report.Ok, report.Faults.Count, report.Problems.Count, string.Join(", ", report.NeedsRestart));
            return _host.LastReload = report;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _one.Dispose();
    }

    private async Task<ReloadReport> TakeAsync(DinghyConfig next, CancellationToken ct)
    {
        var now = _host.Config;
        // Against what was written at the start: the command line may have given another port.
        var written = _written ?? now.Gateway;
        string[] restart =
        [
            .. Changed("gateway.host", written.Host, next.Gateway.Host),
            .. Changed("gateway.port", written.Port, next.Gateway.Port),
        ];
        next = next with { Home = now.Home, Gateway = now.Gateway };
        return new(_time.GetUtcNow(), true, [], await _host.ApplyAsync(next, _parts(next), ct), restart);
    }

    private static IEnumerable<string> Changed<T>(string key, T now, T next) => EqualityComparer<T>.Default.Equals(now, next) ? [] : [key];

    private async Task LoopAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(s_every, _time);
            string? unsettled = null;
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var difference = _files.Difference();
                // An editor may still be writing: taken when it looks the same twice.
                if (difference is not null && difference == unsettled) await TryReloadAsync();
                unsettled = difference;
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task TryReloadAsync()
    {
        try
        {
            await ReloadAsync(_stop.Token);
        }
#pragma warning disable CA1031 // The next change is another chance; a gateway does not end over its configuration.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ConfigLog.NotReloaded(_logger, fault);
        }
    }

    /// <summary>A configuration that was good is one to go back to.</summary>
    private void Keep(ConfigResult result)
    {
        if (result.Config?.File is not { } file) return;
        try
        {
            _history.Add(File.ReadAllText(file), file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            ConfigLog.NotKept(_logger, fault);
        }
    }
}
