namespace Dinghy.Gateway.Configuration;

/// <summary>
/// DingTalk's own MCP servers, by name. Each organisation has its own address of each, with a key in it, which DingTalk's market shows as a Streamable HTTP URL:
/// it is the operator's to give, and nothing of these servers is written down here but what the market calls them.
/// </summary>
internal static class McpPresets
{
    private const string Market = "https://mcp.dingtalk.com";
    private const string Host = "dingtalk.com";

    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["dingtalk-todo"] = "钉钉待办",
        ["dingtalk-calendar"] = "钉钉日历",
        ["dingtalk-docs"] = "钉钉文档",
        ["dingtalk-table"] = "钉钉 AI 表格",
        ["dingtalk-report"] = "钉钉日志",
        ["dingtalk-contacts"] = "钉钉通讯录",
    };

    public static IReadOnlyCollection<string> Names => s_names.Keys;

    /// <summary>Where its address comes from.</summary>
    public static string Hint(string preset) => $"the Streamable HTTP address that {Market} shows for {s_names[preset]}, best as ${{VARIABLE}}: there is a key in it";

    public static bool IsTheirs(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == "https"
        && address.Host.EndsWith("." + Host, StringComparison.OrdinalIgnoreCase);
}
