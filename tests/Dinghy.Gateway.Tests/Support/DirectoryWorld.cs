using System.Text;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Routing;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>A directory without a network: answers as a test says, and what it logs can be read.</summary>
internal sealed class DirectoryWorld : HttpMessageHandler, ILogger<RoutingLog>
{
    public const string InFinance = """{"errcode":0,"result":{"parent_list":[{"parent_dept_id_list":[1021,102,1]}]}}""";
    public const string Director = """{"errcode":0,"result":{"userid":"u1","name":"U","role_list":[{"id":100,"name":"总监"}]}}""";
    public const string NoScope = """{"errcode":88,"sub_code":"60011","sub_msg":"…","errmsg":"ding talk error[subcode=60011,submsg=…, {requiredScopes=[qyapi_get_department_list]}]","request_id":"r1"}""";

    private readonly HttpClient _http;
    private readonly List<string> _asked = [];

    public DirectoryWorld()
    {
        _http = new HttpClient(this, disposeHandler: false);
        var tokens = new AccessTokenProvider(new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default, _http, Time);
        Whole = new OrganisationDirectory(
            "main", new ContactApi(DingTalkEndpoints.Default, tokens, _http, Time), new RoleApi(DingTalkEndpoints.Default, tokens, _http, Time), CallGate.Open, new RoutingLog(this), Time);
        Superiors = new SuperiorDirectory(Whole, new RoutingLog(this), Time);
        Directory = new PersonDirectory(Whole, new RoutingLog(this), Time);
    }

    public ManualTimeProvider Time { get; } = new(Said.At);

    /// <summary>What all of them share.</summary>
    public OrganisationDirectory Whole { get; }

    public PersonDirectory Directory { get; }

    public SuperiorDirectory Superiors { get; }

    /// <summary>Gives the body for a path and a request.</summary>
    public Func<string, string, CancellationToken, Task<string>> Answer { get; set; } = (path, _, _) => Task.FromResult(path.EndsWith("listparentbyuser", StringComparison.Ordinal) ? InFinance : Director);

    /// <summary>Bodies of the questions so far.</summary>
    public IReadOnlyList<string> Asked { get { lock (_asked) return [.. _asked]; } }

    public List<(LogLevel Level, string Text)> Logged { get; } = [];

    public Router Router(params RouteRule[] rules) => new(
        new RouteTable(new RoutingConfig { Rules = rules }), new Dictionary<string, PersonDirectory> { ["main"] = Directory }, new RoutingLog(this));

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Logged) Logged.Add((logLevel, formatter(state, exception)));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/v1.0/oauth2/accessToken") return Json("""{"accessToken":"t","expireIn":7200}""");
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        lock (_asked) _asked.Add(body);
        return Json(await Answer(path, body, cancellationToken));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _http.Dispose();
        base.Dispose(disposing);
    }

    private static HttpResponseMessage Json(string body) => new() { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
