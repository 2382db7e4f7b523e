using System.Globalization;

namespace Dinghy.Bench.Driver;

/// <summary>Resident memory in MB of 1,000,000 bytes.</summary>
/// <param name="Rss">All of it; mostly framework files that processes share.</param>
/// <param name="Private">Private dirty: what this process alone costs.</param>
internal readonly record struct Memory(double Rss, double Private)
{
    public static Memory Of(int processId)
    {
        var lines = File.ReadAllLines($"/proc/{processId}/smaps_rollup");
        return new Memory(Megabytes(lines, "Rss:"), Megabytes(lines, "Private_Dirty:"));
    }

    /// <summary>The most that was ever resident, MB.</summary>
    public static double PeakOf(int processId) => Megabytes(File.ReadAllLines($"/proc/{processId}/status"), "VmHWM:");

    private static double Megabytes(string[] lines, string name)
    {
        var line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
