using System.Net;
using System.Text;

namespace Dinghy.DingTalk.Tests.Support;

internal sealed record SentRequest(Uri Url, string Body, string? Token, string? Accept, HttpMethod Method)
{
    public string? ContentType { get; init; }

    public long? ContentLength { get; init; }
}

/// <summary>Answers HTTP calls from a script and remembers them. The last answer repeats.</summary>
internal sealed class StubHandler(params Func<SentRequest, Task<HttpResponseMessage>>[] script) : HttpMessageHandler
{
    private int _calls;

    public List<SentRequest> Requests { get; } = [];

    public static StubHandler Answering(params string[] bodies) => new([.. bodies.Select(body => Answer(body))]);

    public static Func<SentRequest, Task<HttpResponseMessage>> Answer(string body, HttpStatusCode status = HttpStatusCode.OK) => _ =>
        Task.FromResult(new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) });

    public static Func<SentRequest, Task<HttpResponseMessage>> Throw(Exception e) => _ => Task.FromException<HttpResponseMessage>(e);

    public HttpClient Client() => new(this, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var length = request.Content?.Headers.ContentLength;
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var token = request.Headers.TryGetValues("x-acs-dingtalk-access-token", out var tokens) ? tokens.Single() : null;
        var sent = new SentRequest(request.RequestUri!, body, token, request.Headers.Accept.ToString(), request.Method)
        {
            ContentType = request.Content?.Headers.NonValidated.TryGetValues("Content-Type", out var types) == true ? types.ToString() : null,
            ContentLength = length,
        };
        int call;
        lock (Requests)
        {
            Requests.Add(sent);
            call = Math.Min(_calls++, script.Length - 1);
        }

        var response = await script[call](sent).WaitAsync(cancellationToken);
        response.RequestMessage ??= request;
        return response;
    }
}
