using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Migration;

/// <summary>People whom OpenClaw's owner approved: <c>credentials/dingtalk-&lt;account&gt;-allowFrom.json</c>. They are approved here too; none of them becomes an owner by it.</summary>
internal static class PairingApprovals
{
    private const string By = "openclaw";

    /// <param name="accounts">Ours.</param>
    /// <param name="usual">The account that had no name there; null: nothing says which.</param>
    /// <param name="folder">OpenClaw's.</param>
    /// <param name="left">Told of approvals for accounts that are not here, of open requests, and of files that can not be read.</param>
    public static IReadOnlyList<Approval> Find(IReadOnlyList<string> accounts, string? usual, string folder, Action<string> left)
    {
        var credentials = Path.Join(folder, "credentials");
        var approvals = new List<Approval>();
        foreach (var file in OldFile.In(credentials, "*dingtalk*.json", left))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name.EndsWith("-pairing", StringComparison.Ordinal))
                left($"{file}: who waits there asks anew here");
            else if (!name.EndsWith("-allowFrom", StringComparison.Ordinal))
                left($"{file}: no list of approvals");
            else if (AccountOf(name[..^"-allowFrom".Length], accounts, usual) is { } account)
                approvals.AddRange(Read(account, file, left));
            else if (Read("", file, left).Select(approval => approval.Person).ToList() is { Count: > 0 } people)
                left($"{file}: {Plural.Of(people.Count, "person", "people")} approved for an account that is not here ({string.Join(", ", people.Take(10))}); approve them again with dinghy pairing");
        }

        return [.. approvals.DistinctBy(approval => (approval.Account, approval.Person))];
    }

    /// <summary>Of <c>dingtalk</c>, <c>dingtalk-branch</c> or <c>dingtalk-connector-branch</c>; a single account may have had no name there, or the usual one.</summary>
    private static string? AccountOf(string name, IReadOnlyList<string> accounts, string? usual)
    {
        if (accounts.FirstOrDefault(account => name.EndsWith($"-{account}", StringComparison.OrdinalIgnoreCase)) is { } named) return named;
        var unnamed = name.EndsWith("dingtalk", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-default", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-connector", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-main", StringComparison.OrdinalIgnoreCase);
        return !unnamed ? null : accounts.Count == 1 ? accounts[0] : accounts.FirstOrDefault(account => string.Equals(account, usual, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<Approval> Read(string account, string file, Action<string> left)
    {
        if (OldFile.Text(file, left) is not { Length: > 0 } text) return [];
        var at = new DateTimeOffset(File.GetLastWriteTimeUtc(file));
        var people = (JsonConfigFile.ParseValue(text, "", null, new()) as MapNode)?.Find("allowFrom") as ListNode;
        return (people?.Items ?? []).OfType<ScalarNode>().Select(item => IdOf(item.Text)).Where(id => id is not ("" or "*"))
            .Select(id => new Approval(account, id, "", at, By, Owner: false));
    }

    private static string IdOf(string written)
    {
        var colon = written.IndexOf(':', StringComparison.Ordinal);
        return (colon > 0 && ChannelDialects.Names(written[..colon]) ? written[(colon + 1)..] : written).Trim();
    }
}
