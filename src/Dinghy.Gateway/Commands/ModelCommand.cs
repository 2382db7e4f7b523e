using System.Globalization;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>Shows or sets the model of one conversation.</summary>
internal sealed class ModelCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new(
        "model", "模型", ["切换模型", "show model", "switch model"], Lane.Queue, new("看或换本会话的模型；群里由负责人换", "shows or sets this conversation's model; in a group an owner sets it"))
    {
        Usage = new("[名称|序号|默认]", "[name|number|default]"),
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => RunAsync(call).AsUpdates();

    private Answer RunAsync(CommandCall call)
    {
        var wanted = call.Arguments;
        if (wanted.Length == 0 || CommandLine.Fold(wanted) is "status" or "状态") return new Answer(Present(call));
        if (CommandLine.Fold(wanted) is "list" or "列表") return new Answer(ModelsCommand.List(parts, call));
        if (!parts.MaySet(call))
            return new Answer(call.Context.IsGroup
                ? parts.OwnersOnly(call, "这里的模型由负责人设定。您可以在单聊里换自己的。", "Here only an owner sets the model. You can choose your own in a private chat.")
                : parts.OwnersOnly(call, "所有单聊共用一份记忆，模型由负责人设定。", "All private chats share one memory; only an owner sets its model."));
        if (CommandLine.Fold(wanted) is "default" or "默认") return Set(call, null, parts.OwnOf(call.Context) is { Client: not null, Note: var name } ? name : null);
        if (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            if (number < 1 || number > parts.Models.Known.Count) return new Answer(call.Say("没有这个序号，见 /模型列表。", "There is no such number; see /models."));
            wanted = parts.Models.Known[number - 1];
        }

        return parts.Models.Find(wanted) switch
        {
            ModelReady ready => Set(call, ready.Name, ready.Name),
            // Why not is the operator's to read: the sentence may tell of addresses and keys.
            ModelUnusable unusable when parts.IsOwner(call) => new Answer(call.Say($"没有换：{unusable.Sentence}", $"Not changed: {unusable.Sentence}")),
            _ => new Answer(call.Say("没有这个模型，写法是 服务商/模型，见 /模型列表。", "There is no such model. Write provider/model; see /models.")),
        };
    }

    private string Present(CommandCall call) => call.Say(
        $"现在的模型：{parts.ModelNamed(call)}。换模型：/模型 名称；可选的见 /模型列表。",
        $"The model is {parts.ModelNamed(call)}. /model <name> changes it; /models lists some.");

    private static Answer Set(CommandCall call, string? model, string? shown) => new(shown is null
        ? call.Say("本会话用回默认的模型，它现在还不可用。", "This conversation uses the default model again, which is not usable yet.")
        : call.Say($"本会话的模型：{Answers.Code(shown)}。", $"This conversation's model is {Answers.Code(shown)}."))
    {
        Effects = new TurnEffects { Session = new SessionChange { Model = new Setting(model) } },
    };
}
