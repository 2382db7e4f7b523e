using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Migration;

/// <summary>Reads another program's installation and plans the move.</summary>
/// <param name="target">Our home, our file, the environment.</param>
/// <param name="time">The clock.</param>
internal sealed class MigrationPlanner(ConfigSource target, TimeProvider time)
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
        ours = HostDefaults.WithOwners(whole, HostDefaults.WithDoors(from.Kind, ours, _carried.Add), _carried.Add);
        var accounts = AccountsOf(ours);
        var approvals = PairingApprovals.Find(accounts, from.Folder, _left.Add);
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
            Schedules = Jobs(from, accounts, ConfigTranslation.AgentsOf(ours), result.Config?.Schedules.TimeZone),
            Sessions = Talks(from, accounts, ConfigTranslation.AgentsOf(ours), SharedSession.Target(result.Config, approvals, whole), result.Config),
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
            _carried.Add(value is MapNode { Entries.Count: > 0 } map ? $"{key}: {string.Join(", ", map.Entries.Select(entry => entry.Key))}" : key);
        if (secrets.WrittenOut > 0) _carried.Add($"{secrets.WrittenOut} secret(s) and variables that only the old installation knew stand in the new file itself, which only its owner can read");
        if (approved > 0) _carried.Add($"{approved} person(s) approved by pairing");
        _left.AddRange(reading.Warnings.Select(warning => $"{warning.Path}: {warning.Hint}{(warning.Hint.StartsWith("known", StringComparison.Ordinal) || warning.Hint.StartsWith("kept", StringComparison.Ordinal) ? "" : $" ({warning.Found})")}".Replace("; it is kept and not used", "", StringComparison.Ordinal).Replace("kept and not used", "not carried", StringComparison.Ordinal)));
    }

    private List<FileCopy> Workspaces(Installation from, MapNode whole)
    {
        var agents = new FoldedMap(new FoldedMap(whole).Map("agents"));
        var defaults = new FoldedMap(agents.Map("defaults"));
        var home = target.HomeFolder();
        var main = from.PathOf(defaults.Text("workspace") ?? "workspace", target.Environment);
        var copies = new List<FileCopy>(main is null ? [] : MemoryFiles.Find(main, Path.Join(home, "workspace"), _left.Add));
        foreach (var agent in (agents.Find("list") as ListNode)?.Items.OfType<MapNode>() ?? [])
        {
            var (id, folder) = (new FoldedMap(agent).Text("id"), new FoldedMap(agent).Text("workspace"));
            if (id is null || folder is null || id.AsSpan().ContainsAny('/', '\\', '.')) continue;
            var theirs = from.PathOf(folder, target.Environment);
            if (theirs is not null && theirs != main) copies.AddRange(MemoryFiles.Find(theirs, Path.Join(home, $"workspace-{id}"), _left.Add));
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

    private List<CarriedSession> Talks(Installation from, IReadOnlyList<string> accounts, IReadOnlyList<string> agents, string? shared, DinghyConfig? config)
    {
        var groups = (config?.Accounts.SelectMany(account => account.Groups.Keys) ?? []).Concat(config?.Routing.Rules.Select(rule => rule.Conversation) ?? []).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var sessions = new Sessions(accounts, agents, shared, groups, _left.Add);
        var found = from.Kind == HostKind.PicoClaw
            ? Folders(Path.Join(from.Folder, "workspace", "sessions")).SelectMany(sessions.PicoClaw)
            : (Directory.Exists(Path.Join(from.Folder, "agents")) ? Directory.GetDirectories(Path.Join(from.Folder, "agents")).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
                .SelectMany(sessions.OpenClaw);
        // Agents that are not carried have spoken in the default's conversations.
        var merged = found.GroupBy(session => session.Conversation, StringComparer.Ordinal)
            .Select(group => new CarriedSession(group.Key, [.. group.SelectMany(session => session.Entries).OrderBy(entry => entry.At)])).ToList();
        if (merged.Count > 0) _carried.Add($"{merged.Count} conversation(s), {merged.Sum(session => session.Entries.Count)} message(s)");
        var now = time.GetUtcNow();
        var old = config is null ? 0 : merged.Count(session => SessionReset.IsDue(config.Session.Reset, session.Entries[^1].At, now, time.LocalTimeZone));
        if (old > 0) _left.Add($"{old} of the conversations are stored and will not be read: their last message is older than session.reset allows");
        return merged;
    }

    private IReadOnlyList<Schedule> Jobs(Installation from, IReadOnlyList<string> accounts, IReadOnlyList<string> agents, string? zone)
    {
        var file = from.Kind == HostKind.PicoClaw ? Path.Join(from.Folder, "workspace", "cron", "jobs.json") : Path.Join(from.Folder, "cron", "jobs.json");
        var clock = time ?? TimeProvider.System;
        var jobs = new CronJobs(accounts, agents, Zones.Usual(zone, clock.LocalTimeZone), clock.GetUtcNow(), _left.Add).Read(file);
        if (jobs.Count > 0) _carried.Add($"{jobs.Count} schedule(s); see dinghy cron list");
        return jobs;
    }

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? [folder] : [];
}
