using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Attachments;

/// <summary>A file on the disk, sniffed and read as the desk does it.</summary>
internal sealed class DocumentRig : IDisposable
{
    private readonly TempHome _home = new();

    public ManualTimeProvider Time { get; } = new();

    public PdfText Pdf { get; init; } = new();

    public string Save(byte[] bytes, string name)
    {
        var path = Path.Combine(_home.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public FileType Sniff(byte[] bytes, string name = "file") => Sniffer.Of(Save(bytes, name), name);

    public async Task<ExtractedText> ReadAsync(byte[] bytes, string name = "file", int limit = 10_000, CancellationToken ct = default)
    {
        var path = Save(bytes, name);
        using var texts = new TextExtractor(Time, new AttachmentLog(NullLogger<AttachmentLog>.Instance)) { Pdf = Pdf };
        return await texts.ReadAsync(path, Sniffer.Of(path, name), limit, ct);
    }

    public void Dispose() => _home.Dispose();
}
