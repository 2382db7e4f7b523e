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
            var times = Enumerable.Range(0, Rounds).Select(_ => Measure(() => Load(source))).Skip(1).Order().ToList();
            var floors = Enumerable.Range(0, Rounds).Select(_ => Measure(() => parse(bytes))).Skip(1).Order().ToList();
            var (median, floor) = (times[times.Count / 2], floors[floors.Count / 2]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {bytes.Length / 1024} KiB: median {median:0.0} ms, worst {times[^1]:0.0} ms; its parser alone {floor:0.0} ms, ratio {median / floor:0.0}"));
            kept &= median <= PromisedMs;
        }

        return kept ? 0 : 1;
    }

    private static double Measure(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
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
            foreach (var person in Enumerable.Range(0, 700)) text.Append($"          - staff{person:0000000}\n");
        }

        return text.ToString();
    }
}
