using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>
/// What a change would let the gateway do on its machine that it could not do before: run a program, read a file or a variable as a secret, send a stored
/// secret to another address, open another folder to agents. Whoever wants that from a browser needs a yes of somebody at the machine. Told by what the
/// configuration would mean, in whatever spelling; places of secrets by what is written.
/// </summary>
internal static class LocalYes
{
    private const string Exec = "exec";

    /// <summary>Keys whose values say where a secret or more of the configuration lies.</summary>
    private static readonly HashSet<string> s_places = new(StringComparer.Ordinal) { "file", "source", "$include" };

    /// <param name="was">As it is loaded now.</param>
    /// <param name="will">As it would be.</param>
    /// <param name="before">The text now; null: none.</param>
    /// <param name="after">The text then.</param>
    /// <param name="keysBeside">Whether the environment may hold keys of the model provider of this name.</param>
    /// <returns>The keys that need it, each once; empty: none.</returns>
    public static IReadOnlyList<string> NeededFor(ConfigResult was, ConfigResult will, SyntaxNode? before, SyntaxNode after, Func<string, bool> keysBeside)
    {
        var known = before is null ? [] : Places(before, "", inSecrets: false).Select(place => (place.Path, place.Value)).ToHashSet();
        var written = Places(after, "", inSecrets: false).Where(place => !known.Contains((place.Path, place.Value))).Select(place => place.Path);
        var sent = will.Readable is { } then ? SecretRoads.New(was.Readable, then, before, after, keysBeside) : [];
        return [.. Meant(was.Readable, will.Readable).Concat(written).Concat(sent).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Meant(DinghyConfig? was, DinghyConfig? will)
    {
        if (will is null) yield break;
        var programs = (was?.Tools.Mcp ?? []).Where(server => server.Command is not null).Select(ProgramOf).ToHashSet(StringComparer.Ordinal);
        foreach (var server in will.Tools.Mcp.Where(server => server.Command is not null && !programs.Contains(ProgramOf(server)))) yield return $"tools.mcp.servers.{server.Name}.command";
        var (now, then) = (was?.Tools.Exec ?? new ExecConfig(), will.Tools.Exec);
        if (then.Enabled && !now.Enabled) yield return "tools.exec.enabled";
        if (then.Allow.Except(now.Allow, StringComparer.Ordinal).Any()) yield return "tools.exec.allow";
        if (now is { Enabled: true, Bubblewrap: true } && !then.Bubblewrap) yield return "tools.exec.bubblewrap";
        if (then.Enabled && Lets(will.Tools.Policy) && !(was is not null && Lets(was.Tools.Policy))) yield return "tools.policy";
        var rooms = (was?.Agents.All ?? []).SelectMany(Folders).ToHashSet();
        // What an agent is given without being asked.
        string[] own = [Path.Join(will.Home, "workspace"), .. will.Agents.All.Where(agent => agent.Id != AgentConfig.DefaultId).Select(agent => Path.Join(will.Home, $"workspace-{agent.Id}"))];
        foreach (var agent in will.Agents.All)
        {
            if (then.Enabled && Lets(agent.Approvals) && !(was?.Agents.Find(agent.Id) is { } old && Lets(old.Approvals))) yield return $"agents.{agent.Id}.approvals";
            foreach (var (key, folder) in Folders(agent))
                if (!rooms.Contains((key, folder)) && !own.Any(mine => IsIn(folder, mine))) yield return $"agents.{agent.Id}.{key}";
        }
    }

    /// <summary>A folder beside it may begin with the same letters.</summary>
    private static bool IsIn(string folder, string own) => folder == own || folder.StartsWith(own + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool Lets(IReadOnlyDictionary<string, ToolPolicy> policies) => ToolPattern.Said(policies, Exec) == ToolPolicy.Allow;

    private static IEnumerable<(string Key, string Folder)> Folders(AgentConfig agent) =>
        [("workspace", agent.Workspace), .. agent.Knowledge.Select(folder => ("knowledge", folder.Path))];

    private static string ProgramOf(McpServerConfig server) =>
        string.Join('\0', [server.Name, server.Command, server.Folder, .. server.Args, "\u0001", .. server.Env.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => (string[])[pair.Key, pair.Value])]);

    private static IEnumerable<(string Path, string Value)> Places(SyntaxNode node, string path, bool inSecrets)
    {
        switch (node)
        {
            case SyntaxObject map:
                if (VariableOf(map) is { } variable) yield return (path, variable);
                foreach (var member in map.Members)
                {
                    var key = KeySpelling.Fold(member.Name);
                    var below = path.Length == 0 ? key : $"{path}.{key}";
                    // OpenClaw's files of secrets, whatever stands there.
                    var secrets = inSecrets || (path.Length == 0 && key == "secrets");
                    if (member.Value is SyntaxScalar { Kind: ScalarKind.Text } named && (secrets || (s_places.Contains(key) && IsPlace(key, named.Text)))) yield return (below, named.Text);
                    else
                        foreach (var place in Places(member.Value, below, secrets)) yield return place;
                }

                break;
            case SyntaxList list:
                // Without its position: whoever moves an entry opens nothing.
                foreach (var place in list.Items.SelectMany(item => Places(item, $"{path}[]", inSecrets || path.EndsWith("$include", StringComparison.Ordinal)))) yield return place;
                break;
            case SyntaxScalar { Kind: ScalarKind.Text } text when inSecrets || text.Text.StartsWith("file://", StringComparison.OrdinalIgnoreCase):
                yield return (path, text.Text);
                break;
            case SyntaxScalar { Kind: ScalarKind.Text } text:
                // In an address the variable may stay where it is and go to another host.
                foreach (var name in VariableText.NamesIn(text.Text)) yield return (path, text.Text.Contains("://", StringComparison.Ordinal) ? text.Text : $"${{{name}}}");
                break;
        }
    }

    /// <summary>OpenClaw's <c>{ "source": "env", "id": "NAME" }</c>.</summary>
    private static string? VariableOf(SyntaxObject map) =>
        TextOf(map, "source") == "env" && TextOf(map, "id") is { } id ? $"${{{id}}}" : null;

    private static string? TextOf(SyntaxObject map, string key) =>
        map.Members.FirstOrDefault(member => KeySpelling.Fold(member.Name) == key)?.Value is SyntaxScalar { Kind: ScalarKind.Text, Text: var text } ? text.Trim() : null;

    /// <summary>A secret out of a variable is none on the disk.</summary>
    private static bool IsPlace(string key, string value) => key != "source" || value != "env";
}
