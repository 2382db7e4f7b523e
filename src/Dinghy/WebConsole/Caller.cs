using Dinghy.Gateway.Access;

namespace Dinghy.WebConsole;

/// <summary>Who calls a route.</summary>
/// <param name="Role">What they may.</param>
/// <param name="StaffId">Null: whoever has the home's token, on the command line or in a browser.</param>
/// <param name="Account">Whose robot knows this staff id; null with it.</param>
internal sealed record Caller(Role Role, string? StaffId, string? Account)
{
    public static Caller OfToken { get; } = new(Role.Owner, null, null);

    /// <summary>For what is kept of who did what. Whoever has the token is the operator at the machine.</summary>
    public string Name => StaffId ?? PairingDesk.CommandLine;

    public bool HidesTexts => Role == Role.Auditor;
}

internal static class CallerOfRequest
{
    /// <summary>Within a route that <see cref="ConsoleGate"/> let somebody into.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? throw new InvalidOperationException("Nobody was let in.");

    /// <summary>What people wrote is not for this caller: it is left out, with <c>"hidden": true</c> in its place.</summary>
    public static bool HidesTexts(this HttpContext http) => http.Caller().HidesTexts;
}
