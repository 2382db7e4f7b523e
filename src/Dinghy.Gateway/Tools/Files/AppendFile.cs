using System.Text;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Files;

/// <summary>More at the end of a file.</summary>
internal sealed class AppendFile(AgentFiles files) : ITool
{
    public ToolDeclaration Declaration { get; } = new(
        "append_file",
        "Adds text at the end of a file of your workspace, on a line of its own; the file is made if it is not there.",
        """
        {"type":"object","properties":{"path":{"type":"string","description":"The file, relative to the workspace."},"content":{"type":"string","description":"What is added."}},"required":["path","content"]}
        """);

    public ToolEffect Effect => ToolEffect.Once;

    public ToolTerms TermsOf(ToolInput input) => GuardedFiles.TermsOf(input);

    public Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (input.Text("path") is not { } path) return Task.FromResult(ToolResult.Error("Not added: path is missing."));
        if (input.Whole("content") is not { Length: > 0 } content) return Task.FromResult(ToolResult.Error("Not added: content is missing."));
        var why = files.Of(turn.Context).Change(path, before => before is null ? (Encoding.UTF8.GetBytes(content), null)
            : FileText.Of(before) is { } file ? (file.With(file.Text + (file.Text.EndsWith('\n') ? "" : "\n") + content), null)
            : (null, "This is no text file."));
        return Task.FromResult(why is null ? new ToolResult($"Added to {path}.") : ToolResult.Error($"Not added: {why}"));
    }
}
