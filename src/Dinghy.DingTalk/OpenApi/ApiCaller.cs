using System.Net.Http.Headers;
using System.Text.Json;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>One call and its answer, with a deadline, a bound on the answer, and one exception for all that can go wrong.</summary>
internal sealed class ApiCaller(HttpClient http, TimeProvider time)
{
    public const int MaxAnswerBytes = 256 * 1024;

    private const string TokenHeader = "x-acs-dingtalk-access-token";

    /// <returns>The answer's root object, when nothing in it says that the call failed.</returns>
    /// <exception cref="DingTalkApiException">Everything else, except that <paramref name="ct"/> was cancelled.</exception>
    public Task<JsonElement> PostAsync(Uri url, byte[] json, string? token, TimeSpan timeout, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, url, new JsonBody(json), token, timeout, ct);

    /// <param name="content">Disposed of. Null for a call that only reads, about which there is never a doubt.</param>
    /// <inheritdoc cref="PostAsync"/>
    public async Task<JsonElement> SendAsync(HttpMethod method, Uri url, WatchedContent? content, string? token, TimeSpan timeout, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
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
            throw NetworkFaults.Timeout(url, timeout, certain: content is not { Begun: true }, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw NetworkFaults.Broken(url, certain: content is not { Begun: true }, e);
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
}
