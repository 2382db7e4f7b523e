using System.Net;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>One delivery from the first road to the last, with all that DingTalk can answer.</summary>
public sealed class OutboxLadderTests : IAsyncLifetime
{
    private readonly OutboxRig _rig = new(Accounts.Main with { Reply = new ReplyConfig { PartChars = 500, Style = ReplyStyle.Text } });

    private FakeDingTalk DingTalk => _rig.DingTalk;

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task An_answer_goes_by_the_webhook_it_came_with()
    {
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBe(TurnOutcome.Answered);
        DingTalk.All.ShouldBe([new Sent(Road.Webhook, "hello", null, "?session=s3cr3t")]);
        (await _rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
    }

    [Theory]
    [InlineData(false, "staff-1")]
    [InlineData(true, "cid-group==")]
    public async Task Without_a_webhook_it_goes_by_OpenAPI_to_the_person_or_the_group(bool group, string to)
    {
        var said = (group ? Said.InGroup("hi") : new Said()) with { Webhook = null };
        await _rig.DeliverAsync(await _rig.TurnAsync(said), "hello");
        DingTalk.All.ShouldBe([new Sent(Road.OpenApi, "hello", null, to)]);
    }

    [Fact]
    public async Task An_expired_webhook_is_not_even_tried()
    {
        await _rig.DeliverAsync(await _rig.TurnAsync(new Said { WebhookExpires = Said.At }), "hello");
        DingTalk.All.ShouldHaveSingleItem().Road.ShouldBe(Road.OpenApi);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("-1")]
    [InlineData("300001")]
    [InlineData("410100")]
    [InlineData("310000")]
    public async Task A_webhook_that_refuses_for_certain_gives_way_to_OpenAPI(string refusal)
    {
        DingTalk.Then(Road.Webhook, refusal is "500" or "503" ? FakeDingTalk.Status(Enum.Parse<HttpStatusCode>(refusal)) : FakeDingTalk.Code(refusal));
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBe(TurnOutcome.Answered);
        DingTalk.All.Select(sent => (sent.Road, sent.Text)).ShouldBe([(Road.Webhook, "hello"), (Road.OpenApi, "hello")]);
        (await _rig.CountAsync()).DoubtfulParts.ShouldBe(0);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("502")]
    [InlineData("504")]
    [InlineData("html")]
    [InlineData("empty")]
    [InlineData("no errcode")]
    public async Task A_webhook_whose_receipt_is_missing_repeats_once(string kind)
    {
        DingTalk.Then(Road.Webhook, Doubtful(kind));
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBe(TurnOutcome.Answered with { Reason = Reasons.InDoubt });
        DingTalk.All.Select(sent => (sent.Road, sent.Text)).ShouldBe([(Road.Webhook, "hello"), (Road.Webhook, "hello")]);
        (await _rig.CountAsync()).DoubtfulParts.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_that_never_answers_repeats_once_after_its_time_out()
    {
        DingTalk.Then(Road.Webhook, FakeDingTalk.Hang);
        var delivery = _rig.DeliverAsync(await _rig.TurnAsync(), "hello");
        await DingTalk.NextAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(10));
        (await delivery.Within()).ShouldBe(TurnOutcome.Answered with { Reason = Reasons.InDoubt });
        DingTalk.All.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("502")]
    public async Task A_message_in_doubt_twice_is_never_sent_a_third_time(string kind)
    {
        DingTalk.Always(Road.Webhook, Doubtful(kind));
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBe(TurnOutcome.Answered with { Reason = Reasons.InDoubt });
        DingTalk.All.Count.ShouldBe(2);
        await _rig.RestartAsync();
        (await _rig.CountAsync()).OpenTurns.ShouldBe(0);
        DingTalk.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_doubtful_part_repeats_with_its_number_and_the_others_are_sent_once()
    {
        DingTalk.Then(Road.Webhook, FakeDingTalk.Code("0"), FakeDingTalk.Reset);
        await _rig.DeliverAsync(await _rig.TurnAsync(), new string('x', 1_400));
        DingTalk.All.Select(sent => sent.Text[^5..]).ShouldBe(["(1/3)", "(2/3)", "(2/3)", "(3/3)"]);
        DingTalk.All[1].ShouldBe(DingTalk.All[2]);
    }

    [Fact]
    public async Task A_doubt_on_the_webhook_and_one_on_OpenAPI_are_two()
    {
        DingTalk.Then(Road.Webhook, FakeDingTalk.Reset, FakeDingTalk.Code("300001")).Always(Road.OpenApi, FakeDingTalk.Reset);
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBe(TurnOutcome.Answered with { Reason = Reasons.InDoubt });
        DingTalk.All.Select(sent => sent.Road).ShouldBe([Road.Webhook, Road.Webhook, Road.OpenApi]);
    }

    [Fact]
    public async Task A_connection_that_never_was_is_certain_and_costs_no_doubt()
    {
        DingTalk.Then(Road.Webhook, _ => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError, "refused")));
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBe(TurnOutcome.Answered);
        DingTalk.All.Select(sent => sent.Road).ShouldBe([Road.Webhook, Road.OpenApi]);
    }

