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

    /// <summary>Before the first message is judged.</summary>
    /// <exception cref="StoreException">It can not be read.</exception>
    public async Task LoadAsync(CancellationToken ct) => _known = [.. await store.ReadRobotsAsync(ct)];

    /// <summary>Takes the names of a configuration: a robot that has another one now goes on with what it knew.</summary>
    /// <exception cref="StoreException">A name is not stored.</exception>
    public async Task FollowAsync(IReadOnlyList<AccountConfig> accounts, CancellationToken ct)
    {
        foreach (var account in accounts)
        {
            if (Known(account).Any()) continue;
            var before = _known.FirstOrDefault(one => one.Robot == account.ClientId && !accounts.Any(other => other.Id == one.Account && other.ClientId == one.Robot));
            if (before is null) continue;
            await store.RenameRobotAsync(account.ClientId, before.Account, account.Id, ct);
            ImmutableInterlocked.Update(ref _known, list => [.. list.Select(one => one.Robot == account.ClientId && one.Account == before.Account ? one with { Account = account.Id } : one)]);
            log.Renamed(before.Account, account.Id, before.Keep);
        }
    }

    /// <summary>Under which name what belongs to this message is kept: see <see cref="Turn.Keep"/>. No call to the store but for the first message of a robot.</summary>
    /// <exception cref="StoreException">A new robot is not stored; the message must not be taken.</exception>
    public async ValueTask<string> KeepOfAsync(AccountConfig account, RobotMessage message, CancellationToken ct)
    {
        var corp = message.ChatbotCorpId ?? account.CorpId ?? "";
        if (Known(account).FirstOrDefault(one => one.Corp == corp || corp.Length == 0) is { } known) return known.Keep;
        var met = await store.MeetRobotAsync(account.ClientId, corp, account.Id, ct);
        ImmutableInterlocked.Update(ref _known, list => [.. list.Where(one => one.Robot != met.Robot || one.Account != met.Account || (one.Corp != met.Corp && one.Corp.Length > 0)), met]);
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

    private IEnumerable<KnownRobot> Known(AccountConfig account) => _known.Where(one => one.Robot == account.ClientId && one.Account == account.Id);
}
