using System.Net;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Tests.WebConsole;

/// <summary>In whose name schedules are made in the console, and what is kept of that.</summary>
public sealed class ScheduleNamesTests
{
    [Fact]
    public async Task An_operator_acts_in_nobody_elses_name_and_all_of_it_is_kept()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var (operating, owner) = (await lab.SignedInAsync(ConsoleLab.Operator), await lab.SignedInAsync(ConsoleLab.Owner));
        var wanted = new { to = ConsoleLab.Owner, message = "日报", kind = "every", spec = "1h" };
        var refused = await operating.PostAsync("/api/schedules", new { wanted.to, wanted.message, wanted.kind, wanted.spec, owner = ConsoleLab.Owner });
        refused.Json.GetProperty("problem").GetString()!.ShouldContain("in the name of somebody else");
        (await operating.GetAsync("/api/schedules")).Json.GetProperty("schedules").GetArrayLength().ShouldBe(0);

        var mine = await MakeAsync(operating, wanted);
        mine.Owner.ShouldBe(ConsoleLab.Operator);
        (await operating.PostAsync($"/api/schedules/{mine.Id}", new { message = "周报" })).Json.GetProperty("schedule").GetProperty("message").GetString().ShouldBe("周报");

        var theirs = await MakeAsync(owner, new { wanted.to, wanted.message, wanted.kind, wanted.spec, owner = ConsoleLab.Owner });
        theirs.Owner.ShouldBe(ConsoleLab.Owner);
        (await operating.PostAsync($"/api/schedules/{theirs.Id}", new { message = "删库" })).Json.GetProperty("problem").GetString()!.ShouldContain("somebody else");
        foreach (var action in new[] { "disable", "enable", "run", "rm" }) (await operating.PostAsync($"/api/schedules/{theirs.Id}/{action}")).Status.ShouldBe(HttpStatusCode.OK, action);

        var kept = SqliteAudit.List(lab.Home, 50, kind: null)!.Where(entry => entry.Kind.StartsWith("schedule.", StringComparison.Ordinal)).Select(entry => (entry.Kind, entry.Actor, entry.Subject)).ToList();
        kept.ShouldBe(
            [
                (AuditKinds.ScheduleMade, ConsoleLab.Operator, mine.Id), (AuditKinds.ScheduleChanged, ConsoleLab.Operator, mine.Id), (AuditKinds.ScheduleMade, ConsoleLab.Owner, theirs.Id),
                (AuditKinds.SchedulePaused, ConsoleLab.Operator, theirs.Id), (AuditKinds.ScheduleEnabled, ConsoleLab.Operator, theirs.Id),
                (AuditKinds.ScheduleRun, ConsoleLab.Operator, theirs.Id), (AuditKinds.ScheduleRemoved, ConsoleLab.Operator, theirs.Id),
            ],
            ignoreOrder: true);
    }

    private static async Task<(string Id, string Owner)> MakeAsync(Browser browser, object order)
    {
        var answer = await browser.PostAsync("/api/schedules", order);
        var schedule = answer.Json.GetProperty("schedule");
        return (schedule.GetProperty("id").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture), schedule.GetProperty("owner").GetString()!);
    }
}
