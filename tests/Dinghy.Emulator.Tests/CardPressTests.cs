using System.Text.Json;

namespace Dinghy.Emulator.Tests;

public sealed class CardPressTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_press_comes_as_a_callback_with_what_was_pressed()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var socket = await ReadyAsync(server);
        var press = server.World.PressAsync("t1", "manager75", ["stop"], new Dictionary<string, string> { ["turn"] = "42" }, ct: Guard.Token);
        var frame = await socket.FrameAsync();
        frame.Topic.ShouldBe("/v1.0/card/instances/callback");
        var data = frame.Message;
        (data.GetProperty("type").GetString(), data.GetProperty("outTrackId").GetString(), data.GetProperty("userId").GetString()).ShouldBe(("actionCallback", "t1", "manager75"));
        var content = JsonDocument.Parse(data.GetProperty("content").GetString()!).RootElement.GetProperty("cardPrivateData");
        content.GetProperty("actionIds")[0].GetString().ShouldBe("stop");
        content.GetProperty("params").GetProperty("turn").GetString().ShouldBe("42");
        await socket.AckAsync(frame, data: """{"response":{}}""");
        var result = await press;
        (result.Outcome, result.Applied).ShouldBe((PressOutcome.Answered, false));
    }

    [Fact]
    public async Task What_the_answer_shows_is_for_the_presser_until_an_update_for_all()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var socket = await ReadyAsync(server, "dtv1.card//IM_GROUP." + server.World.Groups[0].ConversationId);
        var press = server.World.PressAsync("t1", "user002", ["yes"], ct: Guard.Token);
        await socket.AckAsync(await socket.FrameAsync(),
            data: """{"response":{"cardUpdateOptions":{"updateCardDataByKey":true,"updatePrivateDataByKey":true},"cardData":{"cardParamMap":{"msgTitle":"pressed"}},"userPrivateData":{"cardParamMap":{"logo":"mine"}}}}""");
        (await press).Applied.ShouldBeTrue();
        var card = server.World.FindCard("t1")!;
        card.SeenBy("user002")["msgTitle"].ShouldBe("pressed");
        card.SeenBy("user002")["logo"].ShouldBe("mine");
        card.SeenBy("user002")["msgContent"].ShouldBe("");
        card.SeenBy("manager75").ContainsKey("msgTitle").ShouldBeFalse();
        card.Frames[^1].Call.ShouldBe("answer");
        var bot = await CardBot.StartAsync(server);
        await bot.UpdateAsync("t1", """{"msgTitle":"all"}""", merge: true);
        server.World.FindCard("t1")!.SeenBy("user002")["msgTitle"].ShouldBe("all");
        server.World.FindCard("t1")!.SeenBy("user002")["logo"].ShouldBe("mine");
    }

    [Fact]
    public async Task A_press_that_is_not_answered_in_two_seconds_is_over_and_never_comes_again()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock });
        using var socket = await ReadyAsync(server);
        var press = server.World.PressAsync("t1", "manager75", ["stop"], ct: Guard.Token);
        var frame = await socket.FrameAsync();
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        press.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        var result = await press;
        (result.Outcome, result.Push.Deliveries).ShouldBe((PressOutcome.TimedOut, 1));
        await socket.AckAsync(frame, data: """{"response":{"cardData":{"cardParamMap":{"msgTitle":"late"}}}}""");
        await server.World.WaitForPushAsync(result.Push.Seq, p => p.Acks == 1, Guard.Token);
        _clock.Advance(TimeSpan.FromMinutes(5));
        server.World.PushRecords().Single().Deliveries.ShouldBe(1);
        server.World.FindCard("t1")!.SeenBy("manager75").ContainsKey("msgTitle").ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_that_refuses_or_cannot_be_read_changes_nothing()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var socket = await ReadyAsync(server);
        var refused = server.World.PressAsync("t1", "manager75", ["a"], ct: Guard.Token);
        await socket.AckAsync(await socket.FrameAsync(), code: 500);
        (await refused).Outcome.ShouldBe(PressOutcome.Refused);
        foreach (var answer in new[] { "not json", """{"response":{"cardData":{"cardParamMap":{"msgTitle":7}}}}""", """{"response":"x"}""", "[]" })
        {
            var press = server.World.PressAsync("t1", "manager75", ["a"], ct: Guard.Token);
            await socket.AckAsync(await socket.FrameAsync(), data: answer);
            var result = await press;
            (result.Outcome, result.Applied).ShouldBe((PressOutcome.Answered, false), answer);
        }
    }

    [Fact]
    public async Task Nobody_connected_is_a_press_that_failed()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        await (await CardBot.StartAsync(server)).CreateAndDeliverAsync("t1");
        (await server.World.PressAsync("t1", "manager75", ["a"], ct: Guard.Token)).Outcome.ShouldBe(PressOutcome.TimedOut);
    }

    [Fact]
    public async Task A_reset_ends_a_press_that_waits()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock });
        using var socket = await ReadyAsync(server);
        var press = server.World.PressAsync("t1", "manager75", ["a"], ct: Guard.Token);
        await socket.FrameAsync();
        server.World.Reset();
        (await press).Outcome.ShouldBe(PressOutcome.TimedOut);
    }

    [Fact]
    public async Task Only_who_sees_a_card_with_a_callback_can_press_it()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1");
        await bot.CallAsync("POST", "/v1.0/card/instances", $$$$"""{"cardTemplateId":"{{{{CardBot.Template}}}}","outTrackId":"quiet","cardData":{"cardParamMap":{}}}""");
        await Should.ThrowAsync<ArgumentException>(() => server.World.PressAsync("t1", "user002", ["a"]));
        await Should.ThrowAsync<ArgumentException>(() => server.World.PressAsync("none", "manager75", ["a"]));
        await Should.ThrowAsync<ArgumentException>(() => server.World.PressAsync("quiet", "manager75", ["a"]));
    }

    [Fact]
    public async Task Cards_templates_and_presses_work_over_the_control_api()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await server.PostAsync("/_emulator/templates", """{"id":"mine.schema","markdown":["body"],"others":["buttons"]}""")).Body.ShouldContain("mine.schema");
        using var socket = await CardBot.ConnectAsync(server);
        await (await CardBot.StartAsync(server)).CreateAndDeliverAsync("t1", template: "mine.schema", variables: """{"body":"**x**","buttons":"[]"}""");
        var card = (await server.GetAsync("/_emulator/cards?outTrackId=t1&person=manager75&frames=true")).Json[0];
        card.GetProperty("text").GetString().ShouldBe("**x**");
        card.GetProperty("state").GetString().ShouldBe("processing");
        card.GetProperty("variables").GetProperty("buttons").GetString().ShouldBe("[]");
        card.GetProperty("frames").GetArrayLength().ShouldBe(2);
        (await server.GetAsync("/_emulator/cards?outTrackId=none")).Body.ShouldBe("[]");
        var press = server.PostAsync("/_emulator/press", """{"outTrackId":"t1","person":"manager75","actionIds":["ok"],"params":{"a":"b"}}""");
        await socket.AckAsync(await socket.FrameAsync(), data: """{"response":{"userPrivateData":{"cardParamMap":{"buttons":"[1]"}}}}""");
        (await press).ShouldSatisfyAllConditions(r => r["outcome"].ShouldBe("answered"), r => r["applied"].ShouldBe("True"));
        (await server.PostAsync("/_emulator/press", """{"outTrackId":"none","person":"manager75"}""")).Status.ShouldBe(400);
        (await server.PostAsync("/_emulator/templates", """{"id":" "}""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Buttons_come_from_the_template_and_from_variables_as_each_person_sees_them()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.AddCardTemplate(new CardTemplate("mine.schema", ["body"], ["running", "list"]) { Buttons = [new("stop", "停止", "running"), new("help", "帮助")] });
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1", template: "mine.schema",
            variables: """{"body":"[not a list","running":"true","list":"[{\"id\":\"up\",\"text\":\"👍\"},{\"title\":\"open\",\"url\":\"https://example.com\"},7,{\"id\":\"no title\"}]","sys_full_json_obj":"{\"msgButtons\":[{\"id\":\"b\",\"text\":\"B\"}]}"}""",
            more: """ "privateData":{"user002":{"cardParamMap":{"running":"false"}}},""");
        (await ButtonsAsync(server, "manager75")).ShouldBe(["stop", "help", "up", "", "b"]);
        (await ButtonsAsync(server, "user002")).ShouldBe(["help", "up", "", "b"]);
    }

    private static async Task<List<string?>> ButtonsAsync(EmulatorServer server, string person) =>
        [.. (await server.GetAsync("/_emulator/cards?outTrackId=t1&person=" + person)).Json[0].GetProperty("buttons").EnumerateArray().Select(b => b.GetProperty("actionId").GetString())];

    private static async Task<RawBot> ReadyAsync(EmulatorServer server, string? space = null)
    {
        var made = await (await CardBot.StartAsync(server)).CreateAndDeliverAsync("t1", space);
        made.Json.GetProperty("result").GetProperty("deliverResults")[0].GetProperty("success").GetBoolean().ShouldBeTrue(made.Body);
        return await CardBot.ConnectAsync(server);
    }
}
