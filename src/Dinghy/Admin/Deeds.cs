using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.WebConsole;

namespace Dinghy.Admin;

/// <summary>Has the gateway's audit keep who did what over its port.</summary>
internal static class Deeds
{
    /// <param name="http">Whose call it was.</param>
    /// <param name="running">Whose audit.</param>
    /// <param name="kind">One of <see cref="AuditKinds"/>.</param>
    /// <param name="subject">What it was done to.</param>
    /// <param name="facts">What else is known; no texts.</param>
    public static async Task KeepAsync(this HttpContext http, GatewayHost running, string kind, string subject, params (string Name, string Value)[] facts)
    {
        var caller = http.Caller();
        try
        {
            // Done is done: also when whoever called is gone.
            await running.Audit.AppendAsync(
                new AuditEvent(kind, caller.Name, caller.Account ?? "", subject) { Facts = facts.ToDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal) }, CancellationToken.None);
        }
        catch (StoreException)
        {
            // The audit has said so in the log.
        }
    }
}
