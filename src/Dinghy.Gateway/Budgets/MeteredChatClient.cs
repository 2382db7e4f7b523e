using System.Runtime.CompilerServices;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Budgets;

/// <summary>
/// Counts what is asked for <see cref="Payer.Current"/>. Where the budget runs out in the middle of a piece of work, the next call goes without tools, so that the
/// work ends in words; where it was used up before, there is no call.
/// </summary>
/// <param name="inner">Asked.</param>
/// <param name="name">Its name, where the answer tells none.</param>
/// <param name="meter">Counts.</param>
internal sealed class MeteredChatClient(IChatClient inner, string name, SpendMeter meter) : DelegatingChatClient(inner)
{
    /// <summary>Letters of one token, Chinese and English mixed; for hosts that do not count.</summary>
    private const int CharsPerToken = 2;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (payer, request) = (Payer.Current, messages as IReadOnlyList<ChatMessage> ?? [.. messages]);
        options = Allowed(payer, options);
        var response = await base.GetResponseAsync(request, options, cancellationToken);
        Count(payer, response.ModelId, response.Usage, request, response.Text.Length);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (payer, request) = (Payer.Current, messages as IReadOnlyList<ChatMessage> ?? [.. messages]);
        options = Allowed(payer, options);
        var (usage, model, length) = (new UsageDetails(), (string?)null, 0);
        try
        {
            await foreach (var update in base.GetStreamingResponseAsync(request, options, cancellationToken))
            {
                model = update.ModelId ?? model;
                foreach (var content in update.Contents)
                {
                    if (content is UsageContent counts) usage.Add(counts.Details);
                    else length += Length(content);
                }

                yield return update;
            }
        }
        finally
        {
            // Also of an answer that was stopped or broke: what had come by then was paid for. Nothing came of a refused call.
            if (length > 0 || Told(usage)) Count(payer, model, Told(usage) ? usage : null, request, length);
        }
    }

    private ChatOptions? Allowed(Payer payer, ChatOptions? options)
    {
        if (meter.Refusal(payer) is not { } reason)
        {
            payer.Called();
            return options;
        }

        if (payer.Calls == 0 || ReferenceEquals(payer, Payer.Nobody)) throw new ModelException(ModelFault.Quota, "budgets", $"The budget is used up ({reason}); budgets in the configuration sets it.") { Transient = false, Reason = reason };
        if (options?.Tools is not { Count: > 0 }) return options;
        options = options.Clone();
        options.Tools = null;
        return options;
    }

    private void Count(Payer payer, string? model, UsageDetails? usage, IReadOnlyList<ChatMessage> request, int answered)
    {
        if (usage is not null && Told(usage))
        {
            // Of what was sent, no more can have been cached.
            var input = usage.InputTokenCount ?? 0;
            meter.Count(payer, model ?? name, input, usage.OutputTokenCount ?? 0, Math.Min(usage.CachedInputTokenCount ?? 0, input));
        }
        else meter.Count(payer, model ?? name, request.Sum(message => message.Contents.Sum(Length)) / CharsPerToken, answered / CharsPerToken, 0);
    }

    private static bool Told(UsageDetails usage) => (usage.InputTokenCount ?? usage.OutputTokenCount) is not null;

    private static int Length(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent thought => thought.Text.Length,
        FunctionResultContent { Result: string result } => result.Length,
        _ => 0,
    };
}
