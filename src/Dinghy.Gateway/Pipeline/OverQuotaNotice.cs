using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The monthly allowance is used up and messages come without their words: the person and the owners are told, each once a day, over restarts too.</summary>
/// <param name="store">Knows who was told today.</param>
/// <param name="languages">Of whoever is told.</param>
/// <param name="outbox">The person's road.</param>
/// <param name="robots">Of an account, towards its owners.</param>
/// <param name="owners">Those of the account are told.</param>
/// <param name="gate">Before every call.</param>
/// <param name="log">Named events.</param>
internal sealed class OverQuotaNotice(
    INoticeStore store, KnownLanguage languages, Outbox.Outbox outbox, Func<string, RobotApi?> robots, Owners owners, CallGate gate, PipelineLog log)
{
    private const string Kind = "quota";

    /// <summary>DingTalk's month and day are Beijing's.</summary>
    private static readonly TimeSpan s_beijing = TimeSpan.FromHours(8);

    /// <summary>For a message that the inbox has taken as over the allowance. Best effort: the message itself is acknowledged and recorded already.</summary>
    public async Task TellAsync(Inbound inbound, CancellationToken ct)
    {
        await Task.Yield(); // DingTalk waits for the acknowledgement, not for this.
        try
        {
            var person = ConversationKey.Of(inbound);
            var told = owners.Of(inbound.Keep);
            if (await FirstTodayAsync(inbound, person, ct))
            {
                var language = await languages.OfAsync(inbound.Keep, PersonKey.Of(inbound.Message), ct);
                await outbox.WarnAsync(inbound, Sentences.OverQuota(told.Count > 0, language), ct);
            }

            if (await FirstTodayAsync(inbound, "owners", ct)) await TellOwnersAsync(inbound, told, ct);
        }
#pragma warning disable CA1031 // Nobody waits for this.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.QuotaNotTold(inbound.Account.Id, e);
        }
    }

    private Task<bool> FirstTodayAsync(Inbound inbound, string who, CancellationToken ct) =>
        store.NoticeAsync(inbound.Account.Id, Kind, who, DateOnly.FromDateTime((inbound.ReceivedAt.ToUniversalTime() + s_beijing).Date), ct);

    private async Task TellOwnersAsync(Inbound inbound, IReadOnlyCollection<string> told, CancellationToken ct)
    {
        var account = inbound.Account.Id;
        log.OverQuota(account, told.Count);
        if (robots(account) is not { } robot) return;
        foreach (var owner in told)
        {
            var words = new RobotText(Sentences.OverQuotaForOwner(account, await languages.OfAsync(inbound.Keep, owner, ct)));
            try
            {
                await gate.RunAsync(account, DingTalkCall.RobotSend, Urgency.Usual, token => robot.SendToPersonAsync(new StaffId(owner), words, token), ct);
            }
            catch (DingTalkApiException e)
            {
                log.OwnerNotTold(account, Printable.Of(owner), e.Fault, Printable.Of(e.Code), Printable.Of(e.RequestId));
            }
        }
    }
}
