using System.Text.Json.Nodes;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox.Cards;

/// <summary>A card from its first call to its last, and what it costs.</summary>
public sealed class CardStreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_card_thinks_then_writes_then_is_finished_and_nothing_else_is_sent()
    {
        await using var rig = await StartAsync();
        var talk = new CardTalk(rig, await rig.TurnAsync()).Draft();
        var made = await rig.DingTalk.NextCardAsync();
        (made.Api, made["flowStatus"], made["content"], made["stop_shown"]).ShouldBe(("create", "1", "", "true"));
        (await rig.Store.FindCardAsync(made.OutTrackId, Ct)).ShouldNotBeNull().State.ShouldBe(CardState.Open);

        talk.Add("Hel");
        var first = await talk.FrameAsync();
        (first.Api, first["flowStatus"], first.Text).ShouldBe(("update", "2", "Hel"));
        talk.Add("lo, wor");
        (await talk.FrameAsync()).ShouldSatisfyAllConditions(frame => frame.Api.ShouldBe("stream"), frame => frame.Text.ShouldBe("Hello, wor"));

        talk.Add("ld");
        (await talk.EndAsync("Hello, world", extras: new ReplyExtras { StatusLine = "m · 3 s", Footer = "AI" })).ShouldBe(TurnOutcome.Answered);
        (await rig.DingTalk.NextCardAsync()).ShouldSatisfyAllConditions(last => last.Api.ShouldBe("final"), last => last.Text.ShouldBe("Hello, world"));
        var dress = await rig.DingTalk.NextCardAsync();
        (dress.Api, dress["flowStatus"], dress["stop_shown"], dress["status_line"]).ShouldBe(("update", "3", "false", "m · 3 s · AI"));
        JsonNode.DeepEquals(JsonNode.Parse(dress["buttons"]!), JsonNode.Parse("""[{"id":"up","text":"👍"},{"id":"down","text":"👎"}]""")).ShouldBeTrue(dress["buttons"]);

        rig.DingTalk.All.ShouldBeEmpty();
        rig.DingTalk.Cards.Select(call => call.OutTrackId).Distinct().ShouldHaveSingleItem();
        (await rig.Store.FindCardAsync(made.OutTrackId, Ct)).ShouldNotBeNull().State.ShouldBe(CardState.Final);
    }

    [Theory]
    [InlineData(CardPace.Smooth, true, 8)]
    [InlineData(CardPace.Smooth, false, 8)]
    [InlineData(CardPace.Slow, true, 4)]
    [InlineData(CardPace.Slow, false, 4)]
    internal async Task Ten_seconds_of_talk_cost_no_more_calls_than_they_may(CardPace pace, bool speaksBefore, int most)
    {
        await using var rig = await StartAsync(new PacedGate(pace));
        var talk = new CardTalk(rig, await rig.TurnAsync());
        if (speaksBefore) talk.Add("words ");
        talk.Draft();
        await rig.DingTalk.NextCardAsync();
        for (var passed = TimeSpan.FromMilliseconds(800); ;)
        {
            talk.Add("more words ");
            if (pace == CardPace.Slow && rig.DingTalk.Cards.Count == 2) break;
            passed += await talk.GapAsync();
            if (passed > TimeSpan.FromSeconds(10)) break;
            await talk.FrameAsync();
        }

        await talk.EndAsync("all the words");
        rig.DingTalk.Cards.Count.ShouldBeLessThanOrEqualTo(most);
        rig.DingTalk.Cards.Count.ShouldBeGreaterThanOrEqualTo(4);
        rig.DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_account_that_must_save_gets_a_message_and_no_card()
    {
        await using var rig = await StartAsync(new PacedGate(CardPace.None));
        await new CardTalk(rig, await rig.TurnAsync()).Draft().EndAsync("an answer");
        rig.DingTalk.Cards.ShouldBeEmpty();
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("an answer");
    }

    [Fact]
    public async Task A_frame_that_waited_at_the_gate_leaves_as_the_newest()
    {
        var gate = new HeldGate();
        await using var rig = await StartAsync(gate);
        var talk = new CardTalk(rig, await rig.TurnAsync()).Add("one").Draft();
        await rig.DingTalk.NextCardAsync();
        gate.Hold(DingTalkCall.CardStream);
        talk.Add(" two");
        rig.Time.Advance(await talk.GapAsync());
        await gate.Waiting.Within();
        talk.Add(" three");
        gate.Release();
        (await rig.DingTalk.NextCardAsync()).Text.ShouldBe("one two three");
        await talk.EndAsync("one two three");
    }

    [Fact]
    public async Task A_frame_in_doubt_is_repeated_once_under_the_same_step()
    {
        await using var rig = await StartAsync();
        rig.DingTalk.ThenCard("stream", FakeDingTalk.Reset);
        var talk = new CardTalk(rig, await rig.TurnAsync()).Add("one").Draft();
        await rig.DingTalk.NextCardAsync();
        talk.Add(" two");
        var (first, again) = (await talk.FrameAsync(), await rig.DingTalk.NextCardAsync());
        again.IsSameAs(first).ShouldBeTrue();
        talk.Add(" three");
        (await talk.FrameAsync()).Step.ShouldNotBe(first.Step);
        await talk.EndAsync("one two three");
    }

    [Fact]
    public async Task A_frame_that_was_refused_is_made_up_for_even_if_the_model_says_nothing_more()
    {
        await using var rig = await StartAsync();
        rig.DingTalk.ThenCard("stream", FakeDingTalk.CardError(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"));
        var talk = new CardTalk(rig, await rig.TurnAsync()).Add("one").Draft();
        await rig.DingTalk.NextCardAsync();
        talk.Add(" two");
        var refused = await talk.FrameAsync();
        var again = await talk.FrameAsync();
        (again.Text, again.Step == refused.Step).ShouldBe(("one two", false));
        await talk.EndAsync("one two");
    }

    [Fact]
    public async Task Steps_and_thoughts_go_with_the_text_in_one_call()
    {
        await using var rig = await StartAsync(account: CardTalk.Account with { Reply = CardTalk.Account.Reply with { Reasoning = Gateway.Configuration.ReasoningDisplay.Card } });
        var talk = new CardTalk(rig, await rig.TurnAsync()).Add("Looking it up.").Draft();
        await rig.DingTalk.NextCardAsync();
        talk.Add(new AgentUpdate.Thought("hm")).Add(new AgentUpdate.Step("web_search", StepState.Started));
        var frame = await talk.FrameAsync();
        (frame.Api, frame["reasoning"], frame["steps"], frame.Text).ShouldBe(("update", "hm", "⏳ web_search", "Looking it up."));
        talk.Add(new AgentUpdate.Step("web_search", StepState.Done));
        await talk.EndAsync("Found.");
        rig.DingTalk.Cards[^1]["steps"].ShouldBe("✓ web_search");
    }

    [Fact]
    public async Task A_template_without_a_button_says_how_to_stop()
    {
        var bare = new Gateway.Configuration.CardTemplateConfig { TemplateId = "t.schema" };
        await using var rig = await StartAsync(account: CardTalk.Account with { Reply = new() { Card = bare } });
        var talk = new CardTalk(rig, await rig.TurnAsync()).Add("Words").Draft();
        (await rig.DingTalk.NextCardAsync()).Text.ShouldBe("Words\n\n> Send /stop to stop this answer");
        await talk.EndAsync("Words and more", extras: new ReplyExtras { Footer = "made by AI", Buttons = [new ReplyButton("Yes", null, "yes, do")] });
        var last = rig.DingTalk.Cards.Single(call => call.Api == "final").Text.ShouldNotBeNull();
        last.ShouldStartWith("Words and more\n\nmade by AI\n\n- [Yes](dtmd://dingtalkclient/sendMessage?content=yes%2C%20do)");
    }

    [Fact]
    public async Task While_a_card_shows_that_we_work_no_note_says_so()
    {
        await using var rig = await StartAsync();
        var talk = new CardTalk(rig, await rig.TurnAsync()).Draft();
        var made = await rig.DingTalk.NextCardAsync();
        await Waiting.Until(async () => (await rig.Store.FindCardAsync(made.OutTrackId, Ct))!.Shown);
        await talk.Note().EndAsync("an answer");
        rig.DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_card_can_not_hold_goes_on_in_messages_and_nothing_is_lost()
    {
        await using var rig = await StartAsync();
        var answer = string.Join('\n', Enumerable.Range(1, 900).Select(line => $"- line {line} 一二三四五六七八"));
        var talk = new CardTalk(rig, await rig.TurnAsync()).Draft();
        await rig.DingTalk.NextCardAsync();
        (await talk.EndAsync(answer)).ShouldBe(TurnOutcome.Answered);
        var card = rig.DingTalk.Cards.Single(call => call.Api == "final").Text.ShouldNotBeNull();
        System.Text.Encoding.UTF8.GetByteCount(card).ShouldBeLessThanOrEqualTo(20_000);
        rig.DingTalk.All.ShouldAllBe(sent => sent.Road == Road.Webhook);
        var parts = new[] { card }.Concat(rig.DingTalk.All.Select(sent => sent.Text)).ToList();
        for (var i = 0; i < parts.Count; i++) parts[i].ShouldEndWith($"\n\n({i + 1}/{parts.Count})");
        string.Concat(parts.Select(part => part[..part.LastIndexOf("\n\n(", StringComparison.Ordinal)])).ShouldBe(answer);
    }

    private static async Task<OutboxRig> StartAsync(CallGate? gate = null, Gateway.Configuration.AccountConfig? account = null)
    {
        var rig = new OutboxRig(account ?? CardTalk.Account, gate);
        await rig.StartAsync();
        return rig;
    }

    private sealed class PacedGate(CardPace pace) : CallGate
    {
        public override CardPace PaceOf(string account) => pace;
    }

    private sealed class HeldGate : CallGate
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private DingTalkCall? _held;

        public Task Waiting => _waiting.Task;

        public void Hold(DingTalkCall call) => _held = call;

        public void Release() => _released.SetResult();

        public override async Task<T> RunAsync<T>(string account, DingTalkCall api, Urgency urgency, Func<CancellationToken, Task<T>> call, CancellationToken ct)
        {
            if (api == _held)
            {
                _waiting.TrySetResult();
                await _released.Task;
            }

            return await call(ct);
        }
    }
}
