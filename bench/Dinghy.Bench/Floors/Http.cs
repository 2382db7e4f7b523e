using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Dinghy.Bench.Floors;

internal static class Http
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    /// <summary>As many connections at once as the gateway allows itself.</summary>
    public static HttpClient Create() => new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseProxy = false });

    public static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = s_json } };

    public static ByteArrayContent TextMessage(string text) =>
        Json(Encoding.UTF8.GetBytes($$$"""{"msgtype":"text","text":{"content":"{{{JsonEncodedText.Encode(text)}}}"}}"""));
}
