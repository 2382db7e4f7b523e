using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Configuration;
using YamlDotNet.Core;

namespace Dinghy.Bench;

/// <summary>How long a configuration of one megabyte takes to load, in JSON and in YAML. Prints the median, the worst and the format's bare parser beside it; fails past the promise.</summary>
internal static class ConfigBench
{
    private const int WarmUps = 5;
    private const int Rounds = 21;
    private const double PromisedMs = 100;

    public static int Run()
    {
        var kept = true;
        foreach (var (name, text, parse) in new (string, string, Action<byte[]>)[] { ("config.json", Json(), ParseJson), ("config.yaml", Yaml(), ParseYaml) })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var source = new ConfigSource
            {
                Home = "/home", Environment = _ => null, VariableNames = [],
                ReadFile = (path, _) => Path.GetFileName(path) == name ? bytes : throw new FileNotFoundException(path),
            };
            var times = Measure(() => Load(source));
            var floors = Measure(() => parse(bytes));
            var (median, floor) = (times[Rounds / 2].Cpu, floors[Rounds / 2].Cpu);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {bytes.Length / 1024} KiB: median {median:0.0} ms of CPU ({times.Select(time => time.Wall).Order().ElementAt(Rounds / 2):0.0} ms by the clock), worst {times[^1].Cpu:0.0}; its parser alone {floor:0.0} ms, ratio {median / floor:0.0}"));
            kept &= median <= PromisedMs;
        }

        return kept ? 0 : 1;
    }

    /// <summary>By processor time, the least first: what else the machine does is not ours.</summary>
    private static List<(double Cpu, double Wall)> Measure(Action work)
    {
        for (var round = 0; round < WarmUps; round++) work();
        return [.. Enumerable.Range(0, Rounds).Select(_ =>
        {
            var (cpu, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            work();
            return ((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }).OrderBy(time => time.Item1)];
    }

    private static void Load(ConfigSource source)
    {
        var result = ConfigLoader.Load(source);
        if (result.Config is null) throw new InvalidOperationException(string.Join('\n', result.Faults));
    }

    private static void ParseJson(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
    }

    private static void ParseYaml(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        var parser = new Parser(reader);
        while (parser.MoveNext()) { }
    }

    // What makes a configuration large: people, robots, texts.
    private static string Json()
    {
        var text = new StringBuilder("{ \"channels\": { \"dingtalk\": { \"accounts\": {");
        for (var robot = 0; robot < 60; robot++)
        {
            text.Append($"{(robot == 0 ? "" : ",")}\n  \"robot-{robot}\": {{ \"client_id\": \"ding{robot:000000}\", \"client_secret\": \"secret-{robot}\", \"allow_from\": [");
            text.AppendJoin(", ", Enumerable.Range(0, 1050).Select(person => $"\"staff{person:0000000}\"")).Append("] }");
        }

        return text.Append("\n} } } }").ToString();
    }

    private static string Yaml()
    {
        var text = new StringBuilder("channels:\n  dingtalk:\n    accounts:\n");
        for (var robot = 0; robot < 60; robot++)
        {
            text.Append($"      robot-{robot}:\n        client_id: ding{robot:000000}\n        client_secret: secret-{robot}\n        allow_from:\n");
            foreach (var person in Enumerable.Range(0, 690)) text.Append($"          - staff{person:0000000}\n");
        }

        return text.ToString();
    }
}
