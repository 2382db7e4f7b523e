using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dinghy.Gateway.Diagnostics;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>Writes down what is asked for <see cref="RunRecorder.Current"/>: which model, how long, how many tokens, how it ended.</summary>
/// <param name="inner">Asked.</param>
/// <param name="name">Its name, where the answer tells none.</param>
/// <param name="metrics">Counts it; null: nobody looks.</param>
internal sealed class RecordedChatClient(IChatClient inner, string name, GatewayMetrics? metrics = null) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (ask, began) = (RunRecorder.Current?.Asking(name), Stopwatch.GetTimestamp());
        var (fault, response) = ("stopped", (ChatResponse?)null);
        try
        {
            response = await base.GetResponseAsync(messages, options, cancellationToken);
            ask?.Answers();
            fault = null;
            return response;
        }
        catch (ModelException e)
        {
            fault = FaultOf(e);
            throw;
        }
        finally
        {
            var usage = response?.Usage;
            metrics?.Asked(response?.ModelId ?? name, Stopwatch.GetElapsedTime(began), usage?.InputTokenCount, usage?.OutputTokenCount, fault);
            ask?.End(response?.ModelId, usage?.InputTokenCount, usage?.OutputTokenCount, usage?.CachedInputTokenCount, response?.Messages.Sum(message => Calls(message.Contents)) ?? 0, fault);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (ask, began) = (RunRecorder.Current?.Asking(name), Stopwatch.GetTimestamp());
        var (fault, model, calls) = ((string?)"stopped", (string?)null, 0);
        UsageDetails? usage = null;
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync()) break;
                }
                catch (ModelException e)
                {
                    fault = FaultOf(e);
                    throw;
                }

                var update = updates.Current;
                ask?.Answers();
                model = update.ModelId ?? model;
                calls += Calls(update.Contents);
                foreach (var content in update.Contents)
                    if (content is UsageContent counts) (usage ??= new UsageDetails()).Add(counts.Details);
                yield return update;
            }

            fault = null;
        }
        finally
        {
            metrics?.Asked(model ?? name, Stopwatch.GetElapsedTime(began), usage?.InputTokenCount, usage?.OutputTokenCount, fault);
            ask?.End(model, usage?.InputTokenCount, usage?.OutputTokenCount, usage?.CachedInputTokenCount, calls, fault);
        }
    }

    private static int Calls(IList<AIContent> contents) => contents.Count(content => content is FunctionCallContent);

    private static string FaultOf(ModelException fault) => fault.Reason ?? RunRecorder.Wire(fault.Fault);
}
