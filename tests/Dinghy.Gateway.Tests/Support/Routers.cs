using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Support;

internal static class Routers
{
    public static RoutingLog Log { get; } = new(NullLogger<RoutingLog>.Instance);

    /// <summary>Without rules.</summary>
    public static Router None { get; } = By(new RoutingConfig());

    /// <summary>With rules, and no directory to ask.</summary>
    public static Router By(RoutingConfig rules) => new(new RouteTable(rules), new Dictionary<string, PersonDirectory>(), Log);
}
