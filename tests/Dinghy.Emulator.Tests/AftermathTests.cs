using System.Text.Json;

namespace Dinghy.Emulator.Tests;

/// <summary>Recall, read status, reactions, and the events that tell of them.</summary>
public sealed class AftermathTests
{
    private const string RecallPeople = "/v1.0/robot/otoMessages/batchRecall";
    private const string RecallGroup = "/v1.0/robot/groupMessages/recall";
    private const string Query = "/v1.0/robot/groupMessages/query";
    private const string React = "/v1.0/robot/emotion/reply";
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task What_went_to_people_can_be_recalled_for_a_day()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock, TokenLife = TimeSpan.FromDays(9) });
        var (old, key) = (await SendAsync(server), "");
        _clock.Advance(TimeSpan.FromHours(20));
        key = await SendAsync(server);
        _clock.Advance(TimeSpan.FromHours(5));
        var reply = await server.PostAsync(RecallPeople, Keys(key, old, "none"), await server.TokenAsync());
        reply.Json.GetProperty("successResult").EnumerateArray().Select(k => k.GetString()).ShouldBe([key]);
        var failed = reply.Json.GetProperty("failedResult");
        failed.GetProperty(old).GetString().ShouldBe("processQueryKey.expireTime");
        failed.GetProperty("none").GetString().ShouldBe("invalid.processQueryKey");
        server.World.FindSent(key)!.Recalled.ShouldBeTrue();
        server.World.FindSent(old)!.Recalled.ShouldBeFalse();
    }

    [Fact]
    public async Task Group_messages_and_cards_are_recalled_where_they_are()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var group = server.World.Groups[0].ConversationId;
        var (key, token) = (await SendGroupAsync(server, group), await server.TokenAsync());
        (await server.PostAsync(RecallPeople, Keys(key), token)).Json.GetProperty("successResult").GetArrayLength().ShouldBe(0);
        (await server.PostAsync(RecallGroup, Keys(key), token))["code"].ShouldBe("miss.openConversationId");
        (await server.PostAsync(RecallGroup, Keys([key], "cidnone"), token))["code"].ShouldBe("invalid.openConversationId");
        (await server.PostAsync(RecallGroup, Keys([key], group), token)).Json.GetProperty("successResult")[0].GetString().ShouldBe(key);
        await (await CardBot.StartAsync(server)).CreateAndDeliverAsync("t1");
        var carrier = server.World.FindCard("t1")!.Places[0].CarrierId;
        (await server.PostAsync(RecallPeople, Keys(carrier), token)).Json.GetProperty("successResult")[0].GetString().ShouldBe(carrier);
    }

    [Fact]
    public async Task A_wrong_recall_is_refused()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var token = await server.TokenAsync();
        (await server.PostAsync(RecallPeople, Keys(), token))["code"].ShouldBe("invalidParameter.processQueryKey.missing");
        (await server.PostAsync(RecallPeople, Keys([.. Enumerable.Range(0, 21).Select(i => $"k{i}")]), token))["code"].ShouldBe("invalidParameter.processQueryKeys.overMax");
        (await server.PostAsync(RecallPeople, """{"processQueryKeys":["k"]}""", token))["code"].ShouldBe("invalidParameter.robotCode.missing");
        (await server.PostAsync("/v1.0/robot/oToMessages/batchRecall", Keys("k"), token)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Read_status_tells_who_has_read()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var key = await SendAsync(server, "manager75", "user002");
        server.World.Read(key, "user002");
        var status = await StatusAsync(server, Calls.Key, key);
        status["sendStatus"].ShouldBe("SUCCESS");
        status.Json.GetProperty("messageReadInfoList").EnumerateArray().Select(i => (i.GetProperty("name").GetString(), i.GetProperty("userId").GetString(), i.GetProperty("readStatus").GetString()))
            .ShouldBe([("张三", "manager75", "UNREAD"), ("李四", "user002", "READ")]);
        server.World.Recall(key, "manager75");
        (await StatusAsync(server, Calls.Key, key))["sendStatus"].ShouldBe("RECALLED");
        (await StatusAsync(server, Calls.Key, "none"))["code"].ShouldBe("invalid.processQueryKey");
        (await StatusAsync(server, Calls.Key, ""))["code"].ShouldBe("invalidParameter.processQueryKey.missing");
        (await StatusAsync(server, "odd", key))["code"].ShouldBe("invalidParameter.robotCode.notExsit");
    }

    [Fact]
    public async Task A_group_query_gives_its_readers_by_pages()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var group = server.World.Groups[0].ConversationId;
        var (key, token) = (await SendGroupAsync(server, group), await server.TokenAsync());
        server.World.Read(key, "manager75");
        server.World.Read(key, "user002");
        Task<Reply> Ask(string more) => server.PostAsync(Query, $$"""{"robotCode":"{{Calls.Key}}","openConversationId":"{{group}}","processQueryKey":"{{key}}"{{more}}}""", token);
        var first = await Ask(",\"maxResults\":1");
        first.Json.GetProperty("readUserIds")[0].GetString().ShouldBe("manager75");
        first["hasMore"].ShouldBe("True");
        var second = await Ask($",\"maxResults\":1,\"nextToken\":\"{first["nextToken"]}\"");
        (second.Json.GetProperty("readUserIds")[0].GetString(), second["hasMore"]).ShouldBe(("user002", "False"));
        (await Ask("")).Json.GetProperty("readUserIds").GetArrayLength().ShouldBe(2);
        (await Ask(",\"maxResults\":201"))["code"].ShouldBe("invalidParameter.pageSize.invalid");
        (await Ask(",\"nextToken\":\"x\""))["code"].ShouldBe("invalidParameter.cursor.invalid");
    }

    [Fact]
    public async Task Reading_and_recalling_are_told_to_the_robot_once()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var socket = await CardBot.ConnectAsync(server);
        var key = await SendAsync(server);
        var read = await server.PostAsync("/_emulator/read", $$"""{"processQueryKey":"{{key}}","person":"manager75"}""");
        read.Json.GetArrayLength().ShouldBe(1, read.Body);
        var frame = await socket.FrameAsync();
        (frame.Type, frame.Topic, frame.Header("eventType")).ShouldBe(("EVENT", "*", "robot_msg_read"));
        frame.Message.GetProperty("processQueryKey").GetString().ShouldBe(key);
        frame.Message.GetProperty("userId").GetString().ShouldBe("manager75");
        frame.Message.GetProperty("openConversationId").GetString().ShouldBe(server.World.PrivateConversation("manager75"));
        server.World.Read(key, "manager75").ShouldBeNull();
        (await server.PostAsync("/_emulator/recall", $$"""{"processQueryKey":"{{key}}","person":"manager75"}""")).Status.ShouldBe(200);
        (await socket.FrameAsync()).Header("eventType").ShouldBe("robot_msg_recall");
        server.World.Recall(key, "manager75").ShouldBeNull();
        Should.Throw<ArgumentException>(() => server.World.Read(key, "user002"));
        Should.Throw<ArgumentException>(() => server.World.Read("none", "manager75"));
        (await server.GetAsync("/_emulator/sent?processQueryKey=" + Uri.EscapeDataString(key))).Json[0].GetProperty("recalled").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_reaction_is_given_and_taken_back()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var said = await server.World.SayAsync(new("manager75", "x"));
        var token = await server.TokenAsync();
        var body = Emotion(said.MsgId, said.ConversationId);
        (await server.PostAsync(React, body, token)).Body.ShouldBe("""{"success":true}""");
        (await server.PostAsync("/v1.0/robot/emotion/recall", body, token)).Body.ShouldBe("""{"success":true}""");
        server.World.Reactions().Select(r => (r.MsgId, r.Name, r.Given)).ShouldBe([(said.MsgId, "🤔思考中", true), (said.MsgId, "🤔思考中", false)]);
        (await server.PostAsync(React, Emotion("none", said.ConversationId), token)).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(500), r => r["code"].ShouldBe("system.err"));
        (await server.PostAsync(React, Emotion(said.MsgId, "elsewhere"), token))["code"].ShouldBe("system.err");
        (await server.PostAsync(React, body.Replace("\"emotionType\":2", "\"emotionType\":1"), token))["code"].ShouldBe("invalidParameter");
        (await server.PostAsync(React, $$"""{"robotCode":"{{Calls.Key}}"}""", token))["code"].ShouldBe("MissingopenMsgId");
        (await server.GetAsync("/_emulator/reactions")).Json.GetArrayLength().ShouldBe(2);
    }

    private static string Emotion(string msgId, string conversationId) =>
        $$"""{"robotCode":"{{Calls.Key}}","openMsgId":"{{msgId}}","openConversationId":"{{conversationId}}","emotionType":2,"emotionName":"🤔思考中","textEmotion":{"emotionId":"2659900","emotionName":"🤔思考中","text":"🤔思考中","backgroundId":"im_bg_1"} }""";

    private static string Keys(params string[] keys) => Keys(keys, null);

    private static string Keys(string[] keys, string? group) =>
        $$"""{"robotCode":"{{Calls.Key}}","processQueryKeys":{{JsonSerializer.Serialize(keys)}}{{(group is null ? "" : $",\"openConversationId\":\"{group}\"")}}}""";

    private static async Task<Reply> StatusAsync(EmulatorServer server, string robot, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, $"/v1.0/robot/oToMessages/readStatus?robotCode={robot}&processQueryKey={Uri.EscapeDataString(key)}"));
        request.Headers.Add("x-acs-dingtalk-access-token", await server.TokenAsync());
        return await Calls.SendAsync(request);
    }

    internal static async Task<string> SendAsync(EmulatorServer server, params string[] people)
    {
        var users = JsonSerializer.Serialize(people.Length == 0 ? ["manager75"] : people);
        var reply = await server.PostAsync("/v1.0/robot/oToMessages/batchSend",
            $$"""{"robotCode":"{{Calls.Key}}","userIds":{{users}},"msgKey":"sampleText","msgParam":"{\"content\":\"x\"}"}""", await server.TokenAsync());
        return reply["processQueryKey"].ShouldNotBeNull(reply.Body);
    }

    private static async Task<string> SendGroupAsync(EmulatorServer server, string group)
    {
        var reply = await server.PostAsync("/v1.0/robot/groupMessages/send",
            $$"""{"robotCode":"{{Calls.Key}}","openConversationId":"{{group}}","msgKey":"sampleText","msgParam":"{\"content\":\"x\"}"}""", await server.TokenAsync());
        return reply["processQueryKey"].ShouldNotBeNull(reply.Body);
    }
}
