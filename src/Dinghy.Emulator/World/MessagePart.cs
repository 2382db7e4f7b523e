using System.Text;

namespace Dinghy.Emulator;

/// <summary>What a robot's message says.</summary>
internal sealed record MessagePart(string Kind, string? Title, string Text, BotMessageExtras? Extras = null)
{
    /// <summary>The text, then a line for every link or button.</summary>
    public static MessagePart Of(string kind, string? title, string body, IReadOnlyList<BotButton> buttons, BotMessageExtras? extras = null)
    {
        if (buttons.Count == 0) return new MessagePart(kind, title, body, extras);
        var text = new StringBuilder(body);
        foreach (var (label, url) in buttons)
        {
            if (text.Length > 0) text.Append("\n\n");
            text.Append('[').Append(label).Append("](").Append(url).Append(')');
        }

        return new MessagePart(kind, title, text.ToString(), (extras ?? new BotMessageExtras(body, [])) with { Body = body, Buttons = buttons });
    }
}
