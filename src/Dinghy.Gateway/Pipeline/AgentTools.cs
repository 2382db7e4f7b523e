using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Approvals;
using Dinghy.Gateway.Tools.Exec;
using Dinghy.Gateway.Tools.Files;
using Dinghy.Gateway.Tools.Organisation;
using Dinghy.Gateway.Tools.Sending;
using Dinghy.Gateway.Tools.Skills;
using Dinghy.Gateway.Tools.Web;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The tools of the room of that name, for the agents of one configuration.</summary>
/// <param name="config">As loaded.</param>
/// <param name="workspaces">Each agent's folder.</param>
/// <param name="send">Sends beside an answer.</param>
/// <param name="servers">The tools of servers, as they are now.</param>
/// <param name="store">Keeps what people are asked.</param>
/// <param name="owners">Who may allow more.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
/// <param name="approvers">Who else is asked.</param>
/// <param name="mail">Brings them the question.</param>
internal sealed class AgentTools(
    DinghyConfig config, Workspaces workspaces, SendNow send, Func<ToolSet> servers, IApprovalStore store, Owners owners, ToolLog log, TimeProvider time,
    ApproverFinder approvers, ApprovalMail mail)
{
    private readonly Lazy<PageClient> _web = new(() => new PageClient(new WebDoor(config.Tools.Web), time));
    private readonly Lazy<HttpClient> _search = new(() => SearchHttp(config.Tools.Web));
    private readonly Dictionary<string, SkillShelf> _skills = config.Agents.All.ToDictionary(
        agent => agent.Id, agent => SkillShelf.Of(agent.Workspace, config.Home, agent.Skills), StringComparer.Ordinal);

    public Func<ToolSet> Servers => servers;

    /// <summary>What buttons may say, whichever robot's they are.</summary>
    public PressWords Words { get; } = new([.. config.Accounts.SelectMany(account => account.GroupTrigger.Prefixes.Concat(account.Groups.Values.SelectMany(group => group.Prefixes ?? []))).Distinct(StringComparer.Ordinal)]);

    /// <summary>The organisation's people, messages to others, approvals; null: there are none.</summary>
    public OrganisationRoom? Organisation { get; init; }

    /// <summary>All that are set up, in an order that stays.</summary>
    public IEnumerable<ITool> Of(AgentConfig agent)
    {
        var workspace = workspaces.Of(agent.Id);
        yield return new SendMessage(send);
        yield return new SendCard(send, Words);
        yield return new ReadFile(workspace);
        yield return new WriteFile(workspace);
        yield return new EditFile(workspace);
        yield return new AppendFile(workspace);
        yield return new ListFolder(workspace);
        yield return new SearchFiles(workspace);
        yield return new WebFetch(_web.Value);
        if (config.Tools.Web.Search is { } search) yield return new WebSearch(search, _search.Value, log, time);
        yield return new ReadSkill(_skills[agent.Id]);
        foreach (var tool in Organisation?.Tools() ?? []) yield return tool;
        if (config.Tools.Exec.Enabled) yield return new ExecTool(config.Tools.Exec, workspace, config.Home, time);
    }

    public ToolGate GateOf(AgentConfig agent) => new(agent.Id, RulesOf(agent), store, owners, config.Tools.ApprovalTimeout, log, time, approvers, mail);

    /// <summary>Where nobody can be asked.</summary>
    public ToolGate DoorGateOf(AgentConfig agent) => new(agent.Id, RulesOf(agent), store: null, owners, config.Tools.ApprovalTimeout, log, time, approvers, mail);

    public ToolRules RulesOf(AgentConfig agent) => new(config.Tools, agent);

    public IEnumerable<IPromptSource> SourcesOf(AgentConfig agent) => [new SkillPrompt(_skills[agent.Id])];

    /// <summary>The operator named the host: it may be one of the company's own.</summary>
    private static HttpClient SearchHttp(WebConfig web) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        Proxy = (web.Search?.Proxy ?? web.Proxy) is { } own ? new System.Net.WebProxy(own) : new ProxyPastLoopback(HttpClient.DefaultProxy),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "Dinghy/0.1" } },
    };
}
