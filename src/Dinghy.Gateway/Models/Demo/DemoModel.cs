using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>
/// A model without a network: the same history always gets the same answer. Speaks the language of the last message, and ends every
/// answer with how many of the person's earlier messages it was given, so that conversations can be seen to be apart.
/// </summary>
internal sealed class DemoModel(TimeProvider time) : IChatClient
{
    /// <summary>The longest text it writes or says back, in UTF-16 characters.</summary>
    public const int LongestText = 200_000;

    /// <summary>What it sends of the workspace.</summary>
    public const string FileName = "hello.pdf";

    /// <summary>How long a slow answer takes.</summary>
    public static readonly TimeSpan SlowTime = TimeSpan.FromSeconds(10);

    private const int ChunkLength = 64;

    private const int SlowChunkLength = 4;

    private static readonly ChatClientMetadata s_metadata = new("demo", null, "demo");

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turn = DemoTurn.Of([.. messages]);
        var request = turn.Picture is null && turn.ToolResult is null ? DemoRequest.Of(turn.Words) : new DemoRequest(DemoTopic.Echo);
        var call = turn.CallFor(request, options?.Tools);
        var slow = request.Topic == DemoTopic.Slow;
        if (slow) yield return Update(turn, new TextReasoningContent(turn.Texts.Thought));
        var answer = call is null ? Answer(turn, request) : "";
        var pieces = Pieces(answer, slow ? SlowChunkLength : ChunkLength).ToList();
        foreach (var piece in pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Between chunks the reader gets its turn, as with a real stream.
            await Task.Yield();
            if (slow) await Task.Delay(SlowTime / pieces.Count, time, cancellationToken);
            yield return Update(turn, new TextContent(piece));
        }

        var last = call is null ? Update(turn) : Update(turn, call);
        last.FinishReason = call is null ? ChatFinishReason.Stop : ChatFinishReason.ToolCalls;
        yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? s_metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }

    private static string Answer(DemoTurn turn, DemoRequest request)
    {
        var (texts, message, earlier) = (turn.Texts, turn.Message, turn.Said.Count - 1);
        if (DemoSummary.Of(message) is { } summary) return summary;
        var body = request.Topic switch
        {
            _ when turn.ToolResult is { } result => result,
            _ when turn.Picture is { } picture => texts.Picture(picture.Size),
            DemoTopic.Help => texts.Help,
            DemoTopic.Markdown => texts.Markdown,
            DemoTopic.Code => texts.Code,
            DemoTopic.Table => texts.Table,
            DemoTopic.Long => Long(request.Length, texts),
            DemoTopic.Slow => texts.Slow,
            DemoTopic.Choices or DemoTopic.File => texts.NoTools,
            DemoTopic.RecallFirst => earlier <= 0 ? texts.NothingSaid : texts.First(Shorten(turn.Said[0], texts)),
            DemoTopic.RecallLatest => earlier <= 0 ? texts.NothingSaid : texts.Latest(Shorten(turn.Said[^2], texts)),
            _ => turn.Words.Trim().Length == 0 ? texts.Help : texts.Echo(Shorten(message, texts)),
        };
        return $"{body}\n\n{texts.Remember(Math.Max(0, earlier))}";
    }

    private static IEnumerable<string> Pieces(string text, int longest)
    {
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = Math.Min(longest, text.Length - at);
            if (char.IsHighSurrogate(text[at + length - 1]) && at + length < text.Length) length++;
            yield return text.Substring(at, length);
        }
    }

    private static ChatResponseUpdate Update(DemoTurn turn, params AIContent[] contents)
    {
        var id = $"demo-{turn.Said.Count}";
        return new ChatResponseUpdate(ChatRole.Assistant, contents) { ResponseId = id, MessageId = id, ModelId = "demo" };
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
}
