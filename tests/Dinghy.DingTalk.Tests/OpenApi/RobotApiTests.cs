using System.Net;
using System.Text;
using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.OpenApi;

public sealed class RobotApiTests
{
    private const string Token1 = """{"accessToken":"t1","expireIn":7200}""";
    private const string Token2 = """{"accessToken":"t2","expireIn":7200}""";
    private const string Sent = """{"processQueryKey":"pqk=","invalidStaffIdList":[],"flowControlledStaffIdList":[]}""";
    private const string BadToken = """{"requestid":"1","code":"InvalidAuthentication","message":"不合法的access_token"}""";

    private static RobotApi Api(HttpClient http)
    {
        var app = new DingTalkApp("dingid", "s3cret") { RobotCode = "dingrobot" };
        var time = new ManualTimeProvider();
        return new(app, DingTalkEndpoints.Default, new AccessTokenProvider(app, DingTalkEndpoints.Default, http, time), http, time);
    }

    [Fact]
    public async Task To_a_person_by_staff_id()
    {
        using var handler = StubHandler.Answering(Token1, Sent);
        using var http = handler.Client();
        (await Api(http).SendToPersonAsync(new("manager75"), new RobotMarkdown("标题", "你好 \"<&>\""), CancellationToken.None)).ProcessQueryKey.ShouldBe("pqk=");
        var request = handler.Requests[1];
        request.Url.ShouldBe(new Uri("https://api.dingtalk.com/v1.0/robot/oToMessages/batchSend"));
        request.Token.ShouldBe("t1");
        request.Body.ShouldBe("""{"robotCode":"dingrobot","userIds":["manager75"],"msgKey":"sampleMarkdown","msgParam":"{\"title\":\"标题\",\"text\":\"你好 \\\"<&>\\\"\"}"}""");
    }

    [Fact]
    public async Task To_a_group_by_conversation_id()
    {
        using var handler = StubHandler.Answering(Token1, """{"processQueryKey":"k"}""");
        using var http = handler.Client();
        await Api(http).SendToGroupAsync(new("cid6=="), new RobotText("hi"), CancellationToken.None);
        handler.Requests[1].Url.AbsolutePath.ShouldBe("/v1.0/robot/groupMessages/send");
        handler.Requests[1].Body.ShouldBe("""{"robotCode":"dingrobot","openConversationId":"cid6==","msgKey":"sampleText","msgParam":"{\"content\":\"hi\"}"}""");
    }

    [Fact]
    public async Task A_person_DingTalk_does_not_know_or_holds_back_is_no_success()
    {
        using var handler = StubHandler.Answering(Token1,
            """{"processQueryKey":"k","invalidStaffIdList":["p"],"flowControlledStaffIdList":[]}""",
            """{"processQueryKey":"k","invalidStaffIdList":[],"flowControlledStaffIdList":["p"]}""");
        using var http = handler.Client();
        var api = Api(http);
        (await Should.ThrowAsync<DingTalkApiException>(() => api.SendToPersonAsync(new("p"), new RobotText("x"), CancellationToken.None))).Fault.ShouldBe(DingTalkFault.NotFound);
        (await Should.ThrowAsync<DingTalkApiException>(() => api.SendToPersonAsync(new("p"), new RobotText("x"), CancellationToken.None))).Fault.ShouldBe(DingTalkFault.Throttled);
    }

    [Fact]
    public async Task A_rejected_token_is_replaced_and_the_send_repeated_once()
    {
        using var handler = new StubHandler(StubHandler.Answer(Token1), StubHandler.Answer(BadToken, HttpStatusCode.BadRequest), StubHandler.Answer(Token2), StubHandler.Answer(Sent));
        using var http = handler.Client();
        await Api(http).SendToGroupAsync(new("cid"), new RobotText("x"), CancellationToken.None);
        handler.Requests.Select(r => r.Token).ShouldBe([null, "t1", null, "t2"]);
    }

    [Fact]
    public async Task A_token_rejected_twice_is_a_fault_and_not_a_loop()
    {
        using var handler = new StubHandler(StubHandler.Answer(Token1), StubHandler.Answer(BadToken, HttpStatusCode.BadRequest), StubHandler.Answer(Token2), StubHandler.Answer(BadToken, HttpStatusCode.BadRequest));
        using var http = handler.Client();
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(http).SendToGroupAsync(new("cid"), new RobotText("x"), CancellationToken.None))).Fault.ShouldBe(DingTalkFault.Token);
        handler.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_success_without_a_receipt_is_in_doubt()
    {
        using var handler = StubHandler.Answering(Token1, "{}");
        using var http = handler.Client();
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Api(http).SendToGroupAsync(new("cid"), new RobotText("x"), CancellationToken.None));
        (e.Code, e.Certain).ShouldBe(("no_receipt", false));
    }

    [Fact]
    public async Task A_message_beyond_the_limit_costs_no_call()
    {
        using var handler = StubHandler.Answering(Token1, Sent);
        using var http = handler.Client();
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Api(http).SendToGroupAsync(new("cid"), new RobotText(new string('字', 5000)), CancellationToken.None));
        (e.Fault, e.Certain).ShouldBe((DingTalkFault.Invalid, true));
        handler.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("hi")]
    [InlineData("中文，引号\"与\n换行")]
    [InlineData("🙂 emoji \u0001 control <tag> & 'quote' +")]
    [InlineData("half \ud83d pair")]
    public async Task What_is_measured_is_what_is_sent(string text)
    {
        using var handler = StubHandler.Answering(Token1, Sent);
        using var http = handler.Client();
        await Api(http).SendToGroupAsync(new("cid"), new RobotMarkdown("t", text), CancellationToken.None);
        using var body = JsonDocument.Parse(handler.Requests[1].Body);
        var param = body.RootElement.GetProperty("msgParam").GetString()!;
        RobotApi.MeasureParam(new RobotMarkdown("t", text)).ShouldBe(Encoding.UTF8.GetByteCount(param));
        using var inner = JsonDocument.Parse(param);
        inner.RootElement.GetProperty("text").GetString().ShouldBe(text.Replace("\ud83d pair", "\ufffd pair", StringComparison.Ordinal));
    }

    [Fact]
    public void Chinese_costs_three_bytes_a_character() =>
        (RobotApi.MeasureParam(new RobotText(new string('字', 100))) - RobotApi.MeasureParam(new RobotText(""))).ShouldBe(300);
}
