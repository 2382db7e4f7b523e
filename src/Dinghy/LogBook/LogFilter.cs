using System.Globalization;
using Dinghy.Gateway.Configuration;

namespace Dinghy.LogBook;

/// <summary>Which lines somebody wants to see.</summary>
internal sealed record LogFilter
{
    /// <summary>Somewhere in the line, in any case of letters; null: anything.</summary>
    public string? Grep { get; init; }

    /// <summary>Null: of every turn and of none.</summary>
    public long? Turn { get; init; }

    public LogLevel Level { get; init; } = LogLevel.Trace;

    /// <summary>Null: from the beginning.</summary>
    public DateTimeOffset? Since { get; init; }

    public bool Fits(LogEntry entry) =>
        (Turn is null || entry.Turn == Turn)
        && (LogEntry.LevelOf(entry.Level) ?? LogLevel.Critical) >= Level
        && (Since is null || entry.At >= Since)
        && (Grep is not { Length: > 0 } grep || Contains(entry.Words, grep) || Contains(entry.Room, grep) || (entry.Error is { } error && Contains(error, grep)) || entry.Id.ToString(CultureInfo.InvariantCulture) == grep);

    /// <summary>A time (<c>2026-11-26</c>, <c>2026-11-26 08:00</c>) or how long ago (<c>2h</c>); null: neither.</summary>
    public static DateTimeOffset? ParseSince(string text, DateTimeOffset now) =>
        Durations.TryParse(text, out var ago) && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? now - ago
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var at) ? at
        : null;

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
