namespace Dinghy.Gateway.Configuration;

/// <summary>The block <c>tools</c>.</summary>
internal sealed class ToolsReader(string home, ConfigReport report)
{
    public ToolsConfig Read(NodeReader tools)
    {
        var defaults = new ToolsConfig();
        var rules = tools.Each("rules").Select(entry => (entry.Id, Rule: ReadRule(entry.Reader))).ToDictionary(entry => entry.Id, entry => entry.Rule, StringComparer.Ordinal);
        return new()
        {
            Policy = Joined(PoliciesOf(tools, "policy"), rules, tools),
            Rules = rules,
            ApprovalTimeout = tools.Duration("approval_timeout") ?? defaults.ApprovalTimeout,
            Web = ReadWeb(tools.Child("web")),
            Exec = ReadExec(tools.Child("exec")),
            Organisation = ReadOrganisation(tools.Child("organisation")),
            Mcp = [.. tools.Child("mcp").Each("servers").Select(entry => ReadServer(entry.Id, entry.Reader)).OfType<McpServerConfig>()],
        };
    }

    /// <summary>allow, ask or deny by names of tools.</summary>
    public static IReadOnlyDictionary<string, ToolPolicy> PoliciesOf(NodeReader reader, string key)
    {
        var said = reader.Pairs(key).Select(pair => (pair.Name, Policy: Policy(pair.Value))).Where(pair => pair.Policy is not null)
            .ToDictionary(pair => pair.Name, pair => pair.Policy!.Value, StringComparer.Ordinal);
        return said.Count == 0 ? ToolsConfig.NoPolicy : said;
    }

    private ToolRule ReadRule(NodeReader rule)
    {
        var approver = rule.Text("approver")?.Trim();
        var read = new ToolRule(Policy(rule.Choice("policy")), approver is null ? null : Approver.Parse(approver), rule.Duration("timeout"));
        if (approver is not null && read.Approver is null) report.Fault(rule.PathOf("approver"), ConfigReport.Quote(approver), "asker, owner, manager, dept_head, role:<name> or a staff id");
        // Whoever names an approver wants to be asked.
        return read.Policy is null && read.Approver is not null ? read with { Policy = ToolPolicy.Ask } : read;
    }

