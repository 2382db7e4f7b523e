using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Access;

/// <summary>What an account's name stands for when the robot behind it changes.</summary>
public sealed class RobotBookTests : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private SqliteStore _store;
    private RobotBook _book;

    public RobotBookTests()
    {
        _store = SqliteStore.Open(_home.Path);
        _book = New(_store);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_robot_is_kept_under_its_accounts_name()
    {
        (await KeepAsync("main", "robot-1", "corp-a")).ShouldBe("main");
        await ReopenAsync();
        (await KeepAsync("main", "robot-1", "corp-a")).ShouldBe("main");
        (await KeepAsync("main", "robot-1", null)).ShouldBe("main");
    }

    [Fact]
    public async Task Another_organisations_robot_of_the_same_name_begins_anew_and_the_first_comes_back_to_its_own()
    {
        await KeepAsync("main", "robot-1", "corp-a");
        (await KeepAsync("main", "robot-2", "corp-b")).ShouldBe("main@corp-b");
        await ReopenAsync();
        (await KeepAsync("main", "robot-2", "corp-b")).ShouldBe("main@corp-b");
        (await KeepAsync("main", "robot-1", "corp-a")).ShouldBe("main");
    }

    [Fact]
    public async Task Another_app_of_the_same_organisation_takes_its_predecessors_place()
    {
        await KeepAsync("main", "robot-1", "corp-a");
        (await KeepAsync("main", "robot-2", "corp-a")).ShouldBe("main");
        await KeepAsync("main", "robot-3", "corp-b");
        (await KeepAsync("main", "robot-4", "corp-b")).ShouldBe("main@corp-b");
    }

    [Fact]
    public async Task One_robot_in_several_organisations_has_a_memory_for_each()
    {
        (await KeepAsync("main", "robot-1", "corp-a")).ShouldBe("main");
        (await KeepAsync("main", "robot-1", "corp-b")).ShouldBe("main@corp-b");
    }

    [Fact]
    public async Task A_robot_that_is_renamed_keeps_what_it_knew_and_its_old_name_begins_anew_for_another()
    {
        await KeepAsync("main", "robot-1", "corp-a");
        await _book.FollowAsync([Account("hq", "robot-1"), Account("main", "robot-2")], Ct);
        (await KeepAsync("main", "robot-2", "corp-a")).ShouldBe("main@corp-a");
        (await KeepAsync("hq", "robot-1", "corp-a")).ShouldBe("main");
        await ReopenAsync();
        (await KeepAsync("hq", "robot-1", "corp-a")).ShouldBe("main");
        _book.KeepsOf("hq").ShouldBe(["main"]);
        // Another app for it later: the name it has now counts.
        (await KeepAsync("hq", "robot-5", "corp-a")).ShouldBe("main");
    }

    [Fact]
    public async Task Two_accounts_that_are_one_robot_by_mistake_share_nothing()
    {
        await _book.FollowAsync([Account("hq", "robot-1"), Account("branch", "robot-1")], Ct);
        (await KeepAsync("hq", "robot-1", "corp-a")).ShouldBe("hq");
        (await KeepAsync("branch", "robot-1", "corp-a")).ShouldBe("branch");
        await _book.FollowAsync([Account("hq", "robot-1"), Account("branch", "robot-1")], Ct);
        (await KeepAsync("hq", "robot-1", "corp-a")).ShouldBe("hq");
    }

    [Fact]
    public async Task What_no_message_told_is_learnt_from_the_next_that_does()
    {
        (await KeepAsync("main", "robot-1", null)).ShouldBe("main");
        (await KeepAsync("main", "robot-1", "corp-a")).ShouldBe("main");
        await ReopenAsync();
        (await _store.ReadRobotsAsync(Ct)).ShouldBe([new KnownRobot("robot-1", "corp-a", "main", "main")]);
        (await KeepAsync("main", "robot-2", "corp-b")).ShouldBe("main@corp-b");
    }

    [Fact]
    public async Task A_robot_speaks_for_its_own_people_and_its_organisations_and_not_before_that_is_known()
    {
        var (first, second) = (Account("main", "robot-1"), Account("main", "robot-2"));
        await _book.KeepOfAsync(first, Heard("corp-a"), Ct);
        var turn = (await _store.AddTurnAsync(new Said { Robot = "robot-1", BotCorp = "corp-a" }.NewTurn(), null, Ct))!;
        _book.SpeaksFor(first, turn).ShouldBe(true);
        _book.SpeaksFor(second, turn).ShouldBeNull();
        await _book.KeepOfAsync(second, Heard("corp-a"), Ct);
        _book.SpeaksFor(second, turn).ShouldBe(true);
        var third = Account("main", "robot-3");
        await _book.KeepOfAsync(third, Heard("corp-b"), Ct);
        _book.SpeaksFor(third, turn).ShouldBe(false);
    }

    [Fact]
    public async Task A_database_of_before_knows_the_robots_of_its_last_messages()
    {
        await _store.AddTurnAsync(new Said { Id = "m1", Robot = "robot-0", BotCorp = "corp-0" }.NewTurn(), null, Ct);
        await _store.AddTurnAsync(new Said { Id = "m2", Robot = "robot-1", BotCorp = "corp-a" }.NewTurn(), null, Ct);
        await _store.AddTurnAsync(new Said { Id = "m3", BotCorp = null }.NewTurn("second", "second/dm/staff-1"), null, Ct);
        await _store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        using (var connection = new SqliteConnection($"Data Source={_home.Database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            using var script = new StreamReader(typeof(SqliteStore).Assembly.GetManifestResourceStream("upgrades/038_robots.sql")!);
            command.CommandText = $"DROP TABLE robots; {script.ReadToEnd()}";
            command.ExecuteNonQuery();
        }

        _store = SqliteStore.Open(_home.Path);
        (await _store.ReadRobotsAsync(Ct)).ShouldBe([new KnownRobot("robot-1", "corp-a", "main", "main")]);
    }

    [Fact]
    public void A_turn_tells_under_which_name_it_is_kept()
    {
        Turn(new Said().Inbound() with { Keep = "a/b~c@corp" }).Keep.ShouldBe("a/b~c@corp");
        Turn(new Said().Inbound()).Keep.ShouldBe("main");

        static Turn Turn(Gateway.Inbound inbound) => new()
        {
            Id = 1, Account = inbound.Account.Id, MessageId = inbound.Message.Id, Conversation = Gateway.Conversations.ConversationKey.Of(inbound), ReceivedAt = Said.At, Message = inbound.Message,
        };
    }

    private static AccountConfig Account(string id, string robot) => Accounts.Named(id) with { RobotCode = robot, ClientId = robot };

    private static DingTalk.Messages.RobotMessage Heard(string? corp) => new Said { BotCorp = corp }.Message();

    private ValueTask<string> KeepAsync(string account, string robot, string? corp) => _book.KeepOfAsync(Account(account, robot), Heard(corp), Ct);

    private async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = SqliteStore.Open(_home.Path);
        _book = New(_store);
        await _book.LoadAsync(Ct);
    }

    private static RobotBook New(IRobotStore store) => new(store, new AccessLog(NullLogger<AccessLog>.Instance));
}
