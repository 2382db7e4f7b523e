using System.Globalization;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Schedules;

/// <summary>
/// Which day it is; and, when a schedule asks instead of a person, that nobody waits and that nothing need be said. The day alone: with the minute the
/// beginning of no two requests would be the same, and the provider's cache would never be hit.
/// </summary>
internal sealed class ScheduleNote(ScheduleDesk desk, TimeProvider time) : IPromptSource
{
    public ValueTask<PromptPart?> ReadAsync(TurnContext context, CancellationToken ct)
    {
        var zone = desk.Zone;
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone);
        var day = $"Today is {now.ToString("yyyy-MM-dd, dddd", CultureInfo.InvariantCulture)} ({zone.Id}).";
        var text = context.Schedule is { } schedule
            ? $"""
               {day} It is {now.ToString("HH:mm", CultureInfo.InvariantCulture)}.
               The next message is a scheduled task (number {schedule.Id}{(schedule.Name.Length > 0 ? $", \"{schedule.Name.Replace('"', '\'')}\"" : "")}), not a person who waits. Do it and write only what shall be sent.
               If there is nothing worth sending now, answer with {SilentAnswer.NoReply} and nothing else.
               """
            : day;
        return ValueTask.FromResult<PromptPart?>(new PromptPart(text, Stable: true));
    }
}
