using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Replies;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Tells the owners what only they can help. One attempt each: the log has it too, and every message costs a call.</summary>
internal sealed class OwnerNotices(Reception reception, KnownLanguage languages, ChannelSet channels, LimitLog log, CancellationToken stop)
{
    public async Task TellAsync(QuotaNotice notice)
    {
        if (channels.All.FirstOrDefault(channel => notice.Accounts.Contains(channel.Account.Id, StringComparer.Ordinal)) is not { } channel) return;
        foreach (var (keep, owner) in reception.OwnersOf(channel.Account))
        {
            try
            {
                var sentence = Sentences.Quota(notice, await languages.OfAsync(keep, owner, stop));
                await channel.Roads.TellAsync(new StaffId(owner), new RobotText(sentence), stop);
            }
            catch (DingTalkApiException e)
            {
                log.OwnerNotTold(channel.Account.Id, owner, e.Code);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
