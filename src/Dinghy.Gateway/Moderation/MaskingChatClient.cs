using System.Runtime.CompilerServices;
using Dinghy.Gateway.Configuration;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Moderation;

/// <summary>A model that is shown stand-ins for personal data, wherever in the request it stands, and whose words and calls are read with what they stand for.</summary>
internal sealed class MaskingChatClient(IChatClient inner, IReadOnlySet<PersonalKind> kinds) : DelegatingChatClient(inner)
{
    private const string Note = "Words like PHONEX…, IDCARDX… and BANKCARDX… stand for personal data. Use them unchanged wherever the data itself would stand; people and tools see the data.";

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var masks = new Masks(kinds);
        var response = await base.GetResponseAsync(Masked(messages, masks), Masked(options, masks), cancellationToken);
        if (!masks.Any) return response;
        foreach (var message in response.Messages) message.Contents = [.. message.Contents.Select(content => Read(content, masks))];
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var masks = new Masks(kinds);
        var request = Masked(messages, masks);
        options = Masked(options, masks);
        if (!masks.Any)
        {
            await foreach (var update in base.GetStreamingResponseAsync(request, options, cancellationToken)) yield return update;
            yield break;
        }

        var (words, thoughts, model) = (new UnmaskedText(masks), new UnmaskedText(masks), (string?)null);
        await foreach (var update in base.GetStreamingResponseAsync(request, options, cancellationToken))
        {
            model = update.ModelId ?? model;
            update.Contents = [.. update.Contents.SelectMany(content => Read(content, masks, words, thoughts))];
            yield return update;
        }

        if (thoughts.End() is { Length: > 0 } thought) yield return new ChatResponseUpdate(ChatRole.Assistant, [new TextReasoningContent(thought)]) { ModelId = model };
        if (words.End() is { Length: > 0 } rest) yield return new ChatResponseUpdate(ChatRole.Assistant, rest) { ModelId = model };
    }

    private static List<ChatMessage> Masked(IEnumerable<ChatMessage> messages, Masks masks)
    {
        var masked = messages.Select(message => new ChatMessage(message.Role, [.. message.Contents.Select(content => Masked(content, masks))])
        {
            AuthorName = message.AuthorName is { } name ? masks.Mask(name) : null,
            MessageId = message.MessageId,
            AdditionalProperties = message.AdditionalProperties,
        }).ToList();
        if (masks.Any) masked.Insert(masked is [{ Role: var role }, ..] && role == ChatRole.System ? 1 : 0, new ChatMessage(ChatRole.System, Note));
        return masked;
    }

    private static ChatOptions? Masked(ChatOptions? options, Masks masks)
    {
        if (options?.Instructions is not { } instructions || masks.Mask(instructions) is var masked && masked == instructions) return options;
        options = options.Clone();
        options.Instructions = masked;
        return options;
    }

    private static AIContent Masked(AIContent content, Masks masks) => content switch
    {
        TextContent text => new TextContent(masks.Mask(text.Text)) { AdditionalProperties = text.AdditionalProperties },
        TextReasoningContent thought => new TextReasoningContent(masks.Mask(thought.Text)) { ProtectedData = thought.ProtectedData, AdditionalProperties = thought.AdditionalProperties },
        FunctionCallContent call => new FunctionCallContent(call.CallId, call.Name, Mapped(call.Arguments, masks.Mask)) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties },
        FunctionResultContent { Result: string text } result => new FunctionResultContent(result.CallId, masks.Mask(text)) { Exception = result.Exception, AdditionalProperties = result.AdditionalProperties },
        _ => content,
    };

    private static AIContent Read(AIContent content, Masks masks) => content switch
    {
        TextContent text => new TextContent(masks.Unmask(text.Text)),
        TextReasoningContent thought => new TextReasoningContent(masks.Unmask(thought.Text)) { ProtectedData = thought.ProtectedData, AdditionalProperties = thought.AdditionalProperties },
        FunctionCallContent call => new FunctionCallContent(call.CallId, call.Name, Mapped(call.Arguments, masks.Unmask)) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties },
        _ => content,
    };

    private static IEnumerable<AIContent> Read(AIContent content, Masks masks, UnmaskedText words, UnmaskedText thoughts)
    {
        switch (content)
        {
            case TextContent text:
                if (words.Add(text.Text) is { Length: > 0 } more) yield return new TextContent(more);
                break;
            case TextReasoningContent thought:
                // A proof closes what was thought until then.
                var said = thoughts.Add(thought.Text) + (thought.ProtectedData is null ? "" : thoughts.End());
                if (said.Length > 0 || thought.ProtectedData is not null) yield return new TextReasoningContent(said) { ProtectedData = thought.ProtectedData, AdditionalProperties = thought.AdditionalProperties };
                break;
            default:
                yield return Read(content, masks);
                break;
        }
    }

    /// <summary>Numbers too: a telephone number is one to many models.</summary>
    private static Dictionary<string, object?>? Mapped(IDictionary<string, object?>? arguments, Func<string, string> map) =>
        arguments?.ToDictionary(pair => map(pair.Key), pair => Mapped(pair.Value, map), StringComparer.Ordinal);

    private static object? Mapped(object? value, Func<string, string> map)
    {
        switch (value)
        {
            case string text:
                return map(text);
            case long number:
                var written = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                return map(written) is var mapped && mapped == written ? number : mapped;
            case IDictionary<string, object?> inner:
                return Mapped(inner, map);
            case IEnumerable<object?> list:
                return list.Select(item => Mapped(item, map)).ToList();
            default:
                return value;
        }
    }
}
