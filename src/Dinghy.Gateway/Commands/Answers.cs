using System.Globalization;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Commands;

/// <summary>A command's whole answer.</summary>
/// <param name="Text">For the person.</param>
internal sealed record Answer(string Text)
{
    public TurnEffects Effects { get; init; } = TurnEffects.None;

    /// <summary>A file that follows; null: none.</summary>
    public FileOffer? File { get; init; }
}

/// <summary>Answers as an agent's updates, and how numbers and times look in them.</summary>
internal static class Answers
{
    public static async IAsyncEnumerable<AgentUpdate> AsUpdates(this Task<Answer> answering)
    {
        var answer = await answering;
        yield return new AgentUpdate.Text(answer.Text);
        if (answer.File is { } file) yield return new AgentUpdate.File(file);
        yield return new AgentUpdate.Finished { Effects = answer.Effects };
    }

    public static IAsyncEnumerable<AgentUpdate> AsUpdates(this Answer answer) => Task.FromResult(answer).AsUpdates();

    public static string Lines(params IEnumerable<string?> lines) => string.Join('\n', lines.Where(line => line is not null));

    public static string Clock(this DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A code span, so that no sign of an id is taken for markup.</summary>
    public static string Code(string? id) => string.IsNullOrEmpty(id) ? "-" : $"`{id.Replace('`', '\'')}`";

    public static string Lasting(TimeSpan time, CommandCall call) =>
        time.TotalDays >= 1 ? call.Say($"{(int)time.TotalDays} 天 {time.Hours} 小时", $"{(int)time.TotalDays} d {time.Hours} h")
        : time.TotalHours >= 1 ? call.Say($"{time.Hours} 小时 {time.Minutes} 分", $"{time.Hours} h {time.Minutes} min")
        : time.TotalMinutes >= 1 ? call.Say($"{time.Minutes} 分 {time.Seconds} 秒", $"{time.Minutes} min {time.Seconds} s")
        : call.Say($"{time.Seconds} 秒", $"{time.Seconds} s");
}
