using System.Collections.Frozen;
using System.Net;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>Which class a DingTalk code belongs to. New API and legacy codes never collide: words there, numbers here.</summary>
internal static class FaultTable
{
    private static readonly FrozenDictionary<string, DingTalkFault> _codes = new (DingTalkFault Fault, string[] Codes)[]
    {
        (DingTalkFault.Credentials, ["authFailed", "invalidClientIdOrSecret", "invalid.client", "unauthorized.client", "40001", "40089", "40096"]),
        (DingTalkFault.Token, ["InvalidAuthentication", "AuthenticationFailed.MissingParameter", "40014", "41001", "42001"]),
        (DingTalkFault.Permission, ["Forbidden.AccessDenied.AccessTokenPermissionDenied", "Forbidden.AccessDenied.IpNotInWhiteList",
            "unauthorized", "auth.error", "ip.not.match", "not.allowed.robotCode", "needAuth", "noPermission", "processGetFailedByParameter", "43007", "50004", "60011", "60020"]),
        (DingTalkFault.Throttled, ["qps.exceed.limit", "request.overlimit", "send.too.fast", "send.byToken.tooFast", "too.many.group", "too.many.people",
            "90002", "90018", "130101", "410100", "660026"]),
        (DingTalkFault.Banned, ["1111"]),
        (DingTalkFault.QuotaExceeded, ["Forbidden.AccessDenied.ApiCountLimitForOrg", "90020", "20001"]),
        (DingTalkFault.Exists, ["param.cardAlreadyExist", "param.callbackRouteKeyExist"]),
        (DingTalkFault.Busy, ["system.updateCallbackFailed", "send.ding.exception", "system.busy", "systemBusy", "system.error", "systemError", "system.err", "server.error", "unknownError", "internalError", "-1", "15"]),
        (DingTalkFault.WebhookExpired, ["session.notExisted", "session.expired", "token.notExisted", "invalidParameter.token.invalid", "300001", "300005", "400101"]),
        (DingTalkFault.Refused, ["bot.stopped", "template.stopped", "send.forbidden", "bot.forbidden.sendMessage", "contain.unsafe.url", "contain.notAllowed.text",
            "contain.notAllowed.picture", "contain.notAllowed.content", "only.groupAdmin.canAtAll", "keywords.not.match", "chatbotId.notAllow.sendOTO",
            "notRevoke.all.messages", "param.contentUnsafe", "param.templateUnpublished", "34015", "400102", "310000", "430101", "430102", "430103", "430104"]),
        (DingTalkFault.NotFound, ["InvalidAction.NotFound", "resource.not.found", "staffId.notExisted", "group.disbanded", "robot.oto.notExist", "template.not.existed",
            "invalidParameter.robotCode.downloadCode", "param.cardNotExist", "param.templateNotExist", "param.userIdNotExist", "param.stream.outTrackId",
            "userNotExist", "aflowProcessInstNotExist", "processInstNotExist", "processNotExist",
            "404", "22", "33012", "60003", "60019", "60121", "400013", "400106"]),
        (DingTalkFault.Invalid, ["Missingbody", "sign.not.match", "460101", "34016", "40004", "40006", "40007", "40035", "43004", "400002", "400105"]),
    }.SelectMany(row => row.Codes.Select(code => KeyValuePair.Create(code, row.Fault))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly (string Prefix, DingTalkFault Fault)[] _families =
    [
        ("Forbidden.AccessDenied.Qps", DingTalkFault.Throttled),
        ("Forbidden.AccessDenied.Qpm", DingTalkFault.Throttled),
        ("Forbidden.AccessDenied.", DingTalkFault.Permission),
        ("invalidParameter", DingTalkFault.Invalid),
        ("invalid.", DingTalkFault.Invalid),
        ("miss.", DingTalkFault.Invalid),
        ("param.", DingTalkFault.Invalid),
    ];

    public static DingTalkFault Of(string code, HttpStatusCode status)
    {
        if (_codes.TryGetValue(code, out var fault)) return fault;
        foreach (var family in _families)
            if (code.StartsWith(family.Prefix, StringComparison.OrdinalIgnoreCase)) return family.Fault;
        return Of(status);
    }

    public static DingTalkFault Of(HttpStatusCode status) => (int)status switch
    {
        400 => DingTalkFault.Invalid,
        401 => DingTalkFault.Credentials,
        403 => DingTalkFault.Permission,
        404 or 405 => DingTalkFault.NotFound,
        408 => DingTalkFault.Timeout,
        429 => DingTalkFault.Throttled,
        >= 500 => DingTalkFault.Busy,
        _ => DingTalkFault.Unknown,
    };
}
