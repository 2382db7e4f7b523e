using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>
/// A model without a network: the same history always gets the same answer. Speaks the language of the last message, and ends every
/// answer with how many of the person's earlier messages it was given, so that conversations can be seen to be apart.
/// </summary>
internal sealed class DemoModel : IChatClient
{
    /// <summary>The longest text it writes or says back, in UTF-16 characters.</summary>
    public const int LongestText = 200_000;

    private const int ChunkLength = 64;

    private static readonly ChatClientMetadata s_metadata = new("demo", null, "demo");

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var said = messages.Where(m => m.Role == ChatRole.User).Select(m => m.Text).ToList();
        var id = $"demo-{said.Count}";
        var answer = Answer(said);
        for (var at = 0; at < answer.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Between chunks the reader gets its turn, as with a real stream.
            await Task.Yield();
            var length = Math.Min(ChunkLength, answer.Length - at);
            if (char.IsHighSurrogate(answer[at + length - 1]) && at + length < answer.Length) length++;
            yield return new ChatResponseUpdate(ChatRole.Assistant, answer.Substring(at, length))
            {
                ResponseId = id, MessageId = id, ModelId = "demo", FinishReason = at + length == answer.Length ? ChatFinishReason.Stop : null,
            };
            at += length;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? s_metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }

    /// <summary>The whole answer to a person who said these things, the last one now.</summary>
    public static string Answer(IReadOnlyList<string> said)
    {
        var message = said.Count == 0 ? "" : said[^1];
        var earlier = Math.Max(0, said.Count - 1);
        var texts = DemoTexts.For(IsChinese(message));
        var request = DemoRequest.Of(message);
        var body = request.Topic switch
        {
            DemoTopic.Help => texts.Help,
            DemoTopic.Markdown => texts.Markdown,
            DemoTopic.Code => texts.Code,
            DemoTopic.Table => texts.Table,
            DemoTopic.Long => Long(request.Length, texts),
            DemoTopic.RecallFirst => earlier == 0 ? texts.NothingSaid : texts.First(Shorten(said[0], texts)),
            DemoTopic.RecallLatest => earlier == 0 ? texts.NothingSaid : texts.Latest(Shorten(said[^2], texts)),
            _ => message.Trim().Length == 0 ? texts.Help : texts.Echo(Shorten(message, texts)),
        };
        return $"{body}\n\n{texts.Remember(earlier)}";
    }

    /// <summary>Numbered lines, cut at exactly <paramref name="length"/> characters: what is lost or doubled on the way shows.</summary>
    public static string Long(int length, DemoTexts texts)
    {
        var wanted = Math.Min(length, LongestText);
        var text = new StringBuilder(wanted + 64);
        for (var line = 1; text.Length < wanted; line++) text.Append(texts.Line(line)).Append('\n');
        text.Length = wanted;
        return length > LongestText ? text.Append("\n\n").Append(texts.Shortened(LongestText)).ToString() : text.ToString();
    }

    private static string Shorten(string message, DemoTexts texts)
    {
        if (message.Length <= LongestText) return message;
        var end = char.IsHighSurrogate(message[LongestText - 1]) ? LongestText - 1 : LongestText;
        return $"{message[..end]}\n\n{texts.Shortened(LongestText)}";
    }

    /// <summary>Any Han character makes it Chinese; letters without one, English; neither (a number, an emoji), Chinese, as DingTalk is.</summary>
    private static bool IsChinese(string message) =>
        message.AsSpan().IndexOfAnyInRange('\u3400', '\u9fff') >= 0 || !message.Any(char.IsLetter);
}
