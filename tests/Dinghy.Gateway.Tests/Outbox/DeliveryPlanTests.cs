using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox;

public sealed class DeliveryPlanTests
{
    private static readonly DateTimeOffset s_now = Said.At;

    [Fact]
    public void Delivered_goes_on_and_the_last_part_closes_the_turn()
    {
        var plan = Plan(out var text, length: 800);
        var first = plan.Begin(0).ShouldNotBeNull();
        var step = plan.After(first with { Id = 7 }, SendResult.Delivered("r"), s_now);
        step.Record.ShouldBe(new PartResult(7, PartState.Delivered, 0, "r", null));
        (step.Progress.Done, step.Progress.PartsDone, step.Progress.State, step.Progress.Turn).ShouldBe((first.Length, 1, ReplyState.Open, null));
        var last = plan.After(step.Next!, SendResult.Delivered(null), s_now);
        last.Progress.ShouldBe(new ReplyProgress(800, 2, 0, ReplyState.Delivered, null, TurnOutcome.Answered));
        last.Next.ShouldBeNull();
    }

    [Fact]
    public void Refused_goes_to_the_next_road_and_the_rest_of_the_answer_with_it()
    {
        var plan = Plan(out _, length: 2_000);
        var first = plan.Begin(0)!;
        var onOpenApi = plan.After(first, Refused(), s_now).Next!;
        (onOpenApi.Road, onOpenApi.Number, onOpenApi.Start).ShouldBe((Road.OpenApi, 1, 0));
        plan.After(onOpenApi, SendResult.Delivered(null), s_now).Next!.Road.ShouldBe(Road.OpenApi);
    }

    [Fact]
    public void In_doubt_repeats_once_with_its_number_and_then_goes_on()
    {
        var plan = Plan(out _, length: 100);
        var first = plan.Begin(0)! with { Id = 7 };
        var again = plan.After(first, SendResult.Doubt("timeout"), s_now).Next!;
        again.ShouldBe(first with { Attempts = 2, Doubts = 1 });
        var step = plan.After(again, SendResult.Doubt("timeout"), s_now);
        step.Next.ShouldBeNull();
        step.Record!.State.ShouldBe(PartState.InDoubt);
        (step.Progress.State, step.Progress.Turn).ShouldBe((ReplyState.Delivered, new TurnOutcome(OutcomeKind.Answered, Reasons.InDoubt)));
    }

    [Fact]
    public void A_doubt_travels_with_its_part_to_the_next_road()
    {
        var plan = Plan(out _, length: 100);
        var again = plan.After(plan.Begin(0)!, SendResult.Doubt("timeout"), s_now).Next!;
        var other = plan.After(again, Refused(), s_now).Next!;
        (other.Road, other.Number, other.Doubts).ShouldBe((Road.OpenApi, 1, 1));
        plan.After(other, SendResult.Doubt("timeout"), s_now).Next.ShouldBeNull();
    }

    [Fact]
    public void A_last_frame_in_doubt_is_repeated_twice_and_leaves_no_doubt_to_the_next_road()
    {
        var plan = CardPlan(length: 100);
        var part = plan.Begin(0)! with { Id = 7 };
        part.Road.ShouldBe(Road.Card);
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            var step = plan.After(part, SendResult.Doubt("timeout"), s_now);
            (step.Record!.State, step.Record.Doubts, step.Next).ShouldBe((PartState.InDoubt, 0, part with { Attempts = attempt }));
            part = step.Next!;
        }

