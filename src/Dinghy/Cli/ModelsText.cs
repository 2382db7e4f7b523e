using System.Globalization;
using Dinghy.Admin;

namespace Dinghy.Cli;

/// <summary>Models as a person reads them.</summary>
internal static class ModelsText
{
    public static string Of(ModelsReport report, DateTimeOffset now) => string.Join('\n',
    [
        .. report.Problem is { } problem ? [$"No usable model: {problem}"] : Array.Empty<string>(),
        .. report.Models.Count == 0 ? ["No model is known that could be asked; --all lists those without a key."] : Lines(report, now),
        .. report.Next is { } next && report.Models is [var first, ..] && first.Name != next ? [$"Asked now: {next}"] : Array.Empty<string>(),
    ]);

    public static string Of(ProbeReport probe) => probe.Ok
        ? string.Create(CultureInfo.InvariantCulture, $"{probe.Model}: first token {probe.FirstTokenMs} ms, whole {probe.TotalMs} ms; tools {Word(probe.Tools)}, pictures {Word(probe.Vision)}, token counts {Word(probe.Usage)}")
        : $"{probe.Model}: FAILED ({probe.Fault}): {probe.Sentence}";

    private static IEnumerable<string> Lines(ModelsReport report, DateTimeOffset now)
    {
        var width = report.Models.Max(model => model.Name.Length);
        yield return $"{"model".PadRight(width)}  {"role",-10}  {"window",9}  {"answer",8}  sees  price per million (in/out)";
        foreach (var model in report.Models)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{model.Name.PadRight(width)}  {model.Role,-10}  {Tokens(model.ContextWindow),9}  {Tokens(model.MaxOutput),8}  {(model.Vision ? "yes" : "no"),-4}  {Price(model.Prices)}{Notes(model, now)}").TrimEnd();
    }

    private static string Notes(ModelReport model, DateTimeOffset now) =>
        (model.Resting is { } why ? string.Create(CultureInfo.InvariantCulture, $"  [rests for {Math.Max(0, (model.RestsUntil!.Value - now).TotalSeconds):0} s: {why}]")
            : model.KeysResting > 0 ? $"  [{model.KeysResting} of {model.Keys} keys rest]" : "")
        + (model.NeedsKey is { } key ? $"  [no key: {key}]" : "") + (model.Untried ? "  [untried]" : "");

    private static string Tokens(int? count) => count is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) : "?";

    private static string Price(PricesReport? prices) => prices is null ? "?" : string.Create(CultureInfo.InvariantCulture, $"{prices.Input:0.####}/{prices.Output:0.####} {prices.Currency}");

    private static string Word(bool? seen) => seen switch { true => "yes", false => "NO", _ => "-" };
}
