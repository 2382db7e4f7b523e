using System.Text.RegularExpressions;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>Several short answers as one message: in order, all markdown or all plain, in a group each with the name of who asked.</summary>
internal sealed partial class Batch(Reply head, ReplyConfig config)
{
    private readonly List<Reply> _others = [];
    private readonly bool _markdown = ReplyFormat.IsMarkdown(head.Text, config);

    public IReadOnlyList<Reply> Others => _others;

    public string Text => TextOf([head, .. _others]);

    /// <summary>Whether a reply may go with others: an answer of which nothing was sent yet, and nothing but text.</summary>
    public static bool Takes(Reply reply) =>
        reply is { Closes.Kind: OutcomeKind.Answered, Done: 0, PartsDone: 0, Last: null, Carries.Count: 0 }
        && reply.Extras is { Card: null, Buttons.Count: 0, ActionCard: false, AsFile: false, File: null, To: null, Target: null, Kept: false, Names: null };

    /// <summary>False: it does not go with these, and neither does what comes after it.</summary>
    public bool TryAdd(Reply next)
    {
        if (!Takes(next) || next.Extras.Footer != head.Extras.Footer || next.Extras.Mention != head.Extras.Mention) return false;
        if (ReplyFormat.IsMarkdown(next.Text, config) != _markdown) return false;
        var text = TextOf([head, .. _others, next]);
        if (ReplyFormat.IsMarkdown(text, config) != _markdown || new ReplyText(text, config).Cut(Road.OpenApi, 0, 0, 0).Length < text.Length) return false;
        _others.Add(next);
        return true;
    }

    private static string TextOf(IReadOnlyList<Reply> replies) => string.Join("\n\n", replies.Select(Entry));

    private static string Entry(Reply reply)
    {
        var text = reply.Text.Trim('\n');
        var name = NotInNames().Replace(reply.Turn.Message.SenderNick ?? "", "").Trim();
        if (reply.Turn.Message.Kind != ConversationKind.Group || name.Length == 0) return text;
        // Markup begins its own line.
        return text.Contains('\n') ? $"{name}：\n\n{text}" : $"{name}：{text}";
    }

    // A name must not become markup.
    [GeneratedRegex(@"[^\p{L}\p{N} .·（）-]", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex NotInNames();
}
