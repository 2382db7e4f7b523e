using System.Diagnostics.Metrics;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Admin;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly PrometheusText _text = new();
    private readonly Meter _meter = new(GatewayMetrics.MeterName);

    public void Dispose()
    {
        _meter.Dispose();
        _text.Dispose();
    }

    [Fact]
    public void Counters_add_up_by_label_and_end_in_total()
    {
        var counter = _meter.CreateCounter<long>("test_things", description: "Things.");
        counter.Add(1, new KeyValuePair<string, object?>("kind", "a"));
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a"));
        counter.Add(5, new KeyValuePair<string, object?>("kind", "b"));
        Read().Where(sample => sample.Name == "test_things_total").ShouldBe([new("test_things_total", "kind=\"a\"", 3), new("test_things_total", "kind=\"b\"", 5)]);
        _text.Write().ShouldContain("# HELP test_things_total Things.\n# TYPE test_things_total counter\n");
    }

    [Fact]
    public void Label_values_are_escaped()
    {
        _meter.CreateCounter<long>("test_escapes").Add(1, new KeyValuePair<string, object?>("v", "back\\slash \"quote\"\nline {brace}, comma 中文"));
        _text.Write().ShouldContain("""test_escapes_total{v="back\\slash \"quote\"\nline {brace}, comma 中文"} 1""");
        Read().ShouldContain(sample => sample.Name == "test_escapes_total");
    }

    [Fact]
    public void A_null_label_is_an_empty_one()
    {
        _meter.CreateCounter<long>("test_null").Add(1, new KeyValuePair<string, object?>("v", null));
        Read().ShouldContain(new PrometheusSample("test_null_total", "v=\"\"", 1));
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e21, "1E+21")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Gauges_are_read_when_somebody_looks(double value, string written)
    {
        _meter.CreateObservableGauge("test_gauge", () => value);
        _text.Write().ShouldContain($"# TYPE test_gauge gauge\ntest_gauge {written}\n");
        Read().ShouldContain(sample => sample.Name == "test_gauge");
    }

    [Fact]
    public void A_gauge_shows_its_last_value_not_the_sum_of_all_looks()
    {
        var value = 7.0;
        _meter.CreateObservableGauge("test_last", () => value);
        _text.Write();
        value = 3;
        Read().ShouldContain(new PrometheusSample("test_last", "", 3));
    }

    [Fact]
    public void Histograms_are_cumulative_and_end_at_infinity()
    {
        var histogram = _meter.CreateHistogram<double>("test_seconds");
        foreach (var value in new[] { 0.0005, 0.001, 0.3, 500 }) histogram.Record(value, new KeyValuePair<string, object?>("road", "webhook"));
        var samples = Read().Where(sample => sample.Name.StartsWith("test_seconds", StringComparison.Ordinal)).ToList();
        var buckets = samples.Where(sample => sample.Name == "test_seconds_bucket").ToList();
        buckets.Select(bucket => bucket.Value).ShouldBe(buckets.Select(bucket => bucket.Value).Order());
        buckets[0].ShouldBe(new("test_seconds_bucket", "road=\"webhook\",le=\"0.001\"", 2));
        buckets[^2].ShouldBe(new("test_seconds_bucket", "road=\"webhook\",le=\"120\"", 3));
        buckets[^1].ShouldBe(new("test_seconds_bucket", "road=\"webhook\",le=\"+Inf\"", 4));
        samples.ShouldContain(new PrometheusSample("test_seconds_count", "road=\"webhook\"", 4));
        samples.Single(sample => sample.Name == "test_seconds_sum").Value.ShouldBe(500.3015, 0.0001);
    }

    [Fact]
    public void Labels_without_end_are_counted_together_past_two_hundred()
    {
        var counter = _meter.CreateCounter<long>("test_many");
        for (var i = 0; i < 1_000; i++) counter.Add(1, new KeyValuePair<string, object?>("id", i));
        var samples = Read().Where(sample => sample.Name == "test_many_total").ToList();
        samples.Count.ShouldBe(201);
        samples.Sum(sample => sample.Value).ShouldBe(1_000);
        samples.ShouldContain(new PrometheusSample("test_many_total", "series=\"overflow\"", 800));
    }

    [Fact]
    public void Other_meters_are_not_ours()
    {
        using var other = new Meter("Other");
        other.CreateCounter<long>("test_other").Add(1);
        _text.Write().ShouldNotContain("test_other");
    }

    [Fact]
    public async Task Counting_from_many_threads_while_somebody_looks_loses_nothing()
    {
        var counter = _meter.CreateCounter<long>("test_race");
        var looking = Task.Run(() => { for (var i = 0; i < 100; i++) Read(); });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => { for (var i = 0; i < 1_000; i++) counter.Add(1); })));
        await looking;
        Read().ShouldContain(new PrometheusSample("test_race_total", "", 8_000));
    }

    private List<PrometheusSample> Read() => PrometheusSample.Parse(_text.Write());
}
