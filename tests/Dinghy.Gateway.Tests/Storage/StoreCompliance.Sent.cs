using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private const string Home = "main/dm/staff-1";

    [Fact]
    public async Task What_was_sent_is_found_by_its_receipt_in_its_own_account_and_conversation_only()
    {
        await SentAsync(await AddAsync("one"), "the whole answer", Road.OpenApi, "key-1", start: 4, length: 5);
        await SentAsync(await AddAsync("two", conversation: "main/group/cid"), "for the group", Road.OpenApi, "key-2");
        await ReopenAsync();

        (await Store.FindSentAsync("main", Home, "key-1", Ct)).ShouldBe("whole", "the part that the receipt names");
        (await Store.FindSentAsync("main", "main/group/cid", "key-2", Ct)).ShouldBe("for the group");
        (await Store.FindSentAsync("main", Home, "key-2", Ct)).ShouldBeNull();
        (await Store.FindSentAsync("other", Home, "key-1", Ct)).ShouldBeNull();
        (await Store.FindSentAsync("main", Home, "key-3", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_card_and_a_file_show_the_whole_text()
    {
        await SentAsync(await AddAsync(), "the whole answer", Road.Card, "carrier-1", start: 0, length: 3);
        (await Store.FindSentAsync("main", Home, "carrier-1", Ct)).ShouldBe("the whole answer");
    }

    [Fact]
    public async Task A_cards_answer_is_found_by_its_carrier()
    {
        var turn = await AddAsync();
        await Store.AddCardAsync(new NewCard("track-1", turn.Id, "zh", T0), Ct);
        await Store.ShowCardAsync("track-1", "carrier-9", Ct);
        await SentAsync(turn, "in the card", Road.Card, null);
        (await Store.FindSentAsync("main", Home, "carrier-9", Ct)).ShouldBe("in the card");
        (await Store.FindSentAsync("main", "main/group/cid", "carrier-9", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task What_went_without_a_receipt_is_found_by_its_time_if_there_is_only_one()
    {
        await SentAsync(await AddAsync("one"), "first", Road.Webhook, null, at: T0);
        await SentAsync(await AddAsync("two"), "second", Road.Webhook, null, at: T0.AddSeconds(20));
        await SentAsync(await AddAsync("three", conversation: "main/group/cid"), "elsewhere", Road.Webhook, null, at: T0);

        (await Store.FindSentAtAsync("main", Home, T0.AddSeconds(-5), T0.AddSeconds(5), Ct)).ShouldBe("first");
        (await Store.FindSentAtAsync("main", Home, T0.AddSeconds(15), T0.AddSeconds(25), Ct)).ShouldBe("second");
        (await Store.FindSentAtAsync("main", Home, T0.AddSeconds(-5), T0.AddSeconds(25), Ct)).ShouldBeNull("either could be meant");
        (await Store.FindSentAtAsync("main", Home, T0.AddSeconds(40), T0.AddSeconds(50), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task An_earlier_turn_is_found_in_its_own_conversation_only()
    {
        var turn = await AddAsync("one");
        await Store.AddRefusedAsync(new RefusedTurn("main", new("refused"), T0, TurnOutcome.Ignored(Reasons.NotAllowed)), Ct);

        (await Store.FindTurnAsync("main", Home, new("one"), Ct)).ShouldNotBeNull().Id.ShouldBe(turn.Id);
        (await Store.FindTurnAsync("main", "main/dm/staff-2", new("one"), Ct)).ShouldBeNull();
        (await Store.FindTurnAsync("other", Home, new("one"), Ct)).ShouldBeNull();
        (await Store.FindTurnAsync("main", "", new("refused"), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task An_event_is_kept_once_and_leaves_with_age()
    {
        var read = new SentEvent("main", "event-1", SentEventKind.Read, "key-1", "staff-1", T0);
        var recalled = new SentEvent("main", "event-2", SentEventKind.Recalled, "key-1", null, T0.AddHours(1));
        (await Store.AddSentEventAsync(read, Ct)).ShouldBeTrue();
        (await Store.AddSentEventAsync(read with { At = T0.AddDays(1) }, Ct)).ShouldBeFalse();
        (await Store.AddSentEventAsync(recalled, Ct)).ShouldBeTrue();
        await ReopenAsync();

        (await Store.ReadSentEventsAsync("main", "key-1", Ct)).ShouldBe([read, recalled]);
        (await Store.ReadSentEventsAsync("other", "key-1", Ct)).ShouldBeEmpty();
        (await Store.PruneSentEventsAsync(T0.AddMinutes(1), 10, Ct)).ShouldBe(1);
        (await Store.ReadSentEventsAsync("main", "key-1", Ct)).ShouldBe([recalled]);
    }

    [Fact]
    public async Task A_notice_is_given_once_a_day_over_restarts_too()
    {
        var day = new DateOnly(2026, 11, 20);
        (await Store.NoticeAsync("main", "quota", "ann", day, Ct)).ShouldBeTrue();
        await ReopenAsync();
        (await Store.NoticeAsync("main", "quota", "ann", day, Ct)).ShouldBeFalse();
        (await Store.NoticeAsync("main", "quota", "bob", day, Ct)).ShouldBeTrue();
        (await Store.NoticeAsync("other", "quota", "ann", day, Ct)).ShouldBeTrue();
        (await Store.NoticeAsync("main", "quota", "ann", day.AddDays(1), Ct)).ShouldBeTrue();
    }

    private async Task SentAsync(Turn turn, string text, Road road, string? receipt, int start = 0, int? length = null, DateTimeOffset? at = null)
    {
        var part = new Part(0, 1, start, length ?? text.Length, road, 1, 0);
        var (reply, id) = await Store.AddReplyAsync(new NewReply(turn.Id, text, TurnOutcome.Answered, []), part, at ?? T0, Ct);
        await Store.RecordAsync(
            reply, new PartResult(id, PartState.Delivered, 0, receipt, null), new ReplyProgress(text.Length, 1, 0, ReplyState.Delivered, null, TurnOutcome.Answered), null, at ?? T0, Ct);
    }
}
