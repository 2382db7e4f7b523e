using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What became of turns, and what an operator has done once more.</summary>
internal sealed partial class GatewayHost
{
    /// <summary>To look at; what is begun again goes through <see cref="ResendAsync"/> and <see cref="RetryAsync"/>.</summary>
    public ITraceStore Turns => _store;

    /// <summary>What people think of answers.</summary>
    public IFeedbackStore Feedback => _store;

    /// <summary>Metered calls that were made past the gate: a check-up's.</summary>
    public void CountCalls(IEnumerable<(string Account, Limits.DingTalkCall Call)> calls)
    {
        foreach (var (account, call) in calls) _meter.Called(account, call);
    }

    /// <summary>Sends at once what a turn's replies left dead or in doubt.</summary>
    /// <param name="turnId">Which.</param>
    /// <param name="by">Who wants it, for the audit.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<AgainOutcome> ResendAsync(long turnId, string by, CancellationToken ct)
    {
        var outcome = await _store.ResendAsync(turnId, by, _parts.Time.GetUtcNow(), ct);
        _outbox.SendAgain(outcome.Replies);
        return outcome;
    }

    /// <summary>Runs a failed turn's message as a new turn; its place is behind what its conversation waits for.</summary>
    /// <inheritdoc cref="ResendAsync"/>
    public async Task<AgainOutcome> RetryAsync(long turnId, string by, CancellationToken ct)
    {
        var outcome = await _store.RetryAsync(turnId, by, _parts.Time.GetUtcNow(), ct);
        if (outcome.Turn is { } turn) _worker.Take(turn);
        return outcome;
    }
}
