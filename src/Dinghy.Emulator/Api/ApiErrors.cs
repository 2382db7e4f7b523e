namespace Dinghy.Emulator;

/// <summary>DingTalk's own error answers.</summary>
internal static class ApiErrors
{
    public static ApiAnswer MissingBody => ApiAnswer.Error(400, "Missingbody", "body is mandatory for this action.");
    public static ApiAnswer AuthFailed => ApiAnswer.Error(401, "authFailed", "鉴权失败");
    public static ApiAnswer SystemError => ApiAnswer.Error(400, "systemError", "系统错误");
    public static ApiAnswer NotFound => ApiAnswer.Error(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
    public static ApiAnswer NoSuchUri => ApiAnswer.Legacy(404, "请求的URI地址不存在");
    public static ApiAnswer TokenMissing => ApiAnswer.Error(400, "AuthenticationFailed.MissingParameter", "缺少参数：x-acs-dingtalk-access-token");
    public static ApiAnswer TokenInvalid => ApiAnswer.Error(400, "InvalidAuthentication", "不合法的access_token");
    public static ApiAnswer Throttled => ApiAnswer.Error(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "应用调用该接口的频率超过限制，请稍后重试");

    public static ApiAnswer AddressNotAllowed => ApiAnswer.Error(403, "Forbidden.AccessDenied.IpNotInWhiteList", "调用方IP不在白名单内");

    public static ApiAnswer QuotaUsedUp => ApiAnswer.Error(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", "当前组织的接口调用次数已用完");

    public static ApiAnswer TooFast(int perMinute) => ApiAnswer.Error(400, "send.too.fast", $"send too fast, exceed {perMinute} times per minute");

    /// <summary>The firewall's, not an API's: HTTP 200 and no code.</summary>
    public static ApiAnswer Barred => ApiAnswer.Ok(json =>
    {
        json.WriteNumber("status", 1111);
        json.WriteNumber("wait", 5);
        json.WriteString("source", "x5");
        json.WriteString("punish", "deny");
        json.WriteString("uuid", Ids.Hex32());
    }) with { Code = "1111" };

    public static ApiAnswer BarredPage => new(200, "html",
        "<!DOCTYPE html><html><head><title>x5sec</title></head><body><script>location.href=\"/_____tmd_____/punish?x5secdata=x\"</script></body></html>"u8.ToArray(), "text/html");

    public static ApiAnswer InvalidParameter(string message) => ApiAnswer.Error(400, "invalidParameter", message);

    public static ApiAnswer Missing(string argument) => ApiAnswer.Error(400, "Missing" + argument, argument + " is mandatory for this action.");

    public static ApiAnswer ScopeMissing(string scope) =>
        ApiAnswer.Error(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", $"没有调用该接口的权限，需要的权限：{scope}", scope);

    /// <summary>The legacy host's other form: the number as text, under errcode 88.</summary>
    public static ApiAnswer Wrapped(int code, string message, string more = "") => ApiAnswer.Ok(json =>
    {
        json.WriteNumber("errcode", 88);
        json.WriteString("sub_code", code.ToString());
        json.WriteString("sub_msg", message);
        json.WriteString("errmsg", $"ding talk error[subcode={code},submsg={message}{more}]");
        json.WriteString("request_id", Ids.ShortRequestId());
    }) with { Code = code.ToString() };

    /// <summary>The legacy host's, with the scope where its clients look for it.</summary>
    public static ApiAnswer WrappedScopeMissing(string scope) => Wrapped(60011, $"应用尚未开通所需的权限：[{scope}]，点击链接申请并开通即可", $", {{requiredScopes=[{scope}]}}");
}
