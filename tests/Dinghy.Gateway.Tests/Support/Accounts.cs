using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Support;

internal static class Accounts
{
    public static AccountConfig Main { get; } = Named("main");

    public static AccountConfig Named(string id) => new()
    {
        Id = id,
        ClientId = "ding-app",
        ClientSecret = new Secret("top-secret"),
        RobotCode = "ding-app",
        BotName = "Bot",
    };

    public static IReadOnlySet<string> Ids(params string[] ids) => new HashSet<string>(ids, StringComparer.Ordinal);
}
