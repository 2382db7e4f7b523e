using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Migration;

/// <summary>People whom OpenClaw's owner approved: <c>credentials/dingtalk-&lt;account&gt;-allowFrom.json</c>. They are approved here too; none of them becomes an owner by it.</summary>
internal static class PairingApprovals
{
    private const string By = "openclaw";
    private const string Prefix = "dingtalk:";

    /// <param name="accounts">Ours.</param>
    /// <param name="folder">OpenClaw's.</param>
    /// <param name="left">Told of approvals for accounts that are not here, and of files that can not be read.</param>
    public static IReadOnlyList<Approval> Find(IReadOnlyList<string> accounts, string folder, Action<string> left)
    {
        var read = accounts.SelectMany(account => FilesOf(account, accounts.Count == 1).Select(name => (Account: account, File: Path.Join(folder, "credentials", name)))).ToList();
        foreach (var other in OldFile.In(Path.Join(folder, "credentials"), "dingtalk*-allowFrom.json").Concat(OldFile.In(Path.Join(folder, "credentials"), "dingtalk-allowFrom.json")).Distinct(StringComparer.Ordinal)
            .Where(file => read.All(one => one.File != file)))
            left($"approvals in {other}: of an account that is not here; approve them again with dinghy pairing");
        return [.. read.SelectMany(one => Read(one.Account, one.File, left)).DistinctBy(approval => (approval.Account, approval.Person))];
    }

    /// <summary>A single account may have had no name there.</summary>
    private static IEnumerable<string> FilesOf(string account, bool single)
    {
        string[] names = single ? [account, "default", "main"] : [account];
        return [.. names.Distinct(StringComparer.Ordinal).Select(name => $"dingtalk-{name}-allowFrom.json"), .. single ? ["dingtalk-allowFrom.json"] : Array.Empty<string>()];
    }

    private static IEnumerable<Approval> Read(string account, string file, Action<string> left)
    {
        if (OldFile.Text(file, left) is not { Length: > 0 } text) return [];
        var at = new DateTimeOffset(File.GetLastWriteTimeUtc(file));
        var people = (JsonConfigFile.ParseValue(text, "", null, new()) as MapNode)?.Find("allowFrom") as ListNode;
        return (people?.Items ?? []).OfType<ScalarNode>().Select(item => IdOf(item.Text)).Where(id => id is not ("" or "*"))
            .Select(id => new Approval(account, id, "", at, By, Owner: false));
    }

    private static string IdOf(string written) =>
        (written.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? written[Prefix.Length..] : written).Trim();
}
