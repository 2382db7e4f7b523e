namespace Dinghy.Emulator.Tests;

public sealed class CardTests
{
    private const string Create = "/v1.0/card/instances";
    private const string Deliver = "/v1.0/card/instances/deliver";

    [Fact]
    public async Task A_card_is_made_delivered_streamed_and_finished()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        var made = await bot.CreateAndDeliverAsync("t1");
        made.Status.ShouldBe(200, made.Body);
        made["success"].ShouldBe("True");
        var result = made.Json.GetProperty("result");
        result.GetProperty("outTrackId").GetString().ShouldBe("t1");
        var delivered = result.GetProperty("deliverResults")[0];
        delivered.GetProperty("success").GetBoolean().ShouldBeTrue();
        delivered.GetProperty("spaceType").GetString().ShouldBe("IM_ROBOT");
        server.World.FindCard("t1")!.State.ShouldBe(CardState.Processing);
        (await bot.UpdateAsync("t1", """{"flowStatus":"2"}""", merge: true)).Body.ShouldBe("""{"success":true,"result":true}""");
        (await bot.StreamAsync("t1", "一")).Status.ShouldBe(200);
        server.World.FindCard("t1")!.State.ShouldBe(CardState.Streaming);
        (await bot.StreamAsync("t1", "一二")).Status.ShouldBe(200);
        (await bot.StreamAsync("t1", "一二三", final: true)).Status.ShouldBe(200);
        var card = server.World.Cards.Single();
        (card.State, card.Frozen, card.Text).ShouldBe((CardState.Finished, true, "一二三"));
        card.Frames.Select(f => (f.Call, f.Text)).ShouldBe([("create", ""), ("deliver", ""), ("update", ""), ("stream", "一"), ("stream", "一二"), ("stream", "一二三")]);
        card.Frames.Select(f => f.ArrivedAt).ShouldBeInOrder();
        card.Places.Single().CarrierId.ShouldBe(delivered.GetProperty("carrierId").GetString());
        card.Places.Single().ConversationId.ShouldBe(server.World.PrivateConversation("manager75"));
        server.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_template_that_is_saved_and_not_published_makes_no_card()
    {
        await using var server = await EmulatorServer.StartAsync(new() { CardTemplates = [new("mine.schema", ["content"], []) { Published = false }] });
        var bot = await CardBot.StartAsync(server);
        var refused = await bot.CreateAndDeliverAsync("t1", template: "mine.schema");
        (refused.Status, refused["code"]).ShouldBe((400, "param.templateUnpublished"));
        await server.PostAsync("/_emulator/templates", """{"id":"mine.schema","markdown":["content"]}""");
        (await bot.CreateAndDeliverAsync("t1", template: "mine.schema")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_card_can_be_made_first_and_delivered_to_several_places_later()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        var made = await bot.CallAsync("POST", Create, $$$$"""{"cardTemplateId":"{{{{CardBot.Template}}}}","outTrackId":"t1","cardData":{"cardParamMap":{"msgTitle":"题"}}}""");
        made.Body.ShouldBe("""{"success":true,"result":"t1"}""");
        server.World.FindCard("t1")!.Places.ShouldBeEmpty();
        var group = server.World.Groups[0].ConversationId;
        var reply = await bot.CallAsync("POST", Deliver, $$$$"""{"outTrackId":"t1","openSpaceId":"dtv1.card//im_group.{{{{group}}}};IM_ROBOT.nobody","imGroupOpenDeliverModel":{"robotCode":"{{{{Calls.Key}}}}"},"imRobotOpenDeliverModel":{"spaceType":"IM_ROBOT"}}""");
        reply["success"].ShouldBe("True");
        reply.Json.GetProperty("result").EnumerateArray().Select(r => r.GetProperty("success").GetBoolean()).ShouldBe([true, false]);
        reply.Json.GetProperty("result")[1].GetProperty("errorMsg").GetString().ShouldBe("spaceId is invalid");
        server.World.FindCard("t1")!.Places.Select(p => (p.SpaceType, p.ConversationId)).ShouldBe([("IM_GROUP", group)]);
    }

    [Fact]
    public async Task An_update_replaces_everything_unless_it_merges()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1", variables: """{"msgContent":"a","msgTitle":"t"}""");
        await bot.UpdateAsync("t1", """{"msgContent":"b"}""", merge: true);
        server.World.FindCard("t1")!.Variables.ShouldBe(new Dictionary<string, string> { ["msgContent"] = "b", ["msgTitle"] = "t" }, ignoreOrder: true);
        await bot.UpdateAsync("t1", """{"msgContent":"c","unknown":"x"}""");
        server.World.FindCard("t1")!.Variables.ShouldBe(new Dictionary<string, string> { ["msgContent"] = "c" });
    }

    [Fact]
    public async Task Private_data_is_seen_by_its_person_only()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1", "dtv1.card//IM_GROUP." + server.World.Groups[0].ConversationId, """{"msgTitle":"all"}""", more: """ "privateData":{"user002":{"cardParamMap":{"msgTitle":"mine"}}},""");
        server.World.FindCard("t1")!.SeenBy("user002")["msgTitle"].ShouldBe("mine");
        server.World.FindCard("t1")!.SeenBy("manager75")["msgTitle"].ShouldBe("all");
        await bot.CallAsync("PUT", Create, """{"outTrackId":"t1","privateData":{"user002":{"cardParamMap":{"logo":"l"}}},"cardUpdateOptions":{"updatePrivateDataByKey":true}}""");
        server.World.FindCard("t1")!.SeenBy("user002")["msgTitle"].ShouldBe("mine");
        await bot.CallAsync("PUT", Create, """{"outTrackId":"t1","privateData":{"user002":{"cardParamMap":{"logo":"l"}}}}""");
        server.World.FindCard("t1")!.SeenBy("user002")["msgTitle"].ShouldBe("all");
    }

    [Fact]
    public async Task The_same_guid_is_applied_once()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        server.World.AddCardTemplate(new CardTemplate("mine.schema", ["body"], ["line"]));
        await bot.CreateAndDeliverAsync("t1", template: "mine.schema", variables: "{}");
        await bot.StreamAsync("t1", "a", guid: "g1", key: "line", full: false);
        await bot.StreamAsync("t1", "a", guid: "g1", key: "line", full: false);
        await bot.StreamAsync("t1", "b", guid: "g2", key: "line", full: false);
        server.World.FindCard("t1")!.Variables["line"].ShouldBe("ab");
        await bot.StreamAsync("t1", "c", guid: "g3", key: "line");
        server.World.FindCard("t1")!.Variables["line"].ShouldBe("c");
        server.World.FindCard("t1")!.Frames.Count(f => f.Call == "stream").ShouldBe(3);
    }

    [Fact]
    public async Task After_the_final_call_nothing_streams_and_an_update_still_works()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1");
        await bot.StreamAsync("t1", "end", guid: "g", final: true);
        (await bot.StreamAsync("t1", "more")).Status.ShouldBe(400);
        (await bot.StreamAsync("t1", "end", guid: "g", final: true)).Status.ShouldBe(200);
        server.World.FindCard("t1")!.Text.ShouldBe("end");
        (await bot.UpdateAsync("t1", """{"flowStatus":"3","msgContent":"whole"}""", merge: true)).Status.ShouldBe(200);
        server.World.FindCard("t1")!.Text.ShouldBe("whole");
        await bot.CreateAndDeliverAsync("t2");
        await bot.StreamAsync("t2", "sorry", error: true);
        server.World.FindCard("t2")!.State.ShouldBe(CardState.Failed);
    }

    [Theory]
    [InlineData("""{"guid":"g","key":"msgContent","content":"x","isFull":true}""", 400, "param.stream.outTrackId")]
    [InlineData("""{"outTrackId":"none","guid":"g","key":"msgContent","content":"x","isFull":true}""", 400, "param.stream.outTrackId")]
    [InlineData("""{"outTrackId":"t1","key":"msgContent","content":"x","isFull":true}""", 400, "param.stream.guidEmpty")]
    [InlineData("""{"outTrackId":"t1","guid":"g","content":"x","isFull":true}""", 400, "param.stream.keyEmpty")]
    [InlineData("""{"outTrackId":"t1","guid":"g","key":"msgContent","isFull":true}""", 400, "param.stream.contentEmpty")]
    [InlineData("""{"outTrackId":"t1","guid":"g","key":"msgContent","content":"x"}""", 400, "param.stream.isFull")]
    [InlineData("""{"outTrackId":"t1","guid":"g","key":"nosuch","content":"x","isFull":true}""", 500, "unknownError")]
    public async Task A_wrong_streaming_call_is_refused(string body, int status, string code)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1");
        var reply = await bot.CallAsync("PUT", "/v1.0/card/streaming", body);
        (reply.Status, reply["code"]).ShouldBe((status, code));
        reply["requestid"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_content_can_be_too_large()
    {
        await using var server = await EmulatorServer.StartAsync(new() { CardContentLimit = 100 });
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1");
        var reply = await bot.StreamAsync("t1", new string('字', 34));
        (reply["code"], reply["message"]).ShouldBe(("param.stream.content", "content is too large"));
        (await bot.StreamAsync("t1", new string('字', 33))).Status.ShouldBe(200);
        (await bot.UpdateAsync("t1", $$"""{"msgContent":"{{new string('x', 101)}}"}"""))["code"].ShouldBe("param.invalid");
        server.World.Faults.Set(new Fault(FaultKind.CardContentTooLarge) { Times = 1 });
        (await bot.StreamAsync("t1", "x"))["code"].ShouldBe("param.stream.content");
    }

    [Theory]
    [InlineData("""{"outTrackId":"n","cardData":{"cardParamMap":{}}}""", "param.cardTemplateIdEmpty")]
    [InlineData("""{"cardTemplateId":"T","cardData":{"cardParamMap":{}}}""", "param.outTrackIdEmpty")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"n"}""", "param.cardPublicDataEmpty")]
    [InlineData("""{"cardTemplateId":"none.schema","outTrackId":"n","cardData":{"cardParamMap":{}}}""", "param.templateNotExist")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"t1","cardData":{"cardParamMap":{}}}""", "param.cardAlreadyExist")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"n","cardData":{"cardParamMap":{"msgTitle":1}}}""", "param.invalid")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"n","cardData":{}}""", "param.invalid")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"n","cardData":{"cardParamMap":{}},"callbackType":"stream"}""", "param.invalid")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"n","cardData":{"cardParamMap":{}},"userIdType":3}""", "param.invalid")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"n","cardData":{"cardParamMap":{}},"userId":"nobody"}""", "param.userIdNotExist")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"n","cardData":{"cardParamMap":{}},"privateData":{"nobody":{"cardParamMap":{}}}}""", "param.userIdNotExist")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"n","cardData":{"cardParamMap":{}},"imGroupOpenSpaceModel":{}}""", "param.openSpaceModelInvalid")]
    [InlineData("""{"cardTemplateId":"T","outTrackId":"12345678901234567890123456789012345678901234567890123456789012345","cardData":{"cardParamMap":{}}}""", "param.invalid")]
    public async Task A_wrong_card_is_not_made(string body, string code)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1");
        var reply = await bot.CallAsync("POST", Create, body.Replace("\"T\"", $"\"{CardBot.Template}\""));
        (reply.Status, reply["code"]).ShouldBe((400, code), reply.Body);
        server.World.Cards.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"openSpaceId":"dtv1.card//IM_ROBOT.manager75","imRobotOpenDeliverModel":{}}""", "param.outTrackIdEmpty")]
    [InlineData("""{"outTrackId":"none","openSpaceId":"dtv1.card//IM_ROBOT.manager75","imRobotOpenDeliverModel":{}}""", "param.cardNotExist")]
    [InlineData("""{"outTrackId":"t1","imRobotOpenDeliverModel":{}}""", "param.openSpaceIdEmpty")]
    [InlineData("""{"outTrackId":"t1","openSpaceId":"IM_ROBOT.manager75","imRobotOpenDeliverModel":{}}""", "param.openSpaceIdInvalid")]
    [InlineData("""{"outTrackId":"t1","openSpaceId":"dtv1.card//CO_FEED.x","imRobotOpenDeliverModel":{}}""", "param.openSpaceIdInvalid")]
    [InlineData("""{"outTrackId":"t1","openSpaceId":"dtv1.card//IM_ROBOT.manager75"}""", "param.openDeliverModelEmpty")]
    [InlineData("""{"outTrackId":"t1","openSpaceId":"dtv1.card//IM_ROBOT.manager75","imGroupOpenDeliverModel":{}}""", "param.spaceDeliverModelEmpty")]
    public async Task A_wrong_delivery_is_refused(string body, string code)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1");
        (await bot.CallAsync("POST", Deliver, body))["code"].ShouldBe(code);
        server.World.FindCard("t1")!.Places.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"cardData":{"cardParamMap":{}}}""", "param.outTrackIdEmpty")]
    [InlineData("""{"outTrackId":"none","cardData":{"cardParamMap":{}}}""", "param.cardNotExist")]
    [InlineData("""{"outTrackId":"t1"}""", "param.cardDataAndPrivateDataBothEmpty")]
    public async Task A_wrong_update_is_refused(string body, string code)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1");
        (await bot.CallAsync("PUT", Create, body))["code"].ShouldBe(code);
    }

    [Fact]
    public async Task A_refused_delivery_makes_no_card()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        (await bot.CreateAndDeliverAsync("t1", "dtv1.card//ODD.x"))["code"].ShouldBe("param.openSpaceIdInvalid");
        server.World.Cards.ShouldBeEmpty();
        (await bot.CreateAndDeliverAsync("t1")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_space_can_fail_while_the_call_succeeds()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        server.World.Faults.Set(new Fault(FaultKind.CardDeliverFailed) { Times = 1, Message = "群已解散", Api = "card_create_and_deliver" });
        var reply = await bot.CreateAndDeliverAsync("t1");
        reply["success"].ShouldBe("True");
        var result = reply.Json.GetProperty("result").GetProperty("deliverResults")[0];
        result.GetProperty("success").GetBoolean().ShouldBeFalse();
        result.GetProperty("errorMsg").GetString().ShouldBe("群已解散");
        server.World.FindCard("t1")!.Places.ShouldBeEmpty();
    }

    [Fact]
    public async Task Card_calls_need_token_scope_and_patience()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        (await server.PostAsync(Create, "{}"))["code"].ShouldBe("AuthenticationFailed.MissingParameter");
        server.World.Faults.Set(new Fault(FaultKind.ScopeMissing) { Times = 1, Api = "card_streaming" });
        (await bot.CreateAndDeliverAsync("t1")).Status.ShouldBe(200);
        var refused = await bot.StreamAsync("t1", "x");
        refused.Status.ShouldBe(403);
        refused.Json.GetProperty("accessdenieddetail").GetProperty("requiredScopes")[0].GetString().ShouldBe("Card.Streaming.Write");
        server.World.Faults.Set(new Fault(FaultKind.Throttle) { Times = 1, Api = "card_update" });
        (await bot.UpdateAsync("t1", "{}"))["code"].ShouldBe("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi");
    }

    [Fact]
    public async Task Each_card_call_has_its_own_rate()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock, ApiQps = 2 });
        var bot = await CardBot.StartAsync(server);
        await bot.CreateAndDeliverAsync("t1");
        (await bot.StreamAsync("t1", "a")).Status.ShouldBe(200);
        (await bot.StreamAsync("t1", "b")).Status.ShouldBe(200);
        (await bot.StreamAsync("t1", "c"))["code"].ShouldBe("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi");
        (await bot.UpdateAsync("t1", "{}", merge: true)).Status.ShouldBe(200);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await bot.StreamAsync("t1", "c")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_card_can_be_awaited_and_quoted()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var bot = await CardBot.StartAsync(server);
        var finished = server.World.WaitForCardsAsync(1, c => c.State == CardState.Finished, Guard.Token);
        await bot.CreateAndDeliverAsync("t1");
        finished.IsCompleted.ShouldBeFalse();
        await bot.StreamAsync("t1", "done", final: true);
        var place = (await finished).Single().Places.Single();
        using var socket = await RawBot.ConnectAsync(server);
        await server.World.SayAsync(new("manager75", "详细点") { Quote = place.CarrierId });
        var message = (await socket.FrameAsync()).Message;
        message.GetProperty("originalProcessQueryKey").GetString().ShouldBe(place.CarrierId);
        var replied = message.GetProperty("text").GetProperty("repliedMsg");
        replied.GetProperty("msgType").GetString().ShouldBe("interactiveCard");
        replied.GetProperty("senderId").GetString().ShouldBe(message.GetProperty("chatbotUserId").GetString());
        replied.TryGetProperty("content", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_applications_may_use_the_same_id()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Apps = [new(), new() { ClientId = "other", ClientSecret = "s" }] });
        await (await CardBot.StartAsync(server)).CreateAndDeliverAsync("t1");
        var other = new CardBot(server, await server.TokenAsync("other", "s"));
        (await other.StreamAsync("t1", "x"))["code"].ShouldBe("param.stream.outTrackId");
        (await other.CreateAndDeliverAsync("t1")).Status.ShouldBe(200);
        server.World.FindCard("t1", "other").ShouldNotBeNull();
    }
}
