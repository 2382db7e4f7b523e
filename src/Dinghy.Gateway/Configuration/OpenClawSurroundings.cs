using System.Text;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Configuration;

/// <summary>What holds around an <c>openclaw.json</c> that is read where it lies: variables beside it, and doors that are closed there and open here.</summary>
internal static class OpenClawSurroundings
{
    /// <summary>Variables that the file's own program would know; empty for any other file.</summary>
    public static IReadOnlyDictionary<string, string> Variables(ConfigSource source, string path, IReadOnlyList<MapNode> roots, ConfigReport report)
    {
        if (!IsOne(path) || roots.Count == 0) return new Dictionary<string, string>(StringComparer.Ordinal);
        var file = Path.Join(Path.GetDirectoryName(path), HostVariables.File);
        string? text = null;
        try
        {
            var bytes = source.ReadFile(file, ConfigText.MaxBytes);
            text = bytes.Length > ConfigText.MaxBytes ? null : Encoding.UTF8.GetString(bytes);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // Most have none.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            report.Fault(file, "a file that can not be read", "a file that this user may read");
        }

        var variables = HostVariables.Read(text, roots[0]);
        if (variables.Count > 0) report.Note($"{Plural.Of(variables.Count, "variable is", "variables are")} read from {file} and env, as OpenClaw does.");
        return variables;
    }

    /// <summary>OpenClaw asks strangers for a code and answers in listed groups only where nothing is written.</summary>
    public static void WarnOfDoors(string path, MapNode written, IReadOnlyList<AccountConfig> accounts, ConfigReport report)
    {
        if (!IsOne(path) || (written.Find("channels") as MapNode)?.Find("dingtalk") is not MapNode robot) return;
        if (robot.Find("dm_policy") is null && accounts.Any(account => account.DmPolicy == AccessPolicy.Open && !Has(account, "dm_policy")))
            report.Warn("channels.dingtalk.dm_policy", "nothing, which is pairing to OpenClaw", "everyone of the organisation may write privately: write dm_policy, or move in with dinghy migrate");
        if (robot.Find("group_policy") is null && accounts.Any(account => account.GroupPolicy == AccessPolicy.Open && !Has(account, "group_policy")))
            report.Warn("channels.dingtalk.group_policy", "nothing, which is allowlist to OpenClaw", "everyone may speak in groups: write group_policy, or move in with dinghy migrate");

        bool Has(AccountConfig account, string key) => ((robot.Find("accounts") as MapNode)?.Find(account.Id) as MapNode)?.Find(key) is not null;
    }

    /// <summary>Its main tree without what was read as variables.</summary>
    public static IReadOnlyList<MapNode> Rest(string path, IReadOnlyList<MapNode> roots) =>
        IsOne(path) && roots.Count > 0 ? [HostVariables.Without(roots[0]), .. roots.Skip(1)] : roots;

    private static bool IsOne(string path) => Path.GetFileName(path) == HostVariables.Config;
}
