using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tools.Approvals;

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

    /// <summary>Questions about tools, for whoever decides outside of a chat.</summary>
    public ApprovalDesk Approvals => new(_store, _reception.Owners, _approvals, _toolLog, _parts.Time);

    /// <summary>The account whose robot's things are kept under a name; null: it is not configured any more.</summary>
    public AccountConfig? AccountOf(string keep) => _reception.Robots.Of(keep, _config.Accounts);

    /// <summary>Who answers whom, as it holds now.</summary>
    public (RouteTable Table, Router Router) Routing => (new RouteTable(_config.Routing), Routes(_config, _parts));

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
