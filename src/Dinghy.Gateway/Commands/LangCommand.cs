using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Commands;

/// <summary>In which language the gateway itself speaks to a person; the model answers in the question's.</summary>
internal sealed class LangCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("lang", "语言", ["language"], Lane.Queue, new("设定提示语的语言", "sets the language of the bot's own words"))
    {
        Usage = new("中文|英文|自动", "zh|en|auto"),
        OfNoAgent = true,
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => RunAsync(call).AsUpdates();

    private Answer RunAsync(CommandCall call) => CommandLine.Fold(call.Arguments) switch
    {
        "zh" or "中文" or "汉语" or "chinese" => Set(call, Language.Chinese, "好的，以后用中文。"),
        "en" or "英文" or "英语" or "english" => Set(call, Language.English, "From now on in English."),
        "auto" or "自动" => Set(call, null, call.Say("好的，跟着您的消息走。", "From now on in the language you write.")),
        _ => new Answer(call.Say("可以写：/语言 中文、英文或自动。", "Write /lang zh, en or auto.") + (call.Context.Person.Language is { } chosen ? $" ({chosen})" : $" ({parts.Config.Language})")),
    };

    private static Answer Set(CommandCall call, Language? language, string text) => new(text)
    {
        Effects = new TurnEffects
        {
            Person = new PersonChange(call.Context.Turn.Keep, PersonKey.Of(call.Context.Turn.Message), new Setting(language?.ToWire()), Heard: null),
        },
    };
}
