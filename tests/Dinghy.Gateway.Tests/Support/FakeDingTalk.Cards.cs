using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>One card call that reached DingTalk's door.</summary>
/// <param name="Api"><c>create</c>, <c>update</c>, <c>stream</c> or <c>final</c>.</param>
/// <param name="OutTrackId">The card.</param>
/// <param name="Step">The guid of a streamed frame.</param>
/// <param name="Text">What is streamed, or the variable <c>content</c>.</param>
/// <param name="Variables">What is set.</param>
/// <param name="IsError">A last frame that says it failed.</param>
internal sealed record CardCall(string Api, string OutTrackId, string? Step, string? Text, IReadOnlyDictionary<string, string> Variables, bool IsError)
{
    /// <summary>That is streamed.</summary>
    public string? Variable { get; init; }

    public string? this[string variable] => Variables.GetValueOrDefault(variable);

    /// <summary>DingTalk applies the two once.</summary>
    public bool IsSameAs(CardCall other) => (Api, OutTrackId, Step, Text) == (other.Api, other.OutTrackId, other.Step, other.Text);
}

internal sealed partial class FakeDingTalk
{
    private readonly Channel<CardCall> _cardArrivals = Channel.CreateUnbounded<CardCall>();
    private readonly List<CardCall> _cards = [];
    private readonly Dictionary<string, Queue<Func<CancellationToken, Task<HttpResponseMessage>>>> _cardScript = [];
    private readonly Dictionary<string, Func<CancellationToken, Task<HttpResponseMessage>>> _cardAlways = [];

    public IReadOnlyList<CardCall> Cards { get { lock (_sent) return [.. _cards]; } }

    public static Func<CancellationToken, Task<HttpResponseMessage>> CardError(int status, string code) =>
        Answer($$"""{"code":"{{code}}","message":"words of theirs","requestid":"r-1"}""", (System.Net.HttpStatusCode)status);

    public FakeDingTalk ThenCard(string api, params Func<CancellationToken, Task<HttpResponseMessage>>[] answers)
    {
        lock (_sent)
        {
            if (!_cardScript.TryGetValue(api, out var script)) _cardScript[api] = script = new();
            foreach (var answer in answers) script.Enqueue(answer);
        }

        return this;
    }

    public FakeDingTalk AlwaysCard(string api, Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        lock (_sent) _cardAlways[api] = answer;
        return this;
    }

    /// <summary>The next card call, in order of arrival.</summary>
    public Task<CardCall> NextCardAsync() => _cardArrivals.Reader.ReadAsync().Within();

    private async Task<HttpResponseMessage> CardAsync(HttpRequestMessage request, JsonObject body, CancellationToken ct)
    {
        var variables = body["cardData"]?["cardParamMap"]?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>()) ?? [];
        var last = body["isFinalize"]?.GetValue<bool>() == true || body["isError"]?.GetValue<bool>() == true;
        var api = request.RequestUri!.AbsolutePath switch
        {
            "/v1.0/card/instances/createAndDeliver" => "create",
            "/v1.0/card/instances" => "update",
            _ => last ? "final" : "stream",
        };
        var call = new CardCall(
            api, body["outTrackId"]!.GetValue<string>(), body["guid"]?.GetValue<string>(), body["content"]?.GetValue<string>() ?? variables.GetValueOrDefault("content"),
            variables, body["isError"]?.GetValue<bool>() == true) { Variable = body["key"]?.GetValue<string>() };
        Func<CancellationToken, Task<HttpResponseMessage>> answer;
        lock (_sent)
        {
            _cards.Add(call);
            answer = _cardScript.TryGetValue(api, out var script) && script.TryDequeue(out var next) ? next : _cardAlways.GetValueOrDefault(api) ?? Answer(
                """{"success":true,"result":{"deliverResults":[{"spaceType":"IM_ROBOT","spaceId":"staff-1","success":true,"carrierId":"carrier-1","errorMsg":""}]}}""");
        }

        await _cardArrivals.Writer.WriteAsync(call, ct);
        return await answer(ct);
    }
}
