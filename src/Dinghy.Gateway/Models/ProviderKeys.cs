using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Models;

/// <summary>Whose keys are sent: the environment's over the file's, but the file's to the address that stands beside them.</summary>
internal sealed class ProviderKeys(Func<string, string?> environment)
{
    private const int MaxKeys = 16;

    /// <summary>In the order to use them, each once; empty: none.</summary>
    public IReadOnlyList<string> Of(ProviderConfig? mine, CatalogueProvider? known)
    {
        var written = (mine?.ApiKeys ?? []).Prepend(mine?.ApiKey).Select(key => Clean(key?.Reveal())).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (written.Count > 0 && mine?.BaseUrl is not null) return written;
        var given = known is null ? [] : Given(known.Keys);
        return given.Count > 0 ? given : written;
    }

    /// <summary>The first variable that is set; its plural may hold several with commas.</summary>
    private List<string> Given(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (Clean(environment(name)) is { } key) return [key];
            var several = (environment(name + "S") ?? "").Split([',', '，', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (several.Length > 0) return [.. several.Distinct(StringComparer.Ordinal).Take(MaxKeys)];
        }

        return [];
    }

    private static string? Clean(string? key) => string.IsNullOrWhiteSpace(key) ? null : key.Trim();
}
