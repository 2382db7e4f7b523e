using System.Collections.Immutable;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Access;

/// <summary>
/// Which robot an account is. What makes a robot is its client id and its organisation, not its name in the configuration: approvals, owners made by them
/// and memory stay with it under any name, and do not hold for the namesakes of another organisation.
/// </summary>
internal sealed class RobotBook(IRobotStore store, AccessLog log)
{
    private ImmutableList<KnownRobot> _known = [];
    private volatile IReadOnlyList<AccountConfig>? _configured;

    /// <summary>Before the first message is judged.</summary>
    /// <exception cref="StoreException">It can not be read.</exception>
    public async Task LoadAsync(CancellationToken ct) => _known = [.. await store.ReadRobotsAsync(ct)];

    /// <summary>Takes the names of a configuration: a robot that has another one now goes on with what it knew.</summary>
    /// <exception cref="StoreException">A name is not stored.</exception>
    public async Task FollowAsync(IReadOnlyList<AccountConfig> accounts, CancellationToken ct)
    {
        _configured = accounts;
        foreach (var account in accounts)
        {
            if (Known(account).Any()) continue;
            var before = _known.FirstOrDefault(one => one.Robot == account.ClientId && !accounts.Any(other => other.Id == one.Account && other.ClientId == one.Robot));
            if (before is null) continue;
            // An app that was replaced and comes back under another name: what it knew is its successor's now, and two robots that run share nothing.
            if (accounts.Any(other => other.Id != account.Id && Known(other).Any(one => one.Keep == before.Keep))) continue;
            await store.RenameRobotAsync(account.ClientId, before.Account, account.Id, last: accounts.All(other => other.Id != before.Account), ct);
            ImmutableInterlocked.Update(ref _known, list => [.. list.Select(one => one.Robot == account.ClientId && one.Account == before.Account ? one with { Account = account.Id } : one)]);
            log.Renamed(before.Account, account.Id, before.Keep);
        }
    }

    /// <summary>Under which name what belongs to this message is kept: see <see cref="Turn.Keep"/>. No call to the store but for the first message of a robot.</summary>
    /// <exception cref="StoreException">A new robot is not stored; the message must not be taken.</exception>
    public async ValueTask<string> KeepOfAsync(AccountConfig account, RobotMessage message, CancellationToken ct)
    {
        var corp = message.ChatbotCorpId ?? account.CorpId ?? "";
        if (Told(Known(account), corp) is { } keep) return keep;
        // By a socket that is being left, or that is up before the book was told: the robot is under another name, or will be.
        if (_configured is { } now && !now.Any(one => one.Id == account.Id && one.ClientId == account.ClientId) && Told(_known.Where(one => one.Robot == account.ClientId), corp) is { } elsewhere) return elsewhere;
        var met = await store.MeetRobotAsync(account.ClientId, corp, account.Id, ct);
        ImmutableInterlocked.Update(ref _known, list => [.. list.Where(one => one.Robot != met.Robot || one.Account != met.Account || (one.Corp != met.Corp && (one.Corp.Length > 0 || one.Keep != met.Keep))), met]);
        if (met.Keep != account.Id) log.KeptAs(account.Id, met.Keep);
        return met.Keep;
    }

    /// <summary>The names under which a robot's things are kept: one for each organisation that it was heard from. Empty: it was not, and another robot has its account's name.</summary>
    public IReadOnlyList<string> KeepsOf(AccountConfig account)
    {
        var known = _known;
        string[] keeps = [.. Known(account).Select(one => one.Keep).Distinct(StringComparer.Ordinal)];
        return keeps.Length > 0 || known.Any(one => one.Keep == account.Id) ? keeps : [account.Id];
    }

    /// <summary>The same of an account's robot now, by its name.</summary>
    public IReadOnlyList<string> KeepsOf(string account) =>
        [.. _known.Where(one => one.Account == account).Select(one => one.Keep).Distinct(StringComparer.Ordinal)];

    /// <summary>The account whose robot says something that is due: whoever asked for it asked a robot, whatever its name is now; what an operator sets up is for an account, whatever its robot is.</summary>
    public AccountConfig? AccountOf(Schedule schedule, IReadOnlyList<AccountConfig> accounts) =>
        schedule.Owner.Length == 0 ? accounts.FirstOrDefault(account => account.Id == schedule.Account) : Of(schedule.Account, accounts);

    /// <summary>What an operator means by a name: an account's robot of now; else a name under which things are kept, or were.</summary>
    /// <param name="account">Null: the only account.</param>
    /// <param name="accounts">As configured.</param>
    /// <returns>Null: there are several, and none is named.</returns>
    public IReadOnlyList<string>? KeepsNamed(string? account, IReadOnlyList<AccountConfig> accounts)
    {
        if (account is null) return accounts switch { [] => ["main"], [var only] => KeepsOf(only), _ => null };
        if (accounts.FirstOrDefault(one => one.Id == account) is { } configured) return KeepsOf(configured);
        return _known.Any(one => one.Keep == account) || KeepsOf(account) is not { Count: > 0 } keeps ? [account] : keeps;
    }

    /// <summary>The account whose robot's things are kept under a name; null: none of these is that robot.</summary>
    public AccountConfig? Of(string keep, IReadOnlyList<AccountConfig> accounts) => accounts.FirstOrDefault(account => KeepsOf(account).Contains(keep, StringComparer.Ordinal));

    /// <summary>Whether an account's robot may write, by its own keys, to whoever wrote in a turn. Null: nobody knows yet which organisation it is of.</summary>
    public bool? SpeaksFor(AccountConfig account, Turn turn)
    {
        if (turn.Message.RobotCode == account.RobotCode) return true;
        // Kept under the same name: another app of the same organisation.
        var keeps = KeepsOf(account);
        return keeps.Count == 0 ? null : keeps.Contains(turn.Keep, StringComparer.Ordinal);
    }

    /// <summary>Without a word of the organisation only where there is no choice: the same staff id is another person in another one.</summary>
    private static string? Told(IEnumerable<KnownRobot> rows, string corp)
    {
        string? only = null;
        foreach (var row in rows)
        {
            if (row.Corp == corp) return row.Keep;
            if (corp.Length > 0) continue;
            if (only is not null && only != row.Keep) return null;
            only = row.Keep;
        }

        return only;
    }

    private IEnumerable<KnownRobot> Known(AccountConfig account) => _known.Where(one => one.Robot == account.ClientId && one.Account == account.Id);
}
