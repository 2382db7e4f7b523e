using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dinghy.Cli;
using Dinghy.Gateway.Storage;

namespace Dinghy.Telemetry;

/// <summary>Telemetry of a running gateway: turns that ended wait here to become spans. Null where no variable asks for it.</summary>
internal sealed partial class TelemetryRun : IAsyncDisposable
{
    /// <summary>Turns that wait; the oldest go when a store is slower than this.</summary>
    private const int MostWaiting = 1_000;

    private readonly Channel<Turn> _ended = Channel.CreateBounded<Turn>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
    private readonly TelemetrySwitch _wanted;
#pragma warning disable CA1859 // Named by its own type, it could be loaded with this one.
    private readonly IDisposable _export;
#pragma warning restore CA1859
    private readonly TurnSpans _spans;
    private readonly ILogger _log;
    private Task _work = Task.CompletedTask;

    private TelemetryRun(TelemetrySwitch wanted, Func<string, string?> environment, ILogger log)
    {
        (_wanted, _log, _spans) = (wanted, log, new TurnSpans(wanted.Texts));
        _export = Export(wanted, environment);
        if (wanted.Texts) LogTexts();
    }

    /// <returns>Null: nothing is asked for, and nothing was loaded.</returns>
    public static TelemetryRun? Begin(Func<string, string?> environment, ILoggerFactory loggers) =>
        TelemetrySwitch.Read(environment) is { IsOff: false } wanted ? new TelemetryRun(wanted, environment, loggers.CreateLogger<TelemetryRun>()) : null;

    /// <summary>A turn ended. Quick.</summary>
    public void Ended(Turn turn)
    {
        if (_wanted.Traces) _ended.Writer.TryWrite(turn);
    }

    /// <param name="store">Where what was done is kept.</param>
    public void Start(ITraceStore store) => _work = Task.Run(() => WorkAsync(store));

    /// <summary>Before the store goes.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended.Writer.TryComplete();
        await _work;
        _export.Dispose();
        _spans.Dispose();
    }

    /// <summary>By itself, so that a program that exports nothing does not load what would.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport Export(TelemetrySwitch wanted, Func<string, string?> environment) => new(wanted, VersionCommand.Number, environment);

    private async Task WorkAsync(ITraceStore store)
    {
        await foreach (var turn in _ended.Reader.ReadAllAsync())
        {
            try
            {
                if (_spans.Begin(turn) is not { } span) continue;
                if (await store.TraceAsync(turn.Id, CancellationToken.None) is { } trace) _spans.End(span, trace, _wanted.Texts ? await store.ReadAnswerAsync(turn.Id, CancellationToken.None) : null);
            }
            catch (StoreException e)
            {
                LogUnread(turn.Id, e);
            }
        }
    }

    [LoggerMessage(3700, LogLevel.Warning, "Turn {TurnId} has no spans: what is stored of it could not be read")]
    private partial void LogUnread(long turnId, Exception e);

    [LoggerMessage(3701, LogLevel.Warning, "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT is set: what people write and what they are answered leaves with the spans")]
    private partial void LogTexts();
}
