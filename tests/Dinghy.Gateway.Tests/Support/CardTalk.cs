using System.Threading.Channels;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>An answer that a test lets grow, and the outbox that shows it.</summary>
internal sealed class CardTalk
{
    public static readonly CardTemplateConfig Template = new()
    {
        TemplateId = "t.schema", StatusLine = "status_line", Buttons = "buttons", StopShown = "stop_shown", Steps = "steps", Reasoning = "reasoning",
    };

    public static readonly AccountConfig Account = Accounts.Main with { Reply = new ReplyConfig { Card = Template } };

    private readonly Channel<Saying> _sayings = Channel.CreateUnbounded<Saying>();
    private readonly OutboxRig _rig;
    private readonly LiveAnswer _answer = new();

    public CardTalk(OutboxRig rig, Turn turn, CancellationToken? ct = null)
    {
        (_rig, Turn) = (rig, turn);
        Delivery = rig.Outbox.DeliverAsync(turn, _sayings.Reader.ReadAllAsync(), ct ?? TestContext.Current.CancellationToken);
    }

    public Turn Turn { get; }

    public Task<TurnOutcome?> Delivery { get; }

    /// <summary>It takes long: a card may be opened.</summary>
    public CardTalk Draft()
    {
        _sayings.Writer.TryWrite(new Saying.Draft(_answer, Language.English));
        return this;
    }

    public CardTalk Add(string text) => Add(new AgentUpdate.Text(text));

    public CardTalk Add(AgentUpdate update)
    {
        _answer.Add(update);
        return this;
    }

    public CardTalk Note()
    {
        _sayings.Writer.TryWrite(new Saying.Patience(new NewReply(Turn.Id, "still working", null, [])));
        return this;
    }

    /// <summary>The answer is whole.</summary>
    public Task<TurnOutcome?> EndAsync(string text, TurnOutcome? outcome = null, ReplyExtras? extras = null)
    {
        _sayings.Writer.TryWrite(new Saying.Reply(new NewReply(Turn.Id, text, outcome ?? TurnOutcome.Answered, []) { Extras = extras ?? ReplyExtras.None }));
        _sayings.Writer.Complete();
        return Delivery.Within();
    }

    /// <summary>The time to the next frame, once the card waits for it; no call is on its way then.</summary>
    public async Task<TimeSpan> GapAsync()
    {
        await Waiting.Until(() => _rig.Time.UntilNextTimer is { } due && due <= TimeSpan.FromSeconds(9.9) && _rig.Time.ArmedTimers == 1);
        return _rig.Time.UntilNextTimer!.Value;
    }

    /// <summary>Lets the next frame leave.</summary>
    public async Task<CardCall> FrameAsync()
    {
        _rig.Time.Advance(await GapAsync());
        return await _rig.DingTalk.NextCardAsync();
    }
}
