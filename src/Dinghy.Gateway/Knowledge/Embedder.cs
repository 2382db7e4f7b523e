using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Knowledge;

/// <summary>The endpoint did not give vectors. The message holds no key and no text.</summary>
internal sealed class EmbeddingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Turns texts into vectors by an OpenAI-compatible endpoint.</summary>
internal sealed class Embedder(EmbeddingsConfig config, HttpClient http, TimeProvider time)
{
    /// <summary>Texts of one request; some endpoints take no more.</summary>
    public const int AtOnce = 10;

    private const int LongestText = 2_000;
    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Tells one set of vectors from another.</summary>
    public string Name => $"{config.BaseUrl} {config.Model}";

    /// <summary>Connections as to models: no redirects, which would carry the key along; past proxies on this machine.</summary>
    public static HttpClient Connect() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        Proxy = new ProxyPastLoopback(HttpClient.DefaultProxy),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <param name="texts">At most <see cref="AtOnce"/>; of each, the beginning is sent.</param>
    /// <param name="within">How long the endpoint has.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>One a text, in their order.</returns>
    /// <exception cref="EmbeddingException">It did not work.</exception>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, TimeSpan within, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{config.BaseUrl.ToString().TrimEnd('/')}/embeddings"));
            if (config.ApiKey is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
            var body = new EmbeddingsRequest(config.Model, [.. texts.Select(text => Fence.Start(text, LongestText))], "float");
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, EmbeddingsJson.Default.EmbeddingsRequest)) { Headers = { ContentType = new("application/json") } };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode) throw new EmbeddingException($"HTTP {(int)response.StatusCode}");
            await response.Content.LoadIntoBufferAsync(MostBytes, either.Token);
            await using var answer = await response.Content.ReadAsStreamAsync(either.Token);
            var read = await JsonSerializer.DeserializeAsync(answer, EmbeddingsJson.Default.EmbeddingsAnswer, either.Token);
            var vectors = (read?.Data ?? []).OrderBy(one => one.Index).Select(one => one.Embedding ?? []).ToList();
            if (vectors.Count != texts.Count || vectors.Exists(vector => vector.Length == 0)) throw new EmbeddingException($"{vectors.Count} vectors for {texts.Count} texts");
            return vectors;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new EmbeddingException($"no answer within {within.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException)
        {
            throw new EmbeddingException(e is HttpRequestException { HttpRequestError: var error } ? error.ToString() : "no answer that could be read", e);
        }
    }
}

internal sealed record EmbeddingsRequest(string Model, IReadOnlyList<string> Input, string EncodingFormat);

internal sealed record EmbeddingsAnswer(IReadOnlyList<EmbeddingsVector>? Data);

internal sealed record EmbeddingsVector(int Index, float[]? Embedding);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EmbeddingsRequest))]
[JsonSerializable(typeof(EmbeddingsAnswer))]
internal sealed partial class EmbeddingsJson : JsonSerializerContext;
