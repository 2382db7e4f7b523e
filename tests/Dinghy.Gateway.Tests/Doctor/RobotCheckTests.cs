using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Doctor;

/// <summary>What was seen of a robot in which everything is well, and one thing broken at a time: one check says so, and no other.</summary>
public sealed class RobotCheckTests
{
    private static readonly DateTimeOffset s_since = Said.At;

    private static readonly Step s_good = new(Fault: null);

    private static RobotVisit Well { get; } = new(Accounts.Main)
    {
        Token = s_good,
        OApi = s_good,
        Open = s_good,
        Socket = s_good,
        Send = s_good,
        ClockAhead = TimeSpan.Zero,
        Gateway = Running(new ChannelSeen("main", Connected: true, s_since, LastError: null)),
        NamedPeople = ["manager75"],
        Strangers = [],
        Download = new(s_good) { Fetch = s_good, Host = "files.example:8443" },
    };

    private static readonly Dictionary<string, (Func<RobotVisit, RobotVisit> Break, string Check, string Says)> s_broken = new(StringComparer.Ordinal)
    {
        ["the other host is behind a wall"] = (robot => robot with { OApi = Lost("oapi.dingtalk.com"), Strangers = null }, "dingtalk.oapi: Fail", "oapi.dingtalk.com"),
        ["files can not be fetched"] = (robot => robot with { Download = robot.Download! with { Fetch = Lost("files.example") } }, "media.download: Fail", "files.example:8443"),
        ["files can not be fetched through the proxy"] = (robot => robot with { Download = robot.Download! with { Fetch = Lost("files.example"), Proxy = "http://proxy:3128" } }, "media.download: Fail", "proxy http://proxy:3128"),
        ["DingTalk gives no address"] = (robot => robot with { Download = new(new(new DingTalkApiException(DingTalkFault.Busy, "503", "busy"))) }, "media.download: Fail", "503"),
        ["the socket does not come about"] = (robot => robot with { Gateway = Running(new ChannelSeen("main", Connected: false, null, "HTTP 200 instead of 101")) }, "gateway.connected: Fail", "instead of 101"),
        ["another home is the same robot"] = (robot => robot with { Rivals = [new Rival(4711, "/srv/other")] }, "dingtalk.rivals: Fail", "process 4711, home /srv/other"),
        ["a card of somebody else's was pressed"] = (robot => robot with { Gateway = Running(new ChannelSeen("main", Connected: true, s_since, null) { ForeignPresses = 3, ForeignCard = "card-of-others" }) }, "dingtalk.rivals: Warn", "card-of-others"),
        ["a first push went elsewhere"] = (robot => robot with { LateMessages = [Late(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(61))] }, "dingtalk.rivals: Warn", "last written"),
        ["everything is closed"] = (robot => robot with { Account = robot.Account with { DmPolicy = AccessPolicy.Disabled, GroupPolicy = AccessPolicy.Disabled } }, "access.open: Fail", "group_policy disabled"),
        ["lists without anybody"] = (robot => robot with { Account = robot.Account with { DmPolicy = AccessPolicy.Allowlist, GroupPolicy = AccessPolicy.Allowlist } }, "access.open: Fail", "dm_policy allowlist"),
        ["a listed person whom nobody knows"] = (robot => robot with { Strangers = ["manger75"] }, "access.people: Warn", "manger75"),
    };

    public static TheoryData<string> Broken => [.. s_broken.Keys];

