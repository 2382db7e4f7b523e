using System.Globalization;
using System.Text.RegularExpressions;

namespace Dinghy.Tests.Support;

/// <summary>One line of Prometheus's text format 0.0.4, read as strictly as Prometheus reads it.</summary>
internal sealed partial record PrometheusSample(string Name, string Labels, double Value)
{
    public static List<PrometheusSample> Parse(string text)
    {
        text.ShouldEndWith("\n");
        var (samples, types) = (new List<PrometheusSample>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                if (comment.Groups[1].Value == "TYPE") types.TryAdd(comment.Groups[2].Value, comment.Groups[3].Value).ShouldBeTrue($"second TYPE: {line}");
                continue;
            }

            var match = Line().Match(line);
            match.Success.ShouldBeTrue($"no sample: {line}");
            var name = match.Groups[1].Value;
            types.Keys.ShouldContain(family => name == family || (types[family] == "histogram" && name.StartsWith(family + "_", StringComparison.Ordinal)), line);
            samples.Add(new(name, match.Groups[2].Value, Number(match.Groups[3].Value)));
        }

        samples.Select(sample => (sample.Name, sample.Labels)).ShouldBeUnique();
        return samples;
    }

    private static double Number(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (NaN|[+-]Inf|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)$""")]
    private static partial Regex Line();

    [GeneratedRegex("^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$")]
    private static partial Regex Comment();
}
