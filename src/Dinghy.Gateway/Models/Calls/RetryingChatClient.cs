using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Models;

/// <summary>
/// Asks again after a transient fault, at most <see cref="Retries"/> times. <see cref="GetResponseAsync"/> gives the whole answer or
/// throws: since nobody has seen a fragment, it starts again from scratch even after a cut. <see cref="GetStreamingResponseAsync"/> can
/// only do so while nothing was yielded; a later fault is thrown, and the caller must discard what it got.
/// </summary>
/// <param name="inner">Asked.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="random">Their jitter; shared, so it is locked.</param>
/// <param name="log">Named events.</param>
/// <param name="brief">Another model waits behind this one: only what passes in a moment is tried again, and once.</param>
internal sealed class RetryingChatClient(IChatClient inner, TimeProvider time, Random random, ILogger log, bool brief = false) : DelegatingChatClient(inner)
{
    public const int Retries = 2;

    private readonly int _retries = brief ? 1 : Retries;

    /// <summary>A provider that wants a longer pause than this is left alone: a person is waiting.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2)];

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        for (var failed = 0; ; failed++)
        {
            try
            {
                return await base.GetResponseAsync(history, options, cancellationToken);
            }
            catch (ModelException fault) when (MayRetry(fault, failed))
            {
                await PauseAsync(fault, failed, cancellationToken);
            }
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = await StartAsync([.. messages], options, cancellationToken);
        if (updates is null) yield break;
        do yield return updates.Current;
        while (await updates.MoveNextAsync());
    }

    /// <summary>Stands on the first update; null where there is none.</summary>
    private async Task<IAsyncEnumerator<ChatResponseUpdate>?> StartAsync(List<ChatMessage> messages, ChatOptions? options, CancellationToken ct)
    {
        for (var failed = 0; ; failed++)
        {
            var updates = base.GetStreamingResponseAsync(messages, options, ct).GetAsyncEnumerator(ct);
            var started = false;
            try
            {
                started = await updates.MoveNextAsync();
                return started ? updates : null;
            }
            catch (ModelException fault) when (MayRetry(fault, failed))
            {
                await PauseAsync(fault, failed, ct);
            }
            finally
            {
                if (!started) await updates.DisposeAsync();
            }
        }
    }

    private bool MayRetry(ModelException fault, int failed) =>
        fault.Transient && failed < _retries && (fault.RetryAfter ?? TimeSpan.Zero) <= LongestWait
        && (!brief || fault.Fault is ModelFault.Cut or ModelFault.ServerError);

    private async Task PauseAsync(ModelException fault, int failed, CancellationToken ct)
    {
        var pause = Jittered(s_pauses[failed]);
        if (fault.RetryAfter is { } asked && asked > pause) pause = asked;
        var wait = Task.Delay(pause, time, ct);
        log.Retrying(fault.Provider, (long)pause.TotalMilliseconds, failed + 1, _retries, fault.Fault);
        await wait;
    }

    /// <summary>Plus or minus a quarter, so that a hundred conversations do not come back at once.</summary>
    private TimeSpan Jittered(TimeSpan pause)
    {
        // A seeded Random is not safe to share between conversations.
        lock (random) return pause * (0.75 + (random.NextDouble() / 2));
    }
}
