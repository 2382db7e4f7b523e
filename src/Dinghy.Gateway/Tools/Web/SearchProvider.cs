using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools.Web;

/// <summary>How one search service is asked and answers: data, so that another one is a row.</summary>
/// <param name="Name">As the configuration names it.</param>
/// <param name="BaseUrl">Empty: every installation has its own.</param>
/// <param name="Path">Below it.</param>
internal sealed record SearchProvider(string Name, string BaseUrl, string Path)
{
    /// <summary>Asked with a JSON object; else with a query string.</summary>
    public bool Posts { get; init; }

    /// <summary>The header that carries the key, and what stands before it.</summary>
    public (string Name, string Before) KeyHeader { get; init; } = ("Authorization", "Bearer ");

    /// <summary>The words' key.</summary>
    public required string Query { get; init; }

    /// <summary>The number of results' key; null: it takes none.</summary>
    public string? Count { get; init; }

    /// <summary>What every request says besides.</summary>
    public IReadOnlyDictionary<string, object?> Fixed { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Where the results lie in the answer.</summary>
    public required string[] Results { get; init; }

    public required string Title { get; init; }

    public required string Url { get; init; }

    /// <summary>The first of these that says something.</summary>
    public required string[] Words { get; init; }

    /// <summary>Nobody has tried this row against the service itself yet.</summary>
    public bool Untried { get; init; } = true;

    /// <summary>In the order of the schema.</summary>
    public static IReadOnlyList<SearchProvider> All { get; } =
    [
        new("tavily", "https://api.tavily.com", "/search")
        {
            Posts = true, Query = "query", Count = "max_results", Results = ["results"], Title = "title", Url = "url", Words = ["content"],
        },
        new("brave", "https://api.search.brave.com", "/res/v1/web/search")
        {
            KeyHeader = ("X-Subscription-Token", ""), Query = "q", Count = "count", Results = ["web", "results"], Title = "title", Url = "url", Words = ["description"],
        },
        new("searxng", "", "/search")
        {
            Query = "q", Fixed = new Dictionary<string, object?>(StringComparer.Ordinal) { ["format"] = "json" }, Results = ["results"], Title = "title", Url = "url", Words = ["content"],
        },
        new("bocha", "https://api.bochaai.com", "/v1/web-search")
        {
            Posts = true, Query = "query", Count = "count", Fixed = new Dictionary<string, object?>(StringComparer.Ordinal) { ["summary"] = true },
            Results = ["data", "webPages", "value"], Title = "name", Url = "url", Words = ["summary", "snippet"],
        },
        new("zhipu", "https://open.bigmodel.cn/api/paas/v4", "/web_search")
        {
            Posts = true, Query = "search_query", Count = "count", Fixed = new Dictionary<string, object?>(StringComparer.Ordinal) { ["search_engine"] = "search_std" },
            Results = ["search_result"], Title = "title", Url = "link", Words = ["content"],
        },
    ];

    public static SearchProvider? Find(string name) => All.FirstOrDefault(provider => provider.Name == name);

    public HttpRequestMessage Ask(Uri baseUrl, string words, int most, string? key)
    {
        var values = new Dictionary<string, object?>(Fixed, StringComparer.Ordinal) { [Query] = words };
        if (Count is not null) values[Count] = most;
        var address = baseUrl.AbsoluteUri.TrimEnd('/') + Path;
        var request = Posts
            ? new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(ToolArguments.Write(values), System.Text.Encoding.UTF8, "application/json") }
            : new HttpRequestMessage(HttpMethod.Get, $"{address}?{string.Join('&', values.Select(pair => $"{pair.Key}={Uri.EscapeDataString($"{pair.Value}")}"))}");
        if (key is not null) request.Headers.TryAddWithoutValidation(KeyHeader.Name, KeyHeader.Before + key);
        return request;
    }

    /// <summary>Null: this is no answer of theirs.</summary>
    public IReadOnlyList<(string Title, string Url, string Words)>? Read(string json)
    {
        if (ToolArguments.Parse(json, mayBeString: false) is not { Count: > 0 } answer) return null;
        object? at = answer;
        foreach (var step in Results) at = (at as Dictionary<string, object?>)?.GetValueOrDefault(step);
        // No results is often no list.
        return [.. (at as IReadOnlyList<object?> ?? []).Select(ToolInput.Of).OfType<ToolInput>()
            .Where(one => one.Text(Url) is not null)
            .Select(one => (one.Text(Title) ?? "", one.Text(Url)!, Words.Select(one.Text).FirstOrDefault(words => words is not null) ?? ""))];
    }
}
