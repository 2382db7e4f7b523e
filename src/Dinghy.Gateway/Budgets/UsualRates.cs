using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Budgets;

/// <summary>What one unit of a currency is worth in yuan, where <c>budgets.rates</c> does not say it: rough, and better than counting a dollar for a yuan.</summary>
internal static class UsualRates
{
    private static readonly Lazy<IReadOnlyDictionary<string, decimal>> s_yuan = new(Load);

    /// <summary>Null: nobody knows one of them.</summary>
    public static decimal? Of(string from, string to) => s_yuan.Value.TryGetValue(from, out var one) && s_yuan.Value.TryGetValue(to, out var other) ? one / other : null;

    private static Dictionary<string, decimal> Load()
    {
        using var file = typeof(UsualRates).Assembly.GetManifestResourceStream("budgets.rates.json") ?? throw new InvalidOperationException("budgets.rates.json is missing from this build.");
        return JsonSerializer.Deserialize(file, RatesJson.Default.DictionaryStringDecimal)!;
    }
}

[JsonSerializable(typeof(Dictionary<string, decimal>))]
internal sealed partial class RatesJson : JsonSerializerContext;
