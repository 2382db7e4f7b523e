using System.Text;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Whatever comes over the socket is answered as the protocol says, recorded, never fatal, and never a question to the model.</summary>
public sealed class BadInputScenarios(BadInputScenarios.Fixture fixture) : IClassFixture<BadInputScenarios.Fixture>
{
    private const int Megabyte = 1_000_000;

    private TestLab Lab => fixture.Lab;

    /// <summary>The frame's data, the code of the acknowledgement, the recorded outcome.</summary>
    public static TheoryData<string, string, int, string> BadData => new()
    {
        { "not JSON", "this is { not JSON", 400, "ignored:malformed" },
        { "empty", "", 400, "ignored:malformed" },
        { "a JSON array", "[1,2,3]", 200, "ignored:malformed" },
        { "a JSON text", "\"hello\"", 200, "ignored:malformed" },
        { "an empty object", "{}", 200, "ignored:malformed" },
    };

    [Theory]
    [MemberData(nameof(BadData))]
    public async Task Data_that_is_no_message_is_recorded_and_left_alone(string what, string data, int ackCode, string outcome)
    {
        _ = what;
        await RecordedAsync(() => Lab.World.Push(new RawPush { Data = data }).Seq, ackCode, outcome);
    }

    /// <summary>A field, what stands there instead (null: nothing), the recorded outcome.</summary>
    public static TheoryData<string, string?, string> BadFields => new()
    {
        { "msgId", null, "ignored:malformed" },
        { "msgId", "{}", "ignored:malformed" },
        { "conversationId", null, "ignored:malformed" },
        { "conversationId", "[\"cid\"]", "ignored:malformed" },
        { "conversationType", "\"9\"", "ignored:malformed" },
        { "conversationType", "{}", "ignored:malformed" },
        { "msgtype", null, "ignored:malformed" },
        { "text", null, "ignored:empty_text" },
        { "text", "[]", "ignored:empty_text" },
        { "text", "{\"content\":{}}", "ignored:empty_text" },
        { "text", "{\"content\":\"\"}", "ignored:empty_text" },
        { "text", "{\"content\":\" \\n \"}", "ignored:empty_text" },
        { "senderStaffId", null, "ignored:no_staff_id" },
        { "senderStaffId", "\"\"", "ignored:no_staff_id" },
        { "senderStaffId", "{}", "ignored:no_staff_id" },
        { "senderCorpId", "\"dingcorp-elsewhere\"", "ignored:external" },
        { "sessionWebhook", "\"https://evil.example/robot/sendBySession?session=1\"", "ignored:foreign_webhook" },
        { "sessionWebhook", "\"https://oapi.dingtalk.com.evil.example/robot\"", "ignored:foreign_webhook" },
        { "sessionWebhook", "\"http://127.0.0.1:1/robot/sendBySession?session=1\"", "ignored:foreign_webhook" },
        { "errorCode", "\"20001\"", "ignored:quota" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task A_message_with_a_bad_field_is_acknowledged_and_recorded_with_the_reason(string field, string? json, string outcome)
    {
        var data = BadMessages.Text(Lab, "user002", "不该被回答", change: message =>
        {
            message.Remove(field);
            if (json is not null) message[field] = JsonNode.Parse(json);
        });
        await RecordedAsync(() => Lab.World.Push(new RawPush { Data = data }).Seq, 200, outcome);
    }

    [Fact]
    public async Task An_external_person_changes_nothing()
    {
        Lab.World.AddPerson("outsider", "外人", external: true);
        await RecordedAsync(async () => (await Lab.SayAsync("outsider", "你好")).Push, 200, "ignored:external");
    }

    [Fact]
    public async Task A_group_message_without_mention_changes_nothing() => await RecordedAsync(
        async () => (await Lab.World.SayAsync(new Speech("user002", "随便聊聊") { ConversationId = Lab.World.Groups[0].ConversationId, Mention = false, Force = true })).Push,
        200, "ignored:not_mentioned");

    [Theory]
    [InlineData("text", "failed:context_too_long", "太长")]
    [InlineData("unknownMsgType", "failed:unsupported_kind", "文字")]
    [InlineData("hologram", "failed:unsupported_kind", "文字")]
    public async Task What_can_not_be_answered_is_told_in_one_sentence(string type, string outcome, string word)
    {
        var data = BadMessages.Text(Lab, "user002", new string('长', Megabyte / 3), change: message =>
        {
            if (type == "text") return;
            message.Remove("text");
            message["msgtype"] = type;
            message["content"] = new JsonObject { ["downloadCode"] = "code" };
        });
        var calls = Lab.Model.Requests.Count;
        var said = await Lab.World.SayAsync(new Speech("user002", "") { RawData = data });

        (await Lab.AckAsync(said)).AckCode.ShouldBe(200);
        (await Lab.OutcomeAsync(said)).ShouldBe(outcome);
        (await Lab.AnswersAsync(said, 1)).ShouldHaveSingleItem().Text.ShouldContain(word);
        await AGoodMessageIsAnsweredAsync(calls);
    }

    [Theory]
    [InlineData("CALLBACK", "/v1.0/im/bot/messages/delegate")]
    [InlineData("CALLBACK", "")]
    public async Task An_unknown_topic_is_refused_with_404(string type, string topic)
    {
        var calls = Lab.Model.Requests.Count;
        var push = Lab.World.Push(new RawPush { Type = type, Data = "{}", Headers = new Dictionary<string, string> { ["topic"] = topic } });

        (await Lab.AckAsync(push.Seq)).AckCode.ShouldBe(404);
        await AGoodMessageIsAnsweredAsync(calls);
    }

    /// <summary>Frames that can not be followed by their id in the emulator: the gateway's log tells what became of them.</summary>
    public static TheoryData<string, string, string> RawFrames => new()
    {
        { "not JSON", "hello", "not JSON" },
        { "a JSON array", "[]", "no headers" },
        { "a JSON number", "17", "no headers" },
        { "no headers", """{"specVersion":"1.0","type":"CALLBACK","data":"{}"}""", "no headers" },
        { "headers of a wrong type", """{"type":"CALLBACK","headers":[1],"data":"{}"}""", "no headers" },
        { "no message id", """{"type":"CALLBACK","headers":{"topic":"/v1.0/im/bot/messages/get"},"data":"{}"}""", "no messageId" },
        { "no type", """{"headers":{"messageId":"raw1","topic":"/v1.0/im/bot/messages/get"},"data":"{}"}""", "no type" },
        { "a type of a wrong kind", """{"type":{},"headers":{"messageId":"raw2","topic":"/v1.0/im/bot/messages/get"},"data":"{}"}""", "no type" },
        { "an unknown type", """{"type":"GOSSIP","headers":{"messageId":"raw3","topic":"/v1.0/im/bot/messages/get"},"data":"{}"}""", "no handler" },
        { "an event nobody asked for", """{"type":"EVENT","headers":{"messageId":"raw4","topic":"*"},"data":"{}"}""", "no handler" },
        { "cut in the middle", """{"type":"CALLBACK","headers":{"messageId":"raw5","topic":"/v1.0/im/bot/messages/get"},"data":"{\"msgI""", "not JSON" },
    };

    [Theory]
    [MemberData(nameof(RawFrames))]
    public async Task A_frame_that_is_none_is_refused_and_named_in_the_log(string what, string frame, string reason)
    {
        var (calls, lines, strays) = (Lab.Model.Requests.Count, Lab.Gateway.Err.Count, Lab.World.IgnoredFrames);
        Lab.World.SendRaw(Encoding.UTF8.GetBytes(frame)).ShouldBeTrue();

        await Lab.Gateway.LogAsync(line => line.Contains($"[1102] Frame refused: {reason}"), $"the refusal of {what}", lines);
        await AGoodMessageIsAnsweredAsync(calls);
        // Its acknowledgement went before that of the good message.
        (Lab.World.IgnoredFrames - strays).ShouldBe(frame.Contains("messageId") ? 1 : 0);
    }

    [Fact]
    public async Task A_frame_of_five_megabytes_is_skipped_and_the_socket_stays()
    {
        var (calls, lines) = (Lab.Model.Requests.Count, Lab.Gateway.Err.Count);
        Lab.World.SendRaw(Encoding.UTF8.GetBytes($$"""{"type":"CALLBACK","headers":{},"data":"{{new string('x', 5 * Megabyte)}}"}""")).ShouldBeTrue();

        await Lab.Gateway.LogAsync(line => line.Contains("[1102] Frame refused: larger than"), "the refusal", lines);
        await AGoodMessageIsAnsweredAsync(calls);
        Lab.Gateway.Err.All.Skip(lines).ShouldNotContain(line => line.Contains("[1000]"), "no new socket was needed");
    }

    [Fact]
    public async Task Invalid_UTF8_costs_at_most_the_socket_and_never_a_model_call()
    {
        var (calls, lines) = (Lab.Model.Requests.Count, Lab.Gateway.Err.Count);
        var frame = Encoding.UTF8.GetBytes("""{"type":"CALLBACK","headers":{"messageId":"utf8","topic":"/v1.0/im/bot/messages/get"},"data":"X"}""");
        frame[Array.LastIndexOf(frame, (byte)'X')] = 0xff;
        Lab.World.SendRaw(frame).ShouldBeTrue();

        // Refused where it stands, or the socket is closed as RFC 6455 asks and the next is live.
        await Lab.Gateway.LogAsync(line => line.Contains("[1102]") || (line.Contains("[1000]") && line.Contains("is live")), "what became of it", lines);
        await Guard.ForAsync(Lab.World.WaitForConnectionsAsync(1), "one live socket", Lab.Gateway.Report);
        await AGoodMessageIsAnsweredAsync(calls);
    }

    [Fact]
    public async Task A_lone_surrogate_becomes_a_replacement_character_and_the_message_is_answered()
    {
        var data = BadMessages.Text(Lab, "user002", "HALF").Replace("HALF", "半个\\ud83d表情", StringComparison.Ordinal);
        var said = await Lab.World.SayAsync(new Speech("user002", "") { RawData = data });

        (await Lab.AckAsync(said)).AckCode.ShouldBe(200);
        (await Lab.AnswerAsync(said)).Text.ShouldEndWith("半个\ufffd表情");
        (await Lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    private Task RecordedAsync(Func<long> push, int ackCode, string outcome) => RecordedAsync(() => Task.FromResult(push()), ackCode, outcome);

    private async Task RecordedAsync(Func<Task<long>> push, int ackCode, string outcome)
    {
        var (calls, before) = (Lab.Model.Requests.Count, await Lab.StatusAsync());
        (await Lab.AckAsync(await push())).AckCode.ShouldBe(ackCode);

        // Recorded before it is acknowledged: no need to wait.
        var after = await Lab.StatusAsync();
        (after.Of(outcome) - before.Of(outcome)).ShouldBe(1, $"{outcome}; outcomes are {string.Join(", ", after.Outcomes)}");
        await AGoodMessageIsAnsweredAsync(calls);
    }

    private async Task AGoodMessageIsAnsweredAsync(int callsBefore)
    {
        var said = await Lab.SayAsync("manager75", "好消息");
        (await Lab.AnswerAsync(said)).Text.ShouldEndWith("好消息");
        (await Lab.OutcomeAsync(said)).ShouldBe("answered");
        (Lab.Model.Requests.Count - callsBefore).ShouldBe(1, "only the good message is a question to the model");
        Lab.Gateway.Runs.ShouldBeTrue();
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal TestLab Lab { get; private set; } = null!;

        // Refused pushes end at once here: their redelivery is another scenario's.
        public async ValueTask InitializeAsync() =>
            Lab = await TestLab.StartAsync(new LabOptions { DingTalk = new EmulatorOptions { RobotRedeliverAfter = null } });

        public ValueTask DisposeAsync() => Lab.DisposeAsync();
    }
}
