using System.Runtime.CompilerServices;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>Asks the model. Every way it can fail ends in an update with a reason, never in an exception.</summary>
/// <param name="model">Null: no usable model; the person hears so.</param>
/// <param name="prompts">Makes the request's messages.</param>
/// <param name="log">Named events.</param>
internal sealed class AgentRunner(IChatClient? model, Prompts prompts, AgentLog log)
{
    /// <summary>Beginning anew after a stream that broke halfway: nothing was sent yet, so nothing is doubled.</summary>
    private const int MaxStarts = 2;

    /// <summary>UTF-16 characters of one question. DingTalk's own clients stop far below; a model would charge for every one.</summary>
    public const int MaxQuestionChars = 100_000;

    public async IAsyncEnumerable<AgentUpdate> RunAsync(TurnContext context, [EnumeratorCancellation] CancellationToken ct)
    {
        if (context.Question is null)
        {
            yield return new AgentUpdate.Failed(Reasons.UnsupportedKind);
            yield break;
        }

        if (context.Question.Length > MaxQuestionChars)
        {
            yield return new AgentUpdate.Failed(Reasons.ContextTooLong);
            yield break;
        }

        if (model is null)
        {
            yield return new AgentUpdate.Failed(Reasons.NoModel);
            yield break;
        }

        var request = prompts.For(context);
        for (var start = 1; ; start++)
        {
            ModelException? fault = null;
            var said = false;
            await foreach (var (delta, failure) in StreamAsync(model, request, ct))
            {
                fault = failure;
                if (delta.Length == 0) continue;
                said = true;
                yield return new AgentUpdate.Text(delta);
            }

            if (fault is null)
            {
                yield return new AgentUpdate.Finished();
                yield break;
            }

            log.ModelFailed(context.Turn.Id, fault);
            if (fault.Fault == ModelFault.ContextTooLong && context.History.Count > 0)
            {
                // The memory outgrew this model: the older half goes, until the question alone is too long.
                context = context with { History = [.. context.History.Skip((context.History.Count + 1) / 2)] };
                request = prompts.For(context);
            }
            else if (!(said && fault.Transient && start < MaxStarts))
            {
                yield return new AgentUpdate.Failed(ReasonOf(fault.Fault));
                yield break;
            }

            yield return new AgentUpdate.StartOver();
        }
    }

    /// <summary>The stream with its fault as a last item: an iterator can not yield from a catch.</summary>
    private static async IAsyncEnumerable<(string Delta, ModelException? Fault)> StreamAsync(
        IChatClient model, IReadOnlyList<ChatMessage> request, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var updates = model.GetStreamingResponseAsync(request, cancellationToken: ct).GetAsyncEnumerator(ct);
        while (true)
        {
            ModelException? fault = null;
            try
            {
                if (!await updates.MoveNextAsync()) yield break;
            }
            catch (ModelException e)
            {
                fault = e;
            }

            yield return (fault is null ? updates.Current.Text : "", fault);
            if (fault is not null) yield break;
        }
    }

    private static string ReasonOf(ModelFault fault) => fault switch
    {
        ModelFault.Filtered => Reasons.ModelFiltered,
        ModelFault.Quota or ModelFault.RateLimited => Reasons.ModelQuota,
        ModelFault.ContextTooLong => Reasons.ContextTooLong,
        ModelFault.BadRequest or ModelFault.NoTools or ModelFault.Credentials or ModelFault.UnknownModel => Reasons.ModelRefused,
        _ => Reasons.ModelDown,
    };
}
