using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Sending;

/// <summary>A card with buttons into this conversation, at once: links, or words that a press says.</summary>
internal sealed class SendCard(SendNow send, PressWords words) : ITool
{
    private const int MaxText = 3_000;
    private const int MaxTitle = 100;
    private const int MaxLabel = 40;
    private const int MaxSays = 300;

    public ToolDeclaration Declaration { get; } = new(
        "send_card",
        "Sends a card with 1 to 10 buttons into this conversation at once. A button opens a web address, or says something in the name of whoever presses it. "
        + "To offer answers to a question of yours, offer_choices is better.",
        """
        {"type":"object","properties":{"title":{"type":"string","description":"One line at the top."},"text":{"type":"string","description":"What the card says, in simple markdown."},"buttons":{"type":"array","items":{"type":"object","properties":{"label":{"type":"string","description":"What the button says, at most 40 characters."},"url":{"type":"string","description":"A web address that it opens."},"says":{"type":"string","description":"Instead: what a press says in the person's name."}},"required":["label"]}}},"required":["text","buttons"]}
        """);

    public ToolEffect Effect => ToolEffect.Once;

    public async Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (turn.Messages + turn.Dispatched >= SendMessage.MaxMessages) return ToolResult.Error($"Not sent: at most {SendMessage.MaxMessages} messages with one answer.");
        if (input.Text("text") is not { Length: <= MaxText } text) return ToolResult.Error($"Not sent: text is missing, or longer than {MaxText} characters.");
        if (input.Text("title") is { Length: > MaxTitle }) return ToolResult.Error($"Not sent: the title is longer than {MaxTitle} characters.");
        if (input.List("buttons") is not { Count: >= 1 and <= 10 } written) return ToolResult.Error("Not sent: buttons must be a list of 1 to 10.");
        var buttons = new List<ReplyButton>();
        foreach (var one in written.Select(ToolInput.Of))
        {
            if (one?.Text("label") is not { Length: <= MaxLabel } label) return ToolResult.Error($"Not sent: every button needs a label of at most {MaxLabel} characters.");
            if (Wrong(one) is { } why) return ToolResult.Error($"Not sent: {why}");
            buttons.Add(one.Text("url") is { } url ? new ReplyButton(Line(label), new Uri(url).AbsoluteUri, Says: null) : new ReplyButton(Line(label), Url: null, one.Text("says") ?? label));
        }

        var title = input.Text("title") is { } heading ? $"### {Line(heading)}\n\n" : "";
        await send(turn.Context, new ToolMessage(title + text) { Buttons = buttons, Card = true }, ct);
        return new ToolResult("The card goes out now.") { Sent = true };
    }

    private string? Wrong(ToolInput button)
    {
        if (button.Text("url") is { } url)
            return url.Length <= 2_000 && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? null : "a url is a whole address that begins with https:// or http://.";
        var says = button.Text("says") ?? button.Text("label")!;
        if (says.Length > MaxSays) return $"what a press says has at most {MaxSays} characters.";
        // The label too: a client may say it instead.
        return words.AreCommand(says) || words.AreCommand(button.Text("label")!) ? "a press may only say words; no word of it begins with a slash." : null;
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ");
}
