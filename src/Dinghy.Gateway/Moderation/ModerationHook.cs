using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Moderation;

/// <summary>What a text is (<c>question</c>, <c>answer</c>, or <c>message</c> that a tool sends) and whose.</summary>
internal sealed record ModerationSubject(long TurnId, string What, string Account, string Agent, string Person, bool IsGroup);

/// <summary>Asks a service of the operator's about each text: one POST, one answer, in bounded time.</summary>
internal sealed class ModerationHook(ModerationHookConfig config, HttpClient http, ModerationLog log, TimeProvider time)
{
    private const int MostBytes = 64 * 1024;

    /// <summary>No redirects, which would carry the token along; past proxies on this machine.</summary>
    public static HttpClient Connect() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        Proxy = new ProxyPastLoopback(HttpClient.DefaultProxy),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>Whether the text may go on.</returns>
    public async Task<bool> AllowsAsync(ModerationSubject subject, string text, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(config.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        string fault;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, config.Url);
            if (config.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
            var body = new HookRequest(subject.What, text, subject.Account, subject.Agent, subject.Person, subject.IsGroup ? "group" : "private");
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, HookJson.Default.HookRequest)) { Headers = { ContentType = new("application/json") } };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await response.Content.LoadIntoBufferAsync(MostBytes, either.Token);
            if (response.IsSuccessStatusCode)
            {
                await using var answer = await response.Content.ReadAsStreamAsync(either.Token);
                if (await JsonSerializer.DeserializeAsync(answer, HookJson.Default.HookAnswer, either.Token) is { Allow: { } allow }) return allow;
            }

            fault = response.IsSuccessStatusCode ? "no allow in its answer" : $"HTTP {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            fault = $"nothing within {config.Timeout.TotalSeconds} s";
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException)
        {
            fault = e is HttpRequestException { HttpRequestError: var error } ? error.ToString() : "no answer that could be read";
        }

        log.HookFailed(fault, subject.What, config.Blocks ? "stopped" : "let through");
        return !config.Blocks;
    }
}

internal sealed record HookRequest(string Kind, string Text, string Account, string Agent, string Person, string Chat);

internal sealed record HookAnswer(bool? Allow);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HookRequest))]
[JsonSerializable(typeof(HookAnswer))]
internal sealed partial class HookJson : JsonSerializerContext;
