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
        var recorder = new RunRecorder(time);
        RunRecorder.Begin(recorder);
        var due = await dues.FindAsync(turn, ct);
        var command = due is null ? commands.Find(conversations.QuestionOf(turn)) : null;
        var route = due?.Route ?? (command is { OfNoAgent: true } ? Route.None : await router.ResolveAsync(turn, ct));
        if (command is { Command.Info.Name: var called }) recorder.Commanded(called);
        if (!ReferenceEquals(route, Route.None)) recorder.Routed(route.Agent, route.Reason);
        var context = await conversations.OpenAsync(turn, route, ct) with { Stopped = running.Stopped, StopReason = () => running.StopReason, Joining = joining };
        if (due is not null) context = due.In(context);
        if (due is null && command is null or { Command.Info.AsksModel: true } && takeovers?.Of(turn.Conversation) is not null) return await outbox.DeliverAsync(turn, Held(context), ct);
        if (command is { } named && named.Command is not { Info.Talks: true }) context = context with { Aside = true };
        joining.Open = async (other, cancel) => await agents.ScreenedAsync(await conversations.JoinAsync(other, context, cancel), cancel);
        if (context.Queue == QueueMode.Interrupt && MayJoin(turn)) GiveWay(running, joining);
        var payer = new Payer(turn.Account, PersonKey.Of(turn.Message), route.Agent);
        Payer.Begin(payer);
        var updates = due?.Says(context, payer, ct) ?? (command is { } asked ? commands.RunAsync(asked, context, ct)
            : budgets.Refusal(payer) is { } reason ? Due.Fails(reason)
            : agents.RunAsync(context, attachments, ct));
        updates = LoggedTexts.Of(texts, turn, context.Question, updates, ct);
        var outcome = await outbox.DeliverAsync(turn, replies.Compose(context, updates, ct), ct);
        // Work of its own: what the answer was still allowed is not allowed to what comes after it.
        Payer.Begin(payer with { });
        RunRecorder.Begin(null);
        after?.Invoke(context);
        return outcome;
    }

    /// <summary>A person answers there: the words are kept for them, and the robot says nothing.</summary>
    private static async IAsyncEnumerable<Saying> Held(TurnContext context)
    {
        await Task.CompletedTask;
        yield return new Saying.Nothing(TurnOutcome.Ignored(Reasons.HumanTakeover)) { Remember = Remembering.Heard(context) };
    }

    /// <summary>To its person's next question, also to one that came before this one began.</summary>
    private static void GiveWay(RunningTurns.Running running, Joining joining)
    {
        running.GiveWay();
        if (joining.IsWaiting) running.Stop(Reasons.Superseded);
    }
}
