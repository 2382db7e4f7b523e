using Dinghy.Gateway.Configuration;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class ConfigLogTests
{
    [Fact]
    public void Faults_warnings_and_notes_are_logged_at_their_levels_with_ids_of_this_room()
    {
        var log = new Lines();

        ConfigLog.Write(log, new(null, [new("a.b", "\"x\"", "a number")], [new("c", "an unknown key", "did you mean d?")], ["Read from e."]));

        log.Entries.Select(entry => entry.Level).ShouldBe([LogLevel.Error, LogLevel.Warning, LogLevel.Information]);
        log.Entries.Select(entry => entry.Text).ShouldBe(
            ["Configuration: a.b: found \"x\"; a number", "Configuration: c: found an unknown key; did you mean d?", "Configuration: Read from e."]);
        log.Entries.ShouldAllBe(entry => entry.Id >= 2800 && entry.Id <= 2899);
        log.Entries.Select(entry => entry.Id).ShouldBeUnique();
    }

    private sealed class Lines : ILogger
    {
        public List<(LogLevel Level, int Id, string Text)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((logLevel, eventId.Id, formatter(state, exception)));
    }
}
