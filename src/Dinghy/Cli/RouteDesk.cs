using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Routing;
using Dinghy.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary>The gateway's own router beside no gateway: the same rules, the directory asked live.</summary>
internal sealed class RouteDesk : IDisposable
{
    private readonly HttpClient _http = DingTalkHttp.Create();
    private readonly RouteTable _table;
    private readonly Router _router;

    public RouteDesk(DinghyConfig config)
    {
        var log = new RoutingLog(NullLogger<RoutingLog>.Instance);
        _table = new RouteTable(config.Routing);
        Directories = config.Accounts.ToDictionary(account => account.Id, account => Directory(account, log), StringComparer.Ordinal);
        _router = new Router(_table, Directories, log);
    }

    /// <summary>By account; each is asked when it is needed.</summary>
    public IReadOnlyDictionary<string, PersonDirectory> Directories { get; }

    public Task<RouteReport> ExplainAsync(RouteSubject subject, Learned given, CancellationToken ct) => ExplainAsync(_table, _router, subject, given, ct);

    /// <summary>The same by a running gateway's own.</summary>
    public static async Task<RouteReport> ExplainAsync(RouteTable table, Router router, RouteSubject subject, Learned given, CancellationToken ct)
    {
        var (rule, known) = await router.DecideAsync(subject, given, ct);
        var rules = RouteExplainer.Explain(table, subject, known).Select(one => new RouteRuleReport(one.Rule.Path, one.Says, one.Rule.Agent, one.Matched, one.Why));
        return new RouteReport(
            rule?.Agent ?? table.DefaultAgent,
            rule is null ? "default_agent, since no rule fits" : $"{rule.Path}: {RouteConditions.Describe(rule, known)}",
            subject.Account, known.Departments?.Select(step => step.Id).ToList(), known.Roles?.Order(StringComparer.Ordinal).ToList(), known.Problem, [.. rules]);
    }

    public void Dispose() => _http.Dispose();

    private PersonDirectory Directory(AccountConfig account, RoutingLog log)
    {
        var app = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal());
        var tokens = new AccessTokenProvider(app, account.Endpoints, _http, TimeProvider.System);
        var (contacts, roles) = (new ContactApi(account.Endpoints, tokens, _http, TimeProvider.System), new RoleApi(account.Endpoints, tokens, _http, TimeProvider.System));
        return new PersonDirectory(new OrganisationDirectory(account.Id, contacts, roles, CallGate.Open, log, TimeProvider.System), log, TimeProvider.System);
    }
}
