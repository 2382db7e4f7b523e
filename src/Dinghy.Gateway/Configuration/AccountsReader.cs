namespace Dinghy.Gateway.Configuration;

/// <summary>The enabled robots: inheritance from the channel, and which of them the environment's key pair feeds.</summary>
internal sealed class AccountsReader(EnvironmentLayer environment, ConfigReport report)
{
    private sealed record Entry(string Id, NodeReader Own);

    public IReadOnlyList<AccountConfig> Read(NodeReader channels, SessionScopes scopes)
    {
        var written = channels.Has("dingtalk");
        var channel = channels.Child("dingtalk");
        if (!written && environment is { ClientId: null, ClientSecret: null })
        {
            if (!report.Failed) // A file that could not be read may well hold one.
                report.Note("No DingTalk account is configured.");
            return [];
        }

        if (channel.Flag("enabled") == false)
        {
            report.Note($"{channel.PathOf("enabled")} is false: DingTalk is not connected.");
            return [];
        }

        var entries = Enabled(channel);
        var fed = Fed(entries, channel);
        var inherited = channel.With(channel.Node.Without("accounts").Without("enabled"));
        var accounts = new List<AccountConfig>();
        foreach (var entry in entries)
        {
            var reader = entry.Own.Over(inherited);
            if (AccountReader.Read(entry.Id, entry == fed ? WithPair(reader) : reader, scopes, report) is { } account)
                accounts.Add(account with { Http = HttpReader.Place(account, entry.Own, alone: entries.Count == 1) });
        }

        ReportDoubles(accounts, entries.ToDictionary(entry => entry.Id, entry => entry.Own.Path, StringComparer.Ordinal), channel);
        return accounts;
    }

    private List<Entry> Enabled(NodeReader channel)
    {
        var all = channel.Each("accounts").Select(entry => new Entry(entry.Id, entry.Reader)).ToList();
        if (all.Count == 0)
            return [new("main", channel.With(channel.Node.Without("accounts")))];
        var enabled = all.Where(entry => entry.Own.Flag("enabled") != false).ToList();
        foreach (var entry in all.Except(enabled))
            report.Note($"{entry.Own.PathOf("enabled")} is false: account {entry.Id} is not connected.");
        return enabled;
    }

    private Entry? Fed(List<Entry> entries, NodeReader channel)
    {
        if ((environment.ClientId ?? environment.ClientSecret)?.Variable is not { } variable)
            return null;
        if (entries.Count == 1)
            return entries[0];
        var hungry = entries.Where(entry => !entry.Own.Has("client_id") || !entry.Own.Has("client_secret")).ToList();
        if (hungry.Count == 1)
            return hungry[0];
        if (hungry.Count == 0)
            report.Warn(variable, $"{entries.Count} enabled accounts, none without keys of its own", "the variable is not used");
        else
            report.Fault(channel.PathOf("accounts"), $"{hungry.Count} accounts without keys of their own ({string.Join(", ", hungry.Take(5).Select(entry => entry.Id))})",
                $"{variable} can feed only one: give the others client_id and client_secret");
        return null;
    }

    private NodeReader WithPair(NodeReader account)
    {
        var node = account.Node;
        if (environment is { ClientId: { } id, ClientSecret: null } && node.Find("client_id") is { Variable: null } && node.Find("client_secret") is { Variable: null })
            report.Warn(account.PathOf("client_id"), $"an id from {id.Variable} and a secret from the file", "both should belong to the same app");
        node = Put(node, "client_id", environment.ClientId);
        return account.With(Put(node, "client_secret", environment.ClientSecret));
    }

    private MapNode Put(MapNode node, string key, ConfigNode? value)
    {
        if (value is null)
            return node;
        if (node.Find(key) is { Variable: not null } exact && !exact.SameAs(value))
            SpellingPass.ReportTwice(exact, value, report);
        return node.With(key, value);
    }

    // Two accounts of one robot would both answer every message.
    private void ReportDoubles(List<AccountConfig> accounts, Dictionary<string, string> places, NodeReader channel)
    {
        foreach (var group in accounts.GroupBy(account => account.ClientId, StringComparer.Ordinal).Where(group => group.Count() > 1))
            report.Fault(channel.PathOf("accounts"), $"one client_id in several accounts ({string.Join(", ", group.Take(5).Select(account => $"{account.Id} at {places[account.Id]}"))})", "an app of its own for each account");
    }
}
