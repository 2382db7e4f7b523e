using System.Text.Json;
using Dinghy.Hosting;

namespace Dinghy.Cli.Updates;

/// <summary>A list of releases: <c>{"releases":[{"version":"1.2.3","url":"https://…"}]}</c>, in any order. What else stands in it is not read.</summary>
internal static class ReleaseIndex
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public static async Task<UpdateReport> AskAsync(string address, string current, bool early, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            return new(current, null, "The list of releases needs an https address.");
        using var http = DingTalkHttp.Create();
        http.MaxResponseContentBufferSize = MaxBytes;
        using var late = new CancellationTokenSource(s_patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            using var answer = await http.GetAsync(url, either.Token);
            if (!answer.IsSuccessStatusCode) return new(current, null, $"{url.Host} answered HTTP {(int)answer.StatusCode} when asked for the list of releases.");
            using var list = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(either.Token));
            return Newest(list.RootElement, current, early);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new(current, null, $"The list of releases could not be read from {url.Host}: {(e is OperationCanceledException ? "no answer" : e is JsonException ? "it is no JSON" : e.Message)}.");
        }
    }

    private static UpdateReport Newest(JsonElement root, string current, bool early)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("releases", out var releases) || releases.ValueKind != JsonValueKind.Array)
            return new(current, null, "The list of releases has no \"releases\".");
        var own = SemanticVersion.Parse(current);
        var newer = releases.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object)
            .Select(one => (Release: new Release(Text(one, "version") ?? "", Text(one, "url")), Version: SemanticVersion.Parse(Text(one, "version"))))
            .Where(one => one.Version is { } version && (early || !version.IsEarly) && version.Against(own) > 0)
            .OrderByDescending(one => one.Version, Comparer<SemanticVersion?>.Create((one, other) => one!.Against(other))).Select(one => one.Release).FirstOrDefault();
        return new(current, newer, null);
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 500 } text && !text.Any(char.IsControl) ? text : null;
}
