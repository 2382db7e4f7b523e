namespace Dinghy.Emulator;

/// <summary>Making an application by QR code, on the legacy host: JSON, no token, errcode 0 for success. Codes of errors are not known: 40035 is the legacy host's own for a bad argument.</summary>
internal sealed class RegistrationCalls(DingTalkWorld world)
{
    /// <summary>POST /app/registration/init</summary>
    public ApiAnswer Init(ApiCall call)
    {
        if (!Argument(call, "source", out var source, out var problem)) return problem;
        var nonce = world.Registrations.Init(source);
        return Ok(json =>
        {
            json.WriteString("nonce", nonce);
            json.WriteNumber("expires_in", (int)world.Options.RegistrationNonceLife.TotalSeconds);
        });
    }

    /// <summary>POST /app/registration/begin</summary>
    public ApiAnswer Begin(ApiCall call)
    {
        if (!Argument(call, "nonce", out var nonce, out var problem)) return problem;
        if (world.Registrations.Begin(nonce) is not { } entry) return TopCall.Invalid("nonce");
        var page = world.Sessions.Base.AbsoluteUri.TrimEnd('/') + "/_emulator/registration";
        return Ok(json =>
        {
            json.WriteString("device_code", entry.DeviceCode);
            json.WriteString("user_code", entry.UserCode);
            json.WriteString("verification_uri", page);
            json.WriteString("verification_uri_complete", $"{page}?user_code={entry.UserCode}");
            json.WriteNumber("expires_in", (int)world.Options.RegistrationLife.TotalSeconds);
            json.WriteNumber("interval", (int)world.Options.RegistrationInterval.TotalSeconds);
        });
    }

    /// <summary>POST /app/registration/poll</summary>
    public ApiAnswer Poll(ApiCall call)
    {
        if (!Argument(call, "device_code", out var code, out var problem)) return problem;
        if (world.Registrations.Poll(code) is not { } entry) return TopCall.Invalid("device_code");
        return Ok(json =>
        {
            json.WriteString("status", entry.State.ToString().ToUpperInvariant());
            if (entry.Reason is { } reason) json.WriteString("fail_reason", reason);
            if (entry.App is not { } app) return;
            json.WriteString("client_id", app.ClientId);
            json.WriteString("client_secret", app.ClientSecret);
        });
    }

    private static bool Argument(ApiCall call, string name, out string value, out ApiAnswer problem)
    {
        (value, problem) = ("", TopCall.Refuse(43004, "无效的HTTP HEADER Content-Type"));
        if (!call.IsJson) return false;
        problem = TopCall.Invalid(name);
        if (call.Object()?.Text(name) is not { Length: > 0 } text) return false;
        value = text;
        return true;
    }

    private static ApiAnswer Ok(Action<System.Text.Json.Utf8JsonWriter> write) => ApiAnswer.Ok(json =>
    {
        json.WriteNumber("errcode", 0);
        json.WriteString("errmsg", "ok");
        write(json);
    });
}