    [Fact]
    public void Where_everything_is_well_nothing_warns() => Unwell(Well).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Broken))]
    public void One_breakage_is_named_by_one_check(string name)
    {
        var (breaks, check, says) = s_broken[name];
        var found = Judged(breaks(Well)).Where(one => IsUnwell(one.Finding)).ShouldHaveSingleItem();
        $"{found.Id}: {found.Finding.Health}".ShouldBe(check);
        $"{found.Finding.Cause!.En} {found.Finding.Proof?.En}".ShouldContain(says);
        found.Finding.Cause.Zh.ShouldNotBe(found.Finding.Cause.En);
        found.Finding.Next!.Zh.ShouldNotBe(found.Finding.Next.En);
    }

    [Theory]
    [InlineData("Disabled", "Open", "private chats are closed")]
    [InlineData("Pairing", "Disabled", "groups are closed")]
    public void What_is_closed_on_purpose_is_told_and_is_no_fault(string inPrivate, string inGroups, string says)
    {
        var finding = Judged(Well with { Account = Well.Account with { DmPolicy = Enum.Parse<AccessPolicy>(inPrivate), GroupPolicy = Enum.Parse<AccessPolicy>(inGroups) } }).Single(one => one.Id == "access.open").Finding;
        (finding.Health, finding.Proof!.En.Contains(says, StringComparison.Ordinal)).ShouldBe((Health.Ok, true));
    }

    [Fact]
    public void A_group_that_is_open_by_name_keeps_a_robot_open() => Unwell(Well with
    {
        Account = Well.Account with
        {
            DmPolicy = AccessPolicy.Disabled, GroupPolicy = AccessPolicy.Disabled,
            Groups = new Dictionary<string, GroupConfig>(StringComparer.Ordinal) { ["cid1"] = new() { Policy = AccessPolicy.Open } },
        },
    }).ShouldBeEmpty();

    [Fact]
    public void Messages_that_were_written_before_the_socket_was_there_or_by_another_clock_are_no_sign()
    {
        Unwell(Well with { LateMessages = [Late(TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5)), Late(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(61))] }).ShouldBeEmpty();
        Unwell(Well with { ClockAhead = TimeSpan.FromSeconds(-60), LateMessages = [Late(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(61))] }).ShouldBeEmpty();
    }

    [Fact]
    public void A_gateway_that_is_not_connected_for_a_known_reason_is_named_once() =>
        Unwell(Well with { Socket = Lost("wss-open-connection.dingtalk.com"), Gateway = Running(new ChannelSeen("main", Connected: false, null, "no connection")) }).ShouldBe(["dingtalk.socket: Fail"]);

    [Fact]
    public void An_old_download_code_says_nothing_of_the_host()
    {
        var lapsed = Well with { Download = new(new(new DingTalkApiException(DingTalkFault.NotFound, "invalidParameter.robotCode.downloadCode", "expired"))) };
        Unwell(lapsed).ShouldBeEmpty();
        Judged(lapsed).Single(one => one.Id == "media.download").Finding.Health.ShouldBe(Health.Skipped);
    }

    [Fact]
    public void Owners_and_everybody_on_a_list_are_looked_up_once()
    {
        var account = Accounts.Main with
        {
            AllowFrom = Accounts.Ids("b", "*"), GroupAllowFrom = Accounts.Ids("c"),
            Groups = new Dictionary<string, GroupConfig>(StringComparer.Ordinal) { ["cid1"] = new() { AllowFrom = Accounts.Ids("d", "b") } },
        };
        AccessChecks.Named(account, Accounts.Ids("a")).ShouldBe(["a", "b", "c", "d"]);
    }

    private static List<string> Unwell(RobotVisit robot) => [.. Judged(robot).Where(one => IsUnwell(one.Finding)).Select(one => $"{one.Id}: {one.Finding.Health}")];

    private static IEnumerable<(string Id, Finding Finding)> Judged(RobotVisit robot) =>
        new[] { RobotChecks.All, HostChecks.All, GatewayChecks.OfRobots, RivalChecks.All, AccessChecks.All, DirectoryChecks.All, CardChecks.All }
            .SelectMany(family => family).Select(check => (check.Id, check.Judge(robot)));

    private static bool IsUnwell(Finding finding) => finding.Health is Health.Warn or Health.Fail;

    private static GatewaySeen Running(ChannelSeen channel) => new(1, Answers: true, []) { Channels = [channel] };

    private static Step Lost(string host) => new(new DingTalkApiException(DingTalkFault.Network, "network", $"no connection to {host}"));

    private static LateMessage Late(TimeSpan after, TimeSpan by) => new("main", s_since + after, s_since + after + by);
}
