using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Outbox.Cards;

public sealed class CardCloserTests : IAsyncDisposable
{
    private static readonly CardLog s_log = new(NullLogger<CardLog>.Instance);

    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly FakeDingTalk _dingTalk = new();
    private readonly HttpClient _http;
    private readonly CardCloser _closer;
    private int _closed;

    public CardCloserTests()
    {
        _http = new HttpClient(_dingTalk) { Timeout = Timeout.InfiniteTimeSpan };
        _closer = new CardCloser(s_log, _time);
        _dingTalk.AlwaysCard("final", FakeDingTalk.CardError(503, "system.busy")).AlwaysCard("update", FakeDingTalk.CardError(503, "system.busy"));
    }

    public async ValueTask DisposeAsync()
    {
        await _closer.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_card_that_can_not_be_closed_is_tried_for_a_day_and_then_left_open_for_the_next_start()
    {
        Close();
        await TriedForAsync(Backoff.GivesUpAfter - TimeSpan.FromHours(1));
        _dingTalk.Cards.Count.ShouldBeGreaterThan(2 * 270, "two ways, every five minutes");

        Later(TimeSpan.FromHours(2));
        await Waiting.Until(() =>
        {
            Later(Backoff.Longest);
            return _time.ArmedTimers == 0;
        });
        var all = _dingTalk.Cards.Count;
        Later(TimeSpan.FromHours(2));
        _dingTalk.Cards.Count.ShouldBe(all);
        _closed.ShouldBe(0, "the ledger still says that it is open");
    }

    [Fact]
    public async Task A_card_that_can_be_closed_at_last_is_recorded_as_closed_once()
    {
        Close();
        await TriedForAsync(TimeSpan.FromHours(3));
        _closed.ShouldBe(0);
        _dingTalk.AlwaysCard("final", FakeDingTalk.Answer("""{"success":true,"result":true}""")).AlwaysCard("update", FakeDingTalk.Answer("""{"success":true,"result":true}"""));
        await Waiting.Until(() =>
        {
            _time.Advance(Backoff.Longest);
            return Volatile.Read(ref _closed) == 1;
        });
        await Waiting.Until(() => _time.ArmedTimers == 0);
        Volatile.Read(ref _closed).ShouldBe(1);
    }

    private void Close()
    {
        var app = new DingTalkApp("ding-app", "top-secret");
        var api = new CardApi(app, DingTalkEndpoints.Default, new AccessTokenProvider(app, DingTalkEndpoints.Default, _http, _time), _http, _time);
        var line = new CardLine(CardTalk.Account, api, CallGate.Open, s_log, _time);
        var turn = new Gateway.Storage.Turn { Id = 1, Account = "main", MessageId = new("m"), Conversation = "c", ReceivedAt = Said.At, Message = new Said().Message() };
        _closer.Add(new OpenCard("card-1", turn, Language.English) { Shown = true }, line, CardEnd.Lost, _ =>
        {
            Interlocked.Increment(ref _closed);
            return Task.CompletedTask;
        });
    }

    private void Later(TimeSpan time) => _time.Advance(time);

    /// <summary>In steps, so that each try is made at its time.</summary>
    private async Task TriedForAsync(TimeSpan time)
    {
        var until = _time.GetUtcNow() + time;
        for (var round = 1; _time.GetUtcNow() < until; round++)
        {
            // The pause, not a call's own deadline.
            var pause = Backoff.After(round, asked: null);
            await Waiting.Until(() => _time.UntilNextTimer == pause);
            Later(pause);
        }
    }
}
