namespace Dinghy.Emulator.Tests;

/// <summary>The limits that are not a month's.</summary>
public sealed class RateTests
{
    [Fact]
    public async Task Calls_a_second_are_counted_by_application_and_API()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock, ApiQps = 2, Apps = [new(), new() { ClientId = "other", ClientSecret = "s" }] });
        var token = await server.TokenAsync();
        var answers = new List<int>();
        for (var i = 0; i < 3; i++) answers.Add((await SendAsync(server, token)).Status);
        answers.ShouldBe([200, 200, 403]);
        (await SendAsync(server, await server.TokenAsync("other", "s"), robot: "other")).Status.ShouldBe(200);
        (await server.PostAsync("/v1.0/robot/groupMessages/send", GroupBody(server), token)).Status.ShouldBe(200);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await SendAsync(server, token)).Status.ShouldBe(200);
        server.World.Quota.ByApi["oto"].ShouldBe(4, "refused ones are free");
    }

    [Fact]
    public async Task No_second_takes_more_calls_than_it_may_wherever_it_begins()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock, ApiQps = 2 });
        var token = await server.TokenAsync();
        var answers = new List<int>();
        foreach (var wait in new[] { 0, 900, 50, 49, 1, 899, 1 })
        {
            clock.Advance(TimeSpan.FromMilliseconds(wait));
            answers.Add((await SendAsync(server, token)).Status);
        }

        // At 0, 900, 950, 999, 1000, 1899, 1900 ms: a bucket would have filled half again at 950.
        answers.ShouldBe([200, 200, 403, 403, 200, 403, 200]);
    }

    [Fact]
    public async Task A_robot_that_sends_too_much_into_a_group_is_blocked_there_and_nowhere_else()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock, RobotMessagesPerMinute = 2, TokenLife = TimeSpan.FromDays(1) });
        var group = server.World.Groups[0].ConversationId;
        var other = server.World.AddGroup("other", "manager75").ConversationId;
        (await WebhookAsync(server, group)).ShouldBe("0");
        clock.Advance(TimeSpan.FromSeconds(59));
        (await server.PostAsync("/v1.0/robot/groupMessages/send", GroupBody(server), await server.TokenAsync())).Status.ShouldBe(200);
        (await WebhookAsync(server, group)).ShouldBe("410100");
        var refused = await server.PostAsync("/v1.0/robot/groupMessages/send", GroupBody(server), await server.TokenAsync());
        (refused.Status, refused["code"]).ShouldBe((400, "send.too.fast"));
        (await WebhookAsync(server, other)).ShouldBe("0");
        (await WebhookAsync(server, "a private chat")).ShouldBe("0");
        clock.Advance(TimeSpan.FromMinutes(9));
        (await WebhookAsync(server, group)).ShouldBe("410100");
        clock.Advance(TimeSpan.FromMinutes(1));
        (await WebhookAsync(server, group)).ShouldBe("0");
    }

    [Fact]
    public async Task An_address_that_calls_too_often_is_barred_from_everything_for_five_minutes()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock, IpCallsPer20Seconds = 3 });
        for (var i = 0; i < 3; i++) (await WebhookAsync(server, "chat")).ShouldBe("0");
        var barred = await server.PostAsync("/v1.0/oauth2/accessToken", "{}");
        (barred.Status, barred["status"], barred["wait"], barred["punish"], barred["source"]).ShouldBe((200, "1111", "5", "deny", "x5"));
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        (await WebhookAsync(server, "chat")).ShouldBeNull();
        clock.Advance(TimeSpan.FromSeconds(1));
        (await WebhookAsync(server, "chat")).ShouldBe("0");
    }

    [Fact]
    public async Task A_switch_bars_the_address_by_body_or_by_page()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.Faults.Set(new Fault(FaultKind.IpBan) { Times = 1 });
        (await server.PostAsync(server.World.OpenWebhook("chat").AbsoluteUri, WebhookTests.Text("x")))["status"].ShouldBe("1111");
        server.World.Faults.Set(new Fault(FaultKind.IpBan) { Times = 1, Message = "html" });
        var page = await server.PostAsync(server.World.OpenWebhook("chat").AbsoluteUri, WebhookTests.Text("x"));
        (page.Status, page.ContentType).ShouldBe((200, "text/html"));
        page.Body.ShouldContain("punish");
        server.World.BotMessages().ShouldBeEmpty();
    }

    private static async Task<string?> WebhookAsync(EmulatorServer server, string conversation) =>
        (await server.PostAsync(server.World.OpenWebhook(conversation).AbsoluteUri, WebhookTests.Text("x")))["errcode"];

    private static Task<Reply> SendAsync(EmulatorServer server, string token, string robot = Calls.Key) => server.PostAsync(
        "/v1.0/robot/oToMessages/batchSend", $$"""{"robotCode":"{{robot}}","userIds":["manager75"],"msgKey":"sampleText","msgParam":"{\"content\":\"x\"}"}""", token);

    private static string GroupBody(EmulatorServer server) =>
        $$"""{"robotCode":"{{Calls.Key}}","openConversationId":"{{server.World.Groups[0].ConversationId}}","msgKey":"sampleText","msgParam":"{\"content\":\"x\"}"}""";
}
