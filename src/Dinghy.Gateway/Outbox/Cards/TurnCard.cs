using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>One turn's card, if it gets one, from its draft to the reply that takes it over.</summary>
internal sealed class TurnCard(CardDesk desk, Turn turn, CancellationToken ct) : IAsyncDisposable
{
    private CardStream? _stream;
    private bool _taken;

    /// <summary>The person sees that we are at work.</summary>
    public bool Shows => _stream is { Shown: true };

    /// <summary>Returns at once; the card is made beside.</summary>
    public void Open(Saying.Draft draft)
    {
        _stream ??= desk.Stream(turn, draft);
        _stream?.Start();
    }

    /// <summary>The answer is whole: it names the card that shall show it.</summary>
    public async Task<NewReply> TakeAsync(NewReply reply)
    {
        // A long answer's summary does not close its turn, and is what the card shows.
        if (reply is { Closes: null, Extras.Kept: false }) return reply;
        if (_stream is not null) await _stream.SettleAsync();
        _taken = true;
        return desk.With(reply);
    }

    /// <summary>The turn has ended without an answer.</summary>
    public async Task EndAsync(TurnOutcome outcome)
    {
        if (_stream is not null) await _stream.SettleAsync();
        _taken = true;
        desk.Ended(turn, outcome.Reason == Reasons.Stopped ? CardEnd.Stopped : CardEnd.Interrupted);
    }

    /// <summary>An answer that is cut off leaves no card that says we are at work.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stream is not null) await _stream.SettleAsync();
        _stream?.Dispose();
        if (!_taken && ct.IsCancellationRequested) await desk.ParkAsync(turn);
    }
}
