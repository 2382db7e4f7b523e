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
        return new Memory(Megabytes("Rss:"), Megabytes("Private_Dirty:"));

        double Megabytes(string name)
        {
            var line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
    }
}
