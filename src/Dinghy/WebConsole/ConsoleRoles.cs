using Dinghy.Gateway.Pipeline;

namespace Dinghy.WebConsole;

/// <summary>Who may what, by the configuration that holds now.</summary>
internal static class ConsoleRoles
{
    /// <param name="host">Runs.</param>
    /// <param name="account">By whose robot they proved who they are.</param>
    /// <param name="staffId">They.</param>
    /// <returns>Null: nothing.</returns>
    public static Role? Of(GatewayHost host, string account, string staffId)
    {
        if (host.OwnsRobot(account, staffId)) return Role.Owner;
        var console = host.Config.Console;
        if (host.Config.Accounts.All(one => one.Id != account)) return null;
        return console.Operators.Contains(staffId) ? Role.Operator : console.Auditors.Contains(staffId) ? Role.Auditor : null;
    }

    /// <summary>The robot that sends them a code: one that they own, else the first.</summary>
    /// <returns>Null: they have no role.</returns>
    public static string? AccountOf(GatewayHost host, string staffId) =>
        host.AccountsFor(staffId).FirstOrDefault(account => Of(host, account, staffId) is not null);
}
