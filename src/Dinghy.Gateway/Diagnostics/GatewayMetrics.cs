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
    private readonly Counter<long> _cards;
    private readonly Counter<long> _presses;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _turnSeconds;
    private readonly Histogram<double> _storeSeconds;

    public GatewayMetrics()
    {
        _received = _meter.CreateCounter<long>("dinghy_messages_received", description: "Messages by what became of them at the door: accepted, refused, duplicate, malformed, unstored.");
        _closed = _meter.CreateCounter<long>("dinghy_turns_closed", description: "Turns by outcome and reason.");
        _sent = _meter.CreateCounter<long>("dinghy_parts_sent", description: "Attempts to send a part, by road and result.");
        _cards = _meter.CreateCounter<long>("dinghy_cards", description: "Cards by what became of them: shown, final, abandoned.");
        _presses = _meter.CreateCounter<long>("dinghy_card_presses", description: "Presses on cards, by what came of them.");
        _events = _meter.CreateCounter<long>("dinghy_events_received", description: "DingTalk's events by what became of them: read, recalled, other, duplicate, unstored.");
        _turnSeconds = _meter.CreateHistogram<double>("dinghy_turn_seconds", "s", "From received to closed.");
        _storeSeconds = _meter.CreateHistogram<double>("dinghy_accept_seconds", "s", "From the frame to durable: what DingTalk waits for.");
    }

    public void Received(string result) => _received.Add(1, new KeyValuePair<string, object?>("result", result));

    public void Accepted(TimeSpan elapsed) => _storeSeconds.Record(elapsed.TotalSeconds);

    public void Closed(TurnOutcome outcome, TimeSpan? elapsed)
    {
        _closed.Add(1, new("outcome", outcome.Kind.ToWire()), new("reason", outcome.Reason));
        if (elapsed is { } time) _turnSeconds.Record(time.TotalSeconds);
    }

    public void Sent(Road road, string result) => _sent.Add(1, new("road", road.ToString().ToLowerInvariant()), new("result", result));

    public void Card(string state) => _cards.Add(1, new KeyValuePair<string, object?>("state", state));

    public void Pressed(string result) => _presses.Add(1, new KeyValuePair<string, object?>("result", result));

    public void Event(string result) => _events.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>A gauge read when somebody looks.</summary>
    public void Observe(string name, string description, Func<double> read) => _meter.CreateObservableGauge(name, read, description: description);

    public void Dispose() => _meter.Dispose();
}
