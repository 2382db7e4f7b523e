using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>GET of a download address: plain, without token, and in every way a storage server can disappoint.</summary>
internal sealed class FileServer(DingTalkWorld world, ApiDoor door, CancellationToken stopping)
{
    public const string Path = "/_files/";
    private const long HugeBytes = 2L * 1024 * 1024 * 1024;
    private const int Chunk = 64 * 1024;
    private const int SlowChunk = 1024;

    public async Task RunAsync(HttpContext http)
    {
        if (world.Faults.Take(FaultKind.Slow, ApiNames.File) is { } late) await Task.Delay(late.Delay, world.Options.Time, http.RequestAborted);
        if (world.Faults.Take(FaultKind.HttpStatus, ApiNames.File) is { } status)
        {
            await door.AnswerAsync(http, ApiAnswer.Html(status.Code ?? 500, status.Message ?? "Server Error"));
            return;
        }

        var id = http.Request.Path.Value![Path.Length..].Replace(".file", "", StringComparison.Ordinal);
        if (world.Downloads.FindLink(id) is not { } link || http.Request.Query["Signature"] != link.Signature)
        {
            await door.AnswerAsync(http, Refuse("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."));
            return;
        }

        if (world.Faults.Take(FaultKind.DownloadUrlExpired, ApiNames.File) is not null || link.ExpiresAt <= world.Options.Time.GetUtcNow())
        {
            await door.AnswerAsync(http, Refuse("AccessDenied", "Request has expired."));
            return;
        }

        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
        await SendAsync(http, link.File, life.Token);
    }

    private async Task SendAsync(HttpContext http, MediaFile file, CancellationToken ct)
    {
        world.Record("GET", http.Request.Path, 200, "ok");
        var response = http.Response;
        response.ContentType = "application/octet-stream";
        if (world.Faults.Take(FaultKind.DownloadEndless, ApiNames.File) is not null)
        {
            await ZerosAsync(response, long.MaxValue, ct);
            return;
        }

        if (world.Faults.Take(FaultKind.DownloadHuge, ApiNames.File) is { } huge)
        {
            response.ContentLength = huge.Code ?? HugeBytes;
            await ZerosAsync(response, response.ContentLength.Value, ct);
            return;
        }

        response.ContentLength = file.Bytes.Length;
        var half = file.Bytes[..(file.Bytes.Length / 2)];
        if (world.Faults.Take(FaultKind.DownloadStalls, ApiNames.File) is not null)
        {
            await WriteAsync(response, half, ct);
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Options.Time, ct);
        }
        else if (world.Faults.Take(FaultKind.DownloadTruncated, ApiNames.File) is not null)
        {
            await WriteAsync(response, half, ct);
            TcpEnd.Of(http).Reset();
            http.Abort();
        }
        else if (world.Faults.Take(FaultKind.DownloadSlow, ApiNames.File) is { } slow)
        {
            await TrickleAsync(response, file.Bytes, slow.Delay, ct);
        }
        else
        {
            await response.Body.WriteAsync(file.Bytes, ct);
        }
    }

    private async Task TrickleAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, TimeSpan wait, CancellationToken ct)
    {
        for (var at = 0; at < bytes.Length; at += SlowChunk)
        {
            if (at > 0) await Task.Delay(wait, world.Options.Time, ct);
            await WriteAsync(response, bytes[at..Math.Min(bytes.Length, at + SlowChunk)], ct);
        }
    }

    private static async Task ZerosAsync(HttpResponse response, long left, CancellationToken ct)
    {
        var zeros = new byte[Chunk];
        for (; left > 0; left -= Chunk) await response.Body.WriteAsync(zeros.AsMemory(0, (int)Math.Min(left, Chunk)), ct);
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await response.Body.WriteAsync(bytes, ct);
        await response.Body.FlushAsync(ct);
    }

    private static ApiAnswer Refuse(string code, string message) => new(403, code,
        Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"), "application/xml");
}
