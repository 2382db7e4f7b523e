using System.Security.Cryptography;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>
/// Takes a changed configuration while the gateway runs. The files are looked at every second, whatever changed them; a change that
/// has settled is loaded and checked. One with faults is told and changes nothing, and so is a file that has gone: a policy is not opened by a slip.
/// </summary>
internal sealed class ConfigReloader : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);

    /// <summary>Between tries of keys that DingTalk could not be asked about; doubles.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private readonly GatewayHost _host;
    private readonly ConfigSource _source;
    private readonly WatchedFiles _files;
    private readonly GatewayConfig _written;
    private readonly Func<DinghyConfig, GatewayParts> _parts;
    private MapNode _taken;
    private readonly ConfigHistory _history;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private TimeSpan _pause = s_again;
    private long? _tryAt;
    private Task _loop = Task.CompletedTask;

    /// <param name="host">Runs with the configuration that <paramref name="watched"/> took.</param>
    /// <param name="watched">Where it comes from.</param>
    /// <param name="parts">The parts of the start, with the models of a configuration.</param>
    /// <param name="logger">Where it is told.</param>
    /// <param name="time">The clock.</param>
    public ConfigReloader(GatewayHost host, WatchedConfig watched, Func<DinghyConfig, GatewayParts> parts, ILogger<ConfigReloader> logger, TimeProvider time)
    {
        (_host, _source, _files, _parts, _logger, _time) = (host, watched.Source, watched.Files, parts, logger, time);
        // Against what was written: the command line may have given another port.
        (_written, _taken) = ((watched.Written ?? host.Config).Gateway, (watched.Written ?? host.Config).Written);
        _history = new ConfigHistory(host.Config.Home, time);
    }

    public void Start()
    {
        Keep(_host.Config);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Loads, checks and takes it now.</summary>
    /// <param name="ct">Gives up waiting; what has begun is brought to its end.</param>
    public Task<ReloadReport> ReloadAsync(CancellationToken ct) => Task.Run(ReloadAsync, CancellationToken.None).WaitAsync(ct);

    private async Task<ReloadReport> ReloadAsync()
    {
        await _one.WaitAsync(_stop.Token);
        try
        {
            _files.Forget();
            var result = WithVanished(ConfigLoader.Load(_source));
            ConfigLog.Write(_logger, result);
            var report = result.Config is { } next ? await TakeAsync(next) : new ReloadReport(_time.GetUtcNow(), false, [.. result.Faults.Select(fault => fault.ToString())], [], [], []);
            if (report.Ok)
            {
                Keep(result.Config!);
                _files.Keep();
            }

            ConfigLog.Reloaded(_logger, report.Ok, report.Faults.Count, report.Problems.Count, report.NeedsRestart, report.Changed);
            _host.LastReload = report;
            if (report.Ok) await RecordAsync(result.Config!);
            return report;
        }
        catch (Exception)
        {
            TryAgain(true);
            throw;
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
        // One that somebody asked for may still be ending.
        await _one.WaitAsync();
        _one.Dispose();
        _stop.Dispose();
    }

    /// <summary>A start may do without a file; a running gateway does not take its absence for a wish.</summary>
    private ConfigResult WithVanished(ConfigResult result) => _files.Vanished is not { Count: > 0 } gone ? result : result with
    {
        Config = null,
        Faults = [.. result.Faults, .. gone.Select(file => new ConfigFault(file, "no such file, and the running configuration was made of it", "put it back, or start the gateway anew without it"))],
    };

    private async Task<ReloadReport> TakeAsync(DinghyConfig next)
    {
        var now = _host.Config;
        string[] restart =
        [
            .. Changed("gateway.host", _written.Host, next.Gateway.Host),
            .. Changed("gateway.port", _written.Port, next.Gateway.Port),
        ];
        next = next with { Home = now.Home, Gateway = now.Gateway };
        var taken = await _host.ApplyAsync(next, _parts(next), _stop.Token);
        TryAgain(taken.Again);
        var changed = ConfigChanges.Between(_taken, next.Written);
        _taken = next.Written;
        return new(_time.GetUtcNow(), true, [], taken.Problems, restart, changed);
    }

    private void TryAgain(bool again)
    {
        _tryAt = again ? _time.GetTimestamp() + (long)(_pause.TotalSeconds * _time.TimestampFrequency) : null;
        _pause = !again ? s_again : _pause + _pause > s_longest ? s_longest : _pause + _pause;
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
                var (difference, due) = await LookAsync();
                // An editor may still be writing: taken when it looks the same twice.
                if (due || (difference is not null && difference == unsettled)) await TryReloadAsync();
                unsettled = difference;
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>Not while somebody else loads them.</summary>
    private async Task<(string? Difference, bool Due)> LookAsync()
    {
        await _one.WaitAsync(_stop.Token);
        try
        {
            return (_files.Difference(), _tryAt is { } at && _time.GetTimestamp() >= at);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task TryReloadAsync()
    {
        try
        {
            await ReloadAsync();
        }
#pragma warning disable CA1031 // The next change is another chance; a gateway does not end over its configuration.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ConfigLog.NotReloaded(_logger, fault);
        }
    }

    /// <summary>Whoever changed it, by a command or by hand: the audit knows which text holds from now on.</summary>
    private async Task RecordAsync(DinghyConfig config)
    {
        try
        {
            await _host.Audit.AppendAsync(
                new AuditEvent(AuditKinds.ConfigTaken, "gateway", "", config.File ?? "")
                {
                    Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["sha256"] = config.File is { } file ? Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file))) : "" },
                },
                CancellationToken.None);
        }
        catch (Exception fault) when (fault is StoreException or IOException or UnauthorizedAccessException)
        {
            ConfigLog.NotKept(_logger, fault);
        }
    }

    /// <summary>A configuration that was good is one to go back to.</summary>
    private void Keep(DinghyConfig config)
    {
        if (config.File is not { } file) return;
        try
        {
            _history.Add(File.ReadAllBytes(file), file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            ConfigLog.NotKept(_logger, fault);
        }
    }
}
