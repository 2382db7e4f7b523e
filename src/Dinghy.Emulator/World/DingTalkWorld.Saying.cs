namespace Dinghy.Emulator;

/// <summary>What its people say.</summary>
public sealed partial class DingTalkWorld
{
    private readonly BoundedMap<SaidEntry> _said;

    /// <summary>Bytes for a person to send. Whether they are what the name says is up to the caller.</summary>
    /// <exception cref="ArgumentException">Larger than all files together may be.</exception>
    public MediaFile AddFile(string name, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Media.Add(MediaTypes.Of(name), name, bytes);
    }

    /// <summary>A file that a robot uploaded or a person may send; <c>null</c> when unknown.</summary>
    public MediaFile? FindFile(string id) => Media.Find(id);

    /// <summary>Says something and pushes it. Returns at once: <see cref="WaitForAckAsync"/> waits for the robot's acknowledgement.</summary>
    /// <exception cref="ArgumentException">Unknown person, conversation, application or quoted message; not a member; what DingTalk does not deliver in groups.</exception>
    public Task<SaidMessage> SayAsync(Speech speech, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(speech);
        ct.ThrowIfCancellationRequested();
        var (app, person) = (App(speech.ClientId), Known(speech.From));
        var place = Addresses.Place(app, person, speech.ConversationId);
        Check(speech, place);
        if (!Quota.TryPush() | Faults.Take(FaultKind.PushQuota, app: app) is not null) speech = speech with { OverQuota = true };
        var now = Options.Time.GetUtcNow();
        var msgId = speech.RawData is { } raw ? IdIn(raw) : Ids.Message();
        var data = speech.RawData ?? Write(app, person, place, speech, msgId, now);
        if (msgId.Length > 0) _said.TryAdd(msgId, new SaidEntry(msgId, app, place.ConversationId, person, speech, now));
        Feed.Add("person", e => e with
        {
            ConversationId = place.ConversationId, ClientId = app.ClientId, From = person.StaffId, Nick = person.Nick, MsgId = msgId, Text = speech.Text,
            Parts = FeedPart.Of(speech.Content), Quote = speech.Quote,
        });
        var pushedAt = Options.Time.GetTimestamp();
        var push = Pushes.Start(app, msgId, speech.Type ?? StreamTopics.Callback, speech.Topic ?? StreamTopics.RobotMessage, data, NoHeaders);
        return Task.FromResult(new SaidMessage(msgId, place.ConversationId, push.Seq, pushedAt));
    }

    private static void Check(Speech speech, Place place)
    {
        if (place.Group is null || speech.Force) return;
        if (!speech.Mention)
            throw new ArgumentException("DingTalk does not deliver group messages that do not mention the robot. Force pushes one all the same.", nameof(speech));
        if (speech.OnlyInPrivate)
            throw new ArgumentException("DingTalk delivers no audio, video or file in groups. Force pushes one all the same.", nameof(speech));
    }

    private string Write(EmulatedApp app, Person person, Place place, Speech speech, string msgId, DateTimeOffset now)
    {
        var contents = new ContentJson(file => Downloads.IssueCode(app, file));
        var quoted = speech.Quote is { } id ? FindQuoted(app, place.ConversationId, id, contents) : null;
        var message = RobotMessageData.From(app, person, place, speech, Sessions.Open(app, place.ConversationId, msgId, now), msgId, now);
        return RobotMessageText.Write(message.With(speech, contents, quoted));
    }

    private Quoted FindQuoted(EmulatedApp app, string conversationId, string id, ContentJson contents)
    {
        if (_said.Find(id) is { } said && said.ConversationId == conversationId)
        {
            var (type, content) = contents.Quoted(said.Speech.Content, said.Speech.Text);
            return new Quoted(said.MsgId, Ids.DingTalkId(said.Person.StaffId), said.At, type, content, Nick: said.Person.Nick);
        }

        var robot = Ids.DingTalkId("robot|" + app.ClientId);
        foreach (var card in CardStore.All.Where(c => c.App == app))
        {
            // Nothing of a card's text comes back: it must be found by its id.
            if (card.Record.Places.FirstOrDefault(p => p.ConversationId == conversationId && (p.MsgId == id || p.CarrierId == id)) is { } place)
                return new Quoted(place.MsgId, robot, card.Record.CreatedAt, "interactiveCard", null, place.CarrierId, app.Name);
        }

        if (_botMessages.After(0).FirstOrDefault(m => m.ConversationId == conversationId && (m.MsgId == id || m.ProcessQueryKey == id)) is not { } bot)
            throw new ArgumentException($"There is no message '{id}' in this conversation.", nameof(id));
        // Of a robot's messages only the plain text comes back; the rest must be found by its id.
        var plain = bot.Kind is "text" or "sampleText";
        var text = plain ? contents.Quoted(null, bot.Text).Content : null;
        return new Quoted(bot.MsgId, robot, bot.ReceivedAt, plain ? "text" : "unknownMsgType", text, bot.ProcessQueryKey, app.Name);
    }
}
