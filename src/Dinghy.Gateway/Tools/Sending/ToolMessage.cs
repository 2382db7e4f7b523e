using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Sending;

/// <summary>A message that a tool sends into the conversation of its turn, before the answer.</summary>
/// <param name="Text">Markdown.</param>
internal sealed record ToolMessage(string Text)
{
    /// <summary>Under it; with any it goes as an action card.</summary>
    public IReadOnlyList<ReplyButton> Buttons { get; init; } = [];

    public bool Card { get; init; }
}

/// <summary>Keeps the message and leaves it to the outbox, which sends it as surely as an answer. Returns when it is kept.</summary>
internal delegate Task SendNow(TurnContext context, ToolMessage message, CancellationToken ct);
