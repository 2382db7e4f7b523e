using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>People with the code before them: on the page that the QR code leads to, or by a test.</summary>
internal sealed class ControlRegistrations(DingTalkWorld world)
{
    public Task RunAsync(HttpContext http, string what) => (http.Request.Method, what) switch
    {
        ("GET", "") => ControlReply.WriteAsync(http, world.AppRegistrations, ControlText.Json.IReadOnlyListRegistrationRecord),
        ("POST", "confirm") => DecideAsync(http, (code, _) => world.ConfirmRegistration(code) is not null),
        ("POST", "refuse") => DecideAsync(http, (code, reason) => world.RefuseRegistration(code, reason ?? "user rejected")),
        ("POST", "expire") => DecideAsync(http, (code, _) => world.ExpireRegistration(code)),
        _ => ControlReply.ProblemAsync(http, StatusCodes.Status404NotFound, $"There is no {http.Request.Method} /_emulator/registrations/{what}."),
    };

    /// <summary>What a phone shows after the scan.</summary>
    public static Task PageAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        return http.Response.WriteAsync(Page, http.RequestAborted);
    }

    private async Task DecideAsync(HttpContext http, Func<string, string?, bool> decide)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.RegistrationBody);
        if (!decide(ControlReply.Need(body.UserCode, "userCode"), body.Reason)) throw new ControlException("The registration is over already.");
        await ControlReply.WriteAsync(http, world.AppRegistrations, ControlText.Json.IReadOnlyListRegistrationRecord);
    }

    private const string Page = """
        <!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>创建机器人 · New robot</title>
        <style>body{font:16px system-ui;max-width:24rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1rem;margin:.3rem}</style>
        <h1>创建机器人 · New robot</h1><p>代码 · Code: <b id="code"></b></p>
        <button id="yes">创建新机器人 · Create a new robot</button><button id="no">取消 · Cancel</button><p id="said"></p>
        <script>
        const code = new URLSearchParams(location.search).get('user_code') ?? '';
        document.getElementById('code').textContent = code;
        async function decide(what) {
          const reply = await fetch('/_emulator/registrations/' + what, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ userCode: code }) });
          document.getElementById('said').textContent = reply.ok ? '好了 · Done' : (await reply.json()).error;
        }
        document.getElementById('yes').onclick = () => decide('confirm');
        document.getElementById('no').onclick = () => decide('refuse');
        </script></html>
        """;
}

internal sealed record RegistrationBody(string? UserCode, string? Reason = null);
