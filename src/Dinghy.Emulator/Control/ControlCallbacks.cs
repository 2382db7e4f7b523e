using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>Where applications receive by HTTP, and what was posted there.</summary>
internal sealed class ControlCallbacks(DingTalkWorld world)
{
    public Task ListAsync(HttpContext http)
    {
        var after = long.TryParse(http.Request.Query["after"], out var seq) ? seq : 0;
        return ControlReply.WriteAsync(http, world.Callbacks(after), ControlText.Json.IReadOnlyListCallbackRecord);
    }

    /// <summary>PUT callbacks: saves all of it; with an address for events DingTalk's console would check it first, and so does this unless told not to.</summary>
    public async Task SaveAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.CallbacksBody);
        if (body.AesKey is { } key && !EventCrypto.IsKey(key)) throw new ControlException($"aesKey has {key.Length} characters; an AES key has 43 of base64. Leave it out to have events go as plain JSON.");
        world.SetCallbacks(new HttpCallbacks { Robot = Address(body.Robot), Events = Address(body.Events), Token = body.Token, AesKey = body.AesKey }, body.ClientId);
        var problem = body is { Events: not null, Check: true } ? await world.CheckCallbackAsync(body.ClientId) : null;
        await ControlReply.WriteAsync(http, new CallbacksView(problem is null, problem), ControlText.Json.CallbacksView);
    }

    private static Uri? Address(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new ControlException($"'{text}' is no http address.");
}
