using Dinghy.Gateway.Migration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Migration;

public sealed class CronMigrationTests : IDisposable
{
    private readonly OldHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task PicoClaws_jobs_move_in_and_what_can_not_is_told()
    {
        _home.PicoClaw("v2");
        _home.Put(".picoclaw/workspace/cron/jobs.json", """
            { "version": 1, "jobs": [
              { "id": "a1", "name": "report", "enabled": true, "schedule": { "kind": "cron", "expr": "0 9 * * 1-5" }, "payload": { "kind": "agent_turn", "message": "write the report", "deliver": false, "channel": "dingtalk", "to": "user001" } },
              { "id": "a2", "name": "water", "enabled": false, "schedule": { "kind": "every", "everyMs": 7200000 }, "payload": { "message": "drink", "deliver": true, "channel": "dingtalk", "to": "cidGroup1==" } },
              { "id": "a3", "name": "gone", "schedule": { "kind": "at", "atMs": 1764000000000 }, "payload": { "message": "x", "channel": "dingtalk", "to": "user001" } },
              { "id": "a4", "name": "shell", "schedule": { "kind": "every", "everyMs": 60000 }, "payload": { "message": "x", "command": "df -h", "channel": "dingtalk", "to": "user001" } },
              { "id": "a5", "name": "other", "schedule": { "kind": "every", "everyMs": 60000 }, "payload": { "message": "x", "channel": "telegram", "to": "5" } },
              { "id": "a6", "name": "nobody", "schedule": { "kind": "every", "everyMs": 60000 }, "payload": { "message": "x" } } ] }
            """);
        var theirs = _home.Theirs();
        var plan = _home.Plan(HostKind.PicoClaw);
        await _home.MoveAsync(plan);
        (await _home.MoveAsync(plan, force: true)).ShouldNotBeNull("moving twice makes nothing twice");

        var moved = await _home.SchedulesAsync();
        moved.Count.ShouldBe(2);
        (moved[0].Name, moved[0].Kind, moved[0].Spec, moved[0].Person, moved[0].IsText, moved[0].State).ShouldBe(("report", SpecKind.Cron, "0 9 * * 1-5", "user001", false, ScheduleState.Active));
        (moved[1].Name, moved[1].Kind, moved[1].Spec, moved[1].Conversation, moved[1].IsText, moved[1].State, moved[1].NextAt).ShouldBe(("water", SpecKind.Every, "7200s", "cidGroup1==", true, ScheduleState.Paused, null));
        plan.Left.Where(line => line.StartsWith("cron job", StringComparison.Ordinal)).Select(line => line.Split(':')[0]).ShouldBe(["cron job gone", "cron job shell", "cron job other", "cron job nobody"]);
        _home.Theirs().ShouldBe(theirs);
    }

    [Fact]
    public async Task OpenClaws_jobs_move_in_with_zone_account_and_session()
    {
        _home.OpenClaw();
        _home.Put(".openclaw/cron/jobs.json", """
            { "version": 1, "jobs": [
              { "id": "b1", "name": "brief", "agentId": "main", "enabled": true, "schedule": { "kind": "cron", "expr": "0 7 * * *", "tz": "America/New_York" }, "sessionTarget": "isolated",
                "payload": { "kind": "agentTurn", "message": "brief me" }, "delivery": { "mode": "announce", "channel": "dingtalk", "to": "group:cidABC==", "accountId": "branch" } },
              { "id": "b2", "name": "later", "schedule": { "kind": "at", "at": "2027-01-01T01:00:00Z" }, "sessionTarget": "main",
                "payload": { "kind": "systemEvent", "text": "happy new year" }, "delivery": { "channel": "dingtalk", "to": "user:user001" } },
              { "id": "b3", "name": "odd", "schedule": { "kind": "cron", "expr": "61 * * * *" }, "payload": { "message": "x" }, "delivery": { "channel": "dingtalk", "to": "user001" } } ] }
            """);
        var plan = _home.Plan(HostKind.OpenClaw);
        await _home.MoveAsync(plan);
        var moved = await _home.SchedulesAsync();
        moved.Select(one => (one.Account, one.Zone, one.Remembers, one.IsGroup ? one.Conversation : one.Person, one.IsText)).ShouldBe(
            [("branch", "America/New_York", false, "cidABC==", false), ("main", moved[1].Zone, true, "user001", false)]);
        moved[1].NextAt.ShouldBe(new DateTimeOffset(2027, 1, 1, 1, 0, 0, TimeSpan.Zero));
        plan.Left.ShouldContain(line => line.StartsWith("cron job odd: '61' is not a minute", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("{\"jobs\":{}}")]
    [InlineData("[1,null,\"x\",{}]")]
    public void A_broken_file_costs_nothing_else(string text)
    {
        _home.PicoClaw("v2");
        _home.Put(".picoclaw/workspace/cron/jobs.json", text);
        var plan = _home.Plan(HostKind.PicoClaw);
        plan.Schedules.ShouldBeEmpty();
        plan.Left.ShouldContain(line => line.Contains("jobs.json") || line.StartsWith("cron job", StringComparison.Ordinal));
    }
}
