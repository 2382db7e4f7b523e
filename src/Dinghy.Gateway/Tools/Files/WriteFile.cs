using System.Text;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Files;

/// <summary>A whole new file, in place of what stood there.</summary>
internal sealed class WriteFile(AgentFiles files) : ITool
{
    public ToolDeclaration Declaration { get; } = new(
        "write_file",
        "Writes a text file into your workspace, whole; a file of this name is replaced. Folders on the way are made. To show it to the person, call send_file afterwards.",
        """
        {"type":"object","properties":{"path":{"type":"string","description":"The file, relative to the workspace."},"content":{"type":"string","description":"All of it."}},"required":["path","content"]}
        """);

    public ToolEffect Effect => ToolEffect.Repeatable;

    public ToolTerms TermsOf(ToolInput input) => GuardedFiles.TermsOf(input);

    public Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (input.Text("path") is not { } path) return Task.FromResult(ToolResult.Error("Not written: path is missing."));
        if (input.Whole("content") is not { } content) return Task.FromResult(ToolResult.Error("Not written: content is missing."));
        var why = files.Of(turn.Context).Write(path, Encoding.UTF8.GetBytes(content));
        return Task.FromResult(why is null ? new ToolResult($"Written: {path}, {content.Length} characters.") : ToolResult.Error($"Not written: {why}"));
    }
}