    [Fact]
    public async Task A_webhook_that_expires_within_an_answer_hands_over_at_the_first_undelivered_character()
    {
        await using var rig = new OutboxRig(Accounts.Main with { Reply = new ReplyConfig { PartChars = 20_000, Style = ReplyStyle.Text } });
        await rig.StartAsync();
        rig.DingTalk.Then(Road.Webhook, FakeDingTalk.Code("0"), FakeDingTalk.Code("300001"));
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"第{i}句话。"));
        (await rig.DeliverAsync(await rig.TurnAsync(), text)).ShouldBe(TurnOutcome.Answered);

        var arrived = rig.DingTalk.All.Where((_, i) => i != 1).ToList();
        arrived.Select(sent => sent.Road).Distinct().ShouldBe([Road.Webhook, Road.OpenApi]);
        string.Concat(arrived.Select(sent => System.Text.RegularExpressions.Regex.Replace(sent.Text, @"\n\n\(\d+/\d+\)\z", ""))).ShouldBe(text);
        arrived.Select((sent, i) => sent.Text.Contains($"\n\n({i + 1}/", StringComparison.Ordinal)).ShouldAllBe(numbered => numbered);
    }

    [Fact]
    public async Task When_every_road_says_never_it_is_a_dead_letter_at_once()
    {
        DingTalk.Always(Road.Webhook, FakeDingTalk.Code("310000")).Always(Road.OpenApi, FakeDingTalk.Answer("""{"code":"staffId.notExisted","message":"m"}""", HttpStatusCode.BadRequest));
        (await _rig.DeliverAsync(await _rig.TurnAsync(), "hello")).ShouldBe(TurnOutcome.Failed(Reasons.Undelivered));
        var counts = await _rig.CountAsync();
        (counts.DeadReplies, counts.WaitingReplies, counts.OpenTurns).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task A_turn_that_no_road_reaches_is_a_dead_letter_at_once()
    {
        (await _rig.DeliverAsync(await _rig.TurnAsync(new Said { Webhook = null, Staff = null }), "hello")).ShouldBe(TurnOutcome.Failed(Reasons.Undelivered));
        DingTalk.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_of_broken_characters_arrives_with_a_mark_in_their_place()
    {
        await _rig.DeliverAsync(await _rig.TurnAsync(), "a\ud83d\u0301\0b");
        DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("a\ufffd\u0301\0b");
    }

    [Fact]
    public async Task A_note_does_not_close_its_turn_and_the_answer_does()
    {
        var turn = await _rig.TurnAsync();
        var outcome = await _rig.Outbox.DeliverAsync(
            turn, OutboxRig.Say(new NewReply(turn.Id, "one moment", null, []), new NewReply(turn.Id, "answer", TurnOutcome.Answered, [])), TestContext.Current.CancellationToken);
        outcome.ShouldBe(TurnOutcome.Answered);
        DingTalk.All.Select(sent => sent.Text).ShouldBe(["one moment", "answer"]);

        var other = await _rig.TurnAsync();
        (await _rig.Outbox.DeliverAsync(other, OutboxRig.Say(new NewReply(other.Id, "one moment", null, [])), TestContext.Current.CancellationToken)).ShouldBeNull();
        (await _rig.CountAsync()).OpenTurns.ShouldBe(1);
    }

    private static Func<CancellationToken, Task<HttpResponseMessage>> Doubtful(string kind) => kind switch
    {
        "reset" => FakeDingTalk.Reset,
        "502" => FakeDingTalk.Status(HttpStatusCode.BadGateway),
        "504" => FakeDingTalk.Status(HttpStatusCode.GatewayTimeout),
        "html" => FakeDingTalk.Answer("<html>welcome to the hotel's network</html>"),
        "empty" => FakeDingTalk.Answer(""),
        _ => FakeDingTalk.Answer("{}"),
    };
}
