using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Audit;

/// <summary>Something that the audit shall keep for good. No texts that people wrote, no secrets: ids, names of tools, hashes.</summary>
/// <param name="Kind">One of <see cref="AuditKinds"/>.</param>
/// <param name="Actor">Who did it: a staff id, or <c>cli</c>, <c>gateway</c>.</param>
/// <param name="Account">Whose robot; empty: none.</param>
/// <param name="Subject">What it is about: a tool, a person, a key of the configuration, an approval instance.</param>
internal sealed record AuditEvent(string Kind, string Actor, string Account, string Subject)
{
    private const int MaxFacts = 16;
    private const int MaxText = 400;

    /// <summary>What else is known, by short names.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What is stored of it: an entry has a bound, whoever names things.</summary>
    public AuditEvent Bounded() => new(Cut(Kind), Cut(Actor), Cut(Account), Cut(Subject))
    {
        Facts = new SortedDictionary<string, string>(
            Facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Take(MaxFacts).ToDictionary(fact => Cut(fact.Key), fact => Cut(fact.Value), StringComparer.Ordinal), StringComparer.Ordinal),
    };

    /// <summary>The facts as stored; keys in order.</summary>
    public string FactsText() => JsonSerializer.Serialize(new SortedDictionary<string, string>(Facts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal), AuditJson.Plain.SortedDictionaryStringString);

    /// <summary>The other way round; empty where it is not what we wrote.</summary>
    public static IReadOnlyDictionary<string, string> ReadFacts(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, AuditJson.Plain.SortedDictionaryStringString) ?? [];
        }
        catch (JsonException)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : $"{text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)]}…";
}

[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    /// <summary>Chinese names stay readable.</summary>
    public static AuditJson Plain { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
