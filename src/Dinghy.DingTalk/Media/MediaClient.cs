using System.Text.Json;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.Media;

/// <summary>Files to DingTalk, and what people sent from it.</summary>
public sealed class MediaClient(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>The deadline of asking for a download address.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One upload's deadline, its bytes included.</summary>
    /// <value>60 s.</value>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether <see cref="OpenAsync"/> may fetch from this address; asked for the first one and for every redirect.</summary>
    /// <value>Any: the address comes from DingTalk, which keeps its files on several hosts.</value>
    public Func<Uri, bool> AllowHost { get; init; } = static _ => true;

    /// <summary>Uploads one file for a message. Size and format are checked here first.</summary>
    /// <param name="content">From its position to its end; stays open. One that can not seek is read into memory, as far as the limit.</param>
    /// <param name="fileName">With its ending, by which the format is judged.</param>
    /// <param name="contentType">Null, or one that is none: <c>application/octet-stream</c>.</param>
    /// <exception cref="DingTalkApiException">Invalid with code <c>media_type</c>, <c>media_too_large</c> or <c>media_empty</c> before anything is sent; else DingTalk's answer.</exception>
    public async Task<UploadedMedia> UploadAsync(MediaKind kind, System.IO.Stream content, string fileName, string? contentType, CancellationToken ct)
    {
        var ending = Path.GetExtension(fileName).TrimStart('.');
        if (!MediaLimits.Formats(kind).Contains(ending))
            throw Invalid("media_type", $"DingTalk takes no .{(ending.Length > 20 ? ending[..20] : ending)} as {MediaLimits.WireName(kind)}; it takes {string.Join(", ", MediaLimits.Formats(kind).Order(StringComparer.Ordinal))}");

        await using var copy = content.CanSeek ? null : await CopyAsync(kind, content, ct);
        var (source, start) = copy is null ? (content, content.Position) : (copy, 0L);
        var length = source.Length - start;
        if (length <= 0) throw Invalid("media_empty", "the file is empty; not sent");
        if (length > MediaLimits.MaxBytes(kind)) throw TooLarge(kind);

        var type = MediaBody.ContentTypeOf(contentType);
        var answer = await _caller.PostLegacyAsync($"/media/upload?type={MediaLimits.WireName(kind)}", () => new MediaBody(source, start, length, fileName, type), UploadTimeout, ct);
        if (answer.Filled("media_id") is not { } id)
            throw new DingTalkApiException(DingTalkFault.BadResponse, "no_media_id", "DingTalk answered without a media_id") { Certain = false };
        _logger.Uploaded(length, MediaLimits.WireName(kind));
        return new(kind, id, answer.Moment("created_at"));
    }

    /// <summary>Where a file that a person sent can be fetched. The address needs no token and lives a short time: use it at once.</summary>
    /// <param name="downloadCode">From the message's content.</param>
    /// <exception cref="DingTalkApiException">NotFound: the code is wrong, another robot's, or too old.</exception>
    public async Task<Uri> DownloadAsync(string downloadCode, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new DownloadRequest(downloadCode, app.RobotCode), WireJson.Compact.DownloadRequest);
        var answer = await _caller.PostAsync("/v1.0/robot/messageFiles/download", body, RequestTimeout, ct);
        return Uri.TryCreate(answer.Text("downloadUrl"), UriKind.Absolute, out var url) && IsHttp(url)
            ? url
            : throw new DingTalkApiException(DingTalkFault.BadResponse, "no_download_url", "DingTalk answered without an address to download from");
    }

    /// <summary>Begins to fetch. The bytes are bounded and the whole transfer has one deadline, however slowly they come.</summary>
    /// <param name="url">From <see cref="DownloadAsync"/>; <c>http</c> is allowed, no token goes with the request.</param>
    /// <param name="maxBytes">Refused at once when the length is told, else when the stream gets there.</param>
    /// <returns>To be disposed of; its stream throws <see cref="DingTalkApiException"/> like this call.</returns>
    /// <exception cref="DingTalkApiException">
    /// NotFound (the address expired: ask for another), BadResponse with code <c>too_large</c>, Refused with code <c>foreign_host</c>, Timeout, Network, Busy.
    /// </exception>
    public async Task<MediaDownload> OpenAsync(Uri url, long maxBytes, TimeSpan deadline, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var fetch = new MediaFetch(http, AllowHost, deadline, time);
        try
        {
            var download = await fetch.OpenAsync(url, maxBytes, ct);
            _logger.DownloadOpened(url.Host, download.Length, download.ContentType);
            return download;
        }
        catch
        {
            fetch.Dispose();
            throw;
        }
    }

    internal static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    private static async Task<MemoryStream> CopyAsync(MediaKind kind, System.IO.Stream content, CancellationToken ct)
    {
        var copy = new MemoryStream();
        var chunk = new byte[81_920];
        for (int read; (read = await content.ReadAsync(chunk, ct)) > 0; copy.Write(chunk, 0, read))
            if (copy.Length + read > MediaLimits.MaxBytes(kind)) throw TooLarge(kind);
        return copy;
    }

    private static DingTalkApiException TooLarge(MediaKind kind) =>
        Invalid("media_too_large", $"DingTalk takes at most {MediaLimits.MaxBytes(kind)} bytes as {MediaLimits.WireName(kind)}; not sent");

    private static DingTalkApiException Invalid(string code, string message) => new(DingTalkFault.Invalid, code, message);
}
