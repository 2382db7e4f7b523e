using System.Diagnostics.Metrics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Diagnostics;

/// <summary>What the gateway counts, by the runtime's own instruments; the meter's name is <c>Dinghy</c>.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Dinghy";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _received;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _throttled;
    private readonly Counter<long> _merged;
    private readonly Counter<long> _paceChanges;
    private readonly Histogram<double> _waitSeconds;
    private readonly Counter<long> _cards;
    private readonly Counter<long> _presses;
    private readonly Counter<long> _events;
    private readonly Counter<long> _webhooks;
    private readonly Histogram<double> _turnSeconds;
    private readonly Histogram<double> _storeSeconds;
    private readonly Histogram<double> _askSeconds;
    private readonly Histogram<double> _askTokens;

    public GatewayMetrics()
    {
        _received = _meter.CreateCounter<long>("dinghy_messages_received", description: "Messages by what became of them at the door: accepted, refused, duplicate, malformed, unstored.");
        _closed = _meter.CreateCounter<long>("dinghy_turns_closed", description: "Turns by outcome and reason.");
        _sent = _meter.CreateCounter<long>("dinghy_parts_sent", description: "Attempts to send a part, by road and result.");
        _throttled = _meter.CreateCounter<long>("dinghy_dingtalk_throttled", description: "Calls that DingTalk held back, by API and cause: throttled, banned, quota.");
        _merged = _meter.CreateCounter<long>("dinghy_answers_merged", description: "Answers that waited for the limit of messages a minute and went with another one.");
        _paceChanges = _meter.CreateCounter<long>("dinghy_card_pace_changes", description: "Steps between smooth, slow and no cards, by what they are now.");
        _waitSeconds = _meter.CreateHistogram<double>("dinghy_dingtalk_wait_seconds", "s", "How long calls waited for DingTalk's limits before they left, by API.");
        _cards = _meter.CreateCounter<long>("dinghy_cards", description: "Cards by what became of them: shown, final, abandoned.");
        _presses = _meter.CreateCounter<long>("dinghy_card_presses", description: "Presses on cards, by what came of them.");
        _events = _meter.CreateCounter<long>("dinghy_events_received", description: "DingTalk's events by what became of them: read, recalled, other, duplicate, unstored.");
        _webhooks = _meter.CreateCounter<long>("dinghy_webhook_calls", description: "Calls of HTTP mode by what became of them: message, event, press, late, failed, refused_ and why.");
        _turnSeconds = _meter.CreateHistogram<double>("dinghy_turn_seconds", "s", "From received to closed.");
        _storeSeconds = _meter.CreateHistogram<double>("dinghy_accept_seconds", "s", "From the frame to durable: what DingTalk waits for.");
        _askSeconds = _meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Questions to models until their last word, by model and fault.");
        _askTokens = _meter.CreateHistogram<double>("gen_ai.client.token.usage", "{token}", "Tokens of questions to models, by model and kind, where the provider counts them.");
    }

    /// <summary>One of this gateway's own: a process may run several.</summary>
    public bool Owns(Instrument instrument) => instrument.Meter == _meter;

    public void Received(string result) => _received.Add(1, new KeyValuePair<string, object?>("result", result));

    public void Accepted(TimeSpan elapsed) => _storeSeconds.Record(elapsed.TotalSeconds);

    public void Closed(TurnOutcome outcome, TimeSpan? elapsed)
    {
        _closed.Add(1, new("outcome", outcome.Kind.ToWire()), new("reason", outcome.Reason));
        if (elapsed is { } time) _turnSeconds.Record(time.TotalSeconds);
    }

    /// <summary>A question to a model ended, by OpenTelemetry's names for it.</summary>
    /// <param name="named"><c>provider/model</c>.</param>
    /// <param name="elapsed">Until its end.</param>
    /// <param name="input">Tokens; null: not told.</param>
    /// <param name="output">Tokens.</param>
    /// <param name="fault">Null: the answer is whole.</param>
    public void Asked(string named, TimeSpan elapsed, long? input, long? output, string? fault)
    {
        var at = named.IndexOf('/', StringComparison.Ordinal);
        var provider = new KeyValuePair<string, object?>("gen_ai.provider.name", at < 0 ? "" : named[..at]);
        var model = new KeyValuePair<string, object?>("gen_ai.request.model", named[(at + 1)..]);
        var operation = new KeyValuePair<string, object?>("gen_ai.operation.name", "chat");
        _askSeconds.Record(elapsed.TotalSeconds, [operation, provider, model, .. fault is null ? [] : new[] { new KeyValuePair<string, object?>("error.type", fault) }]);
        if (input is { } sent) _askTokens.Record(sent, operation, provider, model, new("gen_ai.token.type", "input"));
        if (output is { } said) _askTokens.Record(said, operation, provider, model, new("gen_ai.token.type", "output"));
    }

    public void Sent(Road road, string result) => _sent.Add(1, new("road", road.ToString().ToLowerInvariant()), new("result", result));

    public void Throttled(string api, string cause) => _throttled.Add(1, new("api", api), new("cause", cause));

    public void Waited(string api, TimeSpan wait) => _waitSeconds.Record(wait.TotalSeconds, new KeyValuePair<string, object?>("api", api));

    public void Merged(int count) => _merged.Add(count);

    public void PaceChanged(string now) => _paceChanges.Add(1, new KeyValuePair<string, object?>("pace", now));

    /// <summary>A gauge of several values, each with its label.</summary>
    public void Observe(string name, string description, string label, Func<IEnumerable<(string Value, double Number)>> read) => _meter.CreateObservableGauge(
        name, () => read().Select(row => new Measurement<double>(row.Number, new KeyValuePair<string, object?>(label, row.Value))), description: description);

    public void Card(string state) => _cards.Add(1, new KeyValuePair<string, object?>("state", state));

    public void Pressed(string result) => _presses.Add(1, new KeyValuePair<string, object?>("result", result));

    public void Event(string result) => _events.Add(1, new KeyValuePair<string, object?>("result", result));

    public void Webhook(string result) => _webhooks.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>A gauge read when somebody looks.</summary>
    public void Observe(string name, string description, Func<double> read) => _meter.CreateObservableGauge(name, read, description: description);

    public void Dispose() => _meter.Dispose();
}
