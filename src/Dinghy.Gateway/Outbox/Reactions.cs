using Dinghy.DingTalk;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox;

/// <summary>"Seen, at work" under a question. Two metered calls a turn; what fails of it is logged and forgotten.</summary>
internal sealed class Reactions(string account, EmotionApi emotions, CallGate gate, OutboxLog log, TimeProvider time)
{
    /// <summary>A reaction to a message that has just arrived can be refused; a second try after this time is known to do.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    public Reaction Begin(Turn turn, LastCall? lastCall = null) => new(this, turn, lastCall);

    /// <summary>Takes back what an earlier run may have left.</summary>
    public Task RecallAsync(Turn turn, CancellationToken ct) => SendAsync(turn, emotions.RecallAsync, ct);

    private async Task<bool> SendAsync(
        Turn turn, Func<DingTalk.Messages.ConversationId, DingTalk.Messages.MessageId, Emotion, CancellationToken, Task> call, CancellationToken ct)
    {
        for (var first = true; ; first = false)
        {
            try
            {
                return await gate.RunAsync(account, DingTalkCall.Reaction, Urgency.Cosmetic, async token =>
                {
                    await call(turn.Message.Conversation, turn.Message.Id, Emotion.Thinking, token);
                    return true;
                }, ct);
            }
            catch (DingTalkApiException e) when (first && e.Fault == DingTalkFault.Busy)
            {
                await Task.Delay(Pause, time, ct);
            }
            catch (DingTalkApiException e)
            {
                log.NoReaction(turn.Id, e.Code);
                // What is not known to have failed may stand there.
                return !e.Certain;
            }
        }
    }

    /// <summary>One turn's. It shows at once and goes when something is there to read, or the turn ends.</summary>
    internal sealed class Reaction(Reactions all, Turn turn, LastCall? lastCall) : IAsyncDisposable
    {
        /// <summary>How long the end of a turn waits for it.</summary>
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

        private readonly Task<bool> _shown = GuardAsync(all.SendAsync(turn, all.Emotions.ReplyAsync, CancellationToken.None));
        private Task? _gone;

        /// <summary>The person has something to read. Does not wait.</summary>
        public void Seen() => _gone ??= GoAsync();

        public async ValueTask DisposeAsync()
        {
            Seen();
            await Task.WhenAny(_gone!, Task.Delay(lastCall?.Left(s_patience) ?? s_patience, all.Time, CancellationToken.None));
        }

        private async Task GoAsync()
        {
            if (await _shown) await GuardAsync(all.SendAsync(turn, all.Emotions.RecallAsync, CancellationToken.None));
        }

        private static async Task<bool> GuardAsync(Task<bool> call)
        {
            try
            {
                return await call;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private EmotionApi Emotions => emotions;

    private TimeProvider Time => time;
}
