namespace Dinghy.Gateway.Tests.Configuration;

public sealed class ScheduleKeysTests
{
    [Fact]
    public void Schedules_and_heartbeat_are_read_with_PicoClaws_minutes_too()
    {
        var config = ConfigWorld.WithPair().Put(ConfigWorld.DefaultFile, """
            { "schedules": { "time_zone": "Europe/Berlin", "max_per_person": 3, "pause_after": 2 }, "heartbeat": { "enabled": true, "interval": 45 } }
            """).Good();
        (config.Schedules.Enabled, config.Schedules.TimeZone, config.Schedules.MaxPerPerson, config.Schedules.PauseAfter).ShouldBe((true, "Europe/Berlin", 3, 2));
        (config.Heartbeat.Enabled, config.Heartbeat.Every).ShouldBe((true, TimeSpan.FromMinutes(45)));
    }

    [Fact]
    public void Without_keys_schedules_are_on_and_the_heartbeat_is_off()
    {
        var config = ConfigWorld.WithPair().Good();
        (config.Schedules.Enabled, config.Heartbeat.Enabled).ShouldBe((true, false));
    }

    [Fact]
    public void A_zone_that_nobody_knows_is_a_fault() =>
        ConfigWorld.WithPair().Put(ConfigWorld.DefaultFile, """{ "schedules": { "time_zone": "Mars/Base" } }""").Load().Faults.ShouldHaveSingleItem().Path.ShouldBe("schedules.time_zone");
}
