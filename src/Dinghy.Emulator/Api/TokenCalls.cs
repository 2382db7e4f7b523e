namespace Dinghy.Emulator;

/// <summary>The three ways to an access token; all give the same one.</summary>
internal sealed class TokenCalls(DingTalkWorld world)
{
    private int Seconds => (int)world.Options.TokenLife.TotalSeconds;

    /// <summary>POST /v1.0/oauth2/accessToken</summary>
    public ApiAnswer AccessToken(ApiCall call)
    {
        if (!call.TryObject(out var body, out var problem)) return problem;
        if (body.Text("appKey") is not { Length: > 0 } key) return ApiErrors.Missing("appKey");
        if (body.Text("appSecret") is not { Length: > 0 } secret) return ApiErrors.Missing("appSecret");
        if (Refused() || App(key, secret) is not { } app) return ApiAnswer.Error(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret");
        if (world.Faults.Take(FaultKind.AddressNotAllowed, ApiNames.Token, app) is not null) return ApiErrors.AddressNotAllowed;
        return ApiAnswer.Ok(json =>
        {
            json.WriteNumber("expireIn", Seconds);
            json.WriteString("accessToken", world.Tokens.Get(app));
        });
    }

    /// <summary>POST /v1.0/oauth2/{corpId}/token</summary>
    public ApiAnswer CorpToken(ApiCall call, string corpId)
    {
        if (!call.TryObject(out var body, out var problem)) return problem;
        if (world.Apps.All(a => a.CorpId != corpId)) return ApiAnswer.Error(500, "unknownError", "未知错误");
        if (body.Text("grant_type") != "client_credentials") return ApiAnswer.Error(400, "unsupported.grant.type", "unsupported grant type");
        if (Refused() || world.FindApp(body.Text("client_id")) is not { } app || app.CorpId != corpId) return ApiAnswer.Error(400, "invalid.client", "invalid client");
        if (body.Text("client_secret") != app.ClientSecret) return ApiAnswer.Error(401, "unauthorized.client", "unauthorized client");
        return ApiAnswer.Ok(json =>
        {
            json.WriteString("access_token", world.Tokens.Get(app));
            json.WriteNumber("expires_in", Seconds);
        });
    }

    /// <summary>GET /gettoken</summary>
    public ApiAnswer GetToken(ApiCall call)
    {
        var query = call.Http.Query;
        if (query["appkey"].ToString() is not { Length: > 0 } key) return ApiAnswer.Legacy(40035, "缺少参数 corpid or appkey");
        if (query["appsecret"].ToString() is not { Length: > 0 } secret) return ApiAnswer.Legacy(40035, "缺少参数 corpsecret or appsecret");
        if (Refused() || App(key, secret) is not { } app) return ApiAnswer.Legacy(40096, "不合法的appKey或appSecret");
        return ApiAnswer.Ok(json =>
        {
            json.WriteNumber("errcode", 0);
            json.WriteString("access_token", world.Tokens.Get(app));
            json.WriteString("errmsg", "ok");
            json.WriteNumber("expires_in", Seconds);
        });
    }

    private bool Refused() => world.Faults.Take(FaultKind.RefuseTokenRequest, ApiNames.Token) is not null;

    private EmulatedApp? App(string key, string secret) => world.FindApp(key) is { } app && app.ClientSecret == secret ? app : null;
}
