using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Routing;

namespace Dinghy.WebConsole;

/// <summary><c>/api/agents</c> and <c>/api/routing</c>: who answers whom.</summary>
internal static class AgentRoutes
{
    private const string Private = "dm";

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/agents", IResult () => gateway() is { } running
            ? TypedResults.Json(new AgentsReport([.. running.Config.Agents.All.Select(agent => AgentReport.Of(running.Config, agent))]), ConsoleJson.Default.AgentsReport)
            : ConsoleAnswers.Starting()).For(Role.Auditor);
        guarded.MapGet("/routing", IResult () => gateway() is { } running
            ? TypedResults.Json(RoutingReport.Of(running.Config), ConsoleJson.Default.RoutingReport)
            : ConsoleAnswers.Starting()).For(Role.Auditor);
        // It asks and changes nothing; who may look may ask.
        guarded.MapPost("/routing/explain", async Task<IResult> (HttpContext http, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return ConsoleAnswers.Starting();
            if (await ConsoleAnswers.ReadAsync(http, ConsoleJson.Default.ExplainOrder) is not { Person.Length: > 0 and <= 64 } order) return ConsoleAnswers.BadRequest();
            var accounts = running.Config.Accounts;
            var account = order.Account ?? accounts.Select(one => one.Id).FirstOrDefault() ?? "main";
            if (order.Account is not null && accounts.All(one => one.Id != account)) return ConsoleAnswers.BadRequest($"There is no account {account}.");
            var chat = order.Chat ?? Private;
            if (chat != Private && !chat.StartsWith("cid", StringComparison.Ordinal)) return ConsoleAnswers.BadRequest("A place is dm, or a group's conversation id, which begins with cid.");
            if (IdList.StaffId(order.Person) is not { } person) return ConsoleAnswers.BadRequest("A person is a staff id, never a name.");
            var subject = new RouteSubject(account, person, chat, chat == Private ? ChatKind.Dm : ChatKind.Group) { Mentioned = chat != Private };
            var given = new Learned
            {
                Departments = order.Departments is { Count: > 0 } ids ? [.. ids.Select((id, distance) => new DepartmentStep(id, distance))] : null,
                Roles = order.Roles is { Count: > 0 } names ? names.ToHashSet(StringComparer.Ordinal) : null,
            };
            var (table, router) = running.Routing;
            return TypedResults.Json(await RouteDesk.ExplainAsync(table, router, subject, given, ct), CliJson.Default.RouteReport);
        }).For(Role.Auditor);
    }
}

/// <summary>What is asked of <c>/api/routing/explain</c>.</summary>
internal sealed record ExplainOrder(string? Person, string? Chat, string? Account, IReadOnlyList<long>? Departments, IReadOnlyList<string>? Roles);

/// <param name="Id">What rules call it.</param>
/// <param name="Default">It answers where no rule fits.</param>
/// <param name="Workspace">The folder whose files it may use.</param>
/// <param name="Approvals">Policies by names of tools: <c>allow</c>, <c>ask</c>, <c>deny</c>.</param>
internal sealed record AgentReport(string Id, bool Default, string Workspace, IReadOnlyDictionary<string, string> Approvals)
{
    public string? Name { get; init; }

    /// <summary>Null: the default one.</summary>
    public string? Model { get; init; }

    public IReadOnlyList<string>? Fallbacks { get; init; }

    /// <summary>Names, <c>*</c> allowed; null: all.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    public IReadOnlyList<string>? Skills { get; init; }

    /// <summary>Names of the folders of documents it may search.</summary>
    public IReadOnlyList<string>? Knowledge { get; init; }

    public static AgentReport Of(DinghyConfig config, AgentConfig agent) => new(
        agent.Id, agent.Id == config.Routing.DefaultAgent, agent.Workspace,
        agent.Approvals.ToDictionary(pair => pair.Key, pair => pair.Value.ToString().ToLowerInvariant(), StringComparer.Ordinal))
    {
        Name = agent.Name,
        Model = agent.Model ?? config.Models.Default,
        Fallbacks = agent.Fallbacks ?? config.Models.Fallbacks,
        Tools = agent.Tools,
        Skills = agent.Skills,
        Knowledge = [.. agent.Knowledge.Select(folder => folder.Name)],
    };
}

internal sealed record AgentsReport(IReadOnlyList<AgentReport> Agents);

internal sealed record RoutingReport(string DefaultAgent, IReadOnlyList<RuleReport> Rules, IReadOnlyList<string> Accounts)
{
    public static RoutingReport Of(DinghyConfig config) => new(
        config.Routing.DefaultAgent,
        [.. config.Routing.Rules.Select(rule => new RuleReport(rule.Path, RouteConditions.Describe(rule, Learned.Nothing), rule.Agent) { Event = rule.Event })],
        [.. config.Accounts.Select(account => account.Id)]);
}

internal sealed record RuleReport(string Path, string Conditions, string Agent)
{
    /// <summary>Of an event; null: of messages.</summary>
    public string? Event { get; init; }
}
