using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>A turn that somebody ended before its answer was stored stays as it ended, by whichever way the answer comes.</summary>
public sealed class EndedTurnTests : IAsyncLifetime
{
    private readonly OutboxRig _rig = new(CardTalk.Account with { RateLimit = new() { MessagesPerMinute = 1 } });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task It_gets_no_message()
    {
        var turn = await EndedAsync();
        (await _rig.DeliverAsync(turn, "late")).ShouldBeNull();
        await NothingFollowsAsync(sent: 0);
    }

    [Fact]
    public async Task It_keeps_no_place_in_the_minute()
    {
        (await _rig.DeliverAsync(await _rig.TurnAsync(Said.InGroup("hi")), "first")).ShouldBe(TurnOutcome.Answered);
        var turn = await EndedAsync(Said.InGroup("hi"));
        (await _rig.DeliverAsync(turn, "late")).ShouldBeNull();
        _rig.Outbox.WaitingForMinute.ShouldBe(0);
        await _rig.Outbox.SettledAsync(turn, Ct).Within();
        await NothingFollowsAsync(sent: 1);
    }

    [Fact]
    public async Task A_sentence_that_is_posted_for_it_is_not_queued()
    {
        var turn = await EndedAsync();
        await _rig.Outbox.PostAsync(new NewReply(turn.Id, "late", TurnOutcome.Failed(Reasons.Busy), []), Ct);
        _rig.Outbox.Waiting.ShouldBe(0);
        await NothingFollowsAsync(sent: 0);
    }

    [Fact]
    public async Task A_card_that_shows_it_at_work_is_closed_as_stopped()
    {
        var talk = new CardTalk(_rig, await _rig.TurnAsync()).Add("begun").Draft();
        var made = await _rig.DingTalk.NextCardAsync();
        await _rig.Store.CloseTurnAsync(talk.Turn.Id, TurnOutcome.Cancelled(Reasons.Stopped), _rig.Time.GetUtcNow(), Ct);
        (await talk.EndAsync("late")).ShouldBeNull();
        await Waiting.Until(async () => (await _rig.Store.FindCardAsync(made.OutTrackId, Ct))!.State != CardState.Open);
        _rig.DingTalk.Cards[^1].Text.ShouldBe("Stopped.");
        await NothingFollowsAsync(sent: 0);
    }

    private async Task<Turn> EndedAsync(Said? said = null)
    {
        var turn = await _rig.TurnAsync(said);
        await _rig.Store.CloseTurnAsync(turn.Id, TurnOutcome.Cancelled(Reasons.Stopped), _rig.Time.GetUtcNow(), Ct);
        return turn;
    }

    private async Task NothingFollowsAsync(int sent)
    {
        (await _rig.Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        (await _rig.OutcomesAsync())[$"cancelled:{Reasons.Stopped}"].ShouldBe(1);
        _rig.DingTalk.All.Count.ShouldBe(sent);
    }
}
