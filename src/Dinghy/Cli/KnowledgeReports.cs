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
/// <param name="Missing">It is not where it should be: gone, or not mounted.</param>
/// <param name="Problems">Files that can not be read, and why.</param>
internal sealed record KnowledgeFolderReport(
    string Name, string Agent, string Path, string VisibleTo, int? Files, long? Passages, DateTimeOffset? Scanned, bool Missing, IReadOnlyList<KnowledgeProblem> Problems);

/// <param name="File">Below the folder.</param>
/// <param name="Problem">A code, as the log has it.</param>
internal sealed record KnowledgeProblem(string File, string Problem);

/// <summary><c>dinghy knowledge test --json</c>.</summary>
/// <param name="Visible">Folders that were searched, by name.</param>
/// <param name="Hidden">Folders of the agent that this person may not see.</param>
/// <param name="Unread">Folders that were searched before anybody has looked through them: nothing is found there yet.</param>
/// <param name="Passages">The best first.</param>
internal sealed record KnowledgeTestReport(
    IReadOnlyList<string> Visible, IReadOnlyList<string> Hidden, IReadOnlyList<string> Unread, IReadOnlyList<KnowledgePassageReport> Passages);

internal sealed record KnowledgePassageReport(string Source, string Folder, string Heading, double Score, string Text);
