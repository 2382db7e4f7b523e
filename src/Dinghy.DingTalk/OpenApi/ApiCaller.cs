using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>One POST of JSON and its answer, with a deadline, a bound on the answer, and one exception for all that can go wrong.</summary>
internal sealed class ApiCaller(HttpClient http, TimeProvider time)
{
    public const int MaxAnswerBytes = 256 * 1024;

    private const string TokenHeader = "x-acs-dingtalk-access-token";

    /// <returns>The answer's root object, when nothing in it says that the call failed.</returns>
    /// <exception cref="DingTalkApiException">Everything else, except that <paramref name="ct"/> was cancelled.</exception>
    public async Task<JsonElement> PostAsync(Uri url, byte[] json, string? token, TimeSpan timeout, CancellationToken ct)
    {
        using var content = new WatchedContent(json);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Accept.Add(new("application/json"));           // without it the gateway answers XML
        if (token is not null) request.Headers.TryAddWithoutValidation(TokenHeader, token);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return AnswerReader.Read(await ReadAsync(response, either.Token));
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new DingTalkApiException(DingTalkFault.Timeout, "timeout", $"no answer from {url.Host} within {timeout.TotalSeconds:0.#} s", e) { Certain = !content.Begun };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new DingTalkApiException(DingTalkFault.Network, "network", Words(url, e), e) { Certain = !content.Begun || NeverConnected(e) };
        }
    }

    private async Task<RawAnswer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var id = response.Headers.TryGetValues("x-acs-request-id", out var ids) ? ids.FirstOrDefault() : null;
        var answer = new RawAnswer(response.StatusCode, [], id, RetryAfter(response.Headers.RetryAfter));
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var chunk = new byte[8192];
        for (int read; (read = await stream.ReadAsync(chunk, ct)) > 0; body.Write(chunk, 0, read))
            if (body.Length + read > MaxAnswerBytes) throw AnswerReader.TooLarge(answer);
        return answer with { Body = body.ToArray() };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static bool NeverConnected(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
    };

    private static string Words(Uri url, Exception e) => e is HttpRequestException { HttpRequestError: var error and not HttpRequestError.Unknown }
        ? $"no connection to {url.Host} ({error})"
        : $"the connection to {url.Host} broke ({e.GetType().Name})";

    /// <summary>Knows whether the request began to go out: until then the server can not have done anything.</summary>
    private sealed class WatchedContent : HttpContent
    {
        private readonly byte[] _json;

        public WatchedContent(byte[] json)
        {
            _json = json;
            Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        }

        public bool Begun { get; private set; }

        protected override Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            Begun = true;
            await stream.WriteAsync(_json, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _json.Length;
            return true;
        }
    }
}
