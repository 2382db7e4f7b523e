using System.Threading.Channels;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Policy;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What follows from a message beside its answer: a pairing code or a refusal is told, a newcomer is greeted, who wrote is noted. Never in the way of an acknowledgement or an answer.</summary>
internal sealed class Doorstep : IAsyncDisposable
{
    private const int MaxWaiting = 1_000;
    private const int Workers = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Channel<(Inbound Inbound, string? Refusal)> _queue = System.Threading.Channels.Channel.CreateBounded<(Inbound, string?)>(MaxWaiting);
    private readonly CancellationTokenSource _stop = new();
    private readonly Reception _reception;
    private readonly Outbox.Outbox _outbox;
    private readonly PipelineLog _log;
    private readonly TimeProvider _time;
    private readonly Task _working;
    private readonly ISessionStore _people;
    private volatile DinghyConfig _config;

    public Doorstep(Reception reception, Outbox.Outbox outbox, ISessionStore people, DinghyConfig config, PipelineLog log, TimeProvider time)
    {
        (_reception, _outbox, _people, _config, _log, _time) = (reception, outbox, people, config, log, time);
        _working = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>From the next message on.</summary>
    public void Use(DinghyConfig config) => _config = config;

    /// <summary>Returns at once.</summary>
    /// <param name="inbound">Seen for the first time, and stored as far as policy lets it.</param>
    /// <param name="verdict">What policy said of it.</param>
    public void After(Inbound inbound, Verdict verdict)
    {
        if (verdict.Refusal is { } reason && reason != Reasons.NotPaired && !_reception.Refusals.MayTell(inbound, reason)) return;
        if (!_queue.Writer.TryWrite((inbound, verdict.Refusal)) && !_stop.IsCancellationRequested) _log.DoorstepFull(inbound.Account.Id);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        try
        {
            await _working.WaitAsync(s_patience, _time);
        }
        catch (TimeoutException)
        {
            await _stop.CancelAsync();
            await _working;
        }

        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (var (inbound, refusal) in _queue.Reader.ReadAllAsync())
        {
            try
            {
                await (refusal switch
                {
                    null => NoteAsync(inbound),
                    Reasons.NotPaired => TellCodeAsync(inbound),
                    _ => RefuseAsync(inbound, refusal),
                });
            }
#pragma warning disable CA1031 // Nobody waits for this, and the next message is not to suffer from it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (!_stop.IsCancellationRequested) _log.DoorstepFailed(inbound.Account.Id, e);
            }
        }
    }

    private async Task NoteAsync(Inbound inbound)
    {
        var first = await _reception.Acquaintances.NoteAsync(inbound, _stop.Token);
        if (first && inbound.Account.Welcome is { Said: true } welcome) await TellAsync(inbound, welcome.Text ?? Welcome(inbound, await SpokenAsync(inbound)));
    }

    private async Task TellCodeAsync(Inbound inbound)
    {
        var person = PersonKey.Of(inbound.Message);
        var heard = Languages.Heard(TextOf(inbound), PersonSettings.Unknown)?.ToWire();
        var asked = await _reception.Pairing.AskAsync(inbound.Keep, person, inbound.Message.SenderNick, heard, _stop.Token);
        if (asked.NoRoom && _reception.Refusals.MayTell(inbound, Reasons.NotPaired)) await RefuseAsync(inbound, Reasons.NotPaired);
        if (asked.Request is not { } request) return;
        var told = false;
        try
        {
            told = await TellAsync(inbound, DoorSentences.Pairing(await SpokenAsync(inbound), person, request.Code, _config.Accounts.Count > 1 ? inbound.Account.Id : null));
        }
        finally
        {
            if (!told) await _reception.Pairing.NotToldAsync(request, CancellationToken.None);
        }
    }

    private Task<bool> TellAsync(Inbound inbound, string sentence) => _outbox.WarnAsync(inbound, sentence, _stop.Token);

    private async Task RefuseAsync(Inbound inbound, string reason)
    {
        var spoken = await SpokenAsync(inbound);
        await TellAsync(inbound, reason switch
        {
            Reasons.TooFast => Sentences.For(reason, spoken),
            Reasons.DailyLimit => DoorSentences.DailyLimit(spoken, inbound.Account.PersonLimits.PerDay, _time.GetUtcNow(), _time.LocalTimeZone),
            _ => inbound.Account.RefusalText.Text ?? DoorSentences.Refused(spoken),
        });
    }

    private static string Welcome(Inbound inbound, Language spoken) =>
        DoorSentences.Welcome(spoken, inbound.Account.BotName, group: inbound.Message.Kind == ConversationKind.Group);

    private Task<Language> SpokenAsync(Inbound inbound) =>
        new KnownLanguage(_people, _config.Language).OfAsync(inbound.Keep, PersonKey.Of(inbound.Message), TextOf(inbound), heard: null, _stop.Token);

    private static string? TextOf(Inbound inbound) => Question.TextOf(inbound.Message, inbound.Account);
}
