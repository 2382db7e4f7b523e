using System.Net;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration;

/// <summary>Turns file, environment and secrets into a <see cref="DinghyConfig"/>, or says everything that is wrong at once.</summary>
internal static class ConfigLoader
{
    /// <summary>Never throws for what stands in files or variables. Looks at nothing but <paramref name="source"/>.</summary>
    public static ConfigResult Load(ConfigSource source) => Load(source, new());

    internal static ConfigResult Load(ConfigSource source, ConfigReport report)
    {
        var config = Read(source, report);
        return new(report.Failed ? null : config, report.Faults, report.Warnings, report.Notes) { Readable = config };
    }

    private static DinghyConfig? Read(ConfigSource source, ConfigReport report)
    {
        if (Folders(source, report) is not var (home, path))
            return null;
        var files = ConfigFiles.All(source, path, report);
        var beside = OpenClawSurroundings.Variables(source, path, files.Roots, report);
        if (beside.Count > 0)
            source = source with { Environment = Over(source.Environment, beside) };
        var written = new SpellingPass(report, EnvironmentLayer.HasKeys(source)).Apply(OpenClawSurroundings.Rest(path, files.Roots));
        var environment = EnvironmentLayer.Read(source, report);

        var context = new ReadContext(report, source.Environment, Path.GetDirectoryName(path) ?? home, source.ReadFile)
        {
            SecretProviders = files.Roots.Select(part => (part.Find("secrets") as MapNode)?.Find("providers")).OfType<MapNode>().FirstOrDefault(),
        };
        var root = new NodeReader(written.Under(environment.Tree), ConfigSchema.Shape, context);
        var session = SessionReader.Read(root.Child("session"));
        var accounts = new AccountsReader(environment, report).Read(root.Child("channels"), session.Scopes);
        OpenClawSurroundings.WarnOfDoors(path, root.Node, accounts, report);
        var (agents, chosen) = new AgentsReader(source.Folder, report).Read(root.Child("agents"));
        var tools = new ToolsReader(home, report).Read(root.Child("tools"));
        KnownTools.Check(tools, agents, report);
        var routing = new RoutingReader(agents, accounts, report).Read(root, chosen);
        var retention = RetentionConfig.Read(root.Child("retention"), report);
        var workflow = WorkflowConfig.Read(root.Child("workflow"), agents, routing, report);
        return new()
        {
            Home = home,
            File = files.Main,
            Accounts = [.. accounts.Select(account => account with { UsesEvents = EventUse.Of(account, routing, workflow, agents, tools) })],
            Session = session,
            Models = ModelsReader.Read(root.Child("models"), report) with { Variables = beside.ToDictionary(pair => pair.Key, pair => new Secret(pair.Value), StringComparer.Ordinal) },
            Agents = agents,
            Tools = tools,
            Routing = routing,
            Workflow = workflow,
            Inbox = ReadInbox(root.Child("inbox")),
            Gateway = ReadGateway(root.Child("gateway"), report),
            Logs = LogsConfig.Read(root.Child("logs")),
            Quota = LimitReader.ReadQuota(root.Child("quota")),
            Attachments = retention.Limit(LimitReader.ReadAttachments(root.Child("attachments"))),
            Retention = retention,
            Takeover = TakeoverConfig.Read(root.Child("takeover")),
            Schedules = SchedulesReader.Read(root.Child("schedules"), report),
            Heartbeat = SchedulesReader.ReadHeartbeat(root.Child("heartbeat")),
            OpenAiDoor = OpenAiDoorConfig.Read(root.Child("gateway").Child("openai")),
            Console = ConsoleConfig.Read(root.Child("console"), report),
            Budgets = BudgetsReader.Read(root.Child("budgets"), report),
            Moderation = ModerationReader.Read(root.Child("moderation"), context),
            Memory = MemoryConfig.Read(root.Child("memory")),
            Knowledge = KnowledgeReader.Read(root.Child("knowledge"), report),
            Owners = Owners(root, report),
            Language = root.Choice("language") ?? "auto",
            Written = root.Node,
        };
    }

    private static Func<string, string?> Over(Func<string, string?> environment, IReadOnlyDictionary<string, string> beside) =>
        name => environment(name) is { Length: > 0 } value ? value : beside.GetValueOrDefault(name);

    private static (string Home, string File)? Folders(ConfigSource source, ConfigReport report)
    {
        try
        {
            return (source.HomeFolder(), source.ConfigFile());
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException or PathTooLongException)
        {
            report.Fault("--home or --config", "a path that this system does not take", "another path");
            return null;
        }
    }

    private static IReadOnlySet<string> Owners(NodeReader root, ConfigReport report)
    {
        var owners = root.Ids("owners");
        // It would be a person of that name, and nobody after them would ever become an owner.
        if (owners.Contains("*"))
            report.Fault(root.PathOf("owners"), "\"*\"", "staff ids, each whole: not everybody can be an owner");
        return owners;
    }

    private static InboxConfig ReadInbox(NodeReader inbox)
    {
        var defaults = new InboxConfig();
        return new()
        {
            MaxAge = inbox.Duration("max_age") ?? defaults.MaxAge,
            MaxWaiting = inbox.Whole("max_waiting") ?? defaults.MaxWaiting,
        };
    }

    private static GatewayConfig ReadGateway(NodeReader gateway, ConfigReport report)
    {
        var defaults = new GatewayConfig();
        var host = gateway.Text("host")?.Trim() ?? defaults.Host;
        // The web server takes a name it does not know for "every address".
        if (host != "localhost" && !IPAddress.TryParse(host, out _))
            report.Fault(gateway.PathOf("host"), "a name", "localhost or an address of this machine: 127.0.0.1, ::1, 0.0.0.0 for all");
        return new()
        {
            Host = host,
            Port = gateway.Whole("port") ?? defaults.Port,
        };
    }
}
