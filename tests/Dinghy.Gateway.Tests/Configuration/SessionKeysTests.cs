using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class SessionKeysTests
{
    [Fact]
    public void Every_key_is_read_and_holds_for_every_robot()
    {
        var config = new ConfigWorld().Good(
            """
            { "session": { "dm_scope": "main", "group_scope": "group_user", "queue": "followup", "reset": { "idle_minutes": 90, "daily_hour": 4 } },
              "channels": { "dingtalk": { "accounts": { "a": { "client_id": "1", "client_secret": "s" }, "b": { "client_id": "2", "client_secret": "s" } } } } }
            """);
        config.Session.Reset.ShouldBe(new ResetConfig { Idle = TimeSpan.FromMinutes(90), DailyHour = 4 });
        config.Accounts.Select(account => account.Session).ShouldBe([new(DmScope.Main, GroupScope.GroupUser), new(DmScope.Main, GroupScope.GroupUser)]);
    }

    [Theory]
    [InlineData("\"memory_scope\": \"user\"", DmScope.User, GroupScope.GroupUser)]
    [InlineData("\"memory_scope\": \"group\"", DmScope.User, GroupScope.Group)]
    [InlineData("\"bot_name\": \"x\"", DmScope.Main, GroupScope.Group)]
    public void A_robots_own_memory_scope_stands_before_session(string key, object dm, object group)
    {
        var config = new ConfigWorld().Good($$"""{ "session": { "dm_scope": "main" }, "channels": { "dingtalk": { "client_id": "1", "client_secret": "s", {{key}} } } }""");
        config.Accounts[0].Session.ShouldBe(new SessionScopes((DmScope)dm, (GroupScope)group));
    }

    [Theory]
    [InlineData("\"mode\": \"none\", \"idle_minutes\": 5, \"daily_hour\": 5", null, null)]
    [InlineData("\"mode\": \"daily\"", null, 4)]
    [InlineData("\"mode\": \"daily\", \"atHour\": 3", null, 3)]
    [InlineData("\"mode\": \"idle\", \"idleMinutes\": 5", 5, null)]
    [InlineData("\"mode\": \"idle\"", 60, null)]
    [InlineData("\"idle_minutes\": 0", null, null)]
    [InlineData("\"daily_hour\": 0", null, 0)]
    public void Resets_are_read_in_both_spellings(string keys, int? minutes, int? hour)
    {
        var reset = new ConfigWorld().Good($$"""{ "session": { "reset": { {{keys}} } } }""").Session.Reset;
        reset.ShouldBe(new ResetConfig { Idle = minutes is { } idle ? TimeSpan.FromMinutes(idle) : null, DailyHour = hour });
    }

    [Theory]
    [InlineData("steer", QueueMode.Steer)]
    [InlineData("collect", QueueMode.Collect)]
    [InlineData("interrupt", QueueMode.Interrupt)]
    [InlineData("followup", QueueMode.Followup)]
    public void A_queue_mode_holds_for_every_robot_that_has_none_of_its_own(string mode, object expected)
    {
        var config = new ConfigWorld().Load($$"""
            { "session": { "queue": "{{mode}}" }, "channels": { "dingtalk": { "accounts": { "a": { "app_key": "k1", "app_secret": "s" }, "b": { "app_key": "k2", "app_secret": "s", "queue": "collect" } } } } }
            """).Config!;
        config.Accounts.Select(account => (object)account.Session.Queue).ShouldBe([expected, QueueMode.Collect]);
    }

    [Fact]
    public void A_queue_mode_that_nobody_knows_is_a_fault() =>
        new ConfigWorld().Load("""{ "session": { "queue": "sometimes" } }""").Faults.ShouldHaveSingleItem().Path.ShouldBe("session.queue");

    [Fact]
    public void One_memory_for_all_private_chats_is_said_at_the_start() =>
        new ConfigWorld().Load("""{ "session": { "dm_scope": "main" }, "channels": { "dingtalk": { "client_id": "1", "client_secret": "s" } } }""")
            .Notes.ShouldContain(note => note.Contains("session.dm_scope is main", StringComparison.Ordinal));
}
