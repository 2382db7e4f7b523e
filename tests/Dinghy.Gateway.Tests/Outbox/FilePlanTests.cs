using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>A file's ladder: it is tried again while it may yet go, then words say that it did not; a long answer is simply said.</summary>
public sealed class FilePlanTests
{
    private static readonly DateTimeOffset s_now = Said.At;

    [Fact]
    public void A_file_that_may_yet_go_waits_three_rounds_and_then_words_stand_for_it()
    {
        for (var round = 0; round < DeliveryPlan.FileRounds; round++)
        {
            var waiting = Plan(File(rounds: round), out _);
            var step = waiting.After(waiting.Begin(0)!, Refused(), s_now);
            (step.Next, step.Progress.State, step.Progress.Rounds).ShouldBe((null, ReplyState.Open, round + 1));
            step.Progress.NextAt.ShouldBe(s_now + Backoff.After(round + 1, null));
        }

        var last = Plan(File(rounds: DeliveryPlan.FileRounds), out var text);
        var words = last.After(last.Begin(0)!, Refused(), s_now).Next!;
        words.Road.ShouldBe(Road.Webhook);
        ((DingTalk.Messages.RobotText)text.Message(words)).Content.ShouldStartWith("not sent\n\nDingTalk did not take it");
    }

    [Fact]
    public void A_file_that_never_can_go_is_said_in_words_at_once()
    {
        var plan = Plan(File(), out var text);
        var words = plan.After(plan.Begin(0)!, Refused("file_gone", hopeless: true), s_now).Next!;
        (words.Road, words.Start, words.Number).ShouldBe((Road.Webhook, 0, 1));
        ((DingTalk.Messages.RobotText)text.Message(words)).Content.ShouldEndWith("It is no longer there, or can not be read.");
        var step = plan.After(words, SendResult.Delivered(null), s_now);
        (step.Progress.State, step.Progress.Turn).ShouldBe((ReplyState.Delivered, null), "a file does not close the turn");
    }

    [Fact]
    public void What_is_kept_is_tried_again_like_an_answer_and_a_note_is_not()
    {
        var kept = Plan(File() with { Extras = new ReplyExtras { Kept = true } }, out _, [Road.Webhook]);
        kept.After(kept.Begin(0)!, Refused(), s_now).Progress.State.ShouldBe(ReplyState.Open);
        var note = Plan(File() with { Extras = ReplyExtras.None }, out _, [Road.Webhook]);
        note.After(note.Begin(0)!, Refused(), s_now).Progress.State.ShouldBe(ReplyState.Dead);
    }

    [Fact]
    public void A_long_answer_whose_file_is_refused_is_said_in_parts_at_once_and_closes_its_turn()
    {
        var reply = File() with { Text = new string('x', 6_000), Closes = TurnOutcome.Answered, Extras = new ReplyExtras { AsFile = true } };
        var plan = Plan(reply, out _);
        var whole = plan.Begin(0)!;
        (whole.Road, whole.Length).ShouldBe((Road.File, 6_000));
        var part = plan.After(whole, Refused(), s_now).Next!;
        part.Road.ShouldBe(Road.Webhook);
        part.Length.ShouldBeLessThan(4_000);
        var second = plan.After(part, SendResult.Delivered(null), s_now).Next!;
        plan.After(second, SendResult.Delivered(null), s_now).Progress.Turn.ShouldBe(TurnOutcome.Answered);
    }

    private static Reply File(int rounds = 0) => new()
    {
        Id = 1,
        Turn = new Turn { Id = 1, Account = "main", MessageId = new("m"), Conversation = "c", ReceivedAt = s_now, Message = new Said().Message() },
        Text = "not sent",
        CreatedAt = s_now,
        Rounds = rounds,
        Extras = new ReplyExtras { File = new ReplyFile("/w/a.pdf", "a.pdf", "file", null), Kept = true, English = true },
    };

    private static SendResult Refused(string code = "system.error", bool hopeless = false) => new(SendKind.Refused, null, code, hopeless);

    private static DeliveryPlan Plan(Reply reply, out ReplyText text, IReadOnlyList<Road>? roads = null)
    {
        text = new ReplyText(reply.Text, new(), reply.Extras);
        return new DeliveryPlan(reply, text, roads ?? [Road.File, Road.Webhook, Road.OpenApi]);
    }
}
