using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Files;

/// <summary>One passage of a file by another; never by guess.</summary>
internal sealed class EditFile(AgentFiles files) : ITool
{
    public ToolDeclaration Declaration { get; } = new(
        "edit_file",
        "Replaces a passage in a text file of your workspace. The old passage must stand there exactly as given and only once; give a few lines around it to make it unique.",
        """
        {"type":"object","properties":{"path":{"type":"string","description":"The file, relative to the workspace."},"old":{"type":"string","description":"The passage, exactly."},"new":{"type":"string","description":"What takes its place; empty removes it."}},"required":["path","old","new"]}
        """);

    public ToolEffect Effect => ToolEffect.Once;

    public ToolTerms TermsOf(ToolInput input) => GuardedFiles.TermsOf(input);

    public Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (input.Text("path") is not { } path) return Task.FromResult(ToolResult.Error("Not changed: path is missing."));
        if (input.Whole("old") is not { Length: > 0 } old) return Task.FromResult(ToolResult.Error("Not changed: old is missing."));
        if (input.Whole("new") is not { } replacement) return Task.FromResult(ToolResult.Error("Not changed: new is missing."));
        var why = files.Of(turn.Context).Change(path, before => before is null ? (null, "There is no such file in the workspace, or it is empty.")
            : FileText.Of(before) is { } file ? Replace(file, old, replacement)
            : (null, "This is no text file."));
        return Task.FromResult(why is null ? new ToolResult($"Changed: {path}.") : ToolResult.Error($"Not changed: {why}"));
    }

    private static (byte[]? Content, string? Why) Replace(FileText file, string old, string replacement)
    {
        // Models write \n for whatever the file has.
        var windows = file.Text.Contains("\r\n", StringComparison.Ordinal);
        if (windows && !old.Contains('\r', StringComparison.Ordinal)) (old, replacement) = (old.ReplaceLineEndings("\r\n"), replacement.ReplaceLineEndings("\r\n"));
        var at = file.Text.IndexOf(old, StringComparison.Ordinal);
        if (at < 0) return (null, "the old passage does not stand in the file. Read the file and give it exactly.");
        if (file.Text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0) return (null, "the old passage stands in the file more than once. Give more of what is around it.");
        return (file.With(string.Concat(file.Text.AsSpan(0, at), replacement, file.Text.AsSpan(at + old.Length))), null);
    }
}
