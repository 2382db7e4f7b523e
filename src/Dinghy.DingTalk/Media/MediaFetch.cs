using System.Net;
using Dinghy.DingTalk.OpenApi;

namespace Dinghy.DingTalk.Media;

/// <summary>One GET that may be redirected, from its beginning to the last byte read.</summary>
internal sealed class MediaFetch(HttpClient http, Func<Uri, bool> allowHost, TimeSpan deadline, TimeProvider time) : IDisposable
{
    private const int MostRedirects = 3;

    private readonly CancellationTokenSource _over = new(deadline, time);

    public void Dispose() => _over.Dispose();

    public async Task<MediaDownload> OpenAsync(Uri url, long maxBytes, CancellationToken ct)
    {
        var response = await FollowAsync(url, ct);
        try
        {
            var length = response.Content.Headers.ContentLength;
            if (length > maxBytes) throw TooLarge(maxBytes);
            var stream = await GuardAsync(url, token => response.Content.ReadAsStreamAsync(token), ct);
            return new(response, new MediaStream(stream, this, url, maxBytes), length);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Runs one step under the deadline; what goes wrong becomes the library's one exception.</summary>
    public async Task<T> GuardAsync<T>(Uri url, Func<CancellationToken, Task<T>> step, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _over.Token);
        try
        {
            return await step(either.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw NetworkFaults.Timeout(url, deadline, certain: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw NetworkFaults.Broken(url, certain: true, e);
        }
    }

    public static DingTalkApiException TooLarge(long maxBytes) => new(DingTalkFault.BadResponse, "too_large", $"the file is larger than {maxBytes} bytes");

    // Redirects are followed here, so that every host is asked about before it is called.
    private async Task<HttpResponseMessage> FollowAsync(Uri url, CancellationToken ct)
    {
        for (var left = MostRedirects; ; left--)
        {
            Check(url);
            var at = url;
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            var response = await GuardAsync(at, token => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), ct);
            try
            {
                // A handler that follows redirects by itself has been elsewhere already.
                if (response.RequestMessage?.RequestUri is { } reached && reached != at) Check(reached);
                if (response.IsSuccessStatusCode) return response;
                url = Next(response, at, left);
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }
    }

    private static Uri Next(HttpResponseMessage response, Uri from, int left)
    {
        var status = (int)response.StatusCode;
        if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } to) throw Refused(response.StatusCode);
        return left > 0 ? new Uri(from, to) : throw new DingTalkApiException(DingTalkFault.BadResponse, "redirects", $"more than {MostRedirects} redirects") { Status = response.StatusCode };
    }

    private static DingTalkApiException Refused(HttpStatusCode status)
    {
        var fault = status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone ? DingTalkFault.NotFound : FaultTable.Of(status);
        return new(fault, $"http_{(int)status}", $"the file's host answered HTTP {(int)status}") { Status = status };
    }

    private void Check(Uri url)
    {
        if (MediaClient.IsHttp(url) && url.UserInfo.Length == 0 && allowHost(url)) return;
        throw new DingTalkApiException(DingTalkFault.Refused, "foreign_host", $"a file is not fetched from {url.Scheme}://{url.Host}");
    }
}
