using System.Text;
using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>One outgoing message in the two spellings DingTalk wants: <c>msgKey</c> with <c>msgParam</c>, and a webhook body.</summary>
internal readonly record struct MessageParam(string Key, string Json)
{
    public int Bytes => Encoding.UTF8.GetByteCount(Json);

    public static MessageParam Of(RobotOutMessage message) => message switch
    {
        RobotText text => new("sampleText", JsonSerializer.Serialize(new TextBody(text.Content), WireJson.Compact.TextBody)),
        RobotMarkdown markdown => new("sampleMarkdown", JsonSerializer.Serialize(new MarkdownBody(markdown.Title, markdown.Text), WireJson.Compact.MarkdownBody)),
        _ => throw Unknown(message),
    };

    public static byte[] Webhook(RobotOutMessage message)
    {
        var body = message switch
        {
            RobotText text => new WebhookBody("text") { Text = new(text.Content) },
            RobotMarkdown markdown => new WebhookBody("markdown") { Markdown = new(markdown.Title, markdown.Text) },
            _ => throw Unknown(message),
        };
        return JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Compact.WebhookBody);
    }

    private static ArgumentException Unknown(RobotOutMessage message) => new($"No wire form for {message.GetType().Name}.", nameof(message));
}
