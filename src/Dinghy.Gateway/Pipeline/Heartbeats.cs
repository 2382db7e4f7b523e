using Dinghy.Gateway.Access;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The heartbeat is a schedule like any other, which the configuration makes and takes away.</summary>
internal static class Heartbeats
{
    /// <summary>Makes the stored one what the configuration says.</summary>
    public static async Task FollowAsync(IScheduleStore store, Reception reception, DinghyConfig config, TimeProvider time, CancellationToken ct)
    {
        var wanted = Wanted(reception, config, time.GetUtcNow());
        foreach (var present in (await store.ReadSchedulesAsync(ct)).Where(schedule => schedule.IsHeartbeat))
        {
            if (wanted is not null && (present.Key, present.Spec, present.Person, present.Account, present.Agent, present.State) == (wanted.Key, wanted.Spec, wanted.Person, wanted.Account, wanted.Agent, ScheduleState.Active)) return;
            await store.RemoveScheduleAsync(present.Id, ct);
        }

        if (wanted is not null) await store.AddScheduleAsync(wanted, 0, int.MaxValue, ct);
    }

    /// <summary>Null: nothing stands in the file, and no model need be asked.</summary>
    public static string? WordsOf(Schedule schedule, DinghyConfig config) =>
        HeartbeatFile.Read((config.Agents.Find(schedule.Agent ?? AgentConfig.DefaultId) ?? config.Agents.Default).Workspace) is not { } file ? null :
            $"""
             Look after what {HeartbeatFile.FileName} says. Whoever hears of it is the owner of this robot. If nothing needs them now, answer {SilentAnswer.HeartbeatOk}.

             {Fence.Around(file)}
             """;

    private static Schedule? Wanted(Reception reception, DinghyConfig config, DateTimeOffset now)
    {
        var heartbeat = config.Heartbeat;
        if (!heartbeat.Enabled || config.Accounts is not [var account, ..]) return null;
        if ((heartbeat.To ?? (reception.OwnersOf(account) is [var owner, ..] ? owner.Person : null)) is not { } person) return null;
        return ScheduleTarget.Of(account.Id, person) with
        {
            Name = "heartbeat",
            Agent = heartbeat.Agent,
            Message = HeartbeatFile.FileName,
            Kind = SpecKind.Every,
            Spec = SpecReader.Read(SpecKind.Every, $"{heartbeat.Every.TotalSeconds:0}s", TimeZoneInfo.Utc, now),
            Zone = TimeZoneInfo.Utc.Id,
            CatchUp = CatchUp.Skip,
            CreatedAt = now,
            NextAt = now + heartbeat.Every,
            Key = $"{Schedule.HeartbeatKey}{heartbeat.Agent ?? AgentConfig.DefaultId}",
        };
    }
}
