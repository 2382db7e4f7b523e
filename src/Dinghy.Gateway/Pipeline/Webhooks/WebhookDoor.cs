using System.Net;
using System.Text;
using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Webhook;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Pipeline.Webhooks;

/// <summary>
/// From a call of DingTalk's to the same doors that a socket's frames go through: whose it is, whether it is signed, what it says. No opinion.
/// A signature of a message does not cover its body: whoever holds one may say, for an hour, what the robot's own code, organisation and policy allow.
/// </summary>
internal sealed class WebhookDoor
{
    private readonly Doors _doors;
    private readonly string _secret;
    private readonly string _cardSecret;
    private readonly EventCipher? _cipher;
    private readonly TimeProvider _time;

    /// <param name="account">Its keys.</param>
    /// <param name="doors">Where what is taken goes.</param>
    /// <param name="journal">Where what is not is told.</param>
    /// <param name="time">The clock.</param>
    public WebhookDoor(AccountConfig account, Doors doors, WebhookJournal journal, TimeProvider time)
    {
        (Account, _doors, Journal, _time) = (account, doors, journal, time);
        _secret = account.ClientSecret.Reveal();
        _cardSecret = CardRoute.SecretOf(account);
        if (account.Http.HasPair) _cipher = new EventCipher(account.Http.Token!.Reveal(), account.Http.AesKey!.Reveal(), account.ClientId, account.CorpId ?? "");
    }

    public AccountConfig Account { get; }

    public WebhookJournal Journal { get; }

    /// <summary>The head of a message or of a plain event is signed with the application's secret.</summary>
    public WebhookFault VerifyRobot(WebhookCall call) => RobotSign.Verify(call.Header("timestamp"), call.Header("sign"), _secret, _time.GetUtcNow());

    public WebhookFault VerifyPress(WebhookCall call) => CardSign.Verify(call.Header(CardSign.TimestampHeader), call.Header(CardSign.SignatureHeader), _cardSecret, _time.GetUtcNow());

    /// <summary>An encrypted event carries its signature in the query, over its body.</summary>
    public WebhookFault VerifyEvent(WebhookCall call, string encrypt) => _cipher is null
        ? WebhookFault.BadSignature
        : _cipher.Verify(call.Query("signature") ?? call.Query("msg_signature"), call.Query("timestamp"), call.Query("nonce"), encrypt);

    public bool ReadsEvents => _cipher is not null;

    /// <summary>A body whose head was signed.</summary>
    public ValueTask<WebhookAnswer> TakeSignedAsync(ReadOnlyMemory<byte> bytes, IPAddress? sender, CancellationToken ct)
    {
        if (WebhookBodyReader.Look(bytes.Span) is not { } body) return new(Refused(WebhookRefusal.NoJson, sender));
        if (body.Encrypt is not null) return new(Refused(_cipher is null ? WebhookRefusal.EncryptedWithoutKey : WebhookRefusal.Unsigned, sender));
        if (body.EventType is not null && body.RobotCode is null)
        {
            if (Account.Http.AesKey is not null) return new(Refused(WebhookRefusal.PlainWithKey, sender));
            return TakeEventAsync(Encoding.UTF8.GetString(bytes.Span), asked: null, sender, ct);
        }

        if (body.RobotCode != Account.RobotCode) return new(Refused(WebhookRefusal.ForeignRobot, sender));
        if (Account.CorpId is { } corp && body.ChatbotCorpId != corp) return new(Refused(WebhookRefusal.ForeignCorp, sender));
        return TakeMessageAsync(Encoding.UTF8.GetString(bytes.Span), ct);
    }

    /// <summary>An event that <see cref="VerifyEvent"/> found signed. It may still be another application's.</summary>
    public WebhookFault Open(string encrypt, out string? data) => _cipher!.Decrypt(encrypt, out data);

    /// <summary>An event that <see cref="Open"/> opened.</summary>
    public ValueTask<WebhookAnswer> TakeOpenedAsync(WebhookCall call, string data, IPAddress? sender, CancellationToken ct)
    {
        // Read now: a call that took too long is gone.
        return TakeEventAsync(data, (call.Query("timestamp") ?? "", call.Query("nonce") ?? ""), sender, ct);
    }

    public async ValueTask<WebhookAnswer> TakePressAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var reply = await _doors.Presses(Frame("CALLBACK", StreamTopics.CardCallback, Encoding.UTF8.GetString(bytes.Span)), ct);
        if (reply.Code != 200) return Answer(reply);
        Journal.Taken("press");
        return new WebhookAnswer(200, reply.ToHttpBody());
    }

    public WebhookAnswer Refused(WebhookRefusal refusal, IPAddress? sender, bool isSigned = true) => Journal.Refused(refusal, sender, isSigned);

    private async ValueTask<WebhookAnswer> TakeMessageAsync(string data, CancellationToken ct)
    {
        var reply = await _doors.Messages(Frame("CALLBACK", StreamTopics.RobotMessage, data), ct);
        if (reply.Code != 200) return Answer(reply);
        Journal.Taken("message");
        return WebhookAnswer.Empty;
    }

    /// <param name="data">JSON text.</param>
    /// <param name="asked">Timestamp and nonce of an encrypted one. Null: it came plain, and is answered so.</param>
    /// <param name="sender">For the log.</param>
    /// <param name="ct">Gives up waiting.</param>
    private async ValueTask<WebhookAnswer> TakeEventAsync(string data, (string Timestamp, string Nonce)? asked, IPAddress? sender, CancellationToken ct)
    {
        if (EventReader.Read(data) is not { } happened) return Refused(WebhookRefusal.NoEvent, sender);
        if (happened.IsAddressCheck)
        {
            Journal.Checked();
            return Success(asked);
        }

        if (Account.CorpId is { } corp && happened.CorpId is { } other && other != corp) return Refused(WebhookRefusal.ForeignCorp, sender);
        if (_doors.Events is { } events && !await events(happened, ct)) return WebhookAnswer.Failed;
        Journal.Taken("event");
        return Success(asked);
    }

    private WebhookAnswer Success((string Timestamp, string Nonce)? asked) =>
        new(200, asked is var (timestamp, nonce) ? _cipher!.Answer("success", timestamp, nonce) : """{"msg":"success"}""");

    private static WebhookAnswer Answer(StreamReply refused) => refused.Code == 400 ? WebhookAnswer.Unreadable : WebhookAnswer.Failed;

    private static StreamFrame Frame(string type, string topic, string data) => new(type, topic, "http", s_none, data);

    private static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);
}
