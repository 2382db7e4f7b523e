using System.Text;
using System.Xml;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>The words of a stored file, for those kinds that have some. Whatever the file does, the answer comes in bounded time and is a value.</summary>
internal sealed class TextExtractor(TimeProvider time, AttachmentLog log) : IDisposable
{
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _gate = new(AtOnce, AtOnce);

    /// <summary>One document's time.</summary>
    /// <value>20 s.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    public PdfText Pdf { get; init; } = new();

    /// <summary>Whether files of this type have words at all; others are not to be read.</summary>
    public static bool HasWords(FileType type) => type.Kind == AttachmentKind.Document;

    /// <param name="path">Absolute.</param>
    /// <param name="type">By <see cref="Sniffer"/>.</param>
    /// <param name="limit">Characters.</param>
    /// <param name="ct">The caller gives up; only this throws.</param>
    public async Task<ExtractedText> ReadAsync(string path, FileType type, int limit, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        using var over = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            var sink = new TextSink(limit);
            // A thread of its own work: parsing must not hold up those that carry messages.
            return await Task.Run(() => ReadAsync(path, type, sink, either.Token), CancellationToken.None);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ExtractedText.Failed(AttachmentProblems.Timeout);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<ExtractedText> ReadAsync(string path, FileType type, TextSink sink, CancellationToken ct)
    {
        try
        {
            var whole = await FillAsync(path, type, sink, ct);
            var text = ExtractedText.Of(sink);
            return whole ? text : text with { Cut = text.Words is not null };
        }
        catch (DocumentException e)
        {
            // Longer than is ever read is no fault of what was read.
            if (e.Problem == AttachmentProblems.TooLarge && !sink.IsEmpty) return new(sink.ToString(), Cut: true, Problem: null) { Marks = sink.Marks };
            return ExtractedText.Failed(e.Problem);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or DecoderFallbackException or IOException or NotSupportedException)
        {
            return ExtractedText.Failed(AttachmentProblems.Damaged);
        }
#pragma warning disable CA1031 // A document must not end a turn, whatever it finds in a parser; the operator sees the fault.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.ParserFailed(e, Printable.Of(type.ContentType));
            return ExtractedText.Failed(AttachmentProblems.Damaged);
        }
    }

    /// <returns>False: there was more than is ever read.</returns>
    private async Task<bool> FillAsync(string path, FileType type, TextSink sink, CancellationToken ct)
    {
        if (type == FileType.EncryptedOffice) throw new DocumentException(AttachmentProblems.Encrypted);
        if (type == FileType.Doc || type == FileType.Xls || type == FileType.Ppt) throw new DocumentException(AttachmentProblems.Unsupported);
        if (type == FileType.Pdf) await Pdf.ReadAsync(path, sink, ct);
        else if (type == FileType.Html) return HtmlText.Read(path, sink, ct);
        else if (type == FileType.Docx || type == FileType.Xlsx || type == FileType.Pptx) return Office(path, type, sink, ct);
        else PlainText.Read(path, sink, ct);
        return true;
    }

    private static bool Office(string path, FileType type, TextSink sink, CancellationToken ct)
    {
        using var package = OfficePackage.Open(path, ct);
        if (type == FileType.Xlsx) return XlsxText.Read(package, sink);
        if (type == FileType.Docx) DocxText.Read(package, sink);
        else new PptxText(package, sink).Read();
        return true;
    }
}
