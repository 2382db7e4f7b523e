using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>One message that reached DingTalk's door.</summary>
internal sealed record Sent(Road Road, string Text, string? Title, string To);

/// <summary>DingTalk without a network: answers from a script per road, and 0 when the script is at its end.</summary>
internal sealed partial class FakeDingTalk : HttpMessageHandler
{
    private readonly Channel<Sent> _arrivals = Channel.CreateUnbounded<Sent>();
    private readonly List<Sent> _sent = [];
    private readonly Dictionary<Road, Queue<Func<CancellationToken, Task<HttpResponseMessage>>>> _script = new() { [Road.Webhook] = new(), [Road.OpenApi] = new() };
    private readonly Dictionary<Road, Func<CancellationToken, Task<HttpResponseMessage>>?> _always = [];

    /// <summary>The types of files that were uploaded, in order.</summary>
    public List<string> Uploads { get; } = [];

    /// <summary>The whole of the last upload's request.</summary>
    public byte[] LastUpload { get; private set; } = [];

    /// <summary>Answers every question for a token; null gives one.</summary>
    public Func<CancellationToken, Task<HttpResponseMessage>>? TokenAnswer { get; set; }

    /// <summary>Answers every upload; null takes them all.</summary>
    public Func<CancellationToken, Task<HttpResponseMessage>>? UploadAnswer { get; set; }

    public IReadOnlyList<Sent> All { get { lock (_sent) return [.. _sent]; } }

    public string Texts => string.Concat(All.Select(sent => sent.Text));

    public static Func<CancellationToken, Task<HttpResponseMessage>> Answer(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        _ => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });

    public static Func<CancellationToken, Task<HttpResponseMessage>> Code(string errcode) => Answer($$"""{"errcode":{{errcode}},"errmsg":"words of theirs"}""");

    public static Func<CancellationToken, Task<HttpResponseMessage>> Status(HttpStatusCode status) => Answer("", status);

    /// <summary>The connection breaks after the request was written.</summary>
    public static Func<CancellationToken, Task<HttpResponseMessage>> Reset { get; } =
        _ => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ResponseEnded, "reset"));

    /// <summary>No answer until the caller gives up.</summary>
    public static Func<CancellationToken, Task<HttpResponseMessage>> Hang { get; } = async ct =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        throw new InvalidOperationException("Unreachable.");
    };

    public FakeDingTalk Then(Road road, params Func<CancellationToken, Task<HttpResponseMessage>>[] answers)
    {
        lock (_sent)
            foreach (var answer in answers) _script[road].Enqueue(answer);
        return this;
    }

    public FakeDingTalk Always(Road road, Func<CancellationToken, Task<HttpResponseMessage>>? answer)
    {
        lock (_sent) _always[road] = answer;
        return this;
    }

    /// <summary>The next message that arrives, in order of arrival.</summary>
    public Task<Sent> NextAsync() => _arrivals.Reader.ReadAsync().Within();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath == "/media/upload") return await UploadAsync(request.RequestUri, request.Content!, cancellationToken);
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        if (request.RequestUri!.AbsolutePath == "/v1.0/oauth2/accessToken") return await (TokenAnswer ?? Answer("""{"accessToken":"token-1","expireIn":7200}"""))(cancellationToken);

        if (request.RequestUri.AbsolutePath == "/v1.0/gateway/connections/open") return await Status(HttpStatusCode.ServiceUnavailable)(cancellationToken);

        if (request.RequestUri.AbsolutePath.StartsWith("/v1.0/card/", StringComparison.Ordinal)) return await CardAsync(request, body, cancellationToken);

        var sent = Read(request.RequestUri, body);
        Func<CancellationToken, Task<HttpResponseMessage>> answer;
        lock (_sent)
        {
            _sent.Add(sent);
            answer = _script[sent.Road].TryDequeue(out var scripted) ? scripted : _always.GetValueOrDefault(sent.Road)
                ?? Answer(sent.Road == Road.Webhook ? """{"errcode":0,"errmsg":"ok"}""" : """{"processQueryKey":"key-1"}""");
        }

        await _arrivals.Writer.WriteAsync(sent, cancellationToken);
        return await answer(cancellationToken);
    }

    private async Task<HttpResponseMessage> UploadAsync(Uri url, HttpContent content, CancellationToken ct)
    {
        LastUpload = await content.ReadAsByteArrayAsync(ct);
        if (UploadAnswer is { } answer) return await answer(ct);
        Uploads.Add(System.Web.HttpUtility.ParseQueryString(url.Query)["type"]!);
        return await Answer($$"""{"errcode":0,"errmsg":"ok","media_id":"@media-{{Uploads.Count}}","type":"file"}""")(ct);
    }

    private static Sent Read(Uri url, JsonObject body)
    {
        if (url.AbsolutePath == "/robot/sendBySession")
        {
            var text = body["text"]?["content"] ?? body["markdown"]?["text"] ?? body["actionCard"]?["text"];
            return new(Road.Webhook, text!.GetValue<string>(), body["markdown"]?["title"]?.GetValue<string>(), url.Query);
        }

        var param = JsonNode.Parse(body["msgParam"]!.GetValue<string>())!;
        var to = body["openConversationId"]?.GetValue<string>() ?? body["userIds"]!.AsArray().Single()!.GetValue<string>();
        return new(Road.OpenApi, (param["content"] ?? param["text"] ?? param["fileName"])!.GetValue<string>(), param["title"]?.GetValue<string>(), to);
    }
}
