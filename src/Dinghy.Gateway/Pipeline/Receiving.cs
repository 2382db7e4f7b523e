using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Pictures;
using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Puts the attachments' room together: one for the whole process, whatever the account.</summary>
internal sealed class Receiving : IDisposable
{
    private readonly TextExtractor _texts;
    private readonly PictureReader _pictures;
    private readonly AttachmentSweeper _sweeper;
    private readonly AttachmentDesk _desk;
    private volatile AttachmentsConfig _limits;

    /// <param name="config">The home folder and the limits.</param>
    /// <param name="store">Remembers what became of each file.</param>
    /// <param name="clients">Of an account; null once it left the configuration.</param>
    /// <param name="parts">Logs, time, and the gate before every call.</param>
    public Receiving(DinghyConfig config, IAttachmentStore store, Func<string, MediaClient?> clients, GatewayParts parts)
    {
        _limits = config.Attachments;
        var log = new AttachmentLog(parts.Loggers.CreateLogger<AttachmentLog>());
        var files = new AttachmentFiles(config.Home, Limits, parts.Time);
        _texts = new TextExtractor(parts.Time, log);
        _pictures = new PictureReader(log);
        _sweeper = new AttachmentSweeper(files, store, Limits, parts.Time, log);
        var fetcher = new AttachmentFetcher(clients, files, _sweeper, Limits, log)
        {
            Metered = (account, call, ct) => parts.Gate.RunAsync(account, DingTalkCall.MediaDownload, Urgency.Usual, call, ct),
        };
        _desk = new AttachmentDesk(store, files, fetcher, _texts, _pictures, Limits, parts.Time, log);
    }

    /// <summary>Other limits, from the next file on.</summary>
    public void Use(AttachmentsConfig limits) => _limits = limits;

    public Task<IReadOnlyList<Attachment>> FetchAsync(Turn turn, CancellationToken ct) => _desk.FetchAsync(turn, ct);

    /// <summary>Files that no message brought: of a form.</summary>
    public Task<IReadOnlyList<Attachment>> FetchAsync(Turn turn, IReadOnlyList<WantedFile> wanted, CancellationToken ct) => _desk.FetchAsync(turn, wanted, ct);

    public async Task<(DataContent? Picture, string? Problem)> LoadPictureAsync(Attachment attachment, CancellationToken ct)
    {
        var (picture, problem) = await _pictures.LoadAsync(attachment, ct);
        return (picture is null ? null : new DataContent(picture.Data, picture.MediaType), problem);
    }

    public Task SweepAsync(CancellationToken ct) => _sweeper.SweepAsync(ct);

    private AttachmentsConfig Limits() => _limits;

    public void Dispose()
    {
        _desk.Dispose();
        _sweeper.Dispose();
        _pictures.Dispose();
        _texts.Dispose();
    }
}
