namespace Dinghy.Cli;

/// <summary><c>dinghy knowledge list --json</c>.</summary>
internal sealed record KnowledgeListReport(IReadOnlyList<KnowledgeFolderReport> Folders);

/// <param name="Name">As people and models call it.</param>
/// <param name="Agent">Whose.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="VisibleTo">In words.</param>
/// <param name="Files">In the index; null: it was not looked through yet.</param>
/// <param name="Passages">The same.</param>
/// <param name="Scanned">When it was looked through last.</param>
/// <param name="Problems">Files that can not be read, and why.</param>
internal sealed record KnowledgeFolderReport(
    string Name, string Agent, string Path, string VisibleTo, int? Files, long? Passages, DateTimeOffset? Scanned, IReadOnlyList<KnowledgeProblem> Problems);

internal sealed record KnowledgeProblem(string File, string Problem);

/// <summary><c>dinghy knowledge test --json</c>.</summary>
/// <param name="Visible">Folders that were searched, by name.</param>
/// <param name="Hidden">Folders of the agent that this person may not see.</param>
/// <param name="Passages">The best first.</param>
internal sealed record KnowledgeTestReport(IReadOnlyList<string> Visible, IReadOnlyList<string> Hidden, IReadOnlyList<KnowledgePassageReport> Passages);

internal sealed record KnowledgePassageReport(string Source, string Folder, string Heading, double Score, string Text);