    /// <summary>A rule's policy is one of <c>tools.policy</c>; what both say of the same name must be the same.</summary>
    private IReadOnlyDictionary<string, ToolPolicy> Joined(IReadOnlyDictionary<string, ToolPolicy> policies, Dictionary<string, ToolRule> rules, NodeReader tools)
    {
        if (rules.Count == 0) return policies;
        var joined = policies.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, rule) in rules)
        {
            if (rule.Policy is not { } policy) continue;
            if (!joined.TryAdd(name, policy) && joined[name] != policy) report.Fault(tools.PathOf("rules"), $"{ConfigReport.Quote(name)} with another policy than tools.policy has for it", "one of the two");
        }

        return joined;
    }

    private static ToolPolicy? Policy(string? word) => word switch
    {
        "allow" => ToolPolicy.Allow,
        "ask" => ToolPolicy.Ask,
        "deny" => ToolPolicy.Deny,
        _ => null,
    };

    private WebConfig ReadWeb(NodeReader web) => new()
    {
        AllowHosts = [.. (web.Texts("allow_hosts") ?? []).Select(host => host.Trim().ToLowerInvariant())],
        Proxy = web.Address("proxy"),
        Search = ReadSearch(web.Child("search")),
    };

    private WebSearchConfig? ReadSearch(NodeReader search)
    {
        var provider = search.Choice("provider");
        var (key, url, proxy, most) = (search.Secret("api_key"), search.Address("base_url"), search.Address("proxy"), search.Whole("max_results") ?? 5);
        if (provider is null)
        {
            if (key is not null) report.Warn(search.PathOf("provider"), "nothing", "name the provider; without it there is no search");
            return null;
        }

        if (provider == "searxng" ? url is not null : key is not null) return new(provider, key, url, proxy, most);
        // A template with its key left empty is no fault: there is no search, and that is told.
        report.Warn(search.PathOf(provider == "searxng" ? "base_url" : "api_key"), "nothing", "without it there is no search");
        return null;
    }

    private static ExecConfig ReadExec(NodeReader exec)
    {
        var defaults = new ExecConfig();
        return new()
        {
            Enabled = exec.Flag("enabled") ?? defaults.Enabled,
            Allow = [.. (exec.Texts("allow") ?? []).Select(command => string.Join(' ', command.Split(' ', StringSplitOptions.RemoveEmptyEntries)))],
            Timeout = exec.Duration("timeout") ?? defaults.Timeout,
            Bubblewrap = exec.Choice("isolation") == "bubblewrap",
        };
    }

    private static OrganisationConfig ReadOrganisation(NodeReader organisation)
    {
        var defaults = new OrganisationConfig();
        return new()
        {
            ConfirmAbove = (int?)organisation.Whole("confirm_above") ?? defaults.ConfirmAbove,
            MaxRecipients = (int?)organisation.Whole("max_recipients") ?? defaults.MaxRecipients,
            ContactDetails = organisation.Flag("contact_details") ?? defaults.ContactDetails,
            Processes = ValuesOf(organisation, "processes"),
        };
    }

    private McpServerConfig? ReadServer(string name, NodeReader server)
    {
        var defaults = new McpServerConfig { Name = name };
        var (on, kind, command, url) = (server.Flag("enabled") ?? true, server.Choice("type"), server.Text("command")?.Trim(), server.Secret("url"));
        var read = defaults with
        {
            Command = command,
            Args = server.Texts("args") ?? [],
            Env = ValuesOf(server, "env"),
            Folder = server.Text("cwd")?.Trim() is { } folder ? Path.GetFullPath(folder, home) : null,
            Url = url,
            Sse = kind == "sse",
            Headers = ValuesOf(server, "headers"),
            AllowTools = server.Texts("allow_tools"),
            DenyTools = server.Texts("deny_tools") ?? [],
            TrustHints = server.Flag("trust_hints") ?? false,
            Policy = Policy(server.Choice("policy")),
            Timeout = server.Duration("timeout") ?? defaults.Timeout,
            StartTimeout = server.Duration("start_timeout") ?? defaults.StartTimeout,
        };
        if (!on) return null;
        if (server.Choice("preset") is { } preset)
        {
            if (url is null || command is not null)
            {
                report.Fault(server.PathOf("url"), command is null ? "nothing" : "a command", McpPresets.Hint(preset));
                return null;
            }

            if (!McpPresets.IsTheirs(url.Reveal())) report.Warn(server.PathOf("url"), "an address that is not DingTalk's", McpPresets.Hint(preset));
        }

        if (Wrong(name, kind, command, url) is not { } wrong) return read;
        report.Fault(wrong.Key is null ? server.Path : server.PathOf(wrong.Key), wrong.Found, wrong.Hint);
        return null;
    }

    private static (string? Key, string Found, string Hint)? Wrong(string name, string? kind, string? command, Secret? url)
    {
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || name.Length > 32)
            return (null, "a name that tools can not begin with", "1 to 32 letters, digits, - and _");
        if (command is not null == url is not null || (kind is not null && kind == "stdio" != (command is not null)))
            return (null, url is not null && command is not null ? "both command and url" : "neither", "a command for a program of this machine, or a url for one that is elsewhere");
        if (url is not null && !(Uri.TryCreate(url.Reveal(), UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
            return ("url", "no address", "an address that starts with https:// or http://");
        return null;
    }

    private static Dictionary<string, string> ValuesOf(NodeReader server, string key) => server.Pairs(key)
        .Where(pair => pair.Value is not null).ToDictionary(pair => pair.Name, pair => pair.Value!, StringComparer.Ordinal);
}
