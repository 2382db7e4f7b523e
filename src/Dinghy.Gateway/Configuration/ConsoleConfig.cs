namespace Dinghy.Gateway.Configuration;

/// <summary>Who may do what in the web console, besides owners.</summary>
internal sealed record ConsoleConfig
{
    /// <summary>Staff ids.</summary>
    public IReadOnlySet<string> Operators { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Staff ids.</summary>
    public IReadOnlySet<string> Auditors { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Names, without a port, under which a browser may ask; addresses and localhost it always may.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public static ConsoleConfig Read(NodeReader console, ConfigReport report) => new()
    {
        Operators = People(console, "operators", report),
        Auditors = People(console, "auditors", report),
        Hosts = [.. (console.Texts("hosts") ?? []).Select(host => Host(console, host, report)).OfType<string>()],
    };

    private static IReadOnlySet<string> People(NodeReader console, string key, ConfigReport report)
    {
        var people = console.Ids(key);
        if (people.Contains("*")) report.Fault(console.PathOf(key), "\"*\"", "staff ids, each whole: not everybody can be let into the console");
        return people;
    }

    private static string? Host(NodeReader console, string text, ConfigReport report)
    {
        var name = text.Trim();
        if (Uri.CheckHostName(name) == UriHostNameType.Dns) return name;
        report.Fault(console.PathOf("hosts"), ConfigReport.Quote(text), "a name without https:// and without a port: dinghy.example.com");
        return null;
    }
}
