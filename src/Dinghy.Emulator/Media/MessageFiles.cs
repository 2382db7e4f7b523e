namespace Dinghy.Emulator;

/// <summary>POST /v1.0/robot/messageFiles/download: a download code against an address that lives shortly.</summary>
internal sealed class MessageFiles(DingTalkWorld world, ApiGate gate)
{
    public ApiAnswer Download(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.Download, ApiGate.RobotScope, out var app, out var body, out var problem)) return problem;
        if (body.Text("robotCode") is not { Length: > 0 } robot || body.Text("downloadCode") is not { Length: > 0 } given)
            return Refuse("empty", "robotCode or downloadCode is empty");
        if (world.Faults.Take(FaultKind.DownloadCodeExpired, ApiNames.Download, app) is not null || world.Downloads.FindCode(given) is not { } code)
            return Refuse("downloadCode", "downloadCode is invalid");
        if (robot != app.RobotCode || code.App != app) return Refuse("auth", "robotCode is not authorized");
        var link = world.Downloads.OpenLink(code.File);
        var url = new Uri(world.Sessions.Base, $"{FileServer.Path}{link.Id}.file?Expires={link.ExpiresAt.ToUnixTimeSeconds()}&OSSAccessKeyId=emulator&Signature={link.Signature}");
        return ApiAnswer.Ok(json => json.WriteString("downloadUrl", url.AbsoluteUri));
    }

    private static ApiAnswer Refuse(string what, string message) => ApiAnswer.Error(400, "invalidParameter.robotCode." + what, message);
}
