using System.Security.Cryptography;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Text;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Brings the index to what lies in a folder: new and changed files are read, those that are gone leave it. One bad file harms itself only.</summary>
internal sealed class FolderScan(PassageIndex index, TextExtractor texts, KnowledgeLog log, TimeProvider time)
{
    /// <summary>Files of one folder, those below it too.</summary>
    public const int MostFiles = 20_000;

    /// <summary>Bytes of one file.</summary>
    public const long LargestFile = 100L * 1024 * 1024;

    /// <summary>Characters of one file.</summary>
    private const int MostChars = 4_000_000;

    /// <summary>The file could not be opened.</summary>
    public const string Unreadable = "unreadable";

    private const int Depth = 16;

    private static readonly HashSet<string> s_endings = new(
        [".md", ".markdown", ".txt", ".text", ".html", ".htm", ".csv", ".tsv", ".json", ".docx", ".xlsx", ".pptx", ".pdf", ".doc", ".xls", ".ppt"], StringComparer.OrdinalIgnoreCase);

    /// <summary>What may go better next time, though the file stays as it is.</summary>
    private static readonly HashSet<string> s_passing = new(StringComparer.Ordinal) { Unreadable, AttachmentProblems.Timeout, AttachmentProblems.NoPdfToText };

    /// <summary>Throws for the index and for <paramref name="ct"/> only.</summary>
    public async Task RunAsync(string folder, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        if (Walk(folder, out var files) is { } missing)
        {
            log.FolderMissing(folder, missing);
            return;
        }

        var id = index.Folder(folder);
        var known = index.Files(id).ToDictionary(file => file.Path, StringComparer.Ordinal);
        var (changed, failed, full) = (0, 0, false);
        foreach (var file in files)
        {
            ct.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            known.Remove(name, out var before);
            var problem = before?.Problem;
            if (before is null || before.Modified != file.LastWriteTimeUtc.Ticks || before.Length != file.Length || (problem is not null && s_passing.Contains(problem)))
            {
                if (index.Chunks >= PassageIndex.MostChunks)
                {
                    if (!full) log.Full(folder, PassageIndex.MostChunks);
                    full = true;
                    continue;
                }

                (var read, problem) = await ReadAsync(id, file, name, before, ct);
                if (read) changed++;
                if (problem is not null && problem != before?.Problem) log.FileFailed(folder, name, problem);
            }

            if (problem is not null) failed++;
        }

        foreach (var gone in known.Values) index.Remove(id, gone.Path);
        index.Scanned(id, time.GetUtcNow());
        if (changed > 0 || known.Count > 0) log.Scanned(folder, files.Count, index.ChunksOf(id), changed, known.Count, failed, (long)time.GetElapsedTime(began).TotalMilliseconds);
    }

    private async Task<(bool Read, string? Problem)> ReadAsync(long folder, FileInfo file, string name, IndexedFile? before, CancellationToken ct)
    {
        var row = new IndexedFile(0, name, file.LastWriteTimeUtc.Ticks, file.Length, [], Problem: null, Chunks: 0);
        IReadOnlyList<Chunk> chunks = [];
        try
        {
            if (file.Length > LargestFile) row = row with { Problem = AttachmentProblems.TooLarge };
            else
            {
                row = row with { Hash = await HashAsync(file.FullName, ct) };
                if (before is { Problem: null } && before.Length == file.Length && before.Hash.AsSpan().SequenceEqual(row.Hash))
                {
                    index.Touch(before, row.Modified);
                    return (false, null);
                }

                (chunks, var problem) = await ChunksAsync(file, ct);
                row = row with { Problem = problem };
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            row = row with { Problem = Unreadable };
        }

        index.Replace(folder, row, chunks);
        return (true, row.Problem);
    }

    private async Task<(IReadOnlyList<Chunk> Chunks, string? Problem)> ChunksAsync(FileInfo file, CancellationToken ct)
    {
        if (file.Length == 0) return ([], AttachmentProblems.Empty);
        var type = Sniffer.Of(file.FullName, file.Name);
        if (!TextExtractor.HasWords(type)) return ([], Sniffer.IsBrokenOffice(type, file.Name) ? AttachmentProblems.Damaged : AttachmentProblems.Unsupported);
        var text = await texts.ReadAsync(file.FullName, type, MostChars, ct);
        if (text.Words is not { } words) return ([], text.Problem ?? AttachmentProblems.NoWords);
        var form = type == FileType.Pdf ? DocumentForm.Pages : type == FileType.Xlsx || type == FileType.Csv ? DocumentForm.Table : DocumentForm.Prose;
        return (Chunker.Of(words, text.Marks, form), null);
    }

    private static async Task<byte[]> HashAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, useAsync: true);
        return await SHA256.HashDataAsync(file, ct);
    }

    /// <returns>Why the folder can not be looked through; null when it was.</returns>
    private string? Walk(string folder, out List<FileInfo> files)
    {
        files = [];
        try
        {
            if (!Directory.Exists(folder)) return "there is no such folder";
            // Links may lead anywhere, and in circles; names with a dot are no documents, and ~$ are Office's own.
            var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System, MaxRecursionDepth = Depth };
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", options))
            {
                if (!s_endings.Contains(file.Extension) || file.Name.StartsWith("~$", StringComparison.Ordinal)) continue;
                if (files.Count >= MostFiles)
                {
                    log.TooManyFiles(folder, MostFiles);
                    break;
                }

                files.Add(file);
            }

            files.Sort((one, other) => string.CompareOrdinal(one.FullName, other.FullName));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            return e.Message;
        }
    }
}
