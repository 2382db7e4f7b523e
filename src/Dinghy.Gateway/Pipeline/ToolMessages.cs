using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Sending;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What tools send goes as answers go: kept first, then by the outbox, with its receipts and retries.</summary>
internal sealed class ToolMessages(ReplyFormats formats, Outbox.Outbox outbox)
{
    public Task SendAsync(TurnContext context, ToolMessage message, CancellationToken ct)
    {
        var turn = context.Turn;
        var chinese = Languages.For("auto", message.Text) == Language.Chinese;
        var reply = new NewReply(turn.Id, message.Card || message.Buttons.Count > 0 ? formats.ShownAsMarkdown(turn, message.Text) : formats.Shown(turn, message.Text), Closes: null, Remember: [])
        {
            Extras = new ReplyExtras
            {
                Buttons = message.Buttons,
                ActionCard = message.Card,
                Footer = formats.Of(turn).AiLabel && chinese ? Sentences.AiLabel : null,
                Kept = true,
                English = context.Language == Language.English,
            },
        };
        return outbox.PostBesideAsync(reply, ct);
    }
}
