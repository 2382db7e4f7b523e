using System.Text;
using System.Text.Json;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.Cards;

/// <summary>
/// Interactive cards and AI cards. Scopes <c>Card.Instance.Write</c> and, to stream, <c>Card.Streaming.Write</c>. Every call carries the
/// caller's own id and may be repeated; making a card that an earlier try had made is answered with <see cref="DingTalkFault.Exists"/>.
/// </summary>
public sealed class CardApi(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>DingTalk's limit on all values of one card, in UTF-8 bytes; more is refused before a call.</summary>
    public const int MaxDataBytes = 100 * 1024;

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Makes a card that nobody sees yet.</summary>
    /// <param name="space">Where it will be delivered: a card is made for its kind of space.</param>
    /// <exception cref="DingTalkApiException">Not made; Exists: it is there already.</exception>
    public async Task CreateAsync(Card card, CardSpace space, CancellationToken ct)
    {
        var body = CardBodies.Create(card, space);
        await PostAsync("/v1.0/card/instances", body, card.OutTrackId, "made", ct);
    }

    /// <summary>Shows a card that was made.</summary>
    /// <exception cref="DingTalkApiException">Not shown, also when DingTalk accepted the call and refused the space.</exception>
    public async Task<CardDelivery> DeliverAsync(string outTrackId, CardSpace space, CancellationToken ct)
    {
        var body = CardBodies.Deliver(outTrackId, space, app.RobotCode);
        var answer = await PostAsync("/v1.0/card/instances/deliver", body, outTrackId, "delivered", ct);
        return CardDeliveryReader.Read(answer.Items("result"));
    }

    /// <summary>Makes a card and shows it, in one call of the monthly allowance.</summary>
    /// <exception cref="DingTalkApiException">Not shown, also when DingTalk accepted the call and refused the space.</exception>
    public async Task<CardDelivery> CreateAndDeliverAsync(Card card, CardSpace space, CancellationToken ct)
    {
        var body = CardBodies.CreateAndDeliver(card, space, app.RobotCode);
        var answer = await PostAsync("/v1.0/card/instances/createAndDeliver", body, card.OutTrackId, "made and delivered", ct);
        return CardDeliveryReader.Read(answer.Object("result")?.Items("deliverResults") ?? []);
    }

    /// <summary>Changes a card for everybody. Not from inside a press's handler: answer the press first.</summary>
    /// <exception cref="DingTalkApiException">Not changed; NotFound: no such card.</exception>
    public Task UpdateAsync(CardUpdate update, CancellationToken ct) =>
        PutAsync("/v1.0/card/instances", CardBodies.Update(update), update.OutTrackId, "updated", ct);

    /// <summary>Shows the next step of a growing text. DingTalk bears two to three steps a second and card.</summary>
    /// <exception cref="DingTalkApiException">Not shown; NotFound: no such card; Throttled: too fast.</exception>
    public Task StreamAsync(CardFrame frame, CancellationToken ct) =>
        PutAsync("/v1.0/card/streaming", CardBodies.Frame(frame), frame.OutTrackId, frame.IsFinal ? "finished" : "streamed", ct);

    /// <summary>Names the address to which presses on cards made with <see cref="CardCallbacks.Http"/> go.</summary>
    /// <param name="secret">Signs the calls; null leaves the choice to DingTalk.</param>
    /// <param name="replace">Overwrite an address registered under the key; without it that is <see cref="DingTalkFault.Exists"/>.</param>
    /// <returns>The secret in force, when DingTalk tells it.</returns>
    /// <exception cref="DingTalkApiException">Not registered.</exception>
    public async Task<string?> RegisterCallbackAsync(string routeKey, Uri address, string? secret, bool replace, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new CallbackRegistration(routeKey, address.AbsoluteUri, secret, replace), WireJson.Compact.CallbackRegistration);
        var answer = await _caller.PostAsync("/v1.0/card/callbacks/register", body, RequestTimeout, ct);
        return answer.Object("result")?.Filled("apiSecret");
    }

    private async Task<JsonElement> PostAsync(string path, CardBody body, string outTrackId, string step, CancellationToken ct)
    {
        Check(body, outTrackId);
        var answer = await _caller.PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Compact.CardBody), RequestTimeout, ct);
        _logger.CardStep(outTrackId, step);
        return answer;
    }

    private async Task PutAsync(string path, CardBody body, string outTrackId, string step, CancellationToken ct)
    {
        Check(body, outTrackId);
        await _caller.PutAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Compact.CardBody), RequestTimeout, ct);
        _logger.CardStep(outTrackId, step);
    }

    // Refused here rather than there: a call costs the organisation's monthly allowance.
    private static void Check(CardBody body, string outTrackId)
    {
        if (outTrackId.Length is 0 or > Card.MaxIdLength) throw Invalid("bad_outTrackId", $"a card's id has 1 to {Card.MaxIdLength} characters");
        var bytes = Bytes(body.CardData) + (body.PrivateData?.Values.Sum(Bytes) ?? 0) + Encoding.UTF8.GetByteCount(body.Content ?? "");
        if (bytes > MaxDataBytes) throw Invalid("card_too_large", $"the card's values exceed {MaxDataBytes} bytes; not sent");
    }

    private static long Bytes(CardDataBody? data) => data?.CardParamMap.Sum(pair => (long)Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) ?? 0;

    private static DingTalkApiException Invalid(string code, string message) => new(DingTalkFault.Invalid, code, message);
}
