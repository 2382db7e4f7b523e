namespace Dinghy.Bench.Driver;

/// <summary>What one round found of one bot.</summary>
/// <param name="Connected">Seconds.</param>
/// <param name="Idle">After a few messages and some quiet.</param>
/// <param name="P50">Push to webhook arrival, ms.</param>
/// <param name="P99">The same.</param>
/// <param name="Small">50 chats × 4, messages a second.</param>
/// <param name="Large">The large burst, messages a second.</param>
/// <param name="Cpu">Of the bot in the large burst, ms a message.</param>
/// <param name="Loaded">After the large burst and some quiet.</param>
internal sealed record Sample(double Connected, Memory Idle, double P50, double P99, double Small, double Large, double Cpu, Memory Loaded)
{
    /// <summary>Figure by figure.</summary>
    public static Sample Median(IReadOnlyList<Sample> samples)
    {
        return new Sample(
            Of(s => s.Connected), new Memory(Of(s => s.Idle.Rss), Of(s => s.Idle.Private)), Of(s => s.P50), Of(s => s.P99),
            Of(s => s.Small), Of(s => s.Large), Of(s => s.Cpu), new Memory(Of(s => s.Loaded.Rss), Of(s => s.Loaded.Private)));

        double Of(Func<Sample, double> figure) => Percentile([.. samples.Select(figure)], 50);
    }

    public static double Percentile(double[] values, int percent)
    {
        Array.Sort(values);
        return values[Math.Min(values.Length - 1, values.Length * percent / 100)];
    }
}
