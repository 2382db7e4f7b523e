using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>
/// Where secrets would be sent. Whoever may change an address but not see the secret that goes there could have it sent to themselves: so an address that is
/// new to a secret needs a yes at the machine, unless the same text gives that secret anew.
/// </summary>
internal static class SecretRoads
{
    /// <summary>Stands for a key that the environment gives without the file naming it; no text has this letter.</summary>
    private const char Beside = '\u0001';

    /// <returns>The keys of the addresses, and of certificates that would be trusted.</returns>
    public static IEnumerable<string> New(DinghyConfig? was, DinghyConfig will, SyntaxNode? before, SyntaxNode after, Func<string, bool> keysBeside)
    {
        var known = was is null ? [] : Of(was, keysBeside).Select(road => (road.Secret, road.Address)).ToHashSet();
        var old = before is null ? [] : Texts(before).ToHashSet(StringComparer.Ordinal);
        var given = Texts(after).Where(text => !old.Contains(text)).ToHashSet(StringComparer.Ordinal);
        return Of(will, keysBeside).Where(road => !known.Contains((road.Secret, road.Address)) && !given.Contains(road.Secret)).Select(road => road.Key)
            .Concat(Trusted(will).Except(was is null ? [] : Trusted(was)).Select(one => one.Key));
    }

    private static IEnumerable<Road> Of(DinghyConfig config, Func<string, bool> keysBeside)
    {
        foreach (var account in config.Accounts)
        {
            if (account.Endpoints.Api != DingTalkEndpoints.Default.Api) yield return new("channels.dingtalk.endpoints.api", account.ClientSecret.Reveal(), account.Endpoints.Api.AbsoluteUri);
            if (account.Endpoints.OApi != DingTalkEndpoints.Default.OApi) yield return new("channels.dingtalk.endpoints.oapi", account.ClientSecret.Reveal(), account.Endpoints.OApi.AbsoluteUri);
        }

        foreach (var (name, provider) in config.Models.Providers)
        {
            List<string> secrets = [.. provider.ApiKeys.Prepend(provider.ApiKey).OfType<Secret>().Concat(provider.Headers.Values).Select(secret => secret.Reveal())];
            // A written key stands before the environment's only beside an address of its own.
            if (keysBeside(name) && (provider.BaseUrl is null || (provider.ApiKey is null && provider.ApiKeys.Count == 0))) secrets.Add($"{Beside}{name.ToLowerInvariant()}");
            foreach (var road in Both($"models.providers.{name}", secrets, "base_url", provider.BaseUrl, provider.Proxy)) yield return road;
        }

        foreach (var server in config.Tools.Mcp.Where(server => server.Url is not null))
            foreach (var header in server.Headers.Values) yield return new($"tools.mcp.servers.{server.Name}.url", header, server.Url!.Reveal());
        if (config.Tools.Web.Search is { ApiKey: { } key } search)
            foreach (var road in Both("tools.web.search", [key.Reveal()], "base_url", search.BaseUrl, search.Proxy)) yield return road;
        if (config.Knowledge.Embeddings is { ApiKey: { } embedding } embeddings) yield return new("knowledge.embeddings.base_url", embedding.Reveal(), embeddings.BaseUrl.AbsoluteUri);
        if (config.Moderation.Hook is { Token: { } token } hook) yield return new("moderation.hook.url", token.Reveal(), hook.Url.AbsoluteUri);
    }

    private static IEnumerable<Road> Both(string owner, IReadOnlyList<string> secrets, string key, Uri? address, Uri? proxy)
    {
        foreach (var secret in secrets)
        {
            if (address is not null) yield return new($"{owner}.{key}", secret, address.AbsoluteUri);
            if (proxy is not null) yield return new($"{owner}.proxy", secret, $"proxy {proxy.AbsoluteUri}");
        }
    }

    /// <summary>Whose certificates are believed, may answer in a vendor's name.</summary>
    private static IEnumerable<(string Key, string File)> Trusted(DinghyConfig config) =>
        config.Models.Providers.Where(one => one.Value.CaFile is not null).Select(one => ($"models.providers.{one.Key}.ca_file", one.Value.CaFile!));

    private static IEnumerable<string> Texts(SyntaxNode node) => node switch
    {
        SyntaxObject map => map.Members.SelectMany(member => Texts(member.Value)),
        SyntaxList list => list.Items.SelectMany(Texts),
        SyntaxScalar { Kind: not ScalarKind.Null } scalar => [scalar.Text.Trim()],
        _ => [],
    };

    /// <param name="Key">Of the address.</param>
    /// <param name="Secret">As it is sent.</param>
    /// <param name="Address">Where it goes.</param>
    private sealed record Road(string Key, string Secret, string Address);
}
