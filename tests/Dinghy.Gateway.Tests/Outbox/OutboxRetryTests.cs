using System.Net;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>What is not delivered at once: later, after a crash, and when the store itself fails.</summary>
public sealed class OutboxRetryTests : IAsyncLifetime
{
    private readonly OutboxRig _rig = new(Accounts.Main with { Reply = new ReplyConfig { PartChars = 500, Style = ReplyStyle.Text } });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FakeDingTalk DingTalk => _rig.DingTalk;

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task It_is_tried_after_1_2_4_seconds_up_to_5_minutes_for_24_hours_and_then_dead()
    {
        DingTalk.Always(Road.Webhook, FakeDingTalk.Code("-1")).Always(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBeNull();

        var waits = new List<double>();
        while ((await _rig.CountAsync()).OpenTurns > 0)
        {
            DateTimeOffset? due = null;
            // The attempt in between shows as "on its way".
            await Waiting.Until(async () => (await _rig.Store.OpenRepliesAsync(Ct)) is not [var open] || (due = open.NextAt) > _rig.Time.GetUtcNow());
            if (due is not { } at || (await _rig.CountAsync()).OpenTurns == 0) break;
            waits.Add((at - _rig.Time.GetUtcNow()).TotalSeconds);
            await _rig.Time.AdvanceWhenArmed(at - _rig.Time.GetUtcNow());
        }

        waits.Take(11).ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        waits.Skip(9).ShouldAllBe(wait => wait == 300);
        (_rig.Time.GetUtcNow() - Said.At).ShouldBeInRange(TimeSpan.FromHours(24), TimeSpan.FromHours(24.1));
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:undelivered"] = 1 });
        (await _rig.CountAsync()).DeadReplies.ShouldBe(1);
    }

    [Fact]
    public async Task A_retry_goes_on_where_the_answer_stopped()
    {
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("0"), FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        (await _rig.DeliverAsync(await _rig.TurnAsync(), new string('x', 1_400))).ShouldBeNull();
        await _rig.Time.AdvanceWhenArmed(TimeSpan.FromSeconds(1));
        await _rig.OutcomesAsync();
        DingTalk.All.Select(sent => (sent.Road, sent.Text[^5..])).ShouldBe(
            [(Road.Webhook, "(1/3)"), (Road.Webhook, "(2/3)"), (Road.OpenApi, "(2/3)"), (Road.Webhook, "(2/3)"), (Road.Webhook, "(3/3)")]);
    }

    [Fact]
    public async Task A_pause_that_DingTalk_asks_for_is_kept()
    {
        DingTalk.Always(Road.Webhook, FakeDingTalk.Code("-1")).Always(Road.OpenApi, FakeDingTalk.Answer("""{"punish":"deny","status":"1111"}"""));
        await _rig.DeliverAsync(await _rig.TurnAsync(), "hello");
        (await _rig.NextAtAsync()).ShouldBe(Said.At.AddMinutes(5));
    }

    [Fact]
    public async Task A_pause_of_a_hundred_years_does_not_stop_the_queue()
    {
        DingTalk.Then(Road.Webhook, Throttled(int.MaxValue)).Then(Road.OpenApi, Throttled(int.MaxValue));
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "patient")).ShouldBeNull();
        (await _rig.NextAtAsync()).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(Said.At.AddHours(24));
        await _rig.Outbox.PostAsync(new NewReply((await _rig.TurnAsync()).Id, "next", TurnOutcome.Answered, []), Ct);
        await Waiting.Until(() => DingTalk.All.Any(sent => sent.Text == "next"));
    }

    [Fact]
    public async Task What_waits_is_tried_by_the_next_start_at_its_time()
    {
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        await _rig.DeliverAsync(await _rig.TurnAsync(), "hello");
        await _rig.RestartAsync();
        _rig.Outbox.Waiting.ShouldBe(1);
        await _rig.Time.AdvanceWhenArmed(TimeSpan.FromSeconds(1));
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
        DingTalk.All.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_send_cut_by_a_crash_is_in_doubt_repeats_once_and_never_again_however_often_we_crash()
    {
        var turn = await _rig.TurnAsync();
        await CrashWhileSendingAsync(ct => _rig.DeliverAsync(turn, "hello", ct));
        DingTalk.All.Count.ShouldBe(1);

        // The repeat is cut too.
        DingTalk.Then(Road.Webhook, FakeDingTalk.Hang);
        await _rig.RestartAsync();
        (await DingTalk.NextAsync()).Text.ShouldBe("hello");
        DingTalk.All.Count.ShouldBe(2);

        await _rig.RestartAsync();
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered:in_doubt"] = 1 });
        DingTalk.All.Count.ShouldBe(2);
        (await _rig.CountAsync()).DoubtfulParts.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_on_its_way_at_a_stop_may_still_arrive_and_is_then_certain()
    {
        var receipt = new TaskCompletionSource<HttpResponseMessage>();
        DingTalk.Then(Road.Webhook, _ => receipt.Task);
        await _rig.Outbox.PostAsync(new NewReply((await _rig.TurnAsync()).Id, "hello", TurnOutcome.Answered, []), Ct);
        await DingTalk.NextAsync();
        var stopping = _rig.Outbox.DisposeAsync().AsTask();
        receipt.SetResult(await FakeDingTalk.Code("0")(Ct));
        await stopping.Within();
        (await _rig.CountAsync()).Outcomes.ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
        _rig.Forget();
    }

    [Fact]
    public async Task A_crash_within_a_long_answer_repeats_the_part_in_flight_and_no_other()
    {
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("0"));
        var turn = await _rig.TurnAsync();
        await CrashWhileSendingAsync(ct => _rig.DeliverAsync(turn, new string('x', 1_400), ct), before: 1);
        await _rig.RestartAsync();
        await _rig.OutcomesAsync();
        DingTalk.All.Select(sent => sent.Text[^5..]).ShouldBe(["(1/3)", "(2/3)", "(2/3)", "(3/3)"]);
    }

    [Fact]
    public async Task A_send_cut_by_a_crash_goes_on_by_OpenAPI_when_the_webhook_expired_meanwhile()
    {
        var turn = await _rig.TurnAsync();
        await CrashWhileSendingAsync(ct => _rig.DeliverAsync(turn, "hello", ct));
        _rig.Time.Advance(TimeSpan.FromHours(2));
        await _rig.RestartAsync();
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered:in_doubt"] = 1 });
        DingTalk.All.Select(sent => sent.Road).ShouldBe([Road.Webhook, Road.OpenApi]);
    }

    [Fact]
    public async Task A_note_is_not_said_again_by_the_next_start()
    {
        var turn = await _rig.TurnAsync();
        await CrashWhileSendingAsync(async ct => await _rig.Outbox.DeliverAsync(turn, OutboxRig.Say(new NewReply(turn.Id, "one moment", null, [])), ct));
        await _rig.RestartAsync();
        await Waiting.Until(async () => (await _rig.Store.OpenRepliesAsync(Ct)).Count == 0);
        DingTalk.All.Count.ShouldBe(1);
        var counts = await _rig.CountAsync();
        (counts.OpenTurns, counts.DeadReplies).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_note_that_could_not_be_said_is_not_said_after_the_answer()
    {
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        var turn = await _rig.TurnAsync();
        await _rig.Outbox.DeliverAsync(turn, OutboxRig.Say(new NewReply(turn.Id, "one moment", null, []), new NewReply(turn.Id, "answer", TurnOutcome.Answered, [])), Ct);
        (await _rig.Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        DingTalk.All[^1].Text.ShouldBe("answer");
        (await _rig.CountAsync()).DeadReplies.ShouldBe(0);
    }

    [Fact]
    public async Task What_an_account_owed_that_left_the_configuration_is_a_dead_letter_and_no_crash()
    {
        var cut = await _rig.TurnAsync();
        await CrashWhileSendingAsync(ct => _rig.DeliverAsync(cut, "in flight", ct));
        await _rig.Outbox.PostAsync(new NewReply((await _rig.TurnAsync()).Id, "waiting", TurnOutcome.Failed(Reasons.Busy), []), Ct).ContinueWith(_ => { }, Ct);
        await _rig.RestartAsync(withoutAccount: true);
        await Waiting.Until(async () =>
        {
            if (_rig.Time.ArmedTimers > 0) _rig.Time.Advance(TimeSpan.FromSeconds(1));
            return (await _rig.CountAsync()).OpenTurns == 0;
        });
        (await _rig.CountAsync()).Outcomes["failed:undelivered"].ShouldBeGreaterThan(0);
        (await _rig.CountAsync()).DeadReplies.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_answer_that_can_not_be_stored_is_not_sent_and_is_kept_until_it_can()
    {
        (_rig.Store.Failing, _rig.Store.Failures) = (nameof(IReplyStore.AddReplyAsync), 1);
        var turn = await _rig.TurnAsync();
        var delivering = _rig.DeliverAsync(turn, "hello");
        await Waiting.Until(() => _rig.Store.Failed == 1);
        DingTalk.All.ShouldBeEmpty();
        (await _rig.Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        await _rig.Time.AdvanceWhenArmed(StorePatience.First);
        (await delivering.Within()).ShouldBe(TurnOutcome.Answered);
        DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("hello");
    }

    [Fact]
    public async Task A_note_that_can_not_be_stored_is_left_out_and_its_answer_follows()
    {
        (_rig.Store.Failing, _rig.Store.Failures) = (nameof(IReplyStore.AddReplyAsync), 1);
        var turn = await _rig.TurnAsync();
        (await _rig.Outbox.DeliverAsync(turn, SayingsAsync(turn), Ct)).ShouldBe(TurnOutcome.Answered);
        DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("answer");

        static async IAsyncEnumerable<Saying> SayingsAsync(Turn turn)
        {
            yield return new Saying.Patience(new NewReply(turn.Id, "one moment", Closes: null, []));
            await Task.Yield();
            yield return new Saying.Reply(new NewReply(turn.Id, "answer", TurnOutcome.Answered, []));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_receipt_that_can_not_be_stored_makes_the_part_doubtful_and_it_repeats_at_most_once(int failures)
    {
        (_rig.Store.Failing, _rig.Store.Failures) = (nameof(IReplyStore.RecordAsync), failures);
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBeNull();
        DingTalk.All.Count.ShouldBe(1);
        for (var i = 0; i < failures; i++)
        {
            var failed = _rig.Store.Failed;
            await _rig.Time.AdvanceWhenArmed(TimeSpan.FromSeconds(10));
            await Waiting.Until(() => _rig.Store.Failed > failed || _rig.Store.Failures <= 0);
        }

        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered:in_doubt"] = 1 });
        DingTalk.All.Count.ShouldBe(2);
        (await _rig.CountAsync()).DoubtfulParts.ShouldBe(1);
    }

    [Fact]
    public async Task A_hundred_waiting_replies_are_all_tried_when_DingTalk_is_back()
    {
        DingTalk.Always(Road.Webhook, FakeDingTalk.Code("-1")).Always(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        for (var i = 0; i < 100; i++) (await _rig.DeliverAsync(await _rig.TurnAsync(), $"answer {i}")).ShouldBeNull();
        DingTalk.Always(Road.Webhook, null);
        await _rig.Time.AdvanceWhenArmed(TimeSpan.FromSeconds(1));
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 100 });
        DingTalk.All.Skip(200).Select(sent => sent.Text).ShouldBeUnique();
        _rig.Outbox.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_warning_leaves_no_row_and_throws_nothing()
    {
        DingTalk.Then(Road.Webhook, FakeDingTalk.Reset);
        await _rig.Outbox.WarnAsync(new Said().Inbound(_rig.Account), "not saved", Ct);
        DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("not saved");
        (await _rig.Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        await _rig.Outbox.WarnAsync(new Said { Webhook = null, Staff = null }.Inbound(_rig.Account), "nowhere to go", Ct);
        await _rig.Outbox.WarnAsync(new Said().Inbound(Accounts.Named("gone")), "whose", Ct);
        DingTalk.All.Count.ShouldBe(1);
    }

    private async Task CrashWhileSendingAsync(Func<CancellationToken, Task> deliver, int before = 0)
    {
        using var crash = new CancellationTokenSource();
        DingTalk.Then(Road.Webhook, FakeDingTalk.Hang);
        var delivery = deliver(crash.Token);
        for (var i = 0; i <= before; i++) await DingTalk.NextAsync();
        await crash.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => delivery);
    }

    private static Func<CancellationToken, Task<HttpResponseMessage>> Throttled(int seconds) => async ct =>
    {
        var answer = await FakeDingTalk.Answer("""{"errcode":410100,"errmsg":"too fast"}""", HttpStatusCode.TooManyRequests)(ct);
        answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    };
}
