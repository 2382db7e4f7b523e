using System.Diagnostics;

namespace Dinghy.Bench.Driver;

/// <summary>Where the figures come from; without it they say little.</summary>
internal static class Machine
{
    private const int Syncs = 200;
    private const int EntryBytes = 1000;

    public static string Describe(string folder)
    {
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"Machine: {Environment.ProcessorCount} cores ({Processor()}), Linux {kernel}, .NET {Environment.Version}, "
            + $"fdatasync of {EntryBytes} B p50 {DataSync(folder):0.00} ms, load before the start {load}.";
    }

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";

    private static double DataSync(string folder)
    {
        using var journal = new Journal(Path.Combine(folder, "probe"));
        var entry = new byte[EntryBytes];
        var times = new double[Syncs];
        for (var i = 0; i < times.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            journal.Append(entry);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        return Sample.Percentile(times, 50);
    }
}
