using System.Threading.Channels;
using Dinghy.DingTalk.Stream;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.Tests.Support;

/// <summary>A client at work against a fake, its status changes in a queue.</summary>
internal sealed class RunningClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private readonly Channel<StreamStatus> _changes = Channel.CreateUnbounded<StreamStatus>();
    private readonly Task _run;

    public RunningClient(FakeDingTalk fake, Func<StreamClientOptions, StreamClientOptions>? change = null, TimeProvider? time = null, ILogger<StreamClient>? log = null)
    {
        var options = new StreamClientOptions
        {
            App = new DingTalkApp("dingtest", "s3cret"),
            Endpoints = fake.Endpoints,
            Backoff = _ => Enumerable.Repeat(TimeSpan.Zero, 1),
        };
        Client = new StreamClient(change?.Invoke(options) ?? options, _http, time ?? TimeProvider.System, new Random(1), log ?? NullLogger<StreamClient>.Instance);
        Client.StatusChanged += status => _changes.Writer.TryWrite(status);
        _run = Client.RunAsync(_stop.Token);
    }

    public StreamClient Client { get; }

    public async Task<StreamStatus> UntilAsync(Func<StreamStatus, bool> condition)
    {
        for (; ; )
            if (await _changes.Reader.ReadAsync().Within() is { } status && condition(status)) return status;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.Within();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _stop.Dispose();
    }
}
