using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dinghy.Scenarios.Lab;

/// <summary>A lab whose robot receives by HTTP.</summary>
internal static partial class HttpLab
{
    public const string Token = "tok3nForLocalTests";
    public const string AesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    public const string Started = "DingTalk channel started (HTTP Mode)";

    /// <param name="mode">http or both.</param>
    /// <param name="pair">The event subscription's token and key are configured.</param>
    /// <param name="channel">Changes keys of the channel.</param>
    /// <param name="dingTalk">How the DingTalk behaves.</param>
    public static LabOptions Options(string mode = "http", bool pair = false, Action<JsonNode>? channel = null, EmulatorOptions? dingTalk = null) => new()
    {
        StartGateway = false,
        DingTalk = dingTalk ?? new EmulatorOptions { Apps = [new() { StreamMode = mode == "both" }] },
        Config = LabOptions.Channel(keys =>
        {
            keys["mode"] = mode;
            var http = new JsonObject { ["listen"] = "127.0.0.1:0" };
            if (pair) (http["token"], http["aes_key"]) = (Token, AesKey);
            keys["http"] = http;
            channel?.Invoke(keys);
        }),
    };

    /// <summary>Starts it, and saves its address in DingTalk's console.</summary>
    public static async Task<TestLab> StartAsync(LabOptions options, HttpCallbacks? console = null)
    {
        var lab = await TestLab.StartAsync(options);
        try
        {
            await lab.StartHttpAsync(console);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the gateway, after the last one ended, and saves its address for messages and events.</summary>
    public static async Task<Uri> StartHttpAsync(this TestLab lab, HttpCallbacks? console = null)
    {
        await lab.StartGatewayAsync(untilConnected: false);
        var url = await lab.WebhookAsync();
        var saved = console ?? lab.World.CallbacksOf() with { Robot = null };
        lab.World.SetCallbacks(saved with { Robot = url, Events = url });
        return url;
    }

    /// <summary>Where an account listens.</summary>
    public static async Task<Uri> WebhookAsync(this TestLab lab, string account = "main", int skip = 0)
    {
        var line = await lab.Gateway.LogAsync(line => Listening().Match(line) is { Success: true } found && found.Groups["account"].Value == account, $"the listener of {account}", skip);
        var listening = Listening().Match(line);
        return new Uri($"http://{listening.Groups["address"].Value}{listening.Groups["path"].Value}");
    }

    /// <summary>What a stranger hears.</summary>
    public static async Task<HttpStatusCode> PostAsync(Uri url, string body = "{}", params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    [GeneratedRegex(@"\[2342\] Account (?<account>\S+): listening for DingTalk on (?<address>\S+), path (?<path>\S+)")]
    private static partial Regex Listening();
}
