using System.Diagnostics.Metrics;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.WebConsole;

/// <summary>What happened in one minute or hour that begins at a time; of gauges the highest values.</summary>
internal sealed record Point(DateTimeOffset At, long Received, long Refused, long Answered, long Failed, long Ignored, long Sent, long Throttled, int Working, int Waiting)
{
    /// <summary>Seconds from received to closed; null: nothing closed.</summary>
    public double? P50 { get; init; }

    public double? P95 { get; init; }
}

/// <summary>The last hour by minutes and the last day by hours, out of the gateway's own instruments. In memory: a restart begins anew.</summary>
internal sealed class Series : IDisposable
{
    public const int Minutes = 60;
    public const int Hours = 24;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly Ring _minutes = new(s_minute, Minutes);
    private readonly Ring _hours = new(s_hour, Hours);

    public Series(GatewayMetrics metrics, TimeProvider time)
    {
        _time = time;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (metrics.Owns(instrument) && instrument.Name is "dinghy_messages_received" or "dinghy_turns_closed" or "dinghy_parts_sent" or "dinghy_dingtalk_throttled" or "dinghy_turn_seconds" or "dinghy_turns_in_work" or "dinghy_replies_waiting")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Measure(instrument.Name, value));
        _listener.Start();
    }

    /// <summary>A turn closed: its outcome and reason. Quick, and must not throw.</summary>
    public Action<string, string?> Closed { get; set; } = (_, _) => { };

    /// <summary>How often anything was counted: another number, another point.</summary>
    public long Changes { get; private set; }

    /// <summary>Oldest first, the last one running.</summary>
    public (IReadOnlyList<Point> Minutes, IReadOnlyList<Point> Hours) Read()
    {
        _listener.RecordObservableInstruments();
        lock (_gate) return (_minutes.Read(_time.GetUtcNow()), _hours.Read(_time.GetUtcNow()));
    }

    /// <summary>The running minute.</summary>
    public Point Now() => Read().Minutes[^1];

    public void Dispose() => _listener.Dispose();

    private void Count(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (what, reason) = ("", (string?)null);
        foreach (var (name, tag) in tags)
        {
            if (name is "result" or "outcome") what = tag as string ?? "";
            else if (name == "reason") reason = tag as string;
        }

        Add(span =>
        {
            switch (instrument, what)
            {
                case ("dinghy_messages_received", "accepted"): span.Received += value; break;
                case ("dinghy_messages_received", "refused"): span.Refused += value; break;
                case ("dinghy_turns_closed", "answered"): span.Answered += value; break;
                case ("dinghy_turns_closed", "failed"): span.Failed += value; break;
                case ("dinghy_turns_closed", _): span.Ignored += value; break;
                case ("dinghy_parts_sent", "Delivered"): span.Sent += value; break;
                case ("dinghy_dingtalk_throttled", _): span.Throttled += value; break;
            }
        });
        if (instrument == "dinghy_turns_closed") Closed(what, string.IsNullOrEmpty(reason) ? null : reason);
    }

    private void Measure(string instrument, double value) => Add(
        span =>
        {
            switch (instrument)
            {
                case "dinghy_turn_seconds": span.Took(value); break;
                case "dinghy_turns_in_work": span.Working = Math.Max(span.Working, (int)value); break;
                case "dinghy_replies_waiting": span.Waiting = Math.Max(span.Waiting, (int)value); break;
            }
        },
        counts: instrument == "dinghy_turn_seconds");

    private void Add(Action<Span> add, bool counts = true)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            add(_minutes.At(now));
            add(_hours.At(now));
            if (counts) Changes++;
        }
    }

    /// <summary>Spans of one length, the old ones overwritten.</summary>
    private sealed class Ring(TimeSpan length, int count)
    {
        private readonly Span?[] _spans = new Span?[count];

        public Span At(DateTimeOffset now)
        {
            var number = now.UtcTicks / length.Ticks;
            ref var span = ref _spans[number % count];
            if (span?.Number != number) span = new Span(number);
            return span;
        }

        public IReadOnlyList<Point> Read(DateTimeOffset now)
        {
            var last = now.UtcTicks / length.Ticks;
            return [.. Enumerable.Range(0, count).Select(i => last - count + 1 + i).Select(number =>
                (_spans[number % count] is { } span && span.Number == number ? span : new Span(number)).ToPoint(new DateTimeOffset(number * length.Ticks, TimeSpan.Zero)))];
        }
    }

    private sealed class Span(long number)
    {
        /// <summary>Of more, every second one is kept: the middle stays where it is.</summary>
        private const int MostTimes = 1_024;

        private readonly List<double> _times = [];
        private int _step = 1;
        private long _closed;

        public long Number => number;

        public long Received { get; set; }

        public long Refused { get; set; }

        public long Answered { get; set; }

        public long Failed { get; set; }

        public long Ignored { get; set; }

        public long Sent { get; set; }

        public long Throttled { get; set; }

        public int Working { get; set; }

        public int Waiting { get; set; }

        public void Took(double seconds)
        {
            if (_closed++ % _step != 0) return;
            _times.Add(seconds);
            if (_times.Count < MostTimes) return;
            for (var i = 0; i < MostTimes / 2; i++) _times[i] = _times[i * 2];
            _times.RemoveRange(MostTimes / 2, MostTimes / 2);
            _step *= 2;
        }

        public Point ToPoint(DateTimeOffset at)
        {
            double[] sorted = [.. _times.Order()];
            return new(at, Received, Refused, Answered, Failed, Ignored, Sent, Throttled, Working, Waiting) { P50 = Share(sorted, 0.5), P95 = Share(sorted, 0.95) };
        }

        private static double? Share(double[] sorted, double share) => sorted.Length == 0 ? null : Math.Round(sorted[(int)Math.Ceiling(share * sorted.Length) - 1], 3);
    }
}
