using System.Net;
using Dinghy.DingTalk.OpenApi;

namespace Dinghy.DingTalk.Tests.Support;

/// <summary>An application with a token, and a script of answers to whatever it calls after fetching that.</summary>
internal sealed class ApiWorld : IDisposable
{
    public const string BadToken = """{"requestid":"1","code":"InvalidAuthentication","message":"不合法的access_token"}""";

    private readonly StubHandler _handler;

    public ApiWorld(params Func<SentRequest, Task<HttpResponseMessage>>[] script)
    {
        var tokens = 0;
        var calls = 0;
        _handler = new StubHandler(request => request.Url.AbsolutePath == "/v1.0/oauth2/accessToken"
            ? StubHandler.Answer($$"""{"accessToken":"t{{++tokens}}","expireIn":7200}""")(request)
            : script[Math.Min(calls++, script.Length - 1)](request));
        Http = _handler.Client();
        Tokens = new AccessTokenProvider(App, DingTalkEndpoints.Default, Http, Time);
    }

    public static ApiWorld Answering(params string[] bodies) => new([.. bodies.Select(body => StubHandler.Answer(body))]);

    public static ApiWorld Refusing(string body, HttpStatusCode status = HttpStatusCode.BadRequest) => new(StubHandler.Answer(body, status));

    public DingTalkApp App { get; } = new("dingid", "s3cret") { RobotCode = "dingrobot" };

    public ManualTimeProvider Time { get; } = new();

    public HttpClient Http { get; }

    public AccessTokenProvider Tokens { get; }

    /// <summary>Without those for tokens.</summary>
    public IReadOnlyList<SentRequest> Calls => [.. _handler.Requests.Where(request => request.Url.AbsolutePath != "/v1.0/oauth2/accessToken")];

    public SentRequest Call => Calls.Single();

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }
}
