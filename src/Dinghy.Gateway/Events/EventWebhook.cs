using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Events;

/// <summary>
/// Brings events to a webhook of the operator's own, signed. The address may lie inside the company: whoever writes the configuration is trusted with that,
/// and nobody else names an address here. Redirects are not followed, so the other side can not name one either.
/// </summary>
internal sealed class EventWebhook : IDisposable
{
    public const string IdHeader = "X-Dinghy-Event-Id";
    public const string TimestampHeader = "X-Dinghy-Timestamp";
    public const string SignatureHeader = "X-Dinghy-Signature";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    /// <summary>After no answer; one call then finds out whether it is over.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(30);
    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>Until when those that did not answer are left alone. As many as the configuration names.</summary>
    private readonly ConcurrentDictionary<Uri, DateTimeOffset> _resting = new();

    public EventWebhook(TimeProvider time, HttpMessageHandler? handler = null)
    {
        _time = time;
        _http = new HttpClient(handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = s_deadline,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            Proxy = new ProxyPastLoopback(HttpClient.DefaultProxy),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>One attempt. Where one that hangs rests, none: thousands of its events must not hold up those of others, each for its own deadline.</summary>
    public async Task<WebhookResult> SendAsync(RouteRule rule, StoredEvent happened, CancellationToken ct)
    {
        if (Rest(rule.Webhook!) is { } rest) return new WebhookResult("resting", Hopeless: false) { Rest = rest };
        var sent = await CallAsync(rule, happened, ct);
        if (sent.Fault == "timeout") _resting[rule.Webhook!] = _time.GetUtcNow() + s_rest;
        else _resting.TryRemove(rule.Webhook!, out _);
        return sent;
    }

    /// <summary>Null: it may be called. Whoever is the first after a rest finds out for all.</summary>
    private TimeSpan? Rest(Uri webhook)
    {
        if (!_resting.TryGetValue(webhook, out var until)) return null;
        var now = _time.GetUtcNow();
        if (until > now) return until - now;
        return _resting.TryUpdate(webhook, now + s_rest, until) ? null : s_rest;
    }

    private async Task<WebhookResult> CallAsync(RouteRule rule, StoredEvent happened, CancellationToken ct)
    {
        var body = Body(happened);
        var timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, rule.Webhook) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation(IdHeader, happened.EventId);
        request.Headers.TryAddWithoutValidation(TimestampHeader, timestamp);
        request.Headers.TryAddWithoutValidation(SignatureHeader, Sign(rule.WebhookSecret!, timestamp, body));
        request.Headers.TryAddWithoutValidation("User-Agent", "Dinghy");
        using var deadline = new CancellationTokenSource(s_deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? WebhookResult.Done : new WebhookResult($"http_{(int)response.StatusCode}", Hopeless(response.StatusCode));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new WebhookResult("timeout", Hopeless: false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new WebhookResult("network", Hopeless: false);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary><c>sha256=</c> and the HMAC of timestamp, a dot and the body, in hex.</summary>
    public static string Sign(Secret secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Reveal()));
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hash.AppendData(body);
        return "sha256=" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Body(StoredEvent happened)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, s_readable))
        {
            json.WriteStartObject();
            json.WriteString("event_id", happened.EventId);
            json.WriteString("type", happened.Type);
            json.WriteString("account", happened.Account);
            if (happened.CorpId is { } corp) json.WriteString("corp_id", corp);
            if (happened.BornAt is { } born) json.WriteNumber("born_at", born.ToUnixTimeMilliseconds());
            json.WritePropertyName("data");
            if (IsJson(happened.Data)) json.WriteRawValue(happened.Data, skipInputValidation: true);
            else json.WriteStringValue(happened.Data);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static bool IsJson(string data)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(data));
            while (reader.Read()) { }
            return data.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>It says no, and would say so again.</summary>
    private static bool Hopeless(HttpStatusCode status) =>
        (int)status is >= 300 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425 or HttpStatusCode.NotFound);
}

/// <param name="Fault">A code for the operator; null: taken.</param>
/// <param name="Hopeless">Not to be tried again.</param>
internal sealed record WebhookResult(string? Fault, bool Hopeless)
{
    /// <summary>It was not even tried, and may be after this.</summary>
    public TimeSpan? Rest { get; init; }

    public static WebhookResult Done { get; } = new(Fault: null, Hopeless: false);
}
