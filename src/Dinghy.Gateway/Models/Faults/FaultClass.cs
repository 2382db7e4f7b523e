namespace Dinghy.Gateway.Models;

/// <summary>What a fault means for who comes next: whether another model may do, and how long this one rests.</summary>
internal enum FaultClass { Auth, Billing, RateLimit, Timeout, Network, Format, Overflow, Filtered }

internal static class FaultClasses
{
    public static FaultClass Of(ModelFault fault) => fault switch
    {
        ModelFault.Credentials or ModelFault.UnknownModel => FaultClass.Auth,
        ModelFault.Quota => FaultClass.Billing,
        ModelFault.RateLimited => FaultClass.RateLimit,
        ModelFault.Timeout => FaultClass.Timeout,
        ModelFault.Unreachable or ModelFault.ServerError or ModelFault.Cut => FaultClass.Network,
        ModelFault.ContextTooLong => FaultClass.Overflow,
        ModelFault.Filtered => FaultClass.Filtered,
        _ => FaultClass.Format,
    };

    /// <summary>The next model is tried by default; a talk that is too long for one is made shorter instead.</summary>
    public static bool GoesOn(ModelFault fault) => fault != ModelFault.ContextTooLong;

    /// <summary>As logs and <c>--json</c> spell it.</summary>
    public static string ToWire(this FaultClass kind) => kind switch
    {
        FaultClass.Auth => "auth",
        FaultClass.Billing => "billing",
        FaultClass.RateLimit => "rate_limit",
        FaultClass.Timeout => "timeout",
        FaultClass.Network => "network",
        FaultClass.Format => "format",
        FaultClass.Overflow => "overflow",
        _ => "filtered",
    };
}
