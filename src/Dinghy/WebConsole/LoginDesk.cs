using System.Security.Cryptography;
using System.Text;
using Dinghy.DingTalk;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.WebConsole;

/// <summary>How signing in ended.</summary>
/// <param name="Session">Null: it did not.</param>
/// <param name="Wait">Nothing was looked at: so long they have to wait.</param>
internal sealed record LoginEnd(SessionRow? Session, TimeSpan? Wait = null);

/// <summary>Lets people into the console: by the home's token, by an address that works once, or by a code that the robot sent them.</summary>
internal sealed class LoginDesk(Func<GatewayHost?> gateway, SessionBook sessions, string token, ConsoleLog log, TimeProvider time)
{
    private readonly LoginCodes _codes = new(time);
    private readonly Lock _gate = new();
    private readonly GuessGuard _guesses = new(time);

    public LoginTickets Tickets { get; } = new(time);

    /// <summary>Of codes on their way; for a test to wait for.</summary>
    public Task Sending { get; private set; } = Task.CompletedTask;

    public async Task<LoginEnd> ByTokenAsync(HttpContext http, string given, CancellationToken ct)
    {
        var who = $"token {PeerOf(http)}";
        if (WaitOf(who) is { } wait) return new(null, wait);
        var isToken = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(given));
        if (isToken | Tickets.Take(given)) return await InAsync(http, who, null, null, "token", ct);
        Wrong(http, who, "token");
        return new(null);
    }

    public async Task<LoginEnd> ByCodeAsync(HttpContext http, string staffId, string code, CancellationToken ct)
    {
        var who = $"code {PeerOf(http)} {staffId}";
        if (WaitOf(who) is { } wait) return new(null, wait);
        if (_codes.Take(staffId, code) is { } account && gateway() is { } host && ConsoleRoles.Of(host, account, staffId) is not null)
            return await InAsync(http, who, staffId, account, "code", ct);
        Wrong(http, who, "code");
        return new(null);
    }

    /// <summary>Returns at once and says nothing, so that nobody learns who has a role.</summary>
    public void SendCode(HttpContext http, string staffId)
    {
        if (gateway() is not { } host) return;
        if (ConsoleRoles.AccountOf(host, staffId) is not { } account)
        {
            log.NoRole(PeerOf(http));
            return;
        }

        if (_codes.Issue(staffId, account) is { } code) Sending = Task.Run(() => SendAsync(host, account, staffId, code), CancellationToken.None);
    }

    private async Task SendAsync(GatewayHost host, string account, string staffId, string code)
    {
        try
        {
            log.CodeSent(Printable.Of(staffId), account);
            await host.SendLoginCodeAsync(account, staffId, code, (int)LoginCodes.Life.TotalMinutes, host.Stopping);
        }
        catch (DingTalkApiException e)
        {
            log.CodeNotSent(Printable.Of(staffId), account, e.Code);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The gateway stops.
        }
    }

    private async Task<LoginEnd> InAsync(HttpContext http, string who, string? staffId, string? account, string how, CancellationToken ct)
    {
        lock (_gate) _guesses.Right(who);
        var session = sessions.Begin(http, staffId, account);
        if (SessionBook.CallerOf(session, gateway()) is not { } caller) return new(null);
        log.SignedIn(Printable.Of(caller.Name), ConsoleWords.Of(caller.Role), how, PeerOf(http));
        await KeepAsync(caller, account, how, ct);
        return new(session);
    }

    private async Task KeepAsync(Caller caller, string? account, string how, CancellationToken ct)
    {
        if (gateway() is not { } host) return;
        try
        {
            await host.Audit.AppendAsync(
                new AuditEvent(AuditKinds.ConsoleSignedIn, caller.Name, account ?? "", caller.Name)
                {
                    Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = ConsoleWords.Of(caller.Role), ["by"] = how },
                },
                ct);
        }
        catch (StoreException)
        {
            // The audit has said so in the log; whoever has to free the disk must be able to come in.
        }
    }

    private TimeSpan? WaitOf(string who)
    {
        lock (_gate) return _guesses.Wait(who);
    }

    private void Wrong(HttpContext http, string who, string how)
    {
        lock (_gate) _guesses.Wrong(who);
        log.Wrong(how, PeerOf(http));
    }

    private static string PeerOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "?";
}
