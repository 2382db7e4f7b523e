using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Admin;

/// <summary>The meter <c>Dinghy</c> in Prometheus's text format 0.0.4. No exporter package for it restores here, and the format is a page long.</summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>Label sets kept per instrument; a new one past it is counted under <c>overflow</c>.</summary>
    private const int MaxSeries = 200;

    private static readonly double[] s_bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    private static readonly double[] s_tokens = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public PrometheusText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != GatewayMetrics.MeterName) return;
            lock (_gate) _families[instrument.Name] = new Family(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_gate)
            foreach (var family in _families.Values) family.Write(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
            if (_families.TryGetValue(instrument.Name, out var family)) family.Record(value, Labels(tags));
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (labels.Length > 0) labels.Append(',');
            labels.Append(name.Replace('.', '_')).Append("=\"").Append(value?.ToString()?.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append('"');
        }

        return labels.ToString();
    }

    private static string Number(double value) =>
        double.IsInfinity(value) ? (value > 0 ? "+Inf" : "-Inf") : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Family(Instrument instrument)
    {
        private readonly bool _gauge = instrument.IsObservable;
        private readonly bool _histogram = instrument is Histogram<double>;
        private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);

        public void Record(double value, string labels)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MaxSeries) labels = "series=\"overflow\"";
                if (!_series.TryGetValue(labels, out series)) _series.Add(labels, series = new Series(!_histogram ? null : instrument.Unit == "{token}" ? s_tokens : s_bounds));
            }

            series.Add(value, _gauge);
        }

        public void Write(StringBuilder text)
        {
            var name = NameOf(instrument) + (_gauge || _histogram ? "" : "_total");
            text.Append($"# HELP {name} {instrument.Description}\n# TYPE {name} {(_gauge ? "gauge" : _histogram ? "histogram" : "counter")}\n");
            foreach (var (labels, series) in _series)
            {
                if (_histogram) WriteHistogram(text, name, labels, series);
                else text.Append($"{name}{Braced(labels)} {Number(series.Value)}\n");
            }
        }

        /// <summary>OpenTelemetry's names have points, and leave the unit to whoever shows them.</summary>
        private static string NameOf(Instrument instrument) => !instrument.Name.Contains('.', StringComparison.Ordinal) ? instrument.Name
            : instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");

        private static void WriteHistogram(StringBuilder text, string name, string labels, Series series)
        {
            var bounds = series.Bounds!;
            var comma = labels.Length == 0 ? "" : ",";
            var below = 0L;
            for (var i = 0; i < bounds.Length; i++)
                text.Append($"{name}_bucket{{{labels}{comma}le=\"{Number(bounds[i])}\"}} {below += series.Buckets![i]}\n");
            text.Append($"{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {series.Count}\n{name}_sum{Braced(labels)} {Number(series.Value)}\n{name}_count{Braced(labels)} {series.Count}\n");
        }

        private static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";
    }

    private sealed class Series(double[]? bounds)
    {
        public double[]? Bounds { get; } = bounds;

        public long[]? Buckets { get; } = bounds is null ? null : new long[bounds.Length];

        public long Count { get; private set; }

        public double Value { get; private set; }

        public void Add(double value, bool replace)
        {
            Value = replace ? value : Value + value;
            Count++;
            if (Buckets is null) return;
            var bucket = Array.FindIndex(Bounds!, bound => value <= bound);
            if (bucket >= 0) Buckets[bucket]++;
        }
    }
}
