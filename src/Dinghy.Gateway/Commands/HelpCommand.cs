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
        if (topic.Length == 0) return new Answer(All(call)).AsUpdates();
        if (Book!.Named(topic) is { } command) return new Answer(One(command.Info, call)).AsUpdates();
        return new Answer($"{call.Say($"没有 {Answers.Code("/" + topic)} 这个命令。", $"There is no command {Answers.Code("/" + topic)}.")}\n\n{All(call)}").AsUpdates();
    }

    private string All(CommandCall call) => Answers.Lines(
        [
            call.Say("可以这样用（斜杠全角半角都行，大小写不限）：", "Commands (in English or Chinese, in any case):"),
            .. Book!.All.Select(command => Line(command.Info, call)),
            // Whoever reads the other language has to find the way out of this one.
            call.Say("其他内容直接发给我就好。English: /lang en", "Anything else is a question to me. 中文：/语言 中文"),
        ]);

    private static string One(CommandInfo info, CommandCall call) => Answers.Lines(
        Line(info, call),
        call.Say("别名：", "Also: ") + string.Join(call.Say("、", ", "), ((string[])[info.Name, info.Chinese, .. info.Aliases]).Select(name => $"/{name}")));

    private static string Line(CommandInfo info, CommandCall call)
    {
        var usage = call.Say(info.Usage);
        return $"- /{call.Say(info.Chinese, info.Name)}{call.Say("（", " (")}/{call.Say(info.Name, info.Chinese)}{call.Say("）", ")")}{(usage.Length == 0 ? "" : $" {usage}")}{call.Say("：", ": ")}{call.Say(info.Help)}";
    }
}
