using System.Globalization;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Files;

/// <summary>What lies in a folder of the workspace.</summary>
internal sealed class ListFolder(AgentFiles files) : ITool
{
    private const int Most = 300;

    public ToolDeclaration Declaration { get; } = new(
        "list_dir",
        "Lists a folder of your workspace: names, sizes in bytes, times (UTC).",
        """
        {"type":"object","properties":{"path":{"type":"string","description":"The folder, relative to the workspace; left out: the workspace itself."},"deep":{"type":"boolean","description":"Also what lies in folders below."}}}
        """);

    public ToolEffect Effect => ToolEffect.None;

    public Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        var (entries, more, why) = files.Of(turn.Context).List(input.Text("path") ?? "", input.Flag("deep"), Most);
        if (why is not null) return Task.FromResult(ToolResult.Error($"Not listed: {why}"));
        if (entries.Count == 0) return Task.FromResult(new ToolResult("The folder is empty."));
        var lines = entries.Select(entry => entry.Length is { } length
            ? string.Create(CultureInfo.InvariantCulture, $"{Fence.Label(entry.Name, 500)}\t{length}\t{entry.ChangedAt:yyyy-MM-dd HH:mm}")
            : $"{Fence.Label(entry.Name, 500)}/");
        return Task.FromResult(new ToolResult(Fence.Around(string.Join('\n', lines)) + (more ? $"\nThere are more than these {Most}; list a folder below." : "")));
    }
}
