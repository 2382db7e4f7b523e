using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Access;

/// <summary>Names, keys and robots change hands while messages come: no robot gets what another one knew.</summary>
public sealed class RobotChangesTests : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly SqliteStore _store;
    private readonly RobotBook _book;

    public RobotChangesTests()
    {
        _store = SqliteStore.Open(_home.Path);
        _book = new RobotBook(_store, new AccessLog(NullLogger<AccessLog>.Instance));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Two_accounts_that_swap_their_keys_swap_nothing_else_whatever_the_old_and_new_sockets_bring_meanwhile()
    {
        await TwoRobotsAsync();
        // A new socket is up before the book was told.
        (await KeepAsync("main", "robot-2")).ShouldBe("hq");
        await FollowAsync(("main", "robot-2"), ("hq", "robot-1"));
        // An old one brings something while it is left.
        (await KeepAsync("main", "robot-1")).ShouldBe("main");
        (await KeepAsync("hq", "robot-2")).ShouldBe("hq");
        (await KeepAsync("main", "robot-2")).ShouldBe("hq");
        (await KeepAsync("hq", "robot-1")).ShouldBe("main");
        (await _store.ReadRobotsAsync(Ct)).Select(one => (one.Robot, one.Account, one.Keep)).ShouldBe([("robot-1", "hq", "main"), ("robot-2", "main", "hq")]);
    }

    [Fact]
    public async Task Of_a_swap_whose_one_half_is_refused_neither_robot_gets_what_the_other_knew()
    {
        await TwoRobotsAsync();
        await FollowAsync(("main", "robot-2"), ("hq", "robot-2"));
        (await KeepAsync("main", "robot-2")).ShouldNotBe("main", "it is no other app in robot-1's place, but one that is known");
        await FollowAsync(("main", "robot-2"), ("hq", "robot-1"));
        (await KeepAsync("hq", "robot-1")).ShouldBe("main");
        (await KeepAsync("main", "robot-2")).ShouldNotBe("main");
    }

    [Fact]
    public async Task An_app_that_was_replaced_and_comes_back_under_another_name_leaves_its_successor_what_it_has()
    {
        await FollowAsync(("main", "robot-1"));
        await KeepAsync("main", "robot-1");
        await FollowAsync(("main", "robot-2"));
        (await KeepAsync("main", "robot-2")).ShouldBe("main");
        await FollowAsync(("main", "robot-2"), ("old", "robot-1"));
        (await KeepAsync("old", "robot-1")).ShouldBe("old");
        (await KeepAsync("main", "robot-2")).ShouldBe("main");
        _book.Of("main", [Account("old", "robot-1"), Account("main", "robot-2")])!.Id.ShouldBe("main");
    }

    [Fact]
    public async Task A_message_that_names_no_organisation_is_nobodys_where_the_robot_has_several()
    {
        await KeepAsync("main", "robot-1", "corp-a");
        (await KeepAsync("main", "robot-1", null)).ShouldBe("main", "there is one only");
        (await KeepAsync("main", "robot-1", "corp-b")).ShouldBe("main@corp-b");
        var unknown = await KeepAsync("main", "robot-1", null);
        unknown.ShouldNotBe("main");
        unknown.ShouldNotBe("main@corp-b");
        (await KeepAsync("main", "robot-1", null)).ShouldBe(unknown);
        (await KeepAsync("main", "robot-1", "corp-c")).ShouldBe("main@corp-c", "nor is it the third one's");
        (await KeepAsync("main", "robot-1", null)).ShouldBe(unknown);
    }

    [Fact]
    public async Task A_row_that_says_nothing_is_no_robot()
    {
        await _store.DisposeAsync();
        using (var session = new SqliteSession(_home.Database, readOnly: false))
            session.Script("INSERT INTO robots VALUES ('robot-1', 'corp-a', 'main', ''), ('', 'corp-a', 'main', 'x'), ('robot-1', 'corp-a', '', 'y');");
        await using var store = SqliteStore.Open(_home.Path);
        var book = new RobotBook(store, new AccessLog(NullLogger<AccessLog>.Instance));
        await book.LoadAsync(Ct);
        (await book.KeepOfAsync(Account("hq", "robot-1"), Heard("corp-a"), Ct)).ShouldBe("hq");
    }

    [Fact]
    public async Task What_an_operator_named_is_the_accounts_robot_of_now()
    {
        await TwoRobotsAsync();
        AccountConfig[] now = [Account("main", "robot-3"), Account("branch", "robot-1")];
        await _book.FollowAsync(now, Ct);
        await _book.KeepOfAsync(now[0], Heard("corp-b"), Ct);
        _book.KeepsNamed("branch", now).ShouldBe(["main"]);
        _book.KeepsNamed("main", now).ShouldBe(["main@corp-b"], "never the one's that had the name before");
        _book.KeepsNamed("hq", now).ShouldBe(["hq"], "left the configuration");
        _book.KeepsNamed("main@corp-b", now).ShouldBe(["main@corp-b"], "as memory list shows it");
        _book.KeepsNamed(null, now).ShouldBeNull();
        _book.KeepsNamed(null, now[1..]).ShouldBe(["main"]);
    }

    [Fact]
    public async Task What_an_operator_set_up_is_due_under_the_accounts_new_name_and_what_people_asked_for_stays_their_robots()
    {
        await TwoRobotsAsync();
        var theirs = await _store.AddScheduleAsync(Due("main") with { Owner = "staff-1" }, 9, 9, Ct);
        var ours = await _store.AddScheduleAsync(Due("main"), 9, 9, Ct);
        var other = await _store.AddScheduleAsync(Due("hq"), 9, 9, Ct);
        AccountConfig[] now = [Account("centre", "robot-1"), Account("hq", "robot-2")];
        await _book.FollowAsync(now, Ct);
        var schedules = await _store.ReadSchedulesAsync(Ct);
        schedules.Select(one => (one.Owner, one.Account)).ShouldBe([("staff-1", "main"), ("", "centre"), ("", "hq")], ignoreOrder: true);
        schedules.Select(one => _book.AccountOf(one, now)!.Id).ShouldBe(["centre", "centre", "hq"], ignoreOrder: true);
        (theirs, ours, other).ShouldNotBe(default);

        // Its name is another account's now: what was set up for the name stays with it.
        await _book.FollowAsync([Account("hq", "robot-1"), Account("two", "robot-2")], Ct);
        (await _store.ReadSchedulesAsync(Ct)).Where(one => one.Owner.Length == 0).Select(one => one.Account).ShouldBe(["hq", "hq"]);
    }

    [Fact]
    public async Task Owners_are_the_robots_under_any_name_and_never_a_namesakes()
    {
        var config = new DinghyConfig { Home = _home.Path, Accounts = [Account("main", "robot-1")], Heartbeat = new HeartbeatConfig { Enabled = true } };
        var reception = new Reception(config, _store, NullLoggerFactory.Instance, new ManualTimeProvider(Said.At));
        await reception.Robots.FollowAsync(config.Accounts, Ct);
        await reception.Robots.KeepOfAsync(config.Accounts[0], Heard("corp-a"), Ct);
        await _store.ApproveAsync(new Approval("main", "boss-1", "", Said.At, "cli", Owner: true), Ct);
        await reception.Pairing.LoadAsync(Ct);
        (await HeartbeatOfAsync(config)).ShouldBe("boss-1");

        var renamed = config with { Accounts = [Account("hq", "robot-1")] };
        await reception.Robots.FollowAsync(renamed.Accounts, Ct);
        reception.OwnersOf(renamed.Accounts[0]).ShouldBe([("main", "boss-1")]);
        (await HeartbeatOfAsync(renamed)).ShouldBe("boss-1");

        var theirs = config with { Accounts = [Account("main", "robot-9")] };
        await reception.Robots.FollowAsync(theirs.Accounts, Ct);
        await reception.Robots.KeepOfAsync(theirs.Accounts[0], Heard("corp-b"), Ct);
        reception.OwnersOf(theirs.Accounts[0]).ShouldBeEmpty();
        (await HeartbeatOfAsync(theirs)).ShouldBeNull();
        reception.Owners.Use(Accounts.Ids("boss-2"));
        reception.OwnersOf(Account("new", "robot-new")).Select(one => one.Person).ShouldBe(["boss-2"]);

        async Task<string?> HeartbeatOfAsync(DinghyConfig now)
        {
            await Heartbeats.FollowAsync(_store, reception, now, new ManualTimeProvider(Said.At), Ct);
            return (await _store.ReadSchedulesAsync(Ct)).SingleOrDefault(one => one.IsHeartbeat)?.Person;
        }
    }

    private async Task TwoRobotsAsync()
    {
        await FollowAsync(("main", "robot-1"), ("hq", "robot-2"));
        (await KeepAsync("main", "robot-1")).ShouldBe("main");
        (await KeepAsync("hq", "robot-2")).ShouldBe("hq");
    }

    private static Schedule Due(string account) => ScheduleTarget.Of(account, "staff-1") with
    {
        Message = "tea", Kind = SpecKind.Every, Spec = "3600", Zone = "UTC", CreatedAt = Said.At, NextAt = Said.At.AddHours(1),
    };

    private Task FollowAsync(params (string Account, string Robot)[] accounts) => _book.FollowAsync([.. accounts.Select(one => Account(one.Account, one.Robot))], Ct);

    private static AccountConfig Account(string id, string robot) => Accounts.Named(id) with { RobotCode = robot, ClientId = robot };

    private static DingTalk.Messages.RobotMessage Heard(string? corp) => new Said { BotCorp = corp }.Message();

    private async Task<string> KeepAsync(string account, string robot, string? corp = "corp-a") => await _book.KeepOfAsync(Account(account, robot), Heard(corp), Ct);
}
