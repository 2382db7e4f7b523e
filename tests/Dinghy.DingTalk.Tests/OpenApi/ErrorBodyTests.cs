using System.Net;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.OpenApi;

/// <summary>Bodies as recorded from DingTalk, read through a call that anyone may make.</summary>
public sealed class ErrorBodyTests
{
    private static async Task<DingTalkApiException> FaultOf(int status, string body)
    {
        var time = new ManualTimeProvider();
        using var handler = new StubHandler(StubHandler.Answer(body, (HttpStatusCode)status));
        using var http = handler.Client();
        var webhook = new SessionWebhook(new Uri("https://oapi.dingtalk.com/robot/sendBySession?session=5ecret"), time.GetUtcNow().AddMinutes(90));
        var e = await Should.ThrowAsync<DingTalkApiException>(() => new SessionWebhookClient(http, time).SendAsync(webhook, new RobotText("hi"), CancellationToken.None));
        e.ToString().ShouldNotContain("5ecret");
        e.Status.ShouldBe((HttpStatusCode)status);
        return e;
    }

    [Theory]
    [InlineData(400, """{"requestid":"7B1A5C0E","code":"InvalidAuthentication","message":"不合法的access_token"}""", "InvalidAuthentication", DingTalkFault.Token)]
    [InlineData(400, """{"RequestId":"7B1A5C0E","Code":"InvalidAuthentication","Message":"x"}""", "InvalidAuthentication", DingTalkFault.Token)]
    [InlineData(400, """{"code":"AuthenticationFailed.MissingParameter","message":"缺少参数：x-acs-dingtalk-access-token"}""", "AuthenticationFailed.MissingParameter", DingTalkFault.Token)]
    [InlineData(404, """{"code":"InvalidAction.NotFound","message":"Specified api is not found, please check your url and method.","requestid":"1"}""", "InvalidAction.NotFound", DingTalkFault.NotFound)]
    [InlineData(200, """{"errcode":404,"errmsg":"请求的URI地址不存在"}""", "404", DingTalkFault.NotFound)]
    [InlineData(200, """{"errcode":88,"sub_code":"40014","sub_msg":"不合法的access_token","errmsg":"ding talk error[subcode=40014,submsg=不合法的access_token]","request_id":"1"}""", "40014", DingTalkFault.Token)]
    [InlineData(200, """{"errcode":88,"sub_code":"42001","sub_msg":"x"}""", "42001", DingTalkFault.Token)]
    [InlineData(200, """{"errcode":"88","sub_code":40014}""", "40014", DingTalkFault.Token)]
    [InlineData(200, """{"errcode":22,"sub_msg":"不合法ApiName","errmsg":"Invalid method[submsg=…]","request_id":"1"}""", "22", DingTalkFault.NotFound)]
    [InlineData(200, """{"errcode":40096,"errmsg":"不合法的appKey或appSecret"}""", "40096", DingTalkFault.Credentials)]
    [InlineData(200, """{"errcode":40035,"errmsg":"缺少参数 corpid or appkey"}""", "40035", DingTalkFault.Invalid)]
    [InlineData(500, """{"code":"unknownError","message":"未知错误"}""", "unknownError", DingTalkFault.Busy)]
    [InlineData(401, """{"requestid":"ED203550","code":"authFailed","message":"鉴权失败"}""", "authFailed", DingTalkFault.Credentials)]
    [InlineData(400, """{"code":"invalidClientIdOrSecret","message":"无效的clientId或者clientSecret"}""", "invalidClientIdOrSecret", DingTalkFault.Credentials)]
    [InlineData(400, """{"code":"Missingbody","requestid":"1","message":"body is mandatory for this action."}""", "Missingbody", DingTalkFault.Invalid)]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.IpNotInWhiteList"}""", "Forbidden.AccessDenied.IpNotInWhiteList", DingTalkFault.Permission)]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.ApiCountLimitForOrg"}""", "Forbidden.AccessDenied.ApiCountLimitForOrg", DingTalkFault.QuotaExceeded)]
    [InlineData(400, """{"code":"invalidParameter.robotCode.notExsit"}""", "invalidParameter.robotCode.notExsit", DingTalkFault.Invalid)]
    [InlineData(400, """{"code":"miss.param.text"}""", "miss.param.text", DingTalkFault.Invalid)]
    [InlineData(400, """{"code":"bot.stopped"}""", "bot.stopped", DingTalkFault.Refused)]
    [InlineData(400, """{"code":"session.expired"}""", "session.expired", DingTalkFault.WebhookExpired)]
    [InlineData(429, """{"code":"somethingNew"}""", "somethingNew", DingTalkFault.Throttled)]
    [InlineData(200, """{"errcode":300001,"errmsg":"session 不存在"}""", "300001", DingTalkFault.WebhookExpired)]
    [InlineData(200, """{"errcode":"300001","errmsg":"session 不存在"}""", "300001", DingTalkFault.WebhookExpired)]
    [InlineData(200, """{"errcode":300005,"errmsg":"token is not exist"}""", "300005", DingTalkFault.WebhookExpired)]
    [InlineData(200, """{"errcode":400102,"errmsg":"robot stopped"}""", "400102", DingTalkFault.Refused)]
    [InlineData(200, """{"errcode":430102,"errmsg":"unsafe text"}""", "430102", DingTalkFault.Refused)]
    [InlineData(200, """{"errcode":-1,"errmsg":"系统繁忙"}""", "-1", DingTalkFault.Busy)]
    [InlineData(200, """{"errcode":987654,"errmsg":"news"}""", "987654", DingTalkFault.Unknown)]
    [InlineData(200, """{"success":false,"subCode":"system.busy","message":"x"}""", "system.busy", DingTalkFault.Busy)]
    [InlineData(200, """{"success":false}""", "unsuccessful", DingTalkFault.Unknown)]
    [InlineData(200, """{"code":"system.busy","message":"x"}""", "system.busy", DingTalkFault.Busy)]
    [InlineData(400, "{}", "http_400", DingTalkFault.Invalid)]
    public async Task Every_recorded_body_is_understood(int status, string body, string code, DingTalkFault fault)
    {
        var e = await FaultOf(status, body);
        e.Code.ShouldBe(code);
        e.Fault.ShouldBe(fault);
        e.Certain.ShouldBeTrue("DingTalk said no");
    }

    [Theory]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.QpsLimitForApi"}""", 1)]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"}""", 1)]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.QpmLimitForAppkeyAndApi"}""", 1)]
    [InlineData(400, """{"code":"qps.exceed.limit"}""", 1)]
    [InlineData(200, """{"errcode":90018,"errmsg":"x"}""", 1)]
    [InlineData(200, """{"errcode":410100,"errmsg":"x"}""", 1)]
    public async Task Throttling_is_told_from_missing_rights_and_says_how_long_to_wait(int status, string body, int seconds)
    {
        var e = await FaultOf(status, body);
        e.Fault.ShouldBe(DingTalkFault.Throttled);
        e.RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(200, """{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}""", 5)]
    [InlineData(403, """{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}""", 5)]
    [InlineData(200, """{"status":1111,"wait":20,"punish":"deny"}""", 20)]
    [InlineData(200, """{"status":1111,"wait":-1,"punish":"deny"}""", 5)]
    [InlineData(403, """<html><script>var x5secdata="…";location="/_____tmd_____/punish?x5secdata=…"</script></html>""", 5)]
    [InlineData(200, """<html><body data-source="x5">punish: deny</body></html>""", 5)]
    public async Task A_ban_of_the_address_is_a_fault_of_its_own_and_says_how_long_it_lasts(int status, string body, int minutes)
    {
        var e = await FaultOf(status, body);
        (e.Fault, e.Certain, e.RetryAfter).ShouldBe((DingTalkFault.Banned, true, TimeSpan.FromMinutes(minutes)));
    }

    [Theory]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","requestid":"R9","message":"没有调用该接口的权限","accessdenieddetail":{"requiredScopes":["Card.Streaming.Write","qyapi_robot_sendmsg"]}}""", "Card.Streaming.Write qyapi_robot_sendmsg")]
    [InlineData(403, """{"Code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","RequestId":"R9","AccessDeniedDetail":{"RequiredScopes":["a"]}}""", "a")]
    [InlineData(200, """{"errcode":88,"sub_code":"60011","sub_msg":"应用尚未开通所需的权限：[qyapi_get_member]，点击链接申请…","errmsg":"ding talk error[subcode=60011,submsg=…, {requiredScopes=[qyapi_get_member]}]","request_id":"R9"}""", "qyapi_get_member")]
    [InlineData(200, """{"errcode":88,"sub_code":"60011","sub_msg":"应用尚未开通所需的权限：[qyapi_a,qyapi_b]，点击","request_id":"R9"}""", "qyapi_a qyapi_b")]
    public async Task A_missing_scope_is_named(int status, string body, string scopes)
    {
        var e = await FaultOf(status, body);
        e.Fault.ShouldBe(DingTalkFault.Permission);
        string.Join(' ', e.RequiredScopes).ShouldBe(scopes);
        e.RequestId.ShouldBe("R9");
    }

    [Theory]
    [InlineData(200, "", "empty", DingTalkFault.BadResponse, false)]
    [InlineData(200, "<html>hello</html>", "html", DingTalkFault.BadResponse, false)]
    [InlineData(200, """{"errcode":""", "not_json", DingTalkFault.BadResponse, false)]
    [InlineData(200, "[1]", "not_json", DingTalkFault.BadResponse, false)]
    [InlineData(200, """{"success":true}""", "no_errcode", DingTalkFault.BadResponse, false)]
    [InlineData(400, "<html>The plain HTTP request was sent to HTTPS port</html>", "html", DingTalkFault.BadResponse, true)]
    [InlineData(500, "oops", "not_json", DingTalkFault.Busy, true)]
    [InlineData(502, "<html>bad gateway</html>", "html", DingTalkFault.Busy, false)]
    [InlineData(504, """{"code":"gateway.timeout"}""", "gateway.timeout", DingTalkFault.Busy, false)]
    public async Task What_is_no_answer_of_DingTalks_leaves_doubt_where_there_is_doubt(int status, string body, string code, DingTalkFault fault, bool certain)
    {
        var time = new ManualTimeProvider();
        using var handler = new StubHandler(StubHandler.Answer(body, (HttpStatusCode)status));
        using var http = handler.Client();
        var webhook = new SessionWebhook(new Uri("https://oapi.dingtalk.com/x"), time.GetUtcNow().AddMinutes(90));
        var e = await Should.ThrowAsync<DingTalkApiException>(() => new SessionWebhookClient(http, time).SendAsync(webhook, new RobotText("hi"), CancellationToken.None));
        (e.Code, e.Fault, e.Certain).ShouldBe((code, fault, certain));
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off()
    {
        var e = await FaultOf(400, new string(' ', 300_000) + "{}");
        (e.Code, e.Fault).ShouldBe(("too_large", DingTalkFault.BadResponse));
    }

    [Fact]
    public async Task Long_words_of_a_stranger_are_cut()
    {
        var e = await FaultOf(400, $$"""{"code":"{{new string('c', 5000)}}","message":"{{new string('m', 5000)}}"}""");
        e.Code.Length.ShouldBe(100);
        e.Message.Length.ShouldBe(500);
    }
}
