using System.Net.Http.Headers;

namespace Dinghy.Gateway.Tools.Web;

/// <summary>What an address brought.</summary>
/// <param name="Url">Where it was in the end.</param>
/// <param name="ContentType">Without parameters, in lower case; empty where none was given.</param>
/// <param name="Charset">As the header names it; null: it does not.</param>
/// <param name="Body">At most <see cref="PageClient.MaxBytes"/>.</param>
/// <param name="Cut">There was more.</param>
internal sealed record WebPage(Uri Url, string ContentType, string? Charset, byte[] Body, bool Cut);

/// <summary>A page that could not be had. The message is for the model.</summary>
internal sealed class PageException(string message) : Exception(message);

/// <summary>Fetches one page: bounded in size, time and redirects, each of which the door looks at.</summary>
internal sealed class PageClient(WebDoor door, TimeProvider time, HttpMessageHandler? handler = null) : IDisposable
{
    /// <summary>Of a body, unpacked.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Steps from one address to the next.</summary>
    public const int MaxRedirects = 5;

    /// <summary>For all of them together.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(handler ?? door.Handler()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="PageException">It can not be had, or may not.</exception>
    public async Task<WebPage> GetAsync(Uri url, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            for (var step = 0; step <= MaxRedirects; step++)
            {
                await door.CheckAsync(url, either.Token);
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Dinghy", "0.1"));
                request.Headers.TryAddWithoutValidation("Accept", "text/html, text/plain, application/json, application/xml;q=0.9, */*;q=0.5");
                request.Headers.TryAddWithoutValidation("Accept-Language", "zh-CN, en;q=0.8");
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } next)
                {
                    url = new Uri(url, next);
                    continue;
                }

                if (!response.IsSuccessStatusCode) throw new PageException($"the server answered with status {(int)response.StatusCode}");
                return await ReadAsync(url, response, either.Token);
            }

            throw new PageException($"it leads on to another address more than {MaxRedirects} times");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new PageException($"there was no whole answer within {Patience.TotalSeconds:N0} seconds");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException or RefusedAddressException or UriFormatException)
        {
            throw new PageException(e is RefusedAddressException or { InnerException: RefusedAddressException } ? (e as RefusedAddressException ?? e.InnerException!).Message : Told(e));
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<WebPage> ReadAsync(Uri url, HttpResponseMessage response, CancellationToken ct)
    {
        var type = response.Content.Headers.ContentType;
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        using var kept = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; kept.Length <= MaxBytes && (read = await body.ReadAsync(chunk, ct)) > 0;) kept.Write(chunk, 0, read);
        var cut = kept.Length > MaxBytes;
        if (cut) kept.SetLength(MaxBytes);
        return new WebPage(url, type?.MediaType?.ToLowerInvariant() ?? "", type?.CharSet?.Trim('"', '\''), kept.ToArray(), cut);
    }

    /// <summary>Which kind of trouble; the network's own words are of no use to a model.</summary>
    private static string Told(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } ? "there is no host of this name"
        : e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } ? "the connection is not safe: the host's certificate is not accepted"
        : "the host could not be reached";
}
