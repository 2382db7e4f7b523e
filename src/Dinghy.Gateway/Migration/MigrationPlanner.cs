using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
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
        var variables = from.Variables(whole, _left.Add);
        if (variables.Count > 0) _left.Add($"{Plural.Of(variables.Count, "variable")} of .env and env as such: what the configuration names, and keys of known providers, are written into the new file");
        var secrets = new CarriedSecrets(context, variables);
        var ours = HostDefaults.WithDoors(from.Kind, whole, ConfigTranslation.Translate(HostVariables.Without(whole), secrets, reading), _carried.Add);
        var writtenOut = 0;
        ours = CarriedKeys.Write(ours, variables, target.Environment, ref writtenOut);
        var accounts = AccountsOf(ours);
        var approvals = PairingApprovals.Find(accounts, UsualAccount(whole), from.Folder, _left.Add);
        var workspaces = OldWorkspaces.Find(from, whole, target.Environment, _left.Add);
        var files = Memory(workspaces);
        var text = ConfigWriter.Write(ours, $"Moved in from {from.Kind}'s {from.ConfigFile}.");
        var result = Check(text);
        Tell(ours, secrets.WrittenOut + writtenOut, approvals.Count, reading);
        return new()
        {
            From = from,
            ConfigFile = target.ConfigFile(),
            ConfigText = text,
            Files = files,
            Approvals = approvals,
            Schedules = Jobs(from, workspaces, accounts, ConfigTranslation.AgentsOf(ours), result.Config?.Schedules.TimeZone),
            Sessions = Talks(from, workspaces, new SessionKey(accounts, ConfigTranslation.AgentsOf(ours), Known(result.Readable, approvals), SharedSession.Target(result.Config, approvals, whole)), result.Readable),
            Accounts = result.Readable?.Accounts ?? [],
            Carried = _carried,
            Left = _left,
            HasRobot = result.Readable is null || result.Readable.Accounts.Count > 0,
            Faults = [.. reading.Faults, .. result.Faults.Except(reading.Faults)],
        };
    }

    private ConfigResult Check(string text)
    {
        var file = target.ConfigFile();
        var bytes = Encoding.UTF8.GetBytes(text);
        return ConfigLoader.Load(target with { File = file, ReadFile = (path, limit) => path == file ? bytes[..Math.Min(bytes.Length, limit + 1)] : target.ReadFile(path, limit) });
    }

    private void Tell(MapNode ours, int writtenOut, int approved, ConfigReport reading)
    {
        foreach (var (key, value) in ours.Entries)
            _carried.Add(value is MapNode { Entries.Count: > 0 } map ? $"{key}: {string.Join(", ", map.Entries.Select(entry => entry.Key))}" : key);
        if (writtenOut > 0) _carried.Add($"{Plural.Of(writtenOut, "secret or variable", "secrets and variables")} that only the old installation knew {(writtenOut == 1 ? "stands" : "stand")} in the new file itself, which only its owner can read");
        if (approved > 0) _carried.Add($"{Plural.Of(approved, "person", "people")} approved by pairing");
        _left.AddRange(reading.Warnings.Select(warning => $"{warning.Path}: {warning.Hint}{(warning.Hint.StartsWith("known", StringComparison.Ordinal) || warning.Hint.StartsWith("kept", StringComparison.Ordinal) ? "" : $" ({warning.Found})")}".Replace("; it is kept and not used", "", StringComparison.Ordinal).Replace("kept and not used", "not carried", StringComparison.Ordinal)));
    }

    private List<FileCopy> Memory(IReadOnlyList<OldWorkspace> workspaces)
    {
        var home = target.HomeFolder();
        var copies = workspaces.SelectMany(one => MemoryFiles.Find(one.Folder, Path.Join(home, one.Agent is null ? "workspace" : $"workspace-{one.Agent}"), _left.Add)).ToList();
        if (copies.Count > 0) _carried.Add($"{Plural.Of(copies.Count, "file")} of memory, persona and skills");
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

    /// <summary>OpenClaw's <c>defaultAccount</c>.</summary>
    private static string? UsualAccount(MapNode whole) =>
        new FoldedMap(whole).Map("channels")?.Entries.Where(entry => ChannelDialects.Names(entry.Key)).Select(entry => new FoldedMap(entry.Value as MapNode).Text("default_account")).FirstOrDefault(id => id is not null);

    /// <summary>Ids as somebody wrote them: both programs write their keys in small letters.</summary>
    private static HashSet<string> Known(DinghyConfig? config, IReadOnlyList<Approval> approvals)
    {
        if (config is null) return [];
        var known = config.Accounts.SelectMany(account => account.Groups.Keys.Concat(account.AllowFrom).Concat(account.GroupAllowFrom))
            .Concat(config.Routing.Rules.SelectMany(rule => new[] { rule.Conversation, rule.Person })).Concat(config.Owners).Concat(approvals.Select(approval => approval.Person));
        return known.OfType<string>().Where(id => id.Length > 1).ToHashSet(StringComparer.Ordinal);
    }

    private List<CarriedSession> Talks(Installation from, IReadOnlyList<OldWorkspace> workspaces, SessionKey keys, DinghyConfig? config)
    {
        var sessions = new Sessions(keys, _left.Add);
        var found = from.Kind == HostKind.PicoClaw
            ? workspaces.SelectMany(one => sessions.PicoClaw(Path.Join(one.Folder, "sessions")))
            : OldFile.FoldersIn(Path.Join(from.Folder, "agents"), _left.Add).SelectMany(sessions.OpenClaw);
        // Agents that are not carried have spoken in the default's conversations.
        var merged = found.GroupBy(session => session.Conversation, StringComparer.Ordinal)
            .Select(group => new CarriedSession(group.Key, [.. group.SelectMany(session => session.Entries).OrderBy(entry => entry.At)], Summary(group), group.Select(session => session.Awaited).FirstOrDefault(id => id is not null))).ToList();
        if (merged.Count > 0) _carried.Add($"{Plural.Of(merged.Count, "conversation")}, {Plural.Of(merged.Sum(session => session.Entries.Count), "message")}");
        var now = time.GetUtcNow();
        var old = config is null ? 0 : merged.Count(session => session.Entries.Count > 0 && SessionReset.IsDue(config.Session.Reset, session.Entries[^1].At, now, time.LocalTimeZone));
        if (old > 0) _left.Add($"{old} of the conversations are stored and will not be read: their last message is older than session.reset allows");
        if (merged.Count(session => session.Awaited is not null) is > 0 and var awaited) _carried.Add($"of these, {awaited} of groups whose ids are known in small letters only: each is its group's from its next message on");
        return merged;
    }

    private static string? Summary(IEnumerable<CarriedSession> sessions) =>
        string.Join("\n\n", sessions.Select(session => session.Summary).OfType<string>()) is { Length: > 0 } all ? all : null;

    private List<Schedule> Jobs(Installation from, IReadOnlyList<OldWorkspace> workspaces, IReadOnlyList<string> accounts, IReadOnlyList<string> agents, string? zone)
    {
        var files = from.Kind == HostKind.PicoClaw ? workspaces.Select(one => Path.Join(one.Folder, "cron", "jobs.json")) : [Path.Join(from.Folder, "cron", "jobs.json")];
        var reader = new CronJobs(accounts, agents, Zones.Usual(zone, time.LocalTimeZone), time.GetUtcNow(), _left.Add);
        var jobs = files.SelectMany(reader.Read).ToList();
        if (jobs.Count > 0) _carried.Add($"{Plural.Of(jobs.Count, "schedule")}; see dinghy cron list");
        return jobs;
    }
}
