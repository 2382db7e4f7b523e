using System.Globalization;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>Shows schedules and ends them. Cancelling acts at once, like a pairing: what is gone is not there to be cancelled again after a crash.</summary>
internal sealed class ScheduleCommand(CommandParts parts) : ICommand
{
    private const int Most = 30;

    public CommandInfo Info { get; } = new("schedule", "定时", ["提醒", "schedules", "cron", "reminders"], Lane.Queue, new("看定时任务和提醒，或取消一个；新建请直接告诉我", "shows schedules and reminders, or cancels one; to make one, just tell me"))
    {
        Usage = new("[列表|取消 编号]", "[list|cancel number]"),
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        var viewer = ScheduleViewer.Of(call.Context.Turn, parts.Owners);
        var words = call.Arguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case []:
                return new Answer(List(call, await parts.Schedules.ListAsync(viewer, ct)));
            case [var what] when CommandLine.Fold(what) is "list" or "列表":
                return new Answer(List(call, await parts.Schedules.ListAsync(viewer, ct)));
            case [var what, var number] when CommandLine.Fold(what) is "cancel" or "rm" or "remove" or "delete" or "取消" or "删除":
                return new Answer(await CancelAsync(call, number, viewer, ct));
            default:
                return new Answer(call.Say($"写法：/{Info.Chinese} {Info.Usage.Zh}", $"Write /{Info.Name} {Info.Usage.En}"));
        }
    }

    private async Task<string> CancelAsync(CommandCall call, string number, ScheduleViewer viewer, CancellationToken ct)
    {
        var known = long.TryParse(number.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        return known && await parts.Schedules.CancelAsync(id, viewer, ct) is { } gone
            ? call.Say($"已取消：{gone.Id} {Answers.Code(ScheduleSentences.TitleOf(gone))}", $"Cancelled: {gone.Id} {Answers.Code(ScheduleSentences.TitleOf(gone))}")
            : call.Say("这里没有这个编号的定时任务，也可能已经取消了；见 /定时。", "There is no such schedule here, or it was cancelled before; see /schedule.");
    }

    private static string List(CommandCall call, IReadOnlyList<Schedule> all) => all.Count == 0
        ? call.Say("现在没有定时任务。想要一个，直接告诉我就行，比如“每个工作日九点提醒我写日报”。", "There are none. To have one, just tell me, as in \"remind me every workday at nine to write the report\".")
        : Answers.Lines(
        [
            .. all.Take(Most).Select(one => $"- {one.Id}{call.Say("：", ": ")}{Answers.Code(ScheduleSentences.TitleOf(one))} ·{Times(one)} {Next(call, one)}"),
            all.Count > Most ? call.Say($"还有 {all.Count - Most} 个。", $"And {all.Count - Most} more.") : null,
            call.Say("\n取消：/定时 取消 编号", "\nTo cancel one: /schedule cancel number"),
        ]);

    /// <summary>What comes once has nothing but its time.</summary>
    private static string Times(Schedule one) => one.Kind == SpecKind.At ? "" : $" {Answers.Code((one.Kind == SpecKind.Every ? "every " : "") + SpecReader.Shown(one.Kind, one.Spec))} ·";

    private static string Next(CommandCall call, Schedule one) => one.State == ScheduleState.Active && one.NextAt is { } at
        ? call.Say($"下次 {at.Clock(Zones.Find(one.Zone) ?? TimeZoneInfo.Utc)}", $"next {at.Clock(Zones.Find(one.Zone) ?? TimeZoneInfo.Utc)}")
        : call.Say(one.State == ScheduleState.Paused ? "已暂停" : "已完成", one.State == ScheduleState.Paused ? "paused" : "done");
}
