using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.LogBook;

/// <summary>
/// Named events as lines of files, and as they come to whoever looks. Nobody who logs waits for it: what does not fit into its queue, or onto the disk,
/// is counted, and the count is a line once there is room again.
/// </summary>
[ProviderAlias("Files")]
internal sealed class LogFiles : ILoggerProvider
{
    /// <summary>Lines that may wait to be written.</summary>
    private const int MostWaiting = 10_000;
    private const int Batch = 500;

    private static readonly TimeSpan s_afterFault = TimeSpan.FromSeconds(5);

    private readonly Channel<LogEntry> _queue = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly ConcurrentDictionary<LogTail, bool> _tails = new();
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private volatile LogsConfig _config = new();
    private Task _writing = Task.CompletedTask;
    private LogWriter? _writer;
    private long? _restsSince;
    private long _lost;
    private long _untold;

    public LogFiles() : this(TimeProvider.System) { }

    public LogFiles(TimeProvider time) => _time = time;

    /// <summary>Lines that were never written, since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>From now on lines go to files; until now they waited.</summary>
    /// <param name="home">Whose lock this process holds: two writers would mix their lines.</param>
    /// <param name="config">How much is kept.</param>
    public void Open(string home, LogsConfig config)
    {
        lock (_gate)
        {
            _config = config;
            if (_writer is not null) return;
            _writer = new LogWriter(LogFolder.In(home), _time);
            _writing = Task.Run(WriteAsync);
        }
    }

    /// <summary>Another configuration, from the next line on.</summary>
    public void Use(LogsConfig config) => _config = config;

    /// <summary>Lines as they come, until it is disposed; null: too many look already.</summary>
    public LogTail? Follow(LogFilter filter)
    {
        if (_tails.Count >= LogTail.Most) return null;
        var tail = new LogTail(filter, gone => _tails.TryRemove(gone, out _));
        _tails[tail] = true;
        return tail;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>What waits is written first.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _writing.Wait(TimeSpan.FromSeconds(2));
        lock (_gate) _writer?.Dispose();
    }

    private void Take(LogEntry entry)
    {
        if (_queue.Writer.TryWrite(entry)) return;
        Interlocked.Increment(ref _lost);
        Interlocked.Increment(ref _untold);
    }

    private async Task WriteAsync()
    {
        var batch = new List<LogEntry>(Batch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < Batch && _queue.Reader.TryRead(out var entry)) batch.Add(entry);
            foreach (var tail in _tails.Keys)
                foreach (var entry in batch) tail.Take(entry);
            WriteDown(batch);
            batch.Clear();
        }
    }

    private void WriteDown(List<LogEntry> batch)
    {
        var config = _config;
        if (!config.Files) return;
        // A full disk is not asked for every line; nobody waits for it.
        if (_restsSince is { } since && _time.GetElapsedTime(since) < s_afterFault)
        {
            Lose(batch.Count);
            return;
        }

        var untold = Interlocked.Exchange(ref _untold, 0);
        try
        {
            _writer!.Write(batch.Select(entry => entry.ToJson()).Prepend(untold > 0 ? Untold(untold).ToJson() : null).OfType<string>(), config);
            _restsSince = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Add(ref _untold, untold);
            Lose(batch.Count);
            _restsSince = _time.GetTimestamp();
        }
    }

    private void Lose(int count)
    {
        Interlocked.Add(ref _lost, count);
        Interlocked.Add(ref _untold, count);
    }

    private LogEntry Untold(long count) => new(_time.GetUtcNow(), "warn", "Dinghy.LogBook", 3770,
        string.Create(CultureInfo.InvariantCulture, $"{count} lines before this one are missing: the disk took none, or more came than could be written"));

    private sealed class Logger(LogFiles files, string category) : ILogger
    {
        private static readonly string s_texts = typeof(TextLog).FullName!;

        private readonly bool _isTexts = category == s_texts;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => _isTexts ? files._config.Texts && files._config.Files : logLevel >= files._config.Level && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            files.Take(new LogEntry(files._time.GetUtcNow(), LogEntry.NameOf(logLevel), category, eventId.Id, LogWords.Clean(formatter(state, exception)))
            {
                Turn = TurnOf(state),
                Error = exception is null ? null : LogWords.Clean(exception.ToString()),
            });
        }

        private static long? TurnOf<TState>(TState state)
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> values) return null;
            for (var i = 0; i < values.Count; i++)
                if (values[i] is { Key: "TurnId", Value: long turn }) return turn;
            return null;
        }
    }
}
