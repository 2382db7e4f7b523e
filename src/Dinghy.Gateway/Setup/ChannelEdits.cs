using System.Text.RegularExpressions;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Gateway.Setup;

/// <summary>From answers to keys of the file. A channel that is not there is written as a block that reads well; of one that is there, only the keys that were answered.</summary>
internal static partial class ChannelEdits
{
    private const string Channel = "channels.dingtalk";

    /// <param name="answers">What to write.</param>
    /// <param name="config">As it is now, environment included; null: it can not be read.</param>
    /// <param name="inFile">Whether a key stands in the file itself: a block may not be put over one.</param>
    public static IReadOnlyList<KeyEdit> Of(ChannelAnswers answers, DinghyConfig? config, Func<string, bool> inFile)
    {
        var robot = (config?.Written.Find("channels") as MapNode)?.Find("dingtalk") as MapNode;
        var policy = answers.DmPolicy ?? (Says(robot, answers.Account, "dm_policy") ? null : "pairing");
        var keys = Keys(answers, policy);
        if (answers.Account is null && !inFile(Channel)) return [Block(inFile("channels") ? 2 : 1, keys)];
        var edits = new List<KeyEdit>();
        if (robot?.Find("enabled") is not ScalarNode { Text: "true" }) edits.Add(new($"{Channel}.enabled", "true"));
        if (answers.Account is not { } account) return [.. edits, .. keys.Select(key => new KeyEdit($"{Channel}.{key.Name}", key.Value))];
        // A second robot makes the first, which stood alone, one of several: by its own name it goes on as it was.
        if (robot?.Find("accounts") is not MapNode { Entries.Count: > 0 } && robot?.Find("client_id") is not null && account != "main") edits.Add(new($"{Channel}.accounts.main", "{}"));
        return [.. edits, .. keys.Select(key => new KeyEdit($"{Channel}.accounts[{JsonEdit.Quote(account)}].{key.Name}", key.Value))];
    }

    /// <summary>What takes it away again.</summary>
    /// <param name="account">Null: the channel with everything in it.</param>
    public static IReadOnlyList<KeyEdit> Away(string? account) => [new(account is null ? Channel : $"{Channel}.accounts[{JsonEdit.Quote(account)}]", null)];

    /// <summary>The accounts that are written down, enabled or not; of one without a name, <c>main</c>.</summary>
    public static IReadOnlyList<string> Written(DinghyConfig config) => (config.Written.Find("channels") as MapNode)?.Find("dingtalk") switch
    {
        MapNode robot when robot.Find("accounts") is MapNode { Entries.Count: > 0 } accounts => [.. accounts.Entries.Select(entry => entry.Key)],
        MapNode { Variable: null } robot when robot.Find("client_id") is { Variable: null } => ["main"],
        _ => [],
    };

    /// <summary>Whether they stand under <c>accounts</c>.</summary>
    public static bool AreNamed(DinghyConfig? config) =>
        ((config?.Written.Find("channels") as MapNode)?.Find("dingtalk") as MapNode)?.Find("accounts") is MapNode { Entries.Count: > 0 };

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    public static partial Regex AccountName();

    private static List<(string Name, string Value)> Keys(ChannelAnswers answers, string? policy)
    {
        var keys = new List<(string, string)>();
        Add("client_id", answers.ClientId);
        if (answers.ClientSecretFile is { } file) keys.Add(("client_secret", $$"""{ "file": {{JsonEdit.Quote(file)}} }"""));
        else Add("client_secret", answers.ClientSecret);
        Add("robot_code", answers.RobotCode);
        Add("agent_id", answers.AgentId);
        Add("dm_policy", policy);
        if (answers.Host is { } host) keys.Add(("endpoints", $$"""{ "api": {{JsonEdit.Quote(host)}}, "oapi": {{JsonEdit.Quote(host)}} }"""));
        return keys;

        void Add(string name, string? value)
        {
            if (value is not null) keys.Add((name, JsonEdit.Quote(value)));
        }
    }

    private static KeyEdit Block(int depth, List<(string Name, string Value)> keys)
    {
        keys.Insert(0, ("enabled", "true"));
        return depth == 1
            ? new("channels", $"{{\n    \"dingtalk\": {Lines.Of(keys, 2)}\n  }}")
            : new(Channel, Lines.Of(keys, 2));
    }

    private static bool Says(MapNode? robot, string? account, string key) =>
        robot?.Find(key) is not null || (account is not null && ((robot?.Find("accounts") as MapNode)?.Find(account) as MapNode)?.Find(key) is not null);
}
