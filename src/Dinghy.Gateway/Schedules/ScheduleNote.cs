using System.Globalization;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Schedules;

/// <summary>What time it is; and, when a schedule asks instead of a person, that nobody waits and that nothing need be said.</summary>
internal sealed class ScheduleNote(ScheduleDesk desk, TimeProvider time) : IPromptSource
{
    public ValueTask<PromptPart?> ReadAsync(TurnContext context, CancellationToken ct)
    {
        var zone = desk.Zone;
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).ToString("yyyy-MM-dd dddd HH:mm", CultureInfo.InvariantCulture);
        var clock = $"It is {now} ({zone.Id}).";
        var text = context.Schedule is { } schedule
            ? $"""
               {clock}
               The next message is a scheduled task (number {schedule.Id}{(schedule.Name.Length > 0 ? $", \"{schedule.Name.Replace('"', '\'')}\"" : "")}), not a person who waits. Do it and write only what shall be sent.
               If there is nothing worth sending now, answer with {SilentAnswer.NoReply} and nothing else.
               """
            : clock;
        return ValueTask.FromResult<PromptPart?>(new PromptPart(text, Stable: false));
    }
}
