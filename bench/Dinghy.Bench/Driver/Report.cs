using System.Text;

namespace Dinghy.Bench.Driver;

/// <summary>One markdown table, the ratios to the floors below the figures, and the machine.</summary>
internal static class Report
{
    public static string Write(IReadOnlyList<(string Name, Sample Figures)> rows, BenchOptions options, string machine)
    {
        var text = new StringBuilder();
        text.AppendLine($"| | start → connected, s | idle RSS / private, MB | push → reply p50, ms | p99, ms | 50 × 4, msg/s | {options.Chats} × 20, msg/s | CPU, ms a message | RSS / private after load, MB |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (name, it) in rows)
            text.AppendLine($"| {name} | {it.Connected:0.000} | {it.Idle.Rss:0.0} / {it.Idle.Private:0.0} | {it.P50:0.00} | {it.P99:0.0} | {it.Small:0} | {it.Large:0} | {it.Cpu:0.00} | {it.Loaded.Rss:0.0} / {it.Loaded.Private:0.0} |");
        var floors = rows.Where(row => row.Name is Contestant.Echo or Contestant.Durable).ToList();
        foreach (var row in rows.Except(floors))
            foreach (var floor in floors) text.AppendLine(Ratio(row, floor));
        text.AppendLine().Append($"Medians of {options.Runs} {(options.Runs == 1 ? "round" : "rounds")}, {options.Messages} sequential messages each. {machine}");
        return text.ToString();
    }

    /// <summary>Figures one below the other, each with what it shall be.</summary>
    public static string Write(IReadOnlyList<Figure> figures, string machine)
    {
        var text = new StringBuilder("| figure | aim | measured |\n| --- | --- | --- |\n");
        foreach (var figure in figures) text.AppendLine($"| {figure.What} | {figure.Aim} | {figure.Measured} |");
        return text.AppendLine().Append(machine).ToString();
    }

    /// <summary>Replaces what stands between the block's marks.</summary>
    /// <exception cref="BenchException">There are no marks.</exception>
    public static void Into(string file, string block, string report)
    {
        var (begin, end) = ($"<!-- {block}: written by bench/run.sh --write -->", $"<!-- /{block} -->");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new BenchException($"{file} has no line '{begin}' followed by '{end}'.");
        File.WriteAllText(file, $"{text[..(from + begin.Length)]}\n{report}\n{text[to..]}");
    }

    private static string Ratio((string Name, Sample Figures) row, (string Name, Sample Figures) floor)
    {
        var (a, b) = (row.Figures, floor.Figures);
        return $"| *{row.Name} ÷ {floor.Name}* | {a.Connected / b.Connected:0.00}× | {a.Idle.Rss / b.Idle.Rss:0.00}× / {a.Idle.Private / b.Idle.Private:0.00}× | {a.P50 / b.P50:0.00}× | {a.P99 / b.P99:0.00}× | "
            + $"{a.Small / b.Small:0.00}× | {a.Large / b.Large:0.00}× | {a.Cpu / b.Cpu:0.00}× | {a.Loaded.Rss / b.Loaded.Rss:0.00}× / {a.Loaded.Private / b.Loaded.Private:0.00}× |";
    }
}

/// <param name="What">Is measured.</param>
/// <param name="Aim">Empty: none, only told.</param>
/// <param name="Measured">In the unit that <paramref name="What"/> names.</param>
internal sealed record Figure(string What, string Aim, string Measured);
