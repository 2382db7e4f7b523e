using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>DingTalk's limits as they are met: nothing is lost, nothing is sent twice, and nothing is sent that it forbids.</summary>
public sealed class LimitScenarios
{
    [Fact]
    public async Task Answers_of_a_busy_group_stay_within_its_minute_and_go_together_when_it_is_over()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            DingTalk = new EmulatorOptions { RobotMessagesPerMinute = 3 },
            Config = LabOptions.Channel(channel => channel["rate_limit"] = new JsonObject { ["messages_per_minute"] = 2 }),
        });
        var group = lab.World.Groups[0].ConversationId;
        var said = new List<SaidMessage>();
        for (var i = 0; i < 6; i++) said.Add(await lab.SayAsync("user002", $"question {i}", group));
        var first = await lab.BotMessagesAsync(2, message => message.ConversationId == group, "what the minute allows");
        await lab.Gateway.LogAsync(line => line.Contains("[2250] Turn 6:", StringComparison.Ordinal), "the last answer waits");

        // Another chat is not held up.
        (await lab.AskAsync("manager75", "private")).Text.ShouldEndWith("private");
        lab.World.BotMessages().Count(message => message.ConversationId == group).ShouldBe(2);

        // A crash in the wait; fifty seconds of the minute pass while nobody runs.
        foreach (var message in said[..2]) (await lab.OutcomeAsync(message)).ShouldBe("answered");
        await lab.KillGatewayAsync();
        using (var database = Database.Open(lab.DatabaseFile))
        {
            database.Execute("UPDATE parts SET at = at - 50000");
            database.Execute("UPDATE replies SET next_at = next_at - 50000");
        }

        await lab.StartGatewayAsync();
        var all = await lab.BotMessagesAsync(3, message => message.ConversationId == group, "the others, as one message, when the minute is over");
        foreach (var message in said[2..]) (await lab.OutcomeAsync(message)).ShouldBe("answered");
        all.Count.ShouldBe(3);
        // By the emulator's clock, however long the start took: ten seconds were left, and a send is written down just before it arrives.
        (all[2].ReceivedAt - first[0].ReceivedAt).ShouldBeGreaterThan(TimeSpan.FromSeconds(9), "what the last run sent counts");
        for (var i = 0; i < 6; i++) all.Count(message => message.Text.Contains($"question {i}", StringComparison.Ordinal)).ShouldBe(1);
        all[2].Text.ShouldContain("李四：");
        lab.World.Requests().ShouldNotContain(request => request.Code == "410100");
        first.ShouldAllBe(message => message.InReplyTo != null);
    }

    [Fact]
    public async Task A_storm_of_403_is_waited_out_and_every_answer_arrives_once()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 100 });
        lab.Faults.Set(new Fault(FaultKind.Throttle) { Times = 4 });
        var said = new List<SaidMessage>();
        for (var i = 0; i < 10; i++)
        {
            lab.World.AddPerson($"person{i}", $"人{i}");
            said.Add(await lab.SayAsync($"person{i}", $"in the storm {i}"));
        }

        foreach (var message in said) (await lab.OutcomeAsync(message)).ShouldBe("answered");
        for (var i = 0; i < 10; i++) lab.World.BotMessages().Count(message => message.Text.EndsWith($"in the storm {i}", StringComparison.Ordinal)).ShouldBe(1);
        (await lab.GetAsync("/metrics")).Body.ShouldContain("dinghy_dingtalk_throttled_total{api=\"RobotSend\",cause=\"throttled\"}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("html")]
    public async Task A_ban_of_the_address_pauses_every_call_and_the_answer_is_kept(string? form)
    {
        await using var lab = await TestLab.StartAsync();
        lab.Faults.Set(new Fault(FaultKind.IpBan) { Times = 1, Api = "webhook", Message = form });
        var said = await lab.SayAsync("user002", "barred");
        await lab.Gateway.LogAsync(line => line.Contains("[2701]", StringComparison.Ordinal), "the ban");
        (await lab.StatusAsync(status => status.WaitingReplies == 1, "the answer in the retry queue")).DeadReplies.ShouldBe(0);

        var calls = lab.World.Requests().Count;
        await lab.SayAsync("manager75", "barred too");
        await lab.StatusAsync(status => status.WaitingReplies == 2, "the second answer waits, too");
        lab.World.Requests().Skip(calls).ShouldBeEmpty("nothing leaves while we are barred");

        // Only a clock ends it: the next start asks DingTalk anew when the answer is due.
        await lab.StopGatewayAsync();
        using (var database = Database.Open(lab.DatabaseFile)) database.Execute("UPDATE replies SET next_at = 0 WHERE state = 'open'");

        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.BotMessages().Count(message => message.Text.EndsWith(": barred", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task With_the_month_used_up_answers_still_come_by_the_session_webhook_and_the_operator_sees_it()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = new EmulatorOptions { MonthlyApiCalls = 1 } });
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 2 });
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "by OpenAPI"))).ShouldBe("answered");
        await lab.SayAsync("user002", "no call is left for this one's first try");
        await lab.Gateway.LogAsync(line => line.Contains("[2704]", StringComparison.Ordinal), "the month is used up");
        for (var i = 0; i < 3; i++) (await lab.AskAsync("manager75", $"by webhook {i}")).Road.ShouldBe("webhook");

        var month = await QuotaAsync(lab);
        (month.GetProperty("pace").GetString(), month.GetProperty("used_up").GetBoolean()).ShouldBe(("none", true));
        month.GetProperty("calls").GetProperty("used").GetInt64().ShouldBe(lab.World.Quota.ApiCalls);
        month.GetProperty("pushes").GetProperty("used").GetInt64().ShouldBe(lab.World.Quota.Pushes);
    }

    [Fact]
    public async Task The_step_down_is_logged_once_told_to_the_owner_once_and_shown_with_and_without_a_gateway()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            Config = config =>
            {
                config["quota"] = new JsonObject { ["monthly_calls"] = 10, ["monthly_pushes"] = 1000 };
                config["owners"] = new JsonArray("manager75");
                config["language"] = "zh";
            },
        });
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 8 });
        for (var i = 0; i < 8; i++) (await lab.OutcomeAsync(await lab.SayAsync("user002", $"call {i}"))).ShouldBe("answered");
        var notice = (await lab.BotMessagesAsync(1, message => message.Text.Contains("80%", StringComparison.Ordinal), "the notice to the owner"))[0];
        notice.ConversationId.ShouldBe(lab.World.PrivateConversation("manager75"));
        lab.World.BotMessages().Count(message => message.Text.Contains("80%", StringComparison.Ordinal)).ShouldBe(1);
        lab.Gateway.Err.All.Count(line => line.Contains("[2702] Cards go Smooth", StringComparison.Ordinal)).ShouldBe(1);

        var running = await QuotaAsync(lab);
        running.GetProperty("pace").GetString().ShouldBe("none");
        (await lab.CliAsync("status")).Out.ShouldContain("cards none");
        await lab.StopGatewayAsync();
        var stored = await QuotaAsync(lab);
        stored.GetProperty("calls").GetProperty("used").GetInt64().ShouldBe(9, "eight answers and the notice");
        stored.GetProperty("by_kind").GetProperty("push").GetInt64().ShouldBe(8);
        (await lab.CliAsync("quota")).Out.ShouldContain("9 of 10 used");
    }

    [Fact]
    public async Task A_simulated_month_needs_no_gateway()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var (code, json, _) = await lab.CliAsync("quota", "--simulate", "--messages", "90", "--long-share", "30", "--days", "30", "--json");
        code.ShouldBe(0);
        var days = JsonDocument.Parse(json).RootElement.GetProperty("days").EnumerateArray().ToList();
        days.Count.ShouldBe(30);
        days.Max(day => day.GetProperty("calls_used").GetInt64()).ShouldBeLessThanOrEqualTo(5_000);
        days.ShouldAllBe(day => day.GetProperty("smooth").GetInt32() + day.GetProperty("slow").GetInt32() > 0);
        (await lab.CliAsync("quota", "--simulate", "--messages", "200")).Out.ShouldContain("messages come without text");
        (await lab.CliAsync("quota", "--simulate", "--days", "0")).Code.ShouldBe(2);
    }

    private static async Task<JsonElement> QuotaAsync(TestLab lab)
    {
        var (code, json, words) = await lab.CliAsync("quota", "--json");
        code.ShouldBe(0, words);
        return JsonDocument.Parse(json).RootElement.GetProperty("organisations").EnumerateArray().ShouldHaveSingleItem();
    }
}
