using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.LogBook;

/// <summary>One line of a log file.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Level"><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warn</c>, <c>error</c>, <c>critical</c>.</param>
/// <param name="Room">Where in the program: the logger's category.</param>
/// <param name="Id">Of the event; each is used once in the whole program.</param>
/// <param name="Words">One line.</param>
internal sealed record LogEntry(DateTimeOffset At, string Level, string Room, int Id, string Words)
{
    /// <summary>Of which turn; null: of none.</summary>
    public long? Turn { get; init; }

    /// <summary>The exception, in one line; null: none.</summary>
    public string? Error { get; init; }

    private static readonly string[] s_levels = ["trace", "debug", "info", "warn", "error", "critical"];

    public static string NameOf(LogLevel level) => s_levels[Math.Clamp((int)level, 0, s_levels.Length - 1)];

    /// <summary>Null: no level is called so.</summary>
    public static LogLevel? LevelOf(string? name) => Array.IndexOf(s_levels, name) is >= 0 and var found ? (LogLevel)found : null;

    /// <summary>Null: not a line of ours, or half of one.</summary>
    public static LogEntry? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, LogJson.Default.LogEntry) is { Level: not null, Room: not null, Words: not null } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, LogJson.Line.LogEntry);

    /// <summary>For a terminal.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture,
        $"{At.ToLocalTime():yyyy-MM-dd HH:mm:ss.fff} {LogWords.Clean(Level),-5} {LogWords.Clean(Room)}[{Id}] {LogWords.Clean(Words)}{(Error is null ? "" : $" {LogWords.Clean(Error)}")}");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LogEntry))]
[JsonSerializable(typeof(LogListReport))]
internal sealed partial class LogJson : JsonSerializerContext
{
    /// <summary>Chinese as it is written, so that the files can be searched; nothing of this is ever put into a page unescaped.</summary>
    public static LogJson Line { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary><c>GET /api/logs</c>.</summary>
/// <param name="Entries">The oldest first.</param>
/// <param name="Lost">Lines that could not be written since the start.</param>
internal sealed record LogListReport(IReadOnlyList<LogEntry> Entries, long Lost);
