namespace Dinghy.Emulator.Tests;

public sealed class QuotaTests
{
    [Fact]
    public async Task Beyond_the_monthly_calls_every_metered_api_refuses()
    {
        await using var server = await EmulatorServer.StartAsync(new() { MonthlyApiCalls = 2 });
        var bot = await CardBot.StartAsync(server);
        await AftermathTests.SendAsync(server);
        (await bot.CreateAndDeliverAsync("t1")).Status.ShouldBe(200);
        var refused = await bot.StreamAsync("t1", "x");
        (refused.Status, refused["code"]).ShouldBe((403, "Forbidden.AccessDenied.ApiCountLimitForOrg"));
        (await MediaTests.UploadAsync(server, "image", "a.png", [1]))["errcode"].ShouldBe("90020");
        (server.World.Quota.ApiCalls, server.World.Quota.ByApi["oto"], server.World.Quota.ByApi["card_create_and_deliver"]).ShouldBe((2, 1, 1));
        // Tokens and session webhooks are free.
        (await server.TokenAsync()).ShouldNotBeNullOrEmpty();
        (await server.PostAsync(server.World.OpenWebhook("cid").AbsoluteUri, WebhookTests.Text("x")))["errcode"].ShouldBe("0");
        server.World.Quota.ApiLimit = null;
        (await bot.StreamAsync("t1", "x")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Throttled_calls_do_not_count()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        server.World.Faults.Set(new Fault(FaultKind.Throttle) { Times = 1 });
        (await bot.CreateAndDeliverAsync("t1")).Status.ShouldBe(403);
        server.World.Quota.ApiCalls.ShouldBe(0);
    }

    [Fact]
    public async Task Beyond_the_monthly_pushes_messages_come_without_text()
    {
        await using var server = await EmulatorServer.StartAsync(new() { MonthlyPushes = 1 });
        using var socket = await RawBot.ConnectAsync(server);
        await server.World.SayAsync(new("manager75", "one"));
        (await socket.FrameAsync()).Message.TryGetProperty("errorCode", out _).ShouldBeFalse();
        await server.World.SayAsync(new("manager75", "two"));
        var over = (await socket.FrameAsync()).Message;
        over.GetProperty("errorCode").GetString().ShouldBe("20001");
        over.TryGetProperty("text", out _).ShouldBeFalse();
        server.World.Quota.Pushes.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_month_begins_in_beijing()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock, TokenLife = TimeSpan.FromDays(90) });
        await AftermathTests.SendAsync(server);
        server.World.Quota.ApiCalls.ShouldBe(1);
        var now = clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        var next = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, now.Offset).AddMonths(1);
        clock.Advance(next - now - TimeSpan.FromSeconds(1));
        server.World.Quota.ApiCalls.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(1));
        server.World.Quota.ApiCalls.ShouldBe(0);
    }

    [Fact]
    public async Task Contact_events_are_free_and_others_are_not()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        foreach (var type in new[] { "user_add_org", "org_dept_create", "label_user_change", "bpms_instance_change" })
            server.World.Push(new RawPush { Type = "EVENT", Topic = "*", Data = "{}", Headers = new Dictionary<string, string> { ["eventType"] = type } });
        server.World.Quota.Pushes.ShouldBe(1);
    }

    [Fact]
    public async Task Switches_use_either_allowance_up()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var socket = await RawBot.ConnectAsync(server);
        server.World.Faults.Set(new Fault(FaultKind.ApiQuota) { Times = 1, Api = "card_create_and_deliver" });
        (await (await CardBot.StartAsync(server)).CreateAndDeliverAsync("t1"))["code"].ShouldBe("Forbidden.AccessDenied.ApiCountLimitForOrg");
        server.World.Faults.Set(new Fault(FaultKind.PushQuota) { Times = 1 });
        await server.World.SayAsync(new("manager75", "x"));
        (await socket.FrameAsync()).Message.GetProperty("errorCode").GetString().ShouldBe("20001");
    }

    [Fact]
    public async Task Limits_are_set_over_the_control_api()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        await AftermathTests.SendAsync(server);
        var put = await PutAsync(server, """{"apiLimit":1,"pushLimit":5}""");
        (put["apiLimit"], put["pushLimit"], put["apiCalls"]).ShouldBe(("1", "5", "1"));
        (await (await CardBot.StartAsync(server)).CreateAndDeliverAsync("t1")).Status.ShouldBe(403);
        (await PutAsync(server, """{"reset":true}"""))["apiCalls"].ShouldBe("0");
        (await server.GetAsync("/_emulator/quota")).Json.TryGetProperty("apiLimit", out _).ShouldBeFalse();
        (await PutAsync(server, """{"apiLimit":-1}""")).Status.ShouldBe(400);
    }

    private static Task<Reply> PutAsync(EmulatorServer server, string body) => Calls.SendAsync(
        new HttpRequestMessage(HttpMethod.Put, new Uri(server.Address, "/_emulator/quota")) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") });
}
