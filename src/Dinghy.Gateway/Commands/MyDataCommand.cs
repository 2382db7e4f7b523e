using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Privacy;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Commands;

/// <summary>What is stored of whoever asks: shown, given out, or erased. In private only, and of nobody else. It acts at once: what a repeat after a crash finds is gone already.</summary>
internal sealed class MyDataCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("mydata", "我的数据", ["个人数据", "my-data"], Lane.Queue, new("看、导出或删除机器人存有的您的数据；在单聊里用", "shows, exports or erases what is stored of you; in private"))
    {
        Usage = new("[导出|删除]", "[export|erase]"),
        OfNoAgent = true,
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        if (call.Context.IsGroup) return new Answer(call.Say("请在和我的单聊里用这个命令。", "Use this in a private chat with me."));
        if (parts.Privacy is not { } data) return new Answer(call.Say("这里没有可查的数据。", "There is nothing to look at here."));
        var turn = call.Context.Turn;
        var person = PersonKey.Of(turn.Message);
        var who = PersonData.Of([.. new[] { turn.Keep, turn.Account }.Distinct(StringComparer.Ordinal)], person);
        switch (CommandLine.Fold(call.Arguments).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            case ["export" or "导出"]:
                var text = await data.TextAsync(who, person, ct);
                return new Answer(call.Say("您的数据导出好了，文件随后发出。您发来的文件本身不在其中，可请负责人导出。", "Exported; the file follows. Files that you sent are named in it, and an owner can export them."))
                {
                    File = new FileOffer("", $"{call.Say("我的数据", "my-data")}-{TimeZoneInfo.ConvertTime(parts.Time.GetUtcNow(), parts.Zone):yyyyMMdd-HHmmss}.json", MediaKind.File, Caption: null, Duration: null) { Text = text },
                };
            case ["erase" or "delete" or "删除"]:
                return new Answer(call.Say(
                    "这会永久删除您的消息、我的回答、记忆、文件和定时任务，群里您说过的也算；您的使用权限不变，不能恢复。确定的话请发：/我的数据 删除 确认",
                    "This erases your messages, my answers, memories, files and schedules for good, what you said in groups too; that you may write stays. To do it, send: /mydata erase yes"));
            case ["erase" or "delete" or "删除", "yes" or "confirm" or "确认" or "是"]:
                var erased = await data.EraseAsync(who, turn.Id, person, ct);
                var unnamed = erased.Unnamed == 0 ? "" : call.Say($"\n另有 {erased.Unnamed} 条较早的群记忆没有记录是谁说的，到保留期满删除，或请负责人重置。", $"\nOf {erased.Unnamed} older lines of group memories nobody noted whose they are: they go when their time is over, or when an owner has them reset.");
                return new Answer(call.Say(
                    $"已删除：消息 {erased.Messages} 条、记忆 {erased.Lines} 行、其他记录 {erased.Rows} 条、文件 {erased.Files.Count} 个。",
                    $"Erased: {erased.Messages} messages, {erased.Lines} lines of memories, {erased.Rows} other records, {erased.Files.Count} files.") + unnamed);
            default:
                var counts = await data.CountAsync(who, ct);
                return new Answer(Answers.Lines(
                [
                    call.Say("这里存有您的：", "Stored of you:"),
                    .. counts.Select(one => $"- {Name(one.Kind, call)}{call.Say("：", ": ")}{Answers.Count(one.Rows)}"),
                    call.Say("\n/我的数据 导出：发给您；/我的数据 删除：永久删除。提问和回答会发给模型服务商。", "\n/mydata export sends it to you; /mydata erase erases it. Questions and answers go to the model's provider."),
                ]));
        }
    }

    private static string Name(string kind, CommandCall call) => kind switch
    {
        "messages" => call.Say("消息", "messages"),
        "answers" => call.Say("回答", "answers"),
        "files" => call.Say("文件", "files"),
        "memory_of_talks" => call.Say("会话记忆", "lines of memories"),
        "facts" => call.Say("记住的事", "facts"),
        "schedules" => call.Say("定时任务", "schedules"),
        _ => kind.Replace('_', ' '),
    };
}
