using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Limits;

/// <summary>A real gate and meter on a real store; only the clock is ours.</summary>
internal sealed class LimitRig : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly QuotaConfig _quota;
    private readonly AccountConfig[] _accounts;

    public LimitRig(QuotaConfig quota, params AccountConfig[] accounts)
    {
        (_quota, _accounts) = (quota, accounts.Length > 0 ? accounts : [Accounts.Main, Accounts.Named("other")]);
        Open();
    }

    public ManualTimeProvider Time { get; } = new(Said.At);

    public FlakyStore Store { get; private set; } = null!;

    public MonthMeter Meter { get; private set; } = null!;

    public Turnstile Turnstile { get; private set; } = null!;

    public LimitedGate Gate { get; private set; } = null!;

    public List<QuotaNotice> Notices { get; } = [];

    public long Used => Meter.States[0].Calls.Used;

    public Task StartAsync() => Meter.StartAsync(TestContext.Current.CancellationToken);

    /// <param name="killed">Nothing is stored any more.</param>
    public async Task RestartAsync(bool killed = false)
    {
        if (!killed) await Meter.DisposeAsync();
        await CloseAsync();
        Open();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Meter.DisposeAsync();
        await CloseAsync();
        _metrics.Dispose();
        _home.Dispose();
    }

    private async Task CloseAsync()
    {
        Turnstile.Dispose();
        await Store.DisposeAsync();
    }

    private void Open()
    {
        var log = new LimitLog(NullLogger<LimitLog>.Instance);
        Store = new FlakyStore(SqliteStore.Open(_home.Path));
        Meter = new MonthMeter(_accounts, _quota, Store, log, _metrics, Time)
        {
            Crossed = notice =>
            {
                lock (Notices) Notices.Add(notice);
                return Task.CompletedTask;
            },
        };
        Turnstile = new Turnstile(_quota, Time);
        Gate = new LimitedGate(Turnstile, Meter, log, _metrics, Time);
    }
}
