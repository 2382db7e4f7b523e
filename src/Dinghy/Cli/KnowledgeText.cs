using System.Globalization;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Knowledge;

namespace Dinghy.Cli;

/// <summary><c>dinghy knowledge</c> for eyes.</summary>
internal static class KnowledgeText
{
    /// <summary>Who makes the index.</summary>
    public const string HowToRead = "A running gateway looks through folders by itself; \"dinghy knowledge reindex\" does it now.";

    public static string Of(KnowledgeListReport report) => report.Folders.Count == 0
        ? "No agent has a folder of documents; \"dinghy knowledge add <folder>\" adds one."
        : string.Join('\n', report.Folders.Select(folder => string.Join('\n',
        [
            Line($"{folder.Name} [{folder.Agent}] {folder.Path}"),
            Line($"  for {folder.VisibleTo}"),
            .. folder.Missing ? (string[])["  the folder is not there; what is known of it is kept"] : [],
            folder.Scanned is { } at ? Line($"  {Count(folder.Files ?? 0, "file")}, {Count(folder.Passages ?? 0, "passage")}, looked through {at.ToLocalTime():yyyy-MM-dd HH:mm:ss}") : "  not looked through yet",
            .. folder.Problems.Select(problem => Line($"  can not be read: {Printable.Of(problem.File)}: {Why(problem.Problem)}")),
        ])));

    public static string Of(KnowledgeTestReport report) => report.Passages.Count == 0
        ? report.Visible.Count > 0 ? $"Nothing found in: {string.Join(", ", report.Visible)}."
            : report.Hidden.Count > 0 ? "There is no folder that this asker may search."
            : "This agent has no folder of documents; \"dinghy knowledge add <folder>\" adds one."
        : string.Join("\n\n", report.Passages.Select((passage, i) => string.Join('\n',
        [
            Line($"{i + 1}. [{Printable.Of(passage.Source)}] in {passage.Folder}, score {passage.Score:0.####}{(passage.Heading.Length > 0 ? $", under: {Printable.Of(passage.Heading.Replace('\t', ' '))}" : "")}"),
            .. passage.Text.Split('\n').Select(row => $"   {string.Concat(row.Where(c => c == '\t' || !char.IsControl(c)))}"),
        ])));

    /// <summary>The reason with what to do about it, and the code that the log has.</summary>
    private static string Why(string code) => code switch
    {
        AttachmentProblems.Unsupported => "its form is not known; save it as docx, xlsx, pptx, pdf or text (unsupported)",
        AttachmentProblems.NoWords => "there are no words in it, perhaps it is a scan (no_words)",
        AttachmentProblems.Damaged => "it is damaged or cut short (damaged)",
        AttachmentProblems.Encrypted => "it is protected by a password (encrypted)",
        AttachmentProblems.TooLarge => "it is larger than 100 MB (too_large)",
        AttachmentProblems.Empty => "it is empty (empty)",
        AttachmentProblems.Bomb => "it would unpack to an abnormal size (bomb)",
        AttachmentProblems.Timeout => "it took too long; it is tried again (timeout)",
        AttachmentProblems.NoPdfToText => "install pdftotext, Debian's package poppler-utils (no_pdftotext)",
        FolderScan.Unreadable => "the user that runs Dinghy may not read it, or it is in use; it is tried again (unreadable)",
        _ => code,
    };

    private static string Count(long number, string what) => Line($"{number} {what}{(number == 1 ? "" : "s")}");

    private static string Line(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
