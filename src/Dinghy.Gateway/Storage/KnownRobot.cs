namespace Dinghy.Gateway.Storage;

/// <summary>A robot that was heard of, and where its people and its memory are filed.</summary>
/// <param name="Robot">Its client id, which one account has.</param>
/// <param name="Corp">Its organisation; empty when no message told.</param>
/// <param name="Account">Its last name in the configuration.</param>
/// <param name="Keep">See <see cref="Turn.Keep"/>.</param>
internal sealed record KnownRobot(string Robot, string Corp, string Account, string Keep)
{
    /// <summary>
    /// The robot of an account, known or new. The same robot stays what it was (a new name is told by <see cref="IRobotStore.RenameRobotAsync"/>); another app of the same organisation, on the same
    /// account, takes its predecessor's place; whatever else comes begins with nothing, for the same staff id is another person there.
    /// </summary>
    public static KnownRobot Of(IReadOnlyList<KnownRobot> known, string robot, string corp, string account)
    {
        var own = known.Where(one => one.Robot == robot && one.Account == account).ToList();
        // An organisation that was not told, then or now, is the one that is known; of several nobody knows which.
        var same = own.Find(one => one.Corp == corp) ?? (own is [var only] && (only.Corp.Length == 0 || corp.Length == 0) ? only : null);
        if (same is not null) return same with { Corp = corp.Length > 0 ? corp : same.Corp };
        // No other app: one that is known already, under a name that is its own.
        var before = known.Any(one => one.Robot == robot && one.Corp == corp) ? null : known.FirstOrDefault(one => one.Account == account && one.Corp == corp);
        return new KnownRobot(robot, corp, account, before?.Keep ?? Names(account, corp, robot).First(name => known.All(one => one.Keep != name)));
    }

    /// <summary>
    /// Where something is filed that comes from elsewhere and names no organisation; null: nobody knows whose it would be.
    /// </summary>
    /// <param name="known">All robots.</param>
    /// <param name="robot">The account's client id; null: it is not known.</param>
    /// <param name="account">The account's name.</param>
    public static string? KeepOf(IReadOnlyList<KnownRobot> known, string? robot, string account)
    {
        var own = known.Where(one => one.Robot == robot && one.Account == account).ToList();
        // Under another name before: the next start finds it, too.
        if (own.Count == 0) own = [.. known.Where(one => one.Robot == robot)];
        string[] keeps = [.. own.Select(one => one.Keep).Distinct(StringComparer.Ordinal)];
        if (keeps.Length == 0) return known.Any(one => one.Keep == account) ? null : account;
        return keeps.Contains(account, StringComparer.Ordinal) ? account : keeps is [var only] ? only : null;
    }

    private static IEnumerable<string> Names(string account, string corp, string robot) =>
        [account, $"{account}@{corp}", $"{account}@{corp}@{robot}", .. Enumerable.Range(2, 1_000).Select(number => $"{account}@{corp}@{robot}@{number}")];
}
