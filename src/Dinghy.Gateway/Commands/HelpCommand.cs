using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Commands;

internal sealed class HelpCommand : ICommand
{
    public CommandInfo Info { get; } = new("help", "帮助", ["commands", "start", "命令", "h"], Lane.Beside, new("列出命令", "lists the commands")) { OfNoAgent = true };

    /// <summary>The book that this command itself is part of.</summary>
    public CommandBook? Book { get; set; }

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct)
    {
        var topic = CommandLine.Fold(call.Arguments.TrimStart('/', '\uff0f'));
        var text = topic.Length > 0 && Book!.Named(topic) is { } command ? One(command.Info, call) : All(call);
        return new Answer(text).AsUpdates();
    }

    private string All(CommandCall call) => Answers.Lines(
        [
            call.Say("可以这样用（斜杠全角半角都行，大小写不限）：", "Commands (in English or Chinese, in any case):"),
            .. Book!.All.Select(command => Line(command.Info, call)),
            call.Say("其他内容直接发给我就好。", "Anything else is a question to me."),
        ]);

    private static string One(CommandInfo info, CommandCall call) => Answers.Lines(
        Line(info, call),
        call.Say("别名：", "Also: ") + string.Join(call.Say("、", ", "), ((string[])[info.Name, info.Chinese, .. info.Aliases]).Select(name => $"/{name}")));

    private static string Line(CommandInfo info, CommandCall call)
    {
        var usage = call.Say(info.Usage);
        return $"- /{call.Say(info.Chinese, info.Name)}{(usage.Length == 0 ? "" : $" {usage}")}{call.Say("：", ": ")}{call.Say(info.Help)}";
    }
}
