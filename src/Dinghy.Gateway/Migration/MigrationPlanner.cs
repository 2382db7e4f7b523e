using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Migration;

/// <summary>Reads another program's installation and plans the move.</summary>
/// <param name="target">Our home, our file, the environment.</param>
internal sealed class MigrationPlanner(ConfigSource target)
{
    private readonly List<string> _carried = [];
    private readonly List<string> _left = [];

    /// <returns>Null when the configuration can not be read; the report says why.</returns>
    public MigrationPlan? Make(Installation from, ConfigReport report)
    {
        var source = target with { File = from.ConfigFile };
        if (ConfigFiles.Whole(source, from.ConfigFile, report) is not { } whole || report.Failed) return null;

        var reading = new ConfigReport();
        var context = new ReadContext(reading, target.Environment, Path.GetDirectoryName(from.ConfigFile)!, target.ReadFile)
        {
            SecretProviders = (whole.Find("secrets") as MapNode)?.Find("providers") as MapNode,
        };
        var secrets = new CarriedSecrets(context, from.Variables(whole));
        var ours = ConfigTranslation.Translate(whole, secrets, reading);
        var accounts = AccountsOf(ours);
        var approvals = PairingApprovals.Find(accounts, from.Folder);
        var files = Workspaces(from, whole);
        var text = ConfigWriter.Write(ours, $"Moved in from {from.Kind}'s {from.ConfigFile}.");
        var result = Check(text);
        Tell(ours, secrets, approvals.Count, reading);
        return new()
        {
            From = from,
            ConfigFile = target.ConfigFile(),
            ConfigText = text,
            Files = files,
            Approvals = approvals,
            Sessions = Talks(from, accounts, ConfigTranslation.AgentsOf(ours)),
            Carried = _carried,
            Left = _left,
            Faults = [.. reading.Faults, .. result.Faults.Except(reading.Faults)],
        };
    }

    private ConfigResult Check(string text)
    {
        var file = target.ConfigFile();
        var bytes = Encoding.UTF8.GetBytes(text);
        return ConfigLoader.Load(target with { File = file, ReadFile = (path, limit) => path == file ? bytes[..Math.Min(bytes.Length, limit + 1)] : target.ReadFile(path, limit) });
    }

    private void Tell(MapNode ours, CarriedSecrets secrets, int approved, ConfigReport reading)
    {
        foreach (var (key, value) in ours.Entries)
            _carried.Add(value is MapNode map ? $"{key}: {string.Join(", ", map.Entries.Select(entry => entry.Key))}" : key);
        if (secrets.WrittenOut > 0) _carried.Add($"{secrets.WrittenOut} secret(s) and variables that only the old installation knew stand in the new file itself, which only its owner can read");
        if (approved > 0) _carried.Add($"{approved} person(s) approved by pairing");
        _left.AddRange(reading.Warnings.Select(warning => $"{warning.Path}: {warning.Hint}{(warning.Hint.StartsWith("known", StringComparison.Ordinal) || warning.Hint.StartsWith("kept", StringComparison.Ordinal) ? "" : $" ({warning.Found})")}"));
    }

    private List<FileCopy> Workspaces(Installation from, MapNode whole)
    {
        var agents = new FoldedMap(new FoldedMap(whole).Map("agents"));
        var defaults = new FoldedMap(agents.Map("defaults"));
        var home = target.HomeFolder();
        var main = from.PathOf(defaults.Text("workspace") ?? "workspace", target.Environment);
        var copies = new List<FileCopy>(MemoryFiles.Find(main, Path.Join(home, "workspace"), _left.Add));
        foreach (var agent in (agents.Find("list") as ListNode)?.Items.OfType<MapNode>() ?? [])
        {
            var (id, folder) = (new FoldedMap(agent).Text("id"), new FoldedMap(agent).Text("workspace"));
            if (id is null || folder is null || id.AsSpan().ContainsAny('/', '\\', '.')) continue;
            var theirs = from.PathOf(folder, target.Environment);
            if (theirs != main) copies.AddRange(MemoryFiles.Find(theirs, Path.Join(home, $"workspace-{id}"), _left.Add));
        }

        if (copies.Count > 0) _carried.Add($"{copies.Count} file(s) of memory, persona and skills");
        // There they were one person's; here a company may talk to the same agent.
        if (copies.Exists(copy => IsPersonal(copy.To))) _carried.Add("USER.md, MEMORY.md and the daily notes are read for owners, in private chats: name yourself in \"owners\", or set memory.files to everyone");
        return copies;
    }

    private static bool IsPersonal(string file) =>
        PromptFiles.Personal.Contains(Path.GetFileName(file), StringComparer.Ordinal) || Path.GetDirectoryName(file)!.Split(Path.DirectorySeparatorChar).Contains("memory");

    private static IReadOnlyList<string> AccountsOf(MapNode ours)
    {
        var channel = (ours.Find("channels") as MapNode)?.Find("dingtalk") as MapNode;
        return channel?.Find("accounts") is MapNode { Entries.Count: > 0 } accounts ? [.. accounts.Entries.Select(entry => entry.Key)] : ["main"];
    }

    private List<CarriedSession> Talks(Installation from, IReadOnlyList<string> accounts, IReadOnlyList<string> agents)
    {
        var sessions = new Sessions(accounts, agents, _left.Add);
        var found = from.Kind == HostKind.PicoClaw
            ? Folders(Path.Join(from.Folder, "workspace", "sessions")).SelectMany(sessions.PicoClaw)
            : (Directory.Exists(Path.Join(from.Folder, "agents")) ? Directory.GetDirectories(Path.Join(from.Folder, "agents")).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
                .SelectMany(agent => sessions.OpenClaw(Path.Join(agent, "sessions")));
        // Agents that are not carried have spoken in the default's conversations.
        var merged = found.GroupBy(session => session.Conversation, StringComparer.Ordinal)
            .Select(group => new CarriedSession(group.Key, [.. group.SelectMany(session => session.Entries).OrderBy(entry => entry.At)])).ToList();
        if (merged.Count > 0) _carried.Add($"{merged.Count} conversation(s), {merged.Sum(session => session.Entries.Count)} message(s)");
        return merged;
    }

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? [folder] : [];
}
