using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Migration;

/// <summary>Does what a plan says: configuration last, so that a move cut halfway can simply be made again.</summary>
/// <param name="memories">Of the home; nobody else has its store open.</param>
/// <param name="access">The same store.</param>
/// <param name="schedules">The same store.</param>
/// <param name="robots">The same store.</param>
/// <param name="history">Keeps a configuration that is replaced.</param>
internal sealed class Migrator(IHistoryImport memories, IAccessStore access, IScheduleStore schedules, IRobotStore robots, ConfigHistory history)
{
    /// <summary>Nothing that is there is replaced, unless <paramref name="force"/>; then it is kept beside, or as a version of the configuration.</summary>
    /// <returns>What was not done, a line each.</returns>
    /// <exception cref="IOException">A file can not be written.</exception>
    public async Task<IReadOnlyList<string>> CarryOutAsync(MigrationPlan plan, bool force, CancellationToken ct)
    {
        var left = new List<string>();
        foreach (var file in plan.Files)
            if (!Copy(file, force, left.Add)) left.Add($"{file.To}: it is there already and says something else");
        foreach (var session in plan.Sessions)
        {
            // Before the memory: a move that was cut is made again, and a memory that is there by then is not looked at any more.
            if (session.Awaited is not null) await memories.AwaitGroupAsync(session.Awaited, ct);
            if (!await memories.ImportHistoryAsync(session.Conversation, session.Entries, session.Summary, ct)) left.Add($"conversation {session.Conversation}: it has a memory here already");
        }

        foreach (var schedule in plan.Schedules) await schedules.AddScheduleAsync(schedule, 0, int.MaxValue, ct);
        var known = await robots.ReadRobotsAsync(ct);
        await ApproveAsync(plan, known, left.Add, ct);
        left.AddRange(LetInThere(plan, known, await access.ReadRevokedAsync(ct)));
        if (File.Exists(plan.ConfigFile)) history.Add(await File.ReadAllBytesAsync(plan.ConfigFile, ct), plan.ConfigFile);
        PrivateFolder.Make(Path.GetDirectoryName(plan.ConfigFile)!);
        PrivateText.Write(plan.ConfigFile, plan.ConfigText, secret: true);
        return left;
    }

    /// <summary>What of the people would not be done, a line each, with this home as it is.</summary>
    public static IReadOnlyList<string> Foresee(MigrationPlan plan, IReadOnlyList<KnownRobot> known, IReadOnlyList<(string Keep, string Person)> revoked) =>
    [
        .. ByAccount(plan).Where(people => KeepOf(plan, known, people.Key) is null).Select(people => OfAnother(people.Key, [.. people])),
        .. ByAccount(plan).SelectMany(people => people.Where(one => KeepOf(plan, known, people.Key) is { } keep && revoked.Contains((keep, one.Person))).Select(one => Revoked(one.Person, people.Key))),
        .. LetInThere(plan, known, revoked),
    ];

    /// <summary>Who was let in there is let in here, but whom somebody sent away since: a move that is made again is no approval.</summary>
    private async Task ApproveAsync(MigrationPlan plan, IReadOnlyList<KnownRobot> known, Action<string> left, CancellationToken ct)
    {
        foreach (var people in ByAccount(plan))
        {
            if (KeepOf(plan, known, people.Key) is not { } keep)
            {
                left(OfAnother(people.Key, [.. people]));
                continue;
            }

            foreach (var approval in people)
                if (!await access.ImportApprovalAsync(approval with { Account = keep }, ct)) left(Revoked(approval.Person, people.Key));
        }
    }

    private static IEnumerable<IGrouping<string, Approval>> ByAccount(MigrationPlan plan) => plan.Approvals.GroupBy(approval => approval.Account, StringComparer.Ordinal);

    private static string OfAnother(string account, IReadOnlyList<Approval> people) =>
        $"{Plural.Of(people.Count, "person", "people")} approved for {account} ({string.Join(", ", people.Select(one => one.Person).Take(10))}): that name was another robot's here, whose people they may not be; they ask anew by writing";

    private static string Revoked(string person, string account) => $"{person} stays out of {account}: their approval was revoked here; they can ask anew by writing";

    private static IEnumerable<string> LetInThere(MigrationPlan plan, IReadOnlyList<KnownRobot> known, IReadOnlyList<(string Keep, string Person)> revoked) => revoked.SelectMany(gone =>
        plan.Accounts.Where(account => KeepOf(plan, known, account.Id) == gone.Keep && account.AllowFrom.Contains(gone.Person))
            .Select(account => $"{gone.Person} was revoked here, but allow_from of {account.Id} in the new configuration lets them in: take them out there"));

    private static string? KeepOf(MigrationPlan plan, IReadOnlyList<KnownRobot> known, string account) =>
        KnownRobot.KeepOf(known, plan.Accounts.FirstOrDefault(one => one.Id == account)?.ClientId, account);

    private static bool Copy(FileCopy file, bool force, Action<string> left)
    {
        if (OldFile.Bytes(file.From, left) is not { } bytes) return true;
        if (File.Exists(file.To))
        {
            if (File.ReadAllBytes(file.To).AsSpan().SequenceEqual(bytes)) return true;
            if (!force) return false;
            for (var number = 1; ; number++)
            {
                var aside = $"{file.To}.before-{number}";
                if (File.Exists(aside)) continue;
                File.Move(file.To, aside);
                break;
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file.To)!);
        File.WriteAllBytes(file.To, bytes);
        // What only its owner could read there is no more public here.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.To, File.GetUnixFileMode(file.To) & (File.GetUnixFileMode(file.From) | UnixFileMode.UserRead | UnixFileMode.UserWrite));
        return true;
    }
}
