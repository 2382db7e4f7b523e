using System.Diagnostics;
using System.Globalization;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Pipeline.Webhooks;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Bench.Webhooks;

/// <summary>
/// HTTP mode's way in, from the socket to durable and answered: messages (verify, read, judge, store) and encrypted events (verify, decrypt, store, encrypt),
/// against a bare Kestrel endpoint that reads the same body and answers as much. The caller is a process of its own; no turn is run.
/// </summary>
internal static class WebhookBench
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(string[] options)
    {
        var seconds = options.Contains("--quick") ? 2 : 8;
        var connections = options.SkipWhile(option => option != "--connections").Skip(1).FirstOrDefault() is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : WebhookLoad.UsualConnections;
        var home = Directory.CreateTempSubdirectory("dinghy-bench-").FullName;
        try
        {
            await using var store = SqliteStore.Open(home);
            await using var ours = await Ours.StartAsync(store, home);
            await using var bare = await BareEndpoint.StartAsync();
            var figures = new Dictionary<string, List<Figures>>(StringComparer.Ordinal);
            // The compiler's work is nobody's.
            foreach (var kind in WebhookLoad.Kinds)
            {
                await MeasureAsync(bare.Address, kind, seconds, 0, connections);
                await MeasureAsync(ours.Address, kind, seconds, 0, connections);
            }

            for (var round = 1; round <= Rounds; round++)
                foreach (var kind in WebhookLoad.Kinds)
                {
                    Keep($"bare {kind}", await MeasureAsync(bare.Address, kind, seconds, round, connections));
                    Keep($"dinghy {kind}", await MeasureAsync(ours.Address, kind, seconds, round, connections));
                }

            await ours.StoreAloneAsync(seconds, connections);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"webhook: medians of {Rounds} rounds of {seconds} s, {connections} connections, {Environment.ProcessorCount} cores shared with the caller; {ours.Stored} calls stored"));
            foreach (var kind in WebhookLoad.Kinds)
            {
                var (floor, own) = (Median(figures[$"bare {kind}"]), Median(figures[$"dinghy {kind}"]));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind,-8} bare {floor.Rate,7:0}/s, p99 {floor.P99,5:0.0} ms, {floor.Cpu:0} µs of CPU | dinghy {own.Rate,7:0}/s, p50 {own.P50:0.0} ms, p99 {own.P99:0.0} ms, {own.Cpu:0} µs of CPU | {own.Rate / floor.Rate:0.00} of bare"));
            }

            return 0;

            void Keep(string name, Figures seen)
            {
                if (!figures.TryGetValue(name, out var list)) figures[name] = list = [];
                list.Add(seen);
            }
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static Figures Median(List<Figures> rounds) => new(Middle(rounds.Select(one => one.Rate)), Middle(rounds.Select(one => one.P50)), Middle(rounds.Select(one => one.P99)), Middle(rounds.Select(one => one.Cpu)));

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static async Task<Figures> MeasureAsync(Uri address, string kind, int seconds, int round, int connections)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["webhook-load", address.AbsoluteUri, kind, $"{seconds}", $"{round}", $"{connections}"]) start.ArgumentList.Add(argument);
        var cpu = Environment.CpuUsage.TotalTime;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The caller did not start.");
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        cpu = Environment.CpuUsage.TotalTime - cpu;
        if (process.ExitCode != 0) throw new InvalidOperationException($"The caller failed: {line}");
        var numbers = line.Trim().Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new Figures(numbers[0], numbers[1], numbers[2], cpu.TotalMicroseconds / (numbers[0] * seconds));
    }

    // Cpu: processor time of the answering process, microseconds a call.
    private sealed record Figures(double Rate, double P50, double P99, double Cpu);

    /// <summary>The rooms before the acknowledgement, with the store of a gateway.</summary>
    private sealed class Ours : IAsyncDisposable
    {
        private readonly WebhookDesk _desk;
        private readonly GatewayMetrics _metrics = new();
        private readonly Reception _reception;
        private readonly Inbox _inbox;
        private readonly AccountConfig _account;
        private readonly WebhookPlace _place;
        private long _stored;

        private Ours(SqliteStore store, string home)
        {
            var loggers = NullLoggerFactory.Instance;
            var log = new WebhookLog(NullLogger<WebhookLog>.Instance);
            _account = WebhookLoad.Account;
            _reception = new Reception(new DinghyConfig { Home = home, Accounts = [_account] }, store, loggers, TimeProvider.System);
            _inbox = new Inbox(store, new TurnLog(NullLogger<TurnLog>.Instance, _metrics), TimeProvider.System);
            var events = new EventDoor(
                _account with { TrackRead = true }, _ => false, store, directory: null, () => { }, new Gateway.Events.EventLog(NullLogger<Gateway.Events.EventLog>.Instance), new PipelineLog(NullLogger<PipelineLog>.Instance), _metrics, TimeProvider.System);
            _desk = new WebhookDesk(KestrelWebhooks.ListenAsync, log, TimeProvider.System);
            var doors = new Doors(TakeAsync, (_, _) => new(StreamReply.Ok), events.TakeAsync);
            _place = new WebhookPlace(_account.Http.Listen, new WebhookDoor(_account, doors, new WebhookJournal(_account.Id, log, _metrics, TimeProvider.System), TimeProvider.System));
        }

        public Uri Address { get; private set; } = new("http://127.0.0.1");

        public long Stored => _stored;

        public static async Task<Ours> StartAsync(SqliteStore store, string home)
        {
            var ours = new Ours(store, home);
            await ours._reception.LoadAsync(CancellationToken.None);
            var bound = await ours._desk.AddAsync(ours._place, CancellationToken.None);
            ours.Address = new Uri($"http://{bound}{ours._account.Http.Paths[0]}");
            return ours;
        }

        public async ValueTask DisposeAsync()
        {
            await _desk.RemoveAsync(_place);
            _desk.Dispose();
            _metrics.Dispose();
        }

        /// <summary>The same messages without a network: what the store alone bears.</summary>
        public async Task StoreAloneAsync(int seconds, int connections)
        {
            var body = WebhookLoad.Message("store-alone-0");
            var (watch, count, cpu) = (Stopwatch.StartNew(), 0, Environment.CpuUsage.TotalTime);
            await Task.WhenAll(Enumerable.Range(0, connections).Select(worker => Task.Run(async () =>
            {
                for (var i = 0; watch.Elapsed.TotalSeconds < seconds; i++)
                {
                    await TakeAsync(new StreamFrame("CALLBACK", "", "", new Dictionary<string, string>(), body.Replace("store-alone-0", $"store-alone-{worker}-{i}", StringComparison.Ordinal)), CancellationToken.None);
                    Interlocked.Increment(ref count);
                }
            })));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"webhook: read, judged and stored without a network {count / watch.Elapsed.TotalSeconds:0}/s, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count:0} µs of CPU each"));
        }

        /// <summary>As <see cref="StreamDoor"/> and the pipeline do, up to the acknowledgement; nothing takes the turn up.</summary>
        private async ValueTask<StreamReply> TakeAsync(StreamFrame frame, CancellationToken ct)
        {
            var message = RobotMessageReader.Read(frame.Data).Message ?? throw new InvalidOperationException("The message does not read.");
            var inbound = new Inbound(_account, message, frame.Data, DateTimeOffset.UtcNow);
            inbound = inbound with { Keep = await _reception.Robots.KeepOfAsync(_account, message, ct) };
            var verdict = _reception.Keeper.Judge(inbound);
            if (!verdict.IsYes || !await _inbox.AddAsync(inbound, verdict, ConversationKey.Of(inbound), static _ => { }, ct)) throw new InvalidOperationException("The message was not new.");
            Interlocked.Increment(ref _stored);
            return StreamReply.Ok;
        }
    }
}
