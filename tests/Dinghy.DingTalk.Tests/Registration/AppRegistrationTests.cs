using System.Net;
using Dinghy.DingTalk.Registration;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Registration;

public sealed class AppRegistrationTests
{
    private const string Init = """{"errcode":0,"errmsg":"ok","nonce":"n1","expires_in":300}""";
    private const string Begun = """{"errcode":0,"device_code":"d1","user_code":"BCDF-GHJK","verification_uri":"https://x.test/v","verification_uri_complete":"https://x.test/v?user_code=BCDF-GHJK","expires_in":600,"interval":5}""";

    private static AppRegistration Registration(HttpClient http) => new(DingTalkEndpoints.Default, http, new ManualTimeProvider());

    [Fact]
    public async Task Init_and_begin_bring_a_code_to_scan()
    {
        using var handler = StubHandler.Answering(Init, Begun);
        using var http = handler.Client();
        var offer = await Registration(http).BeginAsync("dinghy", CancellationToken.None);
        offer.ShouldBe(new RegistrationOffer("d1", "BCDF-GHJK", new Uri("https://x.test/v"), "https://x.test/v?user_code=BCDF-GHJK", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5)));
        handler.Requests.Select(request => $"{request.Method} {request.Url} {request.Body} {request.Token}").ShouldBe(
        [
            """POST https://oapi.dingtalk.com/app/registration/init {"source":"dinghy"} """,
            """POST https://oapi.dingtalk.com/app/registration/begin {"nonce":"n1"} """,
        ]);
        offer.ToString().ShouldNotContain("d1", Case.Sensitive, "who has the device code gets the key pair");
    }

    [Theory]
    [InlineData("", 7200, 3)]
    [InlineData(""","expires_in":0,"interval":0""", 7200, 3)]
    [InlineData(""","expires_in":"60","interval":"1" """, 60, 2)]
    [InlineData(""","expires_in":-5,"interval":"often" """, 7200, 3)]
    public async Task What_is_not_told_is_as_DingTalks_own_client_takes_it(string more, int life, int interval)
    {
        using var handler = StubHandler.Answering(Init, $$"""{"errcode":0,"device_code":"d1","verification_uri_complete":"https://x.test/v?c=1"{{more}}}""");
        using var http = handler.Client();
        var offer = await Registration(http).BeginAsync("dinghy", CancellationToken.None);
        (offer.Life.TotalSeconds, offer.Interval.TotalSeconds).ShouldBe((life, interval));
        (offer.UserCode, offer.Page).ShouldBe(("", new Uri("https://x.test/v?c=1")));
    }

    [Theory]
    [InlineData("""{"errcode":0}""", Begun, "no_nonce")]
    [InlineData(Init, """{"errcode":0,"user_code":"x"}""", "no_device_code")]
    [InlineData(Init, """{"errcode":0,"device_code":"d1"}""", "no_verification_uri_complete")]
    [InlineData(Init, """{"errcode":0,"device_code":"d1","verification_uri_complete":"javascript:alert(1)"}""", "no_verification_uri")]
    [InlineData("""{"errcode":40035,"errmsg":"不合法的参数 source"}""", Begun, "40035")]
    public async Task An_answer_that_gives_no_code_is_a_fault_with_its_own_code(string init, string begin, string code)
    {
        using var handler = StubHandler.Answering(init, begin);
        using var http = handler.Client();
        (await Should.ThrowAsync<DingTalkApiException>(() => Registration(http).BeginAsync("dinghy", CancellationToken.None))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("""{"errcode":0,"status":"WAITING"}""", RegistrationState.Waiting, null, null)]
    [InlineData("""{"errcode":0,"status":"waiting"}""", RegistrationState.Waiting, null, null)]
    [InlineData("""{"errcode":0,"status":"EXPIRED"}""", RegistrationState.Expired, null, null)]
    [InlineData("""{"errcode":0,"status":"FAIL","fail_reason":"user rejected"}""", RegistrationState.Fail, "user rejected", null)]
    [InlineData("""{"errcode":0,"status":"SUCCESS","client_id":"ding9","client_secret":"HUSH"}""", RegistrationState.Success, null, "ding9")]
    public async Task A_poll_tells_how_far_it_is(string body, RegistrationState state, string? reason, string? clientId)
    {
        using var handler = StubHandler.Answering(body);
        using var http = handler.Client();
        var answer = await Registration(http).PollAsync("d1", CancellationToken.None);
        (answer.State, answer.Reason, answer.App?.ClientId).ShouldBe((state, reason, clientId));
        answer.ToString().ShouldNotContain("HUSH");
        handler.Requests.Single().Body.ShouldBe("""{"device_code":"d1"}""");
    }

    [Theory]
    [InlineData("""{"errcode":0}""", "no_status")]
    [InlineData("""{"errcode":0,"status":"DANCING"}""", "no_status")]
    [InlineData("""{"errcode":0,"status":"SUCCESS","client_id":"ding9"}""", "no_client_secret")]
    [InlineData("<html></html>", "html")]
    public async Task A_poll_that_says_nothing_is_a_fault(string body, string code)
    {
        using var handler = new StubHandler(StubHandler.Answer(body, HttpStatusCode.OK));
        using var http = handler.Client();
        (await Should.ThrowAsync<DingTalkApiException>(() => Registration(http).PollAsync("d1", CancellationToken.None))).Code.ShouldBe(code);
    }
}
