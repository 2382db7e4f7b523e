using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>
/// The robot's reaction under a person's message. DingTalk's SDK has the call, no page describes it: take it as best effort.
/// A reaction to a message that has just arrived can fail with Busy (<c>system.err</c>); a second try 400 ms later is known to do.
/// </summary>
public sealed class EmotionApi(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    private const int TextEmotion = 2;

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="DingTalkApiException">DingTalk said no, or nothing. Names and texts of one's own are partly refused.</exception>
    public Task ReplyAsync(ConversationId chat, MessageId message, Emotion emotion, CancellationToken ct) => SendAsync("/v1.0/robot/emotion/reply", chat, message, emotion, ct);

    /// <param name="emotion">The same as was given to <see cref="ReplyAsync"/>.</param>
    /// <exception cref="DingTalkApiException">DingTalk said no, or nothing.</exception>
    public Task RecallAsync(ConversationId chat, MessageId message, Emotion emotion, CancellationToken ct) => SendAsync("/v1.0/robot/emotion/recall", chat, message, emotion, ct);

    private async Task SendAsync(string path, ConversationId chat, MessageId message, Emotion emotion, CancellationToken ct)
    {
        var body = new EmotionBody(app.RobotCode, message.Value, chat.Value, TextEmotion, emotion.Name, new(emotion.Id, emotion.Name, emotion.Text, emotion.BackgroundId));
        await _caller.PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Compact.EmotionBody), RequestTimeout, ct);
    }
}

/// <summary>A reaction made of text.</summary>
/// <param name="Text">Shown under the message.</param>
public sealed record Emotion(string Name, string Text)
{
    /// <summary>The one that is known to work.</summary>
    public static Emotion Thinking { get; } = new("🤔思考中", "🤔思考中");

    public string Id { get; init; } = "2659900";

    public string BackgroundId { get; init; } = "im_bg_1";
}