        var other = plan.After(part, SendResult.Doubt("timeout"), s_now);
        (other.Record!.State, other.Next!.Road, other.Next.Doubts, other.Next.Attempts).ShouldBe((PartState.Refused, Road.Webhook, 0, 1));
        plan.After(other.Next, SendResult.Delivered(null), s_now).Progress.Turn.ShouldBe(TurnOutcome.Answered);
    }

    [Fact]
    public void A_last_frame_that_is_refused_goes_to_the_next_road_at_once()
    {
        var plan = CardPlan(length: 100);
        plan.After(plan.Begin(0)!, Refused(), s_now).Next!.Road.ShouldBe(Road.Webhook);
    }

    [Fact]
    public void What_a_card_does_not_hold_goes_on_by_the_next_road()
    {
        var plan = CardPlan(length: 30_000);
        var first = plan.Begin(0)!;
        first.Length.ShouldBeInRange(9_000, 10_000);
        var next = plan.After(first, SendResult.Delivered("carrier"), s_now).Next!;
        (next.Road, next.Number, next.Start).ShouldBe((Road.Webhook, 2, first.Length));
    }

    [Fact]
    public void A_frame_in_doubt_whose_account_has_no_cards_any_more_carries_its_doubt_on()
    {
        var plan = Plan(out _, length: 100);
        var next = plan.After(plan.Begin(0)! with { Road = Road.Card }, SendResult.Doubt("restart"), s_now).Next!;
        (next.Road, next.Doubts).ShouldBe((Road.Webhook, 1));
    }

    [Fact]
    public void When_all_roads_refuse_it_waits_and_when_all_are_hopeless_it_is_dead()
    {
        var waits = Plan(out _, length: 100);
        var step = waits.After(waits.After(waits.Begin(0)!, Refused(), s_now).Next!, Refused(hopeless: true), s_now);
        (step.Progress.State, step.Progress.NextAt, step.Progress.Rounds, step.Progress.Turn).ShouldBe((ReplyState.Open, s_now.AddSeconds(1), 1, null));

        var dead = Plan(out _, length: 100);
        step = dead.After(dead.After(dead.Begin(0)!, Refused(hopeless: true), s_now).Next!, Refused(hopeless: true), s_now);
        (step.Progress.State, step.Progress.NextAt, step.Progress.Turn).ShouldBe((ReplyState.Dead, null, TurnOutcome.Failed(Reasons.Undelivered)));
    }

    [Fact]
    public void The_longest_pause_that_was_asked_for_holds()
    {
        var plan = Plan(out _, length: 100);
        var step = plan.After(plan.After(plan.Begin(0)!, Refused(wait: 40), s_now).Next!, Refused(wait: 3), s_now);
        step.Progress.NextAt.ShouldBe(s_now.AddSeconds(40));
    }

    [Fact]
    public void After_a_day_it_is_given_up()
    {
        var plan = Plan(out _, length: 100);
        var late = s_now.AddHours(24);
        var step = plan.After(plan.After(plan.Begin(0)!, Refused(), late).Next!, Refused(), late);
        step.Progress.State.ShouldBe(ReplyState.Dead);
    }

    [Fact]
    public void Without_any_road_it_is_dead_at_once()
    {
        var plan = new DeliveryPlan(Reply(100), new ReplyText(new string('x', 100), new()), []);
        plan.Begin(0).ShouldBeNull();
        plan.Stranded(s_now).Progress.Turn.ShouldBe(TurnOutcome.Failed(Reasons.Undelivered));
    }

    [Fact]
    public void A_note_is_tried_on_every_road_once_and_never_later()
    {
        var note = Reply(100) with { Closes = null };
        var plan = new DeliveryPlan(note, new ReplyText(note.Text, new()), [Road.Webhook, Road.OpenApi]);
        var step = plan.After(plan.After(plan.Begin(0)!, Refused(), s_now).Next!, Refused(), s_now);
        step.Progress.ShouldBe(new ReplyProgress(0, 0, 0, ReplyState.Dead, null, null));
    }

    [Fact]
    public void A_failure_that_arrived_in_doubt_keeps_its_own_reason()
    {
        var busy = Reply(100) with { Closes = TurnOutcome.Failed(Reasons.Busy), Doubtful = true };
        var plan = new DeliveryPlan(busy, new ReplyText(busy.Text, new()), [Road.Webhook]);
        plan.After(plan.Begin(0)!, SendResult.Delivered(null), s_now).Progress.Turn.ShouldBe(TurnOutcome.Failed(Reasons.Busy));
    }

    /// <summary>Random answers of DingTalk, random crashes: the promises of delivery hold on every path.</summary>
    [Fact]
    public void Whatever_happens_nothing_is_skipped_unsent_and_nothing_is_in_doubt_a_third_time()
    {
        for (var seed = 0; seed < 3_000; seed++) new Walk(seed).Run();
    }

    private sealed class Walk(int seed)
    {
        private readonly Random _chance = new(seed);
        private readonly Dictionary<int, int> _doubts = [];
        private readonly Dictionary<int, bool> _arrived = [];
        private Reply _reply = Reply(0);
        private DateTimeOffset _now = s_now;

        public void Run()
        {
            _reply = Reply(_chance.Next(1, 4_000));
            for (var steps = 0; steps < 10_000; steps++)
            {
                var plan = new DeliveryPlan(_reply, new ReplyText(_reply.Text, new() { PartChars = 500 }), Roads());
                if (Round(plan) is ReplyState.Open) continue;
                return;
            }

            throw new TimeoutException($"seed {seed} never ended");
        }

        private List<Road> Roads() => _chance.Next(4) switch { 0 => [Road.OpenApi], 1 => [Road.Webhook], _ => [Road.Webhook, Road.OpenApi] };

        private ReplyState Round(DeliveryPlan plan)
        {
            Part? part;
            if (_reply is { InFlight: true, Last: { } cut })
            {
                Doubt(cut.Number);
                if (Follow(cut, plan.After(cut, SendResult.Doubt("restart"), _now)) is not { } next) return Ended();
                part = next;
            }
            else
            {
                part = plan.Begin(_reply.Last?.Doubts ?? 0);
                if (part is null) return ReplyState.Dead;
                _reply = _reply with { Last = part };
            }

            while (true)
            {
                // Crash between the row and the receipt.
                if (_chance.Next(12) == 0)
                {
                    _reply = _reply with { InFlight = true, Last = part };
                    return ReplyState.Open;
                }

                if (Follow(part!, plan.After(part!, Send(part!), _now)) is not { } next) return Ended();
                part = next;
            }
        }

        private ReplyState _state;

        private ReplyState Ended()
        {
            if (_state == ReplyState.Delivered)
            {
                _reply.Done.ShouldBe(_reply.Text.Length, $"seed {seed}");
                _arrived.Keys.Order().ShouldBe(Enumerable.Range(1, _reply.PartsDone), $"seed {seed}");
            }

            return _state;
        }

        private SendResult Send(Part part)
        {
            part.Start.ShouldBe(_reply.Done, $"seed {seed}");
            part.Number.ShouldBe(_reply.PartsDone + 1, $"seed {seed}");
            part.Length.ShouldBeGreaterThan(0);
            switch (_chance.Next(6))
            {
                case 0: Doubt(part.Number); return SendResult.Doubt("timeout");
                case 1: return Refused(hopeless: _chance.Next(2) == 0);
                default: _arrived[part.Number] = true; return SendResult.Delivered(null);
            }
        }

        private void Doubt(int number)
        {
            _arrived[number] = true; // may have
            _doubts[number] = _doubts.GetValueOrDefault(number) + 1;
            _doubts[number].ShouldBeLessThanOrEqualTo(2, $"seed {seed}: part {number}");
        }

        private Part? Follow(Part part, Step step)
        {
            _state = step.Progress.State;
            var moved = step.Progress.PartsDone != _reply.PartsDone;
            _reply = _reply with
            {
                Done = step.Progress.Done,
                PartsDone = step.Progress.PartsDone,
                Rounds = step.Progress.Rounds,
                Doubtful = _reply.Doubtful || step.Record is { Doubts: > 0 },
                InFlight = false,
                Last = step.Next ?? (moved ? null : part with { Doubts = step.Record!.Doubts }),
            };
            if (step.Progress.NextAt is { } at) _now = at;
            if (step.Progress.Turn is { Kind: OutcomeKind.Answered } outcome)
                outcome.Reason.ShouldBe(_doubts.Count > 0 ? Reasons.InDoubt : "", $"seed {seed}");
            return step.Next;
        }
    }

    private static DeliveryPlan Plan(out ReplyText text, int length)
    {
        var reply = Reply(length);
        text = new ReplyText(reply.Text, new ReplyConfig { PartChars = 500 });
        return new DeliveryPlan(reply, text, [Road.Webhook, Road.OpenApi]);
    }

    private static DeliveryPlan CardPlan(int length)
    {
        var reply = Reply(length);
        return new DeliveryPlan(reply, new ReplyText(reply.Text, new ReplyConfig { PartChars = 500 }), [Road.Card, Road.Webhook, Road.OpenApi]);
    }

    private static SendResult Refused(bool hopeless = false, int? wait = null) =>
        new(SendKind.Refused, null, "-1", hopeless, wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private static Reply Reply(int length) => new()
    {
        Id = 1,
        Turn = new Turn { Id = 1, Account = "main", MessageId = new("m"), Conversation = "c", ReceivedAt = s_now, Message = new Said().Message() },
        Text = new string('x', length),
        CreatedAt = s_now,
        Closes = TurnOutcome.Answered,
    };
}
