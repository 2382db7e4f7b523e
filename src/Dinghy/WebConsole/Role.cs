namespace Dinghy.WebConsole;

/// <summary>What somebody may do on the gateway's own port; each may what those before it may.</summary>
internal enum Role
{
    /// <summary>Reads; texts that people wrote are hidden from them.</summary>
    Auditor,

    /// <summary>Runs things: all but the configuration, roles, secrets and erasing.</summary>
    Operator,

    Owner,
}

/// <summary>Who a route is for.</summary>
/// <param name="Least">Null: whoever reaches the port, signed in or not.</param>
internal sealed record RouteFor(Role? Least);

internal static class RouteRoles
{
    /// <summary>Who may call this route. One that says nothing is the owner's.</summary>
    public static T For<T>(this T route, Role least) where T : IEndpointConventionBuilder => route.WithMetadata(new RouteFor(least));

    /// <summary>Also who is not signed in: only for what leads to a session.</summary>
    public static T ForAnybody<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new RouteFor(Least: null));
}
