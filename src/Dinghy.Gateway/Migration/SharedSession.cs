using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Migration;

/// <summary>The session that all private chats of the old program shared. It goes where nobody reads in it who has not before.</summary>
internal static class SharedSession
{
    public const string OthersWouldRead = "all private chats share it, and people would read each other's words";

    /// <param name="config">The new one; null: it has faults.</param>
    /// <param name="approvals">Who was let in there.</param>
    /// <param name="whole">The old one.</param>
    /// <returns>Null: nowhere.</returns>
    public static string? Target(DinghyConfig? config, IReadOnlyList<Approval> approvals, MapNode whole)
    {
        if (config is null || config.Accounts.Count == 0) return null;
        if (config.Accounts.FirstOrDefault(account => account.Session.Dm == DmScope.Main) is { } shared) return ConversationKey.MainOf(shared.Id);
        // One person's own assistant: what was said to it, that person said, unless another chat system brought it.
        if (config.Accounts is not [var only] || only.DmPolicy is not (AccessPolicy.Allowlist or AccessPolicy.Pairing) || HasOtherChannels(whole)) return null;
        var people = only.AllowFrom.Concat(approvals.Where(approval => approval.Account == only.Id).Select(approval => approval.Person)).Distinct(StringComparer.Ordinal).ToList();
        return people is [var person] && person != "*" ? ConversationKey.OfPerson(only.Id, person) : null;
    }

    private static bool HasOtherChannels(MapNode whole)
    {
        var root = new FoldedMap(whole);
        return new[] { root.Map("channels"), root.Map("channel_list") }.Any(channels => channels?.Entries.Any(channel =>
            channel.Value is MapNode map && new FoldedMap(map) is var keys && keys.Text("enabled") != "false"
            && !ChannelDialects.Names(keys.Text("type") ?? channel.Key)) ?? false);
    }
}
