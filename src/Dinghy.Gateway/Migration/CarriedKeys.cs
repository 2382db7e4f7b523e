using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Migration;

/// <summary>Keys that the old program took from variables of its own, by their names alone: here they are written, for nobody else knows them.</summary>
internal static class CarriedKeys
{
    private static readonly (string Key, string[] Names)[] s_robot =
        [("client_id", ["DINGTALK_CLIENT_ID", "DINGTALK_APP_KEY"]), ("client_secret", ["DINGTALK_CLIENT_SECRET", "DINGTALK_APP_SECRET"])];

    /// <param name="ours">Translated.</param>
    /// <param name="variables">Of the old program.</param>
    /// <param name="environment">What is set here stays where it is.</param>
    /// <param name="written">Grows with each.</param>
    public static MapNode Write(MapNode ours, IReadOnlyDictionary<string, string> variables, Func<string, string?> environment, ref int written)
    {
        if (variables.Count == 0) return ours;
        var count = 0;
        if (ours.Find("channels") is MapNode channels && channels.Find("dingtalk") is MapNode robot && robot.Find("accounts") is null)
        {
            foreach (var (key, names) in s_robot)
                if (robot.Find(key) is null && Value(names) is { } value) robot = robot.With(key, value);
            ours = ours.With("channels", channels.With("dingtalk", robot));
        }

        var models = ours.Find("models") as MapNode ?? MapNode.Empty("models");
        var providers = models.Find("providers") as MapNode ?? MapNode.Empty("models.providers");
        var before = count;
        foreach (var known in ModelCatalogue.Load().Providers)
        {
            var entry = providers.Entries.FirstOrDefault(one => string.Equals(one.Key, known.Name, StringComparison.OrdinalIgnoreCase));
            var provider = entry?.Value as MapNode ?? MapNode.Empty($"models.providers.{known.Name}");
            // A key beside an address of one's own belongs to that address.
            if ((known.VariantOf is null || entry is not null) && provider.Find("api_key") is null && provider.Find("base_url") is null && Value(known.Keys) is { } value)
                providers = providers.With(entry?.Key ?? known.Name, provider.With("api_key", value));
        }

        if (count > before) ours = ours.With("models", models.With("providers", providers));
        written += count;
        return ours;

        ScalarNode? Value(IReadOnlyList<string> names)
        {
            if (names.Any(name => !string.IsNullOrWhiteSpace(environment(name)))) return null;
            if (names.Select(name => variables.GetValueOrDefault(name)?.Trim()).FirstOrDefault(one => !string.IsNullOrEmpty(one)) is not { } value) return null;
            count++;
            return new ScalarNode("", null, ScalarKind.Text, value.Replace("${", "$${", StringComparison.Ordinal));
        }
    }
}
