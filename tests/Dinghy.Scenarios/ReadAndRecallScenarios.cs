namespace Dinghy.Scenarios;

/// <summary>What becomes of the robot's messages after they arrived.</summary>
public sealed class ReadAndRecallScenarios
{
    private static readonly Fault s_webhookDown = new(FaultKind.Errcode) { Api = "webhook", Times = 1 };

    [Fact]
    public async Task A_message_that_is_read_and_recalled_is_so_in_the_ledger()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Channel(channel => channel["track_read"] = true) });
        var key = await AnswerByOpenApiAsync(lab);
        (await lab.AckAsync(lab.World.Read(key, "user002")!.Seq)).AckData!.ShouldContain("SUCCESS");
        (await lab.AckAsync(lab.World.Recall(key, "user002")!.Seq)).AckData!.ShouldContain("SUCCESS");

        using var database = Database.OpenCopy(lab.DatabaseFile);
        database.Texts("SELECT kind || ' ' || staff FROM sent_events JOIN parts USING (receipt)").ShouldBe(["read user002", "recalled user002"], ignoreOrder: true);
        (await lab.GetAsync("/metrics")).Body.ShouldContain("dinghy_events_received");
    }

    [Fact]
    public async Task An_event_that_nobody_needs_is_acknowledged()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Channel(channel => channel["track_read"] = true) });
        var push = lab.World.Push(new RawPush { Type = "EVENT", Topic = "*", Data = """{"userId":["x"]}""", Headers = new Dictionary<string, string> { ["eventType"] = "user_active_org", ["eventId"] = "e1" } });
        (await lab.AckAsync(push.Seq)).AckData!.ShouldContain("SUCCESS");
    }

    [Fact]
    public async Task Events_are_not_subscribed_unless_asked_for_since_each_is_paid_for()
    {
        await using var lab = await TestLab.StartAsync();
        var key = await AnswerByOpenApiAsync(lab);
        lab.World.Read(key, "user002")!.Deliveries.ShouldBe(0);
    }

    private static async Task<string> AnswerByOpenApiAsync(TestLab lab)
    {
        lab.Faults.Set(s_webhookDown);
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "你好"))).ShouldBe("answered");
        return lab.World.BotMessages()[^1].ProcessQueryKey!;
    }
}
