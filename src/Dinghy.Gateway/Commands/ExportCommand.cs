using System.Text;
using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Commands;

/// <summary>What the conversation remembers, as a markdown file (which the outbox wraps as DingTalk needs it), to whoever may read it: it goes to that conversation alone, and lies on no disk but the store's.</summary>
internal sealed class ExportCommand(CommandParts parts) : ICommand
{
    private const int MaxEntries = 1_000;

    public CommandInfo Info { get; } = new("export", "导出", ["export-session", "导出会话"], Lane.Queue, new("导出本会话；“全部”连以前的会话一起，限负责人", "exports this session; all: earlier ones too, owners only"))
    {
        Usage = new("[全部]", "[all]"),
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        if (!parts.MayUseMemory(call)) return new Answer(parts.OwnersOnly(call, "这里的记忆是所有单聊共用的，由负责人导出。", "All private chats share this memory; only an owner may export it."));
        var all = CommandLine.Fold(call.Arguments) is "all" or "全部";
        if (all && !parts.IsOwner(call)) return new Answer(parts.OwnersOnly(call, "只有负责人可以导出以前的会话。", "Only an owner may export earlier sessions."));
        var memory = call.Context.Memory;
        var history = all
            ? await parts.Store.ReadAllHistoryAsync(memory, MaxEntries, ct)
            : await parts.Store.ReadHistoryAsync(memory, MaxEntries, ct);
        if (history.Count == 0 && call.Context.Session.Summary is null) return new Answer(call.Say("没有可以导出的内容。", "There is nothing to export."));
        var text = Markdown(call, history);
        // Files go by OpenAPI only, which reaches nobody of another organisation: they get the text itself.
        if (!call.Context.IsGroup && call.Context.Turn.Message.Sender is null) return new Answer(text);
        var name = $"{call.Say("会话导出", "conversation")}-{TimeZoneInfo.ConvertTime(parts.Time.GetUtcNow(), parts.Zone):yyyyMMdd-HHmmss}.md";
        return new Answer(call.Say($"会话导出好了，共 {history.Count} 条，文件随后发出。", $"Exported {history.Count} {(history.Count == 1 ? "entry" : "entries")}; the file follows."))
        {
            File = new FileOffer("", name, MediaKind.File, Caption: null, Duration: null) { Text = text },
        };
    }

    private string Markdown(CommandCall call, IReadOnlyList<HistoryEntry> history)
    {
        var text = new StringBuilder($"# {call.Say("会话导出", "Conversation")} {parts.Clock(parts.Time.GetUtcNow())}\n");
        if (history.Count == MaxEntries) text.Append(call.Say($"\n只有最近 {MaxEntries} 条。\n", $"\nOnly the newest {MaxEntries} entries.\n"));
        if (call.Context.Session.Summary is { } summary) text.Append($"\n## {call.Say("摘要", "Summary")}\n\n{summary}\n");
        foreach (var entry in history)
            text.Append($"\n## {(entry.Role == HistoryRole.Person ? call.Say("提问", "Person") : call.Say("回答", "Assistant"))} {parts.Clock(entry.At)}\n\n{entry.Text}\n");
        return text.ToString();
    }
}
