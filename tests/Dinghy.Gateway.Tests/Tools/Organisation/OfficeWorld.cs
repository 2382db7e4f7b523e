using System.Text;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Workflow;
using Dinghy.DingTalk.WorkNotices;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Organisation;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Tools.Organisation;

/// <summary>The organisation's tools on a DingTalk that answers as a test says.</summary>
internal sealed class OfficeWorld : HttpMessageHandler
{
    private readonly HttpClient _http;

    public OfficeWorld()
    {
        _http = new HttpClient(this, disposeHandler: false);
        var (app, end) = (new DingTalkApp("ding-app", "top-secret"), DingTalkEndpoints.Default);
        var tokens = new AccessTokenProvider(app, end, _http, Time);
        Door = new OrganisationDoor(
            Accounts.Main, new OrganisationDirectory("main", new ContactApi(end, tokens, _http, Time), new RoleApi(end, tokens, _http, Time), CallGate.Open, new RoutingLog(NullLogger<RoutingLog>.Instance), Time), new WorkNoticeApi(end, tokens, _http, Time),
            new WorkflowApi(end, tokens, _http, Time), new SentMessageApi(app, end, tokens, _http, Time), CallGate.Open);
    }

    public ManualTimeProvider Time { get; } = new(Said.At);

    public OrganisationDoor Door { get; }

    public OrganisationConfig Config { get; set; } = new();

    /// <summary>By path; what has no answer is 60121.</summary>
    public Dictionary<string, Func<string, string>> Answers { get; } = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public List<SendOrder> Sent { get; } = [];

    public OrganisationRoom Room => new(
        Config, account => account == "main" ? Door : null,
        (order, _) =>
        {
            Sent.Add(order);
            return Task.FromResult(new Dispatch(Sent.Count, "main", "staff-1", DispatchKind.Robot, Time.GetUtcNow()) { Parts = [new(1, [.. order.To.People.Select(person => person.Id)], null, DispatchState.Delivered)] });
        },
        null!, null!, new Owners(new HashSet<string>()), new OrganisationLog(NullLogger<OrganisationLog>.Instance), Time)
    {
        MaySend = (_, text, _) => Task.FromResult(!text.Contains("forbidden", StringComparison.Ordinal)),
    };

    /// <summary>Of several calls in one turn.</summary>
    public ToolTurn Turn { get; } = new(AgentRig.Context() with { Turn = AgentRig.Context().Turn with { Message = new Said().Message(), MessageId = new Said().Message().Id } });

    public Task<ToolResult> RunInTurnAsync(ITool tool, params (string Name, object? Value)[] arguments) =>
        tool.RunAsync(new ToolInput(arguments.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))), Turn, TestContext.Current.CancellationToken);

    public Task<ToolResult> RunAsync(ITool tool, params (string Name, object? Value)[] arguments) => RunAsync(tool, new Said(), arguments);

    public Task<ToolResult> RunAsync(ITool tool, Said said, params (string Name, object? Value)[] arguments)
    {
        var context = AgentRig.Context();
        var turn = context.Turn with { Message = said.Message(), MessageId = said.Message().Id };
        return tool.RunAsync(new ToolInput(arguments.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))), new ToolTurn(context with { Turn = turn }), TestContext.Current.CancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/v1.0/oauth2/accessToken") return Json("""{"accessToken":"t","expireIn":7200}""");
        var body = request.Content is null ? request.RequestUri.Query : await request.Content.ReadAsStringAsync(cancellationToken);
        Asked.Add($"{path} {body}");
        return Json(Answers.TryGetValue(path, out var answer) ? answer(body) : """{"errcode":60121,"errmsg":"找不到该用户"}""");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _http.Dispose();
        base.Dispose(disposing);
    }

    private static HttpResponseMessage Json(string body) => new() { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
