using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>Applications that receive by HTTP.</summary>
public sealed partial class DingTalkWorld
{
    internal Postman Postman { get; }

    /// <summary>Saves where an application receives by HTTP. From now on it does, beside the socket if one is connected.</summary>
    /// <exception cref="ArgumentException">Unknown application, or no AES key.</exception>
    public void SetCallbacks(HttpCallbacks callbacks, string? clientId = null)
    {
        ArgumentNullException.ThrowIfNull(callbacks);
        Postman.Set(App(clientId), callbacks);
    }

    /// <summary>What is saved for an application.</summary>
    public HttpCallbacks CallbacksOf(string? clientId = null) => Postman.Of(App(clientId));

    /// <summary>Posts <c>check_url</c>, as the console does when the address of a subscription is saved. <c>null</c>: answered as it should be; else why not.</summary>
    public Task<string?> CheckCallbackAsync(string? clientId = null) => Postman.CheckAsync(App(clientId));

    /// <summary>What was posted to applications, oldest first.</summary>
    public IReadOnlyList<CallbackRecord> Callbacks(long after = 0) => Postman.After(after);

    /// <summary>Waits until so many were posted and answered, or given up, and gives them all.</summary>
    public Task<IReadOnlyList<CallbackRecord>> WaitForCallbacksAsync(int count, CancellationToken ct = default) =>
        Postman.Changed.WaitForAsync<IReadOnlyList<CallbackRecord>>(() => Callbacks() is { } all && all.Count >= count ? all : null, ct);

    /// <summary>A robot may answer a message in the response: what has a msgtype is shown where the message was said.</summary>
    private void OnRobotAnswer(Push push, string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Length == 0 ? "{}" : answer);
            if (document.RootElement.Text("msgtype") is not { Length: > 0 } type || type == "empty") return;
            if (SendBySession.Read(type, document.RootElement, out var part) is not null) return;
            using var asked = JsonDocument.Parse(push.Data ?? "{}");
            if (asked.RootElement.Text("conversationId") is not { } conversation) return;
            BotSaid(new BotWords(push.App, conversation, "callback", part, new ApiCall(new DefaultHttpContext().Request, default, Options.Time.GetTimestamp(), Receipt: true), push.MsgId));
        }
        catch (JsonException)
        {
            // An answer that is no JSON says nothing.
        }
    }
}
