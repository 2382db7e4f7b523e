using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;

namespace Dinghy.Gateway.Migration;

/// <summary>The folder of one agent.</summary>
/// <param name="Agent">Its id there; null: the usual one's.</param>
/// <param name="Folder">Absolute, and there.</param>
internal sealed record OldWorkspace(string? Agent, string Folder);

/// <summary>Finds the folders of another program's agents.</summary>
internal static class OldWorkspaces
{
    /// <param name="from">The installation.</param>
    /// <param name="whole">Its configuration, as written.</param>
    /// <param name="environment">For <c>~</c>.</param>
    /// <param name="left">Told of those that are not there.</param>
    /// <returns>The usual agent's first; each folder once.</returns>
    public static IReadOnlyList<OldWorkspace> Find(Installation from, MapNode whole, Func<string, string?> environment, Action<string> left)
    {
        var agents = new FoldedMap(new FoldedMap(whole).Map("agents"));
        var found = new List<OldWorkspace>();
        var list = ((agents.Find("list") as ListNode)?.Items ?? []).Select((item, i) => (Agent: new FoldedMap(item as MapNode), Number: i)).ToList();
        var first = list.FindIndex(one => one.Agent.Text("default") == "true") is >= 0 and var said ? said : 0;
        var common = new FoldedMap(agents.Map("defaults")).Text("workspace");
        var own = list.Count > 0 ? list[first].Agent.Text("workspace") : null;
        var usual = Add(null, own is null ? "agents.defaults.workspace" : $"agents.list[{first}].workspace", own ?? common, Path.Join(from.Folder, "workspace"));
        if (own is not null && common is not null && from.PathOf(common, environment) is { } spare && spare != usual && Directory.Exists(spare)) left($"agents.defaults.workspace: {spare} is no agent's");
        foreach (var (agent, i) in list.Where(one => one.Number != first))
        {
            if (agent.Text("id") is not { } id) continue;
            var written = agent.Text("workspace");
            if (id.AsSpan().ContainsAny('/', '\\', '.'))
            {
                if (written is not null) left($"agents.list[{i}]: the folder of an agent with a name that can be none here");
            }
            else
            {
                // Both programs put an agent without a folder beside the usual one's; the usual agent has that one.
                var beside = Path.Join(Path.GetDirectoryName(usual ?? Path.Join(from.Folder, "workspace")), $"workspace-{id}");
                if (written is not null || Directory.Exists(beside)) Add(id, $"agents.list[{i}].workspace", written, beside);
            }
        }

        return found;

        string? Add(string? agent, string path, string? written, string otherwise)
        {
            var folder = written is null ? otherwise : from.PathOf(written, environment);
            if (folder is null)
                left($"{path}: it can be no path");
            else if (Directory.Exists(folder))
            {
                if (!found.Exists(one => one.Folder == folder)) found.Add(new(agent, folder));
            }
            else if (written is not null)
                left($"{path}: no folder at {folder}; memory, persona and talks in it stay behind");
            return folder;
        }
    }
}
