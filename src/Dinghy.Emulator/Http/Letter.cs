using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Dinghy.Emulator;

/// <summary>A request to an application, as it leaves.</summary>
internal sealed record Letter(Uri Url, string Body)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}

/// <summary>Writes requests as DingTalk does, and as it never would when a fault says so.</summary>
internal sealed class LetterWriter(EmulatorOptions options, FaultSwitches faults)
{
    private const int UsualOversize = 2 * 1024 * 1024;

    public Letter Robot(EmulatedApp app, Uri url, string data)
    {
        var timestamp = Timestamp(app);
        if (faults.Take(FaultKind.CallbackWrongCorp, app: app) is not null) data = With(data, ("chatbotCorpId", "dingcorp-elsewhere"));
        if (faults.Take(FaultKind.CallbackAltered, app: app) is { } altered) data = Altered(data, altered.Message);
        return new Letter(url, Spoilt(app, data)) { Headers = [("timestamp", timestamp), ("sign", Sign(app, timestamp, timestamp + "\n" + app.ClientSecret, app.ClientSecret))] };
    }

    public Letter Card(EmulatedApp app, Uri url, string? secret, string data)
    {
        var timestamp = Timestamp(app);
        if (faults.Take(FaultKind.CallbackWrongCorp, app: app) is not null) data = With(data, ("corpId", "dingcorp-elsewhere"));
        if (faults.Take(FaultKind.CallbackAltered, app: app) is { } altered) data = Altered(data, altered.Message);
        return new Letter(url, Spoilt(app, data))
        {
            Headers = secret is null ? [] : [("x-ddpaas-signature-timestamp", timestamp), ("x-ddpaas-signature", Sign(app, timestamp, timestamp, secret))],
        };
    }

    public Letter Event(EmulatedApp app, HttpCallbacks to, string data)
    {
        var foreign = faults.Take(FaultKind.CallbackWrongCorp, app: app) is not null;
        if (to.AesKey is null)
        {
            if (foreign) data = With(data, ("CorpId", "dingcorp-elsewhere"));
            return Robot(app, to.Events!, data);
        }

        var (timestamp, nonce) = (Timestamp(app), Ids.ShortRequestId());
        var encrypt = EventCrypto.Encrypt(to.AesKey, data, foreign ? "dingelsewhere0001" : app.ClientId, faults.Take(FaultKind.CallbackWrongPadding, app: app) is not null);
        var signature = EventCrypto.Sign(faults.Take(FaultKind.CallbackForged, app: app) is null ? to.Token ?? "" : "forged", timestamp, nonce, encrypt);
        if (faults.Take(FaultKind.CallbackAltered, app: app) is not null) encrypt = (encrypt[0] == 'A' ? 'B' : 'A') + encrypt[1..];
        // Which name it has is not told; the samples read the second.
        var url = new UriBuilder(to.Events!) { Query = $"signature={signature}&msg_signature={signature}&timestamp={timestamp}&nonce={nonce}" }.Uri;
        return new Letter(url, Spoilt(app, ContentJson.AsText(new JsonObject { ["encrypt"] = encrypt })));
    }

    private string Timestamp(EmulatedApp app)
    {
        var now = options.Time.GetUtcNow();
        if (faults.Take(FaultKind.CallbackStale, app: app) is { } stale) now -= stale.Delay > TimeSpan.FromSeconds(1) ? stale.Delay : TimeSpan.FromHours(2);
        return now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private string Sign(EmulatedApp app, string timestamp, string message, string secret) => faults.Take(FaultKind.CallbackForged, app: app) is null
        ? EventCrypto.Hmac(secret, message)
        : EventCrypto.Hmac("forged", timestamp);

    private string Spoilt(EmulatedApp app, string body)
    {
        if (faults.Take(FaultKind.CallbackOversized, app: app) is { } large) body = With(body, ("padding", new string('x', large.Code ?? UsualOversize)));
        return faults.Take(FaultKind.CallbackTruncated, app: app) is null ? body : body[..(body.Length / 2)];
    }

    /// <summary>What somebody on the way could write: members to replace, as a JSON object.</summary>
    private static string Altered(string data, string? members)
    {
        var changed = JsonNode.Parse(data)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(members ?? """{"text":{"content":"altered"}}""")!.AsObject()) changed[name] = value?.DeepClone();
        return ContentJson.AsText(changed);
    }

    private static string With(string data, (string Name, string Value) member)
    {
        var changed = JsonNode.Parse(data)!.AsObject();
        changed[member.Name] = member.Value;
        return ContentJson.AsText(changed);
    }
}
