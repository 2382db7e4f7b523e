using System.Threading.Channels;
using Dinghy.DingTalk.Stream;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Tests.Support;

/// <summary>Keeps every line at every level, and lets a test wait for one.</summary>
internal sealed class RecordingLogger : ILogger<StreamClient>
{
    private readonly Channel<(int Id, LogLevel Level, string Line)> _lines = Channel.CreateUnbounded<(int, LogLevel, string)>();

    public async Task<string> NextAsync(int eventId)
    {
        for (; ; )
            if (await _lines.Reader.ReadAsync().Within() is var (id, _, line) && id == eventId) return line;
    }

    public IEnumerable<(int Id, LogLevel Level, string Line)> Drain()
    {
        while (_lines.Reader.TryRead(out var line)) yield return line;
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite((eventId.Id, logLevel, formatter(state, exception) + exception));
}
