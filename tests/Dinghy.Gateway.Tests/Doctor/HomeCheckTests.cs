using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Tests.Doctor;

public sealed class HomeCheckTests
{
    private static readonly GatewaySeen s_running = new(1, Answers: true, []);

    [Theory]
    [InlineData("failed", false, "gateway.service: Fail")]
    [InlineData("inactive", false, "gateway.service: Warn")]
    [InlineData("inactive", true, "")]
    [InlineData("active", true, "")]
    public void A_service_that_does_not_run_is_named(string active, bool runs, string unwell) =>
        Unwell(new HomeVisit("/srv/dinghy") { Service = new ServiceSeen("dinghy.service", System: false, active), Gateway = runs ? s_running : null }).ShouldBe(unwell);

    [Fact]
    public void Keys_that_hold_only_after_a_restart_are_named()
    {
        Unwell(new HomeVisit("/srv/dinghy") { Gateway = s_running with { NeedsRestart = ["gateway.port"] } }).ShouldBe("gateway.config: Warn");
        // The faults of the file are another check's.
        Unwell(new HomeVisit("/srv/dinghy") { Gateway = s_running with { NeedsRestart = ["gateway.port"], ReloadRefused = true } }).ShouldBeEmpty();
        Unwell(new HomeVisit("/srv/dinghy") { Gateway = s_running }).ShouldBeEmpty();
    }

    [Fact]
    public void Messages_that_were_all_turned_away_are_named_with_the_reason_and_single_ones_only_told()
    {
        var refused = new SqliteEvidence { Refusals = [new("main", Reasons.NotAllowed, 4), new("main", Reasons.NotMentioned, 2)] };
        Of(refused).ShouldBe(["access.refused: Warn"]);
        Of(refused with { Taken = 1 }).ShouldBeEmpty();
        Of(new SqliteEvidence { Refusals = [new("main", Reasons.NotMentioned, 2)] }).ShouldBeEmpty();
        Judged(new SqliteEvidence { Refusals = [new("main", Reasons.NoStaffId, 2)] }, "access.refused").Cause!.En.ShouldContain("not published");
        Judged(refused, "access.refused").Proof!.En.ShouldBe("main: not_allowed 4, main: not_mentioned 2");
    }

    [Fact]
    public void Whoever_waits_and_whatever_did_not_arrive_is_named()
    {
        Of(new SqliteEvidence { Waiting = ["Ann", "Bo"] }).ShouldBe(["access.pairing: Warn"]);
        Judged(new SqliteEvidence { Waiting = ["Ann", "Bo"] }, "access.pairing").Cause!.Zh.ShouldContain("2 人");
        Of(new SqliteEvidence { Undelivered = 3, UndeliveredWhy = "not_exist_robot" }).ShouldBe(["replies.delivered: Warn"]);
        Of(new SqliteEvidence()).ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_database_nothing_is_wrong_and_an_old_one_is_not_read()
    {
        StoreChecks.All.ShouldAllBe(check => check.Judge(new StoreVisit(null, false)).Health == Health.Ok);
        StoreChecks.All.ShouldAllBe(check => check.Judge(new StoreVisit(null, true)).Health == Health.Skipped);
    }

    [Fact]
    public void Gateways_of_other_homes_are_found_by_the_locks_they_hold()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        using var processes = new Support.TempHome();
        foreach (var (id, target) in new[] { ("11", "/srv/own/gateway.lock"), ("12", "/srv/other/gateway.lock"), ("13", "/srv/third/dinghy.db"), ("self", "/srv/fourth/gateway.lock") })
            File.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(Path.Combine(processes.Path, id, "fd")).FullName, "7"), target);
        RivalHomes.Running("/srv/own", processes.Path).ShouldBe([new Rival(12, "/srv/other")]);
    }

    private static string Unwell(HomeVisit home) => string.Join(", ", GatewayChecks.OfHome.Select(check => (check.Id, Finding: check.Judge(home)))
        .Where(one => one.Finding.Health is Health.Warn or Health.Fail).Select(one => $"{one.Id}: {one.Finding.Health}"));

    private static List<string> Of(SqliteEvidence evidence) => [.. StoreChecks.All.Select(check => (check.Id, Finding: check.Judge(new StoreVisit(evidence, Exists: true))))
        .Where(one => one.Finding.Health is Health.Warn or Health.Fail).Select(one => $"{one.Id}: {one.Finding.Health}")];

    private static Finding Judged(SqliteEvidence evidence, string id) => StoreChecks.All.Single(check => check.Id == id).Judge(new StoreVisit(evidence, Exists: true));
}
