using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Limits;

/// <summary>Waiting, pausing and learning, around calls that answer as they are told.</summary>
public sealed class LimitedGateTests : IAsyncLifetime
{
    private readonly LimitRig _rig = new(new QuotaConfig { ApiPerSecond = 2 });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_call_over_the_budget_leaves_when_the_second_is_over()
    {
        var calls = Enumerable.Range(0, 3).Select(i => CallAsync(i)).ToList();
        await Task.WhenAll(calls[..2]).Within();
        _rig.Turnstile.Waiting.ShouldBe(1);
        _rig.Time.Advance(TimeSpan.FromSeconds(1.1));
        (await calls[2].Within()).ShouldBe(2);
        _rig.Time.ArmedTimers.ShouldBe(1, "only the meter's: nobody waits at the gate");
    }

    [Fact]
    public async Task What_a_call_sends_is_read_when_it_leaves()
    {
        for (var i = 0; i < 2; i++) await CallAsync(i);
        var newest = 1;
        var waiting = _rig.Gate.RunAsync("main", DingTalkCall.CardStream, Urgency.Usual, _ => Task.FromResult(newest), Ct);
        newest = 2;
        _rig.Time.Advance(TimeSpan.FromSeconds(1.1));
        (await waiting.Within()).ShouldBe(2);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_queue()
    {
        for (var i = 0; i < 2; i++) await CallAsync(i);
        using var stop = new CancellationTokenSource();
        var waiting = _rig.Gate.RunAsync("main", DingTalkCall.CardStream, Urgency.Usual, _ => Task.FromResult(1), stop.Token);
        _rig.Turnstile.Waiting.ShouldBe(1);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.Within());
        _rig.Turnstile.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_throttled_call_is_repeated_after_the_pause_that_DingTalk_asks_for()
    {
        var attempts = 0;
        var call = _rig.Gate.RunAsync("main", DingTalkCall.CardUpdate, Urgency.Final, _ => ++attempts == 1 ? throw Throttled(TimeSpan.FromSeconds(3)) : Task.FromResult(attempts), Ct);
        _rig.Time.Advance(TimeSpan.FromSeconds(2.9));
        attempts.ShouldBe(1);
        _rig.Time.Advance(TimeSpan.FromSeconds(0.2));
        (await call.Within()).ShouldBe(2);
        _rig.Used.ShouldBe(1, "a throttled call is free");
    }

    [Fact]
    public async Task Repeats_have_an_end()
    {
        var attempts = 0;
        var call = _rig.Gate.RunAsync<int>("main", DingTalkCall.CardUpdate, Urgency.Usual, _ => { attempts++; throw Throttled(); }, Ct);
        for (var i = 0; i < 2; i++)
        {
            await Waiting.Until(() => _rig.Turnstile.Waiting == 1);
            _rig.Time.Advance(TimeSpan.FromSeconds(1.1));
        }

        (await Should.ThrowAsync<DingTalkApiException>(() => call.Within())).Fault.ShouldBe(DingTalkFault.Throttled);
        attempts.ShouldBe(3);
    }

    [Theory]
    [InlineData(DingTalkCall.CardStream, Urgency.Cosmetic)]
    [InlineData(DingTalkCall.RobotSend, Urgency.Usual)]
    [InlineData(DingTalkCall.Webhook, Urgency.Usual)]
    internal async Task What_has_another_way_is_handed_back_at_once(DingTalkCall api, Urgency urgency)
    {
        var attempts = 0;
        await Should.ThrowAsync<DingTalkApiException>(() => _rig.Gate.RunAsync<int>("main", api, urgency, _ => { attempts++; throw Throttled(); }, Ct).Within());
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_throttled_API_pauses_alone_and_a_webhook_not_at_all()
    {
        await Should.ThrowAsync<DingTalkApiException>(() => _rig.Gate.RunAsync<int>("main", DingTalkCall.RobotSend, Urgency.Usual, _ => throw Throttled(), Ct));
        await Should.ThrowAsync<DingTalkApiException>(() => _rig.Gate.RunAsync<int>("main", DingTalkCall.Webhook, Urgency.Usual, _ => throw Throttled(), Ct));
        var held = CallAsync(1, DingTalkCall.RobotSend);
        (await CallAsync(2).Within()).ShouldBe(2);
        (await CallAsync(3, DingTalkCall.Webhook).Within()).ShouldBe(3);
        (await CallAsync(4, DingTalkCall.RobotSend, "other").Within()).ShouldBe(4);
        held.IsCompleted.ShouldBeFalse();
        _rig.Time.Advance(TimeSpan.FromSeconds(1.1));
        (await held.Within()).ShouldBe(1);
    }

    [Fact]
    public async Task A_ban_pauses_every_account_and_hands_back_what_waits_with_the_time_that_is_left()
    {
        for (var i = 0; i < 2; i++) await CallAsync(i);
        var waiting = CallAsync(9);
        var banned = new DingTalkApiException(DingTalkFault.Banned, "1111", "barred") { RetryAfter = TimeSpan.FromMinutes(5) };
        await Should.ThrowAsync<DingTalkApiException>(() => _rig.Gate.RunAsync<int>("main", DingTalkCall.Webhook, Urgency.Usual, _ => throw banned, Ct));
        (await Should.ThrowAsync<DingTalkApiException>(() => waiting.Within())).RetryAfter.ShouldBe(TimeSpan.FromMinutes(5));

        _rig.Time.Advance(TimeSpan.FromMinutes(2));
        var refused = await Should.ThrowAsync<DingTalkApiException>(() => CallAsync(1, DingTalkCall.Webhook, "other").Within());
        (refused.Fault, refused.Certain, refused.RetryAfter).ShouldBe((DingTalkFault.Throttled, true, TimeSpan.FromMinutes(3)));
        _rig.Time.Advance(TimeSpan.FromMinutes(3));
        (await CallAsync(5, DingTalkCall.Webhook, "other").Within()).ShouldBe(5);
    }

    [Fact]
    public async Task What_may_have_arrived_counts_and_what_was_refused_for_a_reason_that_is_free_does_not()
    {
        foreach (var (fault, certain, counts) in new[]
        {
            (DingTalkFault.Timeout, false, 1), (DingTalkFault.Timeout, true, 1), (DingTalkFault.Network, true, 1), (DingTalkFault.Token, true, 1),
            (DingTalkFault.Permission, true, 1), (DingTalkFault.Invalid, true, 2), (DingTalkFault.Busy, true, 3),
        })
        {
            _rig.Time.Advance(TimeSpan.FromSeconds(2));
            await Should.ThrowAsync<DingTalkApiException>(() => _rig.Gate.RunAsync<int>("main", DingTalkCall.CardCreate, Urgency.Usual, _ => throw new DingTalkApiException(fault, "x", "x") { Certain = certain }, Ct));
            _rig.Used.ShouldBe(counts, $"after {fault}");
        }
    }

    [Fact]
    public async Task A_month_that_is_used_up_means_no_cards_until_DingTalk_takes_a_call_again()
    {
        _rig.Gate.PaceOf("main").ShouldBe(CardPace.Smooth);
        await Should.ThrowAsync<DingTalkApiException>(() => _rig.Gate.RunAsync<int>("main", DingTalkCall.CardCreate, Urgency.Usual, _ => throw new DingTalkApiException(DingTalkFault.QuotaExceeded, "90020", "x"), Ct));
        _rig.Gate.PaceOf("main").ShouldBe(CardPace.None);
        await CallAsync(1, DingTalkCall.Webhook);
        _rig.Gate.PaceOf("main").ShouldBe(CardPace.None, "a webhook says nothing of it");
        await CallAsync(1, DingTalkCall.RobotSend);
        _rig.Gate.PaceOf("main").ShouldBe(CardPace.Smooth, "they bought more");
    }

    private Task<int> CallAsync(int answer, DingTalkCall api = DingTalkCall.CardStream, string account = "main") =>
        _rig.Gate.RunAsync(account, api, Urgency.Final, _ => Task.FromResult(answer), Ct);

    private static DingTalkApiException Throttled(TimeSpan? wait = null) => new(DingTalkFault.Throttled, "90018", "x") { RetryAfter = wait };
}
