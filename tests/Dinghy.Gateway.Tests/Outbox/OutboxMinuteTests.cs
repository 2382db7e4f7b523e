using System.Net;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>So many messages a minute, and what waits for it goes together: real outbox, real store, our clock.</summary>
public sealed class OutboxMinuteTests : IAsyncLifetime
{
    private static readonly Said s_group = Said.InGroup("hi") with { WebhookExpires = Said.At.AddDays(1) };

    private OutboxRig _rig = new(Limited());

    private FakeDingTalk DingTalk => _rig.DingTalk;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Sixty_answers_to_one_group_keep_twenty_a_minute_in_order_and_lose_nothing()
    {
        await UseAsync(Limited() with { BatchResponses = false });
        for (var i = 1; i <= 60; i++) await SayAsync($"answer {i:00}");
        DingTalk.All.Count.ShouldBe(20);
        _rig.Outbox.WaitingForMinute.ShouldBe(40);
        await MinuteAsync();
        await UntilAsync(() => DingTalk.All.Count == 40);
        await MinuteAsync();
        (await OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 60 });
        DingTalk.All.Select(sent => sent.Text).ShouldBe(Enumerable.Range(1, 60).Select(i => $"answer {i:00}"));
    }

    [Fact]
    public async Task Short_answers_that_wait_go_as_one_message_and_each_keeps_its_turn()
    {
        for (var i = 1; i <= 60; i++) await SayAsync($"answer {i:00}");
        await MinuteAsync();
        (await OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 60 });
        DingTalk.All.Count.ShouldBe(21);
        var merged = DingTalk.All[^1].Text;
        merged.ShouldStartWith("Ann：answer 21\n\nAnn：answer 22\n\n");
        for (var i = 21; i <= 60; i++) merged.ShouldContain($"answer {i:00}");
        (await _rig.CountAsync()).ShouldSatisfyAllConditions(counts => counts.WaitingReplies.ShouldBe(0), counts => counts.DeadReplies.ShouldBe(0), counts => counts.OpenTurns.ShouldBe(0));
        await Waiting.Until(() => _rig.Outbox.WaitingForMinute == 0);
    }

    [Fact]
    public async Task Merged_answers_stop_at_the_length_of_a_part_at_another_format_and_at_what_is_more_than_text()
    {
        await UseAsync(Limited(perMinute: 1));
        await SayAsync("first");
        await SayAsync("a");
        await SayAsync("b");
        await SayAsync("# a heading");
        await SayAsync("c");
        await SayAsync("with a button", new ReplyExtras { Buttons = [new("press", null, "press")] });
        await SayAsync(new string('x', 450));
        await SayAsync(new string('y', 450));
        for (var i = 0; i < 6; i++)
        {
            var sent = DingTalk.All.Count;
            await MinuteAsync();
            await UntilAsync(() => DingTalk.All.Count > sent);
        }

        await OutcomesAsync();
        DingTalk.All.Select(sent => sent.Text[^1]).ShouldBe("tbgcnxy");
        DingTalk.All[1].Text.ShouldBe("Ann：a\n\nAnn：b");
    }

    [Fact]
    public async Task Doubt_and_death_are_shared_by_all_that_go_together()
    {
        await UseAsync(Limited(perMinute: 1));
        await SayAsync("first");
        await SayAsync("a");
        await SayAsync("b");
        DingTalk.Then(Road.Webhook, FakeDingTalk.Reset, FakeDingTalk.Reset);
        await MinuteAsync();
        (await OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1, ["answered:in_doubt"] = 2 });
        DingTalk.All.Count.ShouldBe(3, "the message repeats once, whole");
        (await _rig.CountAsync()).DoubtfulParts.ShouldBe(1);

        await SayAsync("c");
        await SayAsync("d");
        var never = FakeDingTalk.Answer("""{"code":"group.disbanded"}""", HttpStatusCode.BadRequest);
        DingTalk.Always(Road.Webhook, FakeDingTalk.Code("310000")).Always(Road.OpenApi, never);
        await MinuteAsync();
        await MinuteAsync();
        (await OutcomesAsync())["failed:undelivered"].ShouldBe(2);
        (await _rig.CountAsync()).DeadReplies.ShouldBe(2);
    }

    [Fact]
    public async Task A_merged_message_that_is_refused_goes_on_by_OpenAPI_and_later_as_one()
    {
        await UseAsync(Limited(perMinute: 1));
        await SayAsync("first");
        await SayAsync("a");
        await SayAsync("b");
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        await MinuteAsync();
        await Waiting.Until(async () => DingTalk.All.Count == 3 && (await _rig.CountAsync()).WaitingReplies == 1);
        await MinuteAsync();
        (await OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 3 });
        DingTalk.All.Skip(1).Select(sent => sent.Text).Distinct().ShouldHaveSingleItem().ShouldBe("Ann：a\n\nAnn：b");
    }

    [Fact]
    public async Task A_restart_remembers_what_the_last_minute_sent_and_the_order_of_what_waits()
    {
        await UseAsync(Limited(perMinute: 2) with { BatchResponses = false });
        foreach (var text in (string[])["a", "b", "c", "d", "e"]) await SayAsync(text);
        _rig.Time.Advance(TimeSpan.FromSeconds(30));
        await _rig.RestartAsync();
        await SayAsync("f");
        DingTalk.All.Count.ShouldBe(2);
        for (var i = 2; i <= 3; i++)
        {
            await MinuteAsync();
            await UntilAsync(() => DingTalk.All.Count == 2 * i);
        }

        string.Concat(DingTalk.All.Select(sent => sent.Text)).ShouldBe("abcdef");
        (await OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 6 });
    }

    [Fact]
    public async Task An_answer_whose_round_failed_and_that_waits_for_the_minute_keeps_its_place_over_a_restart()
    {
        await UseAsync(Limited(perMinute: 1) with { BatchResponses = false });
        await SayAsync("first");
        await SayAsync("a");
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        await MinuteAsync();
        await Waiting.Until(async () => DingTalk.All.Count == 3 && (await _rig.Store.OpenRepliesAsync(Ct)).All(reply => reply.NextAt is not null));
        // After its round failed it is due again, and finds the minute full.
        await _rig.Time.AdvanceWhenArmed(TimeSpan.FromSeconds(1));
        await Waiting.Until(async () => (await _rig.Store.OpenRepliesAsync(Ct)).Single().NextAt - _rig.Time.GetUtcNow() > TimeSpan.FromSeconds(30));
        await SayAsync("b");
        await _rig.RestartAsync();
        for (var sent = 4; sent <= 5; sent++)
        {
            await MinuteAsync();
            await UntilAsync(() => DingTalk.All.Count == sent);
        }

        string.Concat(DingTalk.All.TakeLast(2).Select(one => one.Text)).ShouldBe("ab");
    }

    [Fact]
    public async Task A_restart_after_merging_sends_the_message_once_and_ends_every_turn()
    {
        await UseAsync(Limited(perMinute: 1));
        await SayAsync("first");
        await SayAsync("a");
        await SayAsync("b");
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        await MinuteAsync();
        await Waiting.Until(async () => DingTalk.All.Count == 3 && (await _rig.CountAsync()).WaitingReplies == 1);
        await _rig.RestartAsync();
        await Waiting.Until(async () =>
        {
            if (_rig.Time.ArmedTimers > 0) _rig.Time.Advance(TimeSpan.FromSeconds(1));
            return (await _rig.CountAsync()).OpenTurns == 0;
        });
        (await OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 3 });
        DingTalk.All[^1].Text.ShouldBe("Ann：a\n\nAnn：b");
        DingTalk.All.Count.ShouldBe(4);
    }

    [Fact]
    public async Task The_parts_of_a_long_answer_wait_too_and_a_later_answer_waits_behind_them()
    {
        await UseAsync(Limited(perMinute: 1) with { BatchResponses = false });
        await SayAsync(new string('x', 900));
        await SayAsync("later");
        DingTalk.All.Count.ShouldBe(1);
        for (var sent = 1; sent < 3; sent++)
        {
            await MinuteAsync();
            await UntilAsync(() => DingTalk.All.Count == sent + 1);
        }

        await OutcomesAsync();
        DingTalk.All.Select(sent => sent.Text[^5..]).ShouldBe(["(1/2)", "(2/2)", "later"]);
    }

    [Theory]
    [InlineData(RateScope.Group, 3)]
    [InlineData(RateScope.Conversation, 1)]
    internal async Task Private_chats_count_only_when_the_scope_says_so(RateScope scope, int atOnce)
    {
        await UseAsync(Limited(perMinute: 1, scope) with { BatchResponses = false });
        for (var i = 0; i < 3; i++) await SayAsync($"{i}", said: new Said { WebhookExpires = Said.At.AddDays(1) });
        DingTalk.All.Count.ShouldBe(atOnce);
    }

    [Fact]
    public async Task Of_a_robot_all_conversations_count_together_and_only_those_of_one_chat_go_together()
    {
        await UseAsync(Limited(perMinute: 1, RateScope.Robot));
        await SayAsync("first");
        foreach (var (text, chat) in new[] { ("a", "cid-1"), ("b", "cid-2"), ("c", "cid-1") }) await SayAsync(text, said: s_group with { Conversation = chat });
        DingTalk.All.Count.ShouldBe(1);
        await MinuteAsync();
        await UntilAsync(() => DingTalk.All.Count == 2);
        await MinuteAsync();
        await OutcomesAsync();
        DingTalk.All.Select(sent => sent.Text).ShouldBe(["first", "Ann：a\n\nAnn：c", "b"]);
    }

    [Fact]
    public async Task A_reply_that_died_while_its_parts_waited_leaves_no_places()
    {
        await UseAsync(Limited(perMinute: 1) with { BatchResponses = false });
        await SayAsync("first");
        await SayAsync(new string('x', 1500));
        _rig.Outbox.WaitingForMinute.ShouldBe(3);
        DingTalk.Always(Road.Webhook, FakeDingTalk.Code("310000")).Always(Road.OpenApi, FakeDingTalk.Answer("""{"code":"group.disbanded"}""", HttpStatusCode.BadRequest));
        await MinuteAsync();
        (await OutcomesAsync())["failed:undelivered"].ShouldBe(1);
        await Waiting.Until(() => _rig.Outbox.WaitingForMinute == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_DingTalk_refused_for_now_does_not_hold_up_its_chat(bool restarted)
    {
        await UseAsync(Limited(perMinute: 1) with { BatchResponses = false });
        await SayAsync("first");
        await SayAsync(new string('x', 1500));
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        await MinuteAsync();
        await Waiting.Until(async () => DingTalk.All.Count == 3 && (await _rig.CountAsync()).WaitingReplies == 1);
        if (restarted) await _rig.RestartAsync();
        else await Waiting.Until(() => _rig.Outbox.WaitingForMinute == 0);
        await Waiting.Until(() => _rig.Outbox.WaitingForMinute == 0);
    }

    [Theory]
    [InlineData("UPDATE replies SET extras = 'not json' WHERE text = 'a'")]
    [InlineData("UPDATE turns SET payload = '{}' WHERE id = (SELECT turn_id FROM replies WHERE text = 'a')")]
    public async Task A_reply_that_can_not_be_read_ends_and_keeps_nobody_from_theirs(string damage)
    {
        await UseAsync(Limited(perMinute: 1) with { BatchResponses = false });
        foreach (var text in (string[])["first", "a", "b"]) await SayAsync(text);
        await _rig.RestartAfterAsync(damage);
        for (var i = 0; i < 2; i++) await MinuteAsync();
        (await OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 2, ["failed:crashed"] = 1 });
        DingTalk.All.Select(sent => sent.Text).ShouldBe(["first", "b"]);
    }

    [Fact]
    public async Task A_note_that_would_wait_is_not_said()
    {
        await UseAsync(Limited(perMinute: 1));
        await SayAsync("first");
        var turn = await _rig.TurnAsync(s_group);
        await _rig.Outbox.DeliverAsync(turn, OutboxRig.Say(new NewReply(turn.Id, "one moment", null, []), new NewReply(turn.Id, "answer", TurnOutcome.Answered, [])), Ct);
        await MinuteAsync();
        await OutcomesAsync();
        DingTalk.All.Select(sent => sent.Text).ShouldBe(["first", "answer"]);
    }

    private static AccountConfig Limited(int perMinute = 20, RateScope scope = RateScope.Group) => Accounts.Main with
    {
        RateLimit = new RateLimitConfig { MessagesPerMinute = perMinute, Scope = scope },
        Reply = new ReplyConfig { PartChars = 600 },
    };

    private async Task UseAsync(AccountConfig account)
    {
        await _rig.DisposeAsync();
        _rig = new OutboxRig(account);
        await _rig.StartAsync();
    }

    private async Task SayAsync(string text, ReplyExtras? extras = null, Said? said = null)
    {
        var turn = await _rig.TurnAsync(said ?? s_group);
        await _rig.Outbox.DeliverAsync(turn, OutboxRig.Say(new NewReply(turn.Id, text, TurnOutcome.Answered, []) { Extras = extras ?? ReplyExtras.None }), Ct);
    }

    /// <summary>Of those that wake together one may be put off by a tenth of a second: the clock goes to where it waits, and no further.</summary>
    private Task UntilAsync(Func<bool> enough) => UntilAsync(() => Task.FromResult(enough()));

    private Task UntilAsync(Func<Task<bool>> enough) => Waiting.Until(async () =>
    {
        if (await enough()) return true;
        var open = await _rig.Store.OpenRepliesAsync(Ct);
        if (open.Count == 0 || !open.All(reply => reply.NextAt is not null)) return false;
        var wait = open.Min(reply => reply.NextAt!.Value) - _rig.Time.GetUtcNow();
        if (wait > TimeSpan.Zero && wait <= TimeSpan.FromSeconds(1) && _rig.Time.ArmedTimers > 0) _rig.Time.Advance(wait);
        return false;
    });

    /// <summary>Waits until every turn has its outcome.</summary>
    private async Task<IReadOnlyDictionary<string, long>> OutcomesAsync()
    {
        await UntilAsync(async () => (await _rig.CountAsync()).OpenTurns == 0);
        return (await _rig.CountAsync()).Outcomes;
    }

    /// <summary>A minute later, once every reply has arrived or waits: what is on its way would run into its deadline.</summary>
    private async Task MinuteAsync()
    {
        await Waiting.Until(async () => (await _rig.Store.OpenRepliesAsync(Ct)).All(reply => reply.NextAt is not null));
        await _rig.Time.AdvanceWhenArmed(TimeSpan.FromMinutes(1));
    }
}
