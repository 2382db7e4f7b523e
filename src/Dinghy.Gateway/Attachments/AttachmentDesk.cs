using Dinghy.Gateway.Attachments.Pictures;
using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Attachments;

/// <summary>What a message holds besides its words: fetched once, kept, sniffed, and its text read. One for the whole process.</summary>
internal sealed class AttachmentDesk(
    IAttachmentStore store, AttachmentFiles files, AttachmentFetcher fetcher, TextExtractor texts, PictureReader pictures,
    Func<AttachmentsConfig> limits, TimeProvider time, AttachmentLog log) : IDisposable
{
    /// <summary>Of one message; the others are named, not fetched.</summary>
    public const int MostFiles = 20;
    private const int AtOnce = 8;
    private const int AtOnceOfOne = 3;

    /// <summary>All files of one message have this many times the time of one.</summary>
    private const int Patience = 3;

    private readonly SemaphoreSlim _gate = new(AtOnce, AtOnce);

    /// <summary>In the message's order; each problem is a value, also when nothing at all could be had. After a restart, what is on the disk is not fetched again.</summary>
    /// <param name="turn">Accepted by policy: a stranger's files are not fetched.</param>
    /// <param name="ct">The turn is cancelled; only this throws.</param>
    public Task<IReadOnlyList<Attachment>> FetchAsync(Turn turn, CancellationToken ct) => FetchAsync(turn, WantedFile.In(turn.Message), ct);

    /// <inheritdoc cref="FetchAsync(Turn, CancellationToken)"/>
    /// <param name="turn">For which they are kept.</param>
    /// <param name="wanted">Numbered from 1.</param>
    /// <param name="ct">The turn is cancelled; only this throws.</param>
    public async Task<IReadOnlyList<Attachment>> FetchAsync(Turn turn, IReadOnlyList<WantedFile> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0) return [];
        var known = await KnownAsync(turn.Id, ct);
        using var over = new CancellationTokenSource(limits().Timeout * Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);

        var attachments = wanted.Select(file => Unread(file, AttachmentProblems.TooMany)).ToArray();
        await Parallel.ForEachAsync(wanted.Take(MostFiles), new ParallelOptions { MaxDegreeOfParallelism = AtOnceOfOne, CancellationToken = ct }, async (file, _) =>
            attachments[file.Number - 1] = await OneAsync(turn, file, known.GetValueOrDefault(file.Number), ct, either.Token));
        return TextShares.Of(attachments, limits().TextChars);
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Attachment> OneAsync(Turn turn, WantedFile wanted, StoredAttachment? known, CancellationToken ct, CancellationToken over)
    {
        try
        {
            await _gate.WaitAsync(over);
            try
            {
                return await ReadAsync(turn, wanted, known, over);
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Unread(wanted, AttachmentProblems.Timeout);
        }
    }

    private async Task<Attachment> ReadAsync(Turn turn, WantedFile wanted, StoredAttachment? known, CancellationToken ct)
    {
        var (file, problem) = Kept(known, wanted) is { } kept ? (kept, null) : await fetcher.FetchAsync(turn.Account, turn.Id, wanted, ct);
        if (file is null) return await RecordedAsync(turn.Id, Unread(wanted, problem), stored: null, ct);
        if (file.Bytes == 0) problem = AttachmentProblems.Empty;
        var attachment = Unread(wanted, problem) with
        {
            Kind = KindOf(wanted, file.Type),
            Name = SafeName.WithEnding(wanted.Name, file.Type.Ending),
            Path = file.Path,
            Bytes = file.Bytes,
            ContentType = file.Type.ContentType,
        };
        // Before it is read: a document that takes the process with it is not fetched once more.
        if (known?.Path != file.Stored) await RecordedAsync(turn.Id, attachment, file.Stored, ct);
        var read = problem is null ? await ContentAsync(attachment, file, ct) : attachment;
        if (read.Problem is null) return read;
        log.NotUsable(turn.Id, wanted.Number, file.Type.ContentType, read.Problem);
        return read.Problem == known?.Problem ? read : await RecordedAsync(turn.Id, read, file.Stored, ct);
    }

    private async Task<Attachment> ContentAsync(Attachment attachment, KeptFile file, CancellationToken ct)
    {
        if (attachment.Kind == AttachmentKind.Picture)
            return attachment with { Problem = file.Type.Kind == AttachmentKind.Picture ? await pictures.CheckAsync(attachment, ct) : AttachmentProblems.NotAPicture };
        if (TextExtractor.HasWords(file.Type))
        {
            var text = await texts.ReadAsync(file.Path, file.Type, limits().TextChars, ct);
            return attachment with { Text = text.Words, Cut = text.Cut, Problem = text.Problem };
        }

        if (attachment.Kind is AttachmentKind.Audio or AttachmentKind.Video) return attachment;
        return attachment with { Problem = Sniffer.IsBrokenOffice(file.Type, attachment.Name) ? AttachmentProblems.Damaged : AttachmentProblems.Unsupported };
    }

    private KeptFile? Kept(StoredAttachment? known, WantedFile wanted)
    {
        if (known?.Path is not { } stored || files.Find(stored) is not { } path) return null;
        try
        {
            return new(path, stored, new FileInfo(path).Length, Sniffer.Of(path, wanted.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<Dictionary<int, StoredAttachment>> KnownAsync(long turnId, CancellationToken ct)
    {
        try
        {
            return (await store.ReadAttachmentsAsync(turnId, ct)).ToDictionary(stored => stored.Number);
        }
        catch (StoreException e)
        {
            log.NotRecorded(e, turnId, number: 0);
            return [];
        }
    }

    private async Task<Attachment> RecordedAsync(long turnId, Attachment attachment, string? stored, CancellationToken ct)
    {
        try
        {
            await store.PutAttachmentAsync(new(turnId, attachment.Number, attachment.Name, stored, attachment.Bytes, attachment.ContentType, attachment.Problem), ct);
        }
        catch (StoreException e)
        {
            log.NotRecorded(e, turnId, attachment.Number);
        }

        return attachment;
    }

    // A picture sent as a file is a picture; what was announced as one and is none stays one, with its problem.
    private static AttachmentKind KindOf(WantedFile wanted, FileType type) => wanted.Kind == AttachmentKind.Document ? type.Kind : wanted.Kind;

    private static Attachment Unread(WantedFile wanted, string? problem) =>
        new() { Number = wanted.Number, Quoted = wanted.Quoted, Kind = wanted.Kind, Name = wanted.Name, Problem = problem };
}
