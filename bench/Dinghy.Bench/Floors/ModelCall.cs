using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Dinghy.Bench.Floors;

/// <summary>One streamed <c>chat/completions</c>, without retries, deadlines or memory.</summary>
internal sealed class ModelCall(Uri baseUrl)
{
    private readonly HttpClient _http = Http.Create();
    private readonly Uri _url = new(baseUrl.AbsoluteUri.TrimEnd('/') + "/chat/completions");

    public async Task<string> AskAsync(string question)
    {
        using var content = Http.Json(Encoding.UTF8.GetBytes(
            $$"""{"model":"instant","stream":true,"messages":[{"role":"user","content":"{{JsonEncodedText.Encode(question)}}"}]}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = content };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var answer = new StringBuilder();
        await foreach (var delta in SseParser.Create(stream, static (_, data) => Delta(data)).EnumerateAsync())
            answer.Append(delta.Data);
        return answer.ToString();
    }

    private static string Delta(ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8)) return "";
        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("content"u8)) continue;
            reader.Read();
            return reader.GetString() ?? "";
        }

        return "";
    }
}
