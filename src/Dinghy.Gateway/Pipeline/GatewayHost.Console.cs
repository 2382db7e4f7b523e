using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Replies;

namespace Dinghy.Gateway.Pipeline;

/// <content>What the web console asks: who somebody is, and a word to them.</content>
internal sealed partial class GatewayHost
{
    /// <summary>The accounts whose robot this person owns, and those whose robot can speak to whom the configuration names; the owned ones first.</summary>
    public IReadOnlyList<string> AccountsFor(string staffId) =>
        [.. _channels.All.Select(channel => channel.Account.Id).OrderByDescending(account => OwnsRobot(account, staffId))];

    /// <summary>See <see cref="Access.Reception.OwnersOf"/>: never by a namesake of another organisation.</summary>
    public bool OwnsRobot(string account, string staffId) =>
        _channels.Find(account) is { } channel && _reception.OwnersOf(channel.Account).Any(owner => owner.Person == staffId);

    /// <summary>At once or never, and kept nowhere: a code in the outbox could be read there, and one that arrives late is of no use.</summary>
    /// <exception cref="DingTalkApiException">It did not arrive, or nobody knows.</exception>
    public async Task SendLoginCodeAsync(string account, string staffId, string code, int minutes, CancellationToken ct)
    {
        if (_channels.Find(account) is not { } channel) return;
        var keep = KeepOf(channel.Account);
        var language = await new KnownLanguage(_store, _config.Language).OfAsync(keep, staffId, ct);
        await channel.Roads.TellAsync(new StaffId(staffId), new RobotText(ConsoleSentences.Code(language, code, minutes)), ct);
    }
}
