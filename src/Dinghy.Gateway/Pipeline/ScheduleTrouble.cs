using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Tells whoever made a schedule that it failed, once; and once more when it is paused for it. What the operator made is the owners' to hear of.</summary>
/// <param name="store">Remembers what was told.</param>
/// <param name="reception">Which robot it is, and whose.</param>
/// <param name="config">The one that holds now.</param>
/// <param name="languages">Of whoever is told.</param>
/// <param name="roads">Of an account.</param>
/// <param name="log">Named events.</param>
internal sealed class ScheduleTrouble(
    IScheduleStore store, Reception reception, Func<DinghyConfig> config, Func<(string Keep, string Person), Task<Language>> languages, Func<string, AccountRoads?> roads, ScheduleLog log)
{
    /// <param name="schedule">Has failed since it was told of.</param>
    /// <param name="pauseAfter">Failures in a row.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task TellAsync(Schedule schedule, int pauseAfter, CancellationToken ct)
    {
        var paused = schedule.Failures >= pauseAfter && schedule.State == ScheduleState.Active;
        var outcome = await store.ReadRunsAsync(schedule.Id, 1, ct) is [{ Outcome: { } last }, ..] ? last : "";
        if (schedule.Told == 0 || paused)
        {
            log.Troubled(schedule.Id, schedule.Failures, paused);
            if (reception.Robots.AccountOf(schedule, config().Accounts) is { } account)
                foreach (var person in schedule.Owner.Length > 0 ? [(schedule.Account, schedule.Owner)] : reception.OwnersOf(account)) await TellAsync(schedule, account.Id, person, outcome, paused, ct);
        }

        await store.MarkScheduleAsync(schedule.Id, schedule.Failures, paused, ct);
    }

    private async Task TellAsync(Schedule schedule, string account, (string Keep, string Person) person, string outcome, bool paused, CancellationToken ct)
    {
        if (roads(account) is not { } road) return;
        try
        {
            var words = ScheduleSentences.Failed(schedule, outcome, paused, reception.Owners.IsOwner(person.Keep, person.Person), await languages(person));
            await road.TellAsync(new StaffId(person.Person), new RobotText(words), ct);
        }
        catch (DingTalkApiException e)
        {
            log.OwnerNotTold(schedule.Id, account, e.Code);
        }
    }
}
