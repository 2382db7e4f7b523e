using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Dinghy.Emulator.Tests;

internal sealed record Reply(int Status, string Body, string? ContentType)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? this[string name] => Json.TryGetProperty(name, out var value) ? value.ToString() : null;
}

/// <summary>Calls as a bot makes them, by hand.</summary>
internal static class Calls
{
    public const string Key = "dingemulator0001";
    public const string Secret = "emulator-secret-0001";

    public static async Task<Reply> PostAsync(this EmulatorServer server, string path, string body, string? token = null, string type = "application/json", string accept = "application/json", string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path)) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (accept.Length > 0) request.Headers.Accept.ParseAdd(accept);
        if (token is not null) request.Headers.Add("x-acs-dingtalk-access-token", token);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await SendAsync(request);
    }

    public static async Task<Reply> GetAsync(this EmulatorServer server, string path) => await SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, path)));

    public static async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await http.SendAsync(request, Guard.Token);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(Guard.Token), response.Content.Headers.ContentType?.MediaType);
    }

    public static string OpenBody(string key = Key, string secret = Secret, string subscriptions = """[{"type":"EVENT","topic":"*"},{"type":"CALLBACK","topic":"/v1.0/im/bot/messages/get"}]""") =>
        $$"""{"clientId":"{{key}}","clientSecret":"{{secret}}","ua":"raw/1.0","subscriptions":{{subscriptions}}}""";

    public static async Task<string> TokenAsync(this EmulatorServer server, string key = Key, string secret = Secret) =>
        (await server.PostAsync("/v1.0/oauth2/accessToken", $$"""{"appKey":"{{key}}","appSecret":"{{secret}}"}"""))["accessToken"]!;
}
