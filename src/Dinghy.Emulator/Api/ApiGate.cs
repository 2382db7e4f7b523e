using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>What every call with a token passes first: token, rate, permission, monthly allowance; then the body, then the robot it names. In this order.</summary>
internal sealed class ApiGate(DingTalkWorld world)
{
    public const string RobotScope = "qyapi_robot_sendmsg";
    private readonly CallRates _rates = new(world.Options);

    public bool TryPass(ApiCall call, string api, string scope, out EmulatedApp app, out ApiAnswer problem, bool metered = true)
    {
        app = world.Options.Apps[0];
        problem = ApiErrors.TokenMissing;
        if (call.Http.Headers["x-acs-dingtalk-access-token"].ToString() is not { Length: > 0 } token) return false;
        problem = ApiErrors.TokenInvalid;
        if (world.Tokens.Owner(token) is not { } owner || world.Faults.Take(FaultKind.RefuseToken, api, owner) is not null) return false;
        app = owner;
        problem = ApiErrors.AddressNotAllowed;
        if (world.Faults.Take(FaultKind.AddressNotAllowed, api, app) is not null) return false;
        problem = ApiErrors.Throttled;
        if (world.Faults.Take(FaultKind.Throttle, api, app) is not null || !_rates.TryTake(app, api)) return false;
        problem = ApiErrors.ScopeMissing(scope);
        if (world.Faults.Take(FaultKind.ScopeMissing, api, app, scope) is not null) return false;
        problem = ApiErrors.QuotaUsedUp;
        return !metered || (world.Faults.Take(FaultKind.ApiQuota, api, app) is null && world.Quota.TryCall(api));
    }

    /// <summary>As above, and the body must be a JSON object.</summary>
    public bool TryPass(ApiCall call, string api, string scope, out EmulatedApp app, out JsonElement body, out ApiAnswer problem, bool metered = true)
    {
        body = default;
        return TryPass(call, api, scope, out app, out problem, metered) && call.TryObject(out body, out problem);
    }

    /// <summary>A call of the legacy host: the token stands in the query, errors come as errcode under HTTP 200.</summary>
    public bool TryPassLegacy(ApiCall call, string api, out ApiAnswer problem)
    {
        problem = Legacy(41001, "缺少access_token");
        if (call.Http.Query["access_token"].ToString() is not { Length: > 0 } token) return false;
        problem = Legacy(40014, "不合法的access_token");
        if (world.Tokens.Owner(token) is not { } app || world.Faults.Take(FaultKind.RefuseToken, api, app) is not null) return false;
        problem = Legacy(90018, "您的服务器调用钉钉开放平台当前接口的所有请求都被暂时禁用了，请稍后重试");
        if (world.Faults.Take(FaultKind.Throttle, api, app) is not null || !_rates.TryTake(app, api)) return false;
        problem = Legacy(60011, "应用尚未开通所需的权限");
        if (world.Faults.Take(FaultKind.ScopeMissing, api, app) is not null) return false;
        problem = Legacy(90020, "当前组织的接口调用次数已用完");
        return world.Faults.Take(FaultKind.ApiQuota, api, app) is null && world.Quota.TryCall(api);
    }

    /// <summary>A call under <c>/topapi/</c>, all of whose errors of this kind come under 88. The directory costs nothing of the monthly allowance.</summary>
    public bool TryPassTop(ApiCall call, string api, string scope, out ApiAnswer problem) => TryPassTop(call, api, scope, out _, out problem, metered: false);

    /// <summary>The same for calls that are metered.</summary>
    public bool TryPassTop(ApiCall call, string api, string scope, out EmulatedApp app, out ApiAnswer problem, bool metered = true)
    {
        app = world.Options.Apps[0];
        problem = ApiErrors.Wrapped(40000, "access_token is blank");
        if (call.Http.Query["access_token"].ToString() is not { Length: > 0 } token) return false;
        problem = ApiErrors.Wrapped(40014, "不合法的access_token");
        if (world.Tokens.Owner(token) is not { } owner || world.Faults.Take(FaultKind.RefuseToken, api, owner) is not null) return false;
        app = owner;
        problem = ApiErrors.Wrapped(90018, "您的服务器调用钉钉开放平台当前接口的所有请求都被暂时禁用了，请稍后重试");
        if (world.Faults.Take(FaultKind.Throttle, api, app) is not null || !_rates.TryTake(app, api)) return false;
        problem = ApiErrors.WrappedScopeMissing(scope);
        if (world.Faults.Take(FaultKind.ScopeMissing, api, app, scope) is not null) return false;
        problem = ApiErrors.Wrapped(90020, "当前组织的接口调用次数已用完");
        if (metered && (world.Faults.Take(FaultKind.ApiQuota, api, app) is not null || !world.Quota.TryCall(api))) return false;
        if (world.Faults.Take(FaultKind.Errcode, api, app) is not { } fault) return true;
        problem = ApiAnswer.Legacy(fault.Code ?? -1, fault.Message ?? "系统繁忙", requestId: true);
        return false;
    }

    /// <summary>The body's <c>robotCode</c> must be there, exist, and belong to the caller.</summary>
    public bool IsItsRobot(EmulatedApp app, JsonElement body, out ApiAnswer problem)
    {
        problem = Invalid("missing", "robotCode is missing");
        if (!body.TryGetProperty("robotCode", out var given)) return false;
        problem = Invalid("invalid", "robotCode is invalid");
        return given.Text() is { } code && IsItsRobot(app, code, out problem);
    }

    public bool IsItsRobot(EmulatedApp app, string code, out ApiAnswer problem)
    {
        problem = Invalid("empty", "robotCode is empty");
        if (string.IsNullOrWhiteSpace(code)) return false;
        problem = Invalid("notExsit", "robot does not exist");
        if (world.Apps.All(a => a.RobotCode != code)) return false;
        problem = Invalid("auth", "appkey and robotCode do not match");
        return app.RobotCode == code;
    }

    private ApiAnswer Legacy(int code, string message) => world.Options.WrapLegacyErrors ? ApiErrors.Wrapped(code, message) : ApiAnswer.Legacy(code, message);

    private static ApiAnswer Invalid(string what, string message) => ApiAnswer.Error(400, "invalidParameter.robotCode." + what, message);
}
