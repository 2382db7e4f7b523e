using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Support;

internal static class Routers
{
    public static RoutingLog Log { get; } = new(NullLogger<RoutingLog>.Instance);

    /// <summary>Without rules.</summary>
    public static Router None { get; } = new(new RouteTable(new RoutingConfig()), new Dictionary<string, PersonDirectory>(), Log);
}
