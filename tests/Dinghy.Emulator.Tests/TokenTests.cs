namespace Dinghy.Emulator.Tests;

public sealed class TokenTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task All_three_calls_give_the_same_token_while_it_lives()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Time = _clock });
        var first = await server.PostAsync("/v1.0/oauth2/accessToken", """{"appKey":"dingemulator0001","appSecret":"emulator-secret-0001"}""");
        first["expireIn"].ShouldBe("7200");
        var token = first["accessToken"]!;
        token.ShouldMatch("^[0-9a-f]{32}$");
        _clock.Advance(TimeSpan.FromSeconds(7000));
        var corp = await server.PostAsync("/v1.0/oauth2/dingcorp0001/token",
            """{"client_id":"dingemulator0001","client_secret":"emulator-secret-0001","grant_type":"client_credentials"}""");
        corp["access_token"].ShouldBe(token);
        corp["expires_in"].ShouldBe("7200");
        _clock.Advance(TimeSpan.FromSeconds(7000));
        var legacy = await server.GetAsync("/gettoken?appkey=dingemulator0001&appsecret=emulator-secret-0001");
        legacy["access_token"].ShouldBe(token);
        legacy["errcode"].ShouldBe("0");
        legacy["errmsg"].ShouldBe("ok");
        _clock.Advance(TimeSpan.FromSeconds(7201));
        (await server.TokenAsync()).ShouldNotBe(token);
    }

    [Theory]
    [InlineData("""{"appKey":"dingemulator0001","appSecret":"no"}""", 400, "invalidClientIdOrSecret")]
    [InlineData("""{"appKey":"no","appSecret":"emulator-secret-0001"}""", 400, "invalidClientIdOrSecret")]
    [InlineData("""{"appKey":"dingemulator0001"}""", 400, "MissingappSecret")]
    [InlineData("""{"appSecret":"x"}""", 400, "MissingappKey")]
    [InlineData("", 400, "Missingbody")]
    [InlineData("[1]", 400, "invalidParameter")]
    public async Task Wrong_accessToken_calls_have_their_codes(string body, int status, string code)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync("/v1.0/oauth2/accessToken", body);
        (reply.Status, reply["code"]).ShouldBe((status, code));
        reply["requestid"].ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("nocorp", """{"client_id":"dingemulator0001","client_secret":"emulator-secret-0001","grant_type":"client_credentials"}""", 500, "unknownError")]
    [InlineData("dingcorp0001", """{"client_id":"dingemulator0001","client_secret":"emulator-secret-0001","grant_type":"password"}""", 400, "unsupported.grant.type")]
    [InlineData("dingcorp0001", """{"client_id":"no","client_secret":"emulator-secret-0001","grant_type":"client_credentials"}""", 400, "invalid.client")]
    [InlineData("dingcorp0001", """{"client_id":"dingemulator0001","client_secret":"no","grant_type":"client_credentials"}""", 401, "unauthorized.client")]
    public async Task Wrong_corp_token_calls_have_their_codes(string corp, string body, int status, string code)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync($"/v1.0/oauth2/{corp}/token", body);
        (reply.Status, reply["code"]).ShouldBe((status, code));
    }

    [Theory]
    [InlineData("", "40035", "缺少参数 corpid or appkey")]
    [InlineData("?appkey=dingemulator0001", "40035", "缺少参数 corpsecret or appsecret")]
    [InlineData("?appkey=dingemulator0001&appsecret=no", "40096", "不合法的appKey或appSecret")]
    public async Task Wrong_gettoken_calls_are_http_200_with_an_errcode(string query, string errcode, string errmsg)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.GetAsync("/gettoken" + query);
        (reply.Status, reply["errcode"], reply["errmsg"]).ShouldBe((200, errcode, errmsg));
    }

    [Fact]
    public async Task Unknown_paths_answer_as_each_host_does()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var modern = await server.PostAsync("/v1.0/robot/none", "{}");
        (modern.Status, modern["code"]).ShouldBe((404, "InvalidAction.NotFound"));
        (await server.GetAsync("/v1.0/oauth2/accessToken")).Status.ShouldBe(404);
        var plain = await server.PostAsync("/robot/oToMessages/batchSend", "{}");
        (plain.Status, plain["errcode"], plain["errmsg"]).ShouldBe((200, "404", "请求的URI地址不存在"));
        var legacy = await server.PostAsync("/topapi/v2/user/notexist", "{}");
        (legacy.Status, legacy["errcode"]).ShouldBe((200, "22"));
        legacy["sub_msg"]!.ShouldContain("dingtalk.oapi.v2.user.notexist");
        legacy["request_id"]!.ShouldMatch("^[0-9a-z]{12}$");
    }
}
