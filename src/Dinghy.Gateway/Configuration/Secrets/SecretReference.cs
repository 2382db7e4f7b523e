namespace Dinghy.Gateway.Configuration.Secrets;

/// <summary>OpenClaw's <c>{ "source": "env" | "file" | …, "provider": …, "id": … }</c>.</summary>
internal static class SecretReference
{
    private const int MaxBytes = 256 * 1024;

    public static bool IsOne(MapNode map) => map.Find("source") is ScalarNode;

    /// <summary>Null after a fault.</summary>
    public static string? Read(MapNode map, ReadContext context)
    {
        var (source, provider, id) = (Text(map, "source"), Text(map, "provider"), Text(map, "id"));
        if (id.Length is 0 or > 512)
            context.Report.Fault(map.Path, "a secret's reference without id", "{ \"source\": \"env\", \"id\": \"VARIABLE\" }");
        else if (source == "env")
        {
            if (context.Environment(id) is { Length: > 0 } value)
                return value;
            context.Report.Fault(map.Path, $"${{{id}}}", "this environment variable is not set: set it, or write the value here");
        }
        else if (source == "file")
            return FromFile(map, provider, id, context);
        else
            context.Report.Fault(map.Path, $"a secret from {ConfigReport.Quote(source)}", "env or file: Dinghy runs no program to get a secret; put it into a variable or a file");
        return null;
    }

    // secrets.providers.<name> { source: "file", path, mode: "json" | "singleValue" }; the id is a pointer into that JSON.
    private static string? FromFile(MapNode map, string provider, string id, ReadContext context)
    {
        if (context.SecretProviders?.Find(provider) is not MapNode files || Text(files, "path") is not { Length: > 0 } path)
        {
            context.Report.Fault(map.Path, $"secrets.providers has no file called {ConfigReport.Quote(provider)}", "{ \"file\": \"path\" }, or the provider with its path");
            return null;
        }

        try
        {
            var home = context.Environment("HOME") ?? "";
            var bytes = context.ReadFile(Path.GetFullPath(path.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(home, path[1..]) : path, context.Folder), MaxBytes);
            if (Text(files, "mode") == "singleValue")
                return System.Text.Encoding.UTF8.GetString(bytes).Trim();
            if (Pointed(JsonConfigFile.Parse(bytes, map.Path, map.Path + ":", new()), id) is { } value)
                return value;
            context.Report.Fault(map.Path, $"nothing at {ConfigReport.Quote(id)} in {ConfigReport.Quote(path)}", "a pointer such as /providers/openai/key to a text");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            context.Report.Fault(map.Path, $"file {ConfigReport.Quote(path)}, which is not there or can not be read", "a file that this user may read");
        }

        return null;
    }

    private static string? Pointed(ConfigNode? node, string pointer)
    {
        foreach (var step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = (node as MapNode)?.Find(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        return node is ScalarNode { Kind: ScalarKind.Text, Text: var text } ? text : null;
    }

    private static string Text(MapNode map, string key) => (map.Find(key) as ScalarNode)?.Text.Trim() ?? "";
}
