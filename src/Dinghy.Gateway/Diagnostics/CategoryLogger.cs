using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Diagnostics;

/// <summary>A logger whose category says more than the type that asks for one: of which robot its lines are.</summary>
internal sealed class CategoryLogger<T>(ILogger named) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => named.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => named.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        named.Log(logLevel, eventId, state, exception, formatter);
}
