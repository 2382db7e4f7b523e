using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Sending;

/// <summary>Another message into this conversation, at once.</summary>
internal sealed class SendMessage(SendNow send) : ITool
{
    /// <summary>Of one turn, with those of send_card.</summary>
    public const int MaxMessages = 5;

    /// <summary>UTF-16 characters.</summary>
    public const int MaxText = 8_000;

    public ToolDeclaration Declaration { get; } = new(
        "send_message",
        "Sends a message of its own into this conversation at once, before your answer: for a result that shall stand by itself. Your answer comes anyway; do not repeat the message in it.",
        """
        {"type":"object","properties":{"text":{"type":"string","description":"The message, in simple markdown."}},"required":["text"]}
        """);

    public ToolEffect Effect => ToolEffect.Once;

    public async Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (turn.Messages + turn.Dispatched >= MaxMessages) return ToolResult.Error($"Not sent: at most {MaxMessages} messages with one answer.");
        if (input.Text("text") is not { } text) return ToolResult.Error("Not sent: text is missing.");
        if (text.Length > MaxText) return ToolResult.Error($"Not sent: the text is longer than {MaxText} characters. A long text goes in a file: write_file, then send_file.");
        await send(turn.Context, new ToolMessage(text), ct);
        return new ToolResult("The message goes out now.") { Sent = true };
    }
}
