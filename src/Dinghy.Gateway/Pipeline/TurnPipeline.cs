using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Takeover;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The whole product, in order. Every line is a folder.</summary>
internal sealed class TurnPipeline(
    Doorkeeper keeper, Inbox.Inbox inbox, Doorstep doorstep, Router router, ConversationStore conversations, FilesOfTurn attachments, CommandRunner commands,
    AgentRoster agents, ReplyComposer replies, Outbox.Outbox outbox, OverQuotaNotice quota, DueTurns dues, SpendMeter budgets, TimeProvider time, Action<TurnContext>? after = null,
    Takeovers? takeovers = null, TextLog? texts = null)
{
    /// <summary>Fast, no network: when this returns, the transport may acknowledge.</summary>
    public async Task AcceptAsync(Inbound inbound, Action<Turn> post, CancellationToken ct)
    {
        // Such ids are ours alone: whatever comes from outside under one is forged.
        var verdict = MadeIds.IsMade(inbound.Message.Id) ? Verdict.No(Reasons.Malformed) : keeper.Judge(inbound);
        var first = false;
        try
        {
            first = await inbox.AddAsync(inbound, verdict, ConversationKey.Of(inbound), stored: post, ct);
        }
        finally
        {
            if (!first) keeper.TakeBack(inbound, verdict);
        }

        if (first && verdict.Refusal == Reasons.OverQuota) _ = quota.TellAsync(inbound, CancellationToken.None);
        if (first) doorstep.After(inbound, verdict);
    }

    /// <summary>What the turn need not wait for. Fast, too: asked at posting.</summary>
    public Lane LaneOf(Turn turn) => dues.LaneOf(turn) ?? commands.LaneOf(conversations.QuestionOf(turn));

    /// <summary>It may be answered together with another question: no command, and something that can be read.</summary>
    public bool MayJoin(Turn turn) =>
        !MadeIds.IsMade(turn.MessageId) && turn.Message.Content is not (UnknownContent or CardContent) && conversations.QuestionOf(turn) is var question
        && commands.Find(question) is null && question?.Length is null or <= AgentRunner.MaxQuestionChars;

    /// <summary>See <see cref="CommandRunner.Stop"/>.</summary>
    public void Stop(RunningTurns.Running stop) => commands.Stop(stop);

    /// <summary>Slow: one at a time per conversation and lane. Null while the retry queue holds the answer.</summary>
    public async Task<TurnOutcome?> RunAsync(RunningTurns.Running running, Joining joining, CancellationToken ct)
    {
        var turn = running.Turn;
        RunRecorder.Begin(new RunRecorder(time));
        var asked = await AskedAsync(turn, ct);
        var opened = await conversations.OpenAsync(turn, asked.Route, ct) with { Stopped = running.Stopped, StopReason = () => running.StopReason, Joining = joining };
        var context = asked.In(opened);
        if (asked.IsForAgent && takeovers?.Of(turn.Conversation) is not null) return await outbox.DeliverAsync(turn, ReplyComposer.Held(context), ct);
        joining.Open = async (other, cancel) => await agents.ScreenedAsync(await conversations.JoinAsync(other, context, cancel), cancel);
        joining.Screen = agents.ScreenedAsync;
        if (context.Queue == QueueMode.Interrupt && MayJoin(turn)) GiveWay(running, joining);
        var updates = LoggedTexts.Of(texts, turn, context.Question, Answer(asked, context, ct), ct);
        var outcome = await outbox.DeliverAsync(turn, replies.Compose(context, updates, ct), ct);
        Finish(context);
        return outcome;
    }

    private async Task<Asked> AskedAsync(Turn turn, CancellationToken ct)
    {
        var due = await dues.FindAsync(turn, ct);
        var command = due is null ? commands.Find(conversations.QuestionOf(turn)) : null;
        var route = due?.Route ?? (command is { OfNoAgent: true } ? Route.None : await router.ResolveAsync(turn, ct));
        var asked = new Asked(due, command, route);
        asked.Note(RunRecorder.Current);
        return asked;
    }

    private IAsyncEnumerable<AgentUpdate> Answer(Asked asked, TurnContext context, CancellationToken ct)
    {
        var payer = new Payer(context.Turn.Account, PersonKey.Of(context.Turn.Message), asked.Route.Agent);
        Payer.Begin(payer);
        return asked.Due?.Says(context, payer, ct) ?? (asked.Command is { } command ? commands.RunAsync(command, context, ct)
            : budgets.Refusal(payer) is { } reason ? Due.Fails(reason)
            : agents.RunAsync(context, attachments, ct));
    }

    /// <summary>What comes after an answer is work of its own: what the answer was still allowed is not allowed to it.</summary>
    private void Finish(TurnContext context)
    {
        Payer.Begin(Payer.Current with { });
        RunRecorder.Begin(null);
        after?.Invoke(context);
    }

    /// <summary>To its person's next question, also to one that came before this one began.</summary>
    private static void GiveWay(RunningTurns.Running running, Joining joining)
    {
        running.GiveWay();
        if (joining.IsWaiting) running.Stop(Reasons.Superseded);
    }
}
