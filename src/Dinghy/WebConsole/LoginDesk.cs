using System.Security.Cryptography;
using System.Text;
using Dinghy.DingTalk;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.WebConsole;

/// <summary>How signing in ended.</summary>
/// <param name="Session">Null: it did not.</param>
/// <param name="Wait">It was wrong, as too often before: so long they have to wait.</param>
internal sealed record LoginEnd(SessionRow? Session, TimeSpan? Wait = null);

/// <summary>Lets people into the console: by the home's token, by an address that works once, or by a code that the robot sent them.</summary>
internal sealed class LoginDesk(Func<GatewayHost?> gateway, SessionBook sessions, string token, Guesses guesses, ConsoleLog log, TimeProvider time)
{
    private readonly LoginCodes _codes = new(time);

    public LoginTickets Tickets { get; } = new(time);

    /// <summary>Of codes on their way; for a test to wait for.</summary>
    public Task Sending { get; private set; } = Task.CompletedTask;

    public async Task<LoginEnd> ByTokenAsync(HttpContext http, string given, CancellationToken ct)
    {
        var isToken = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(given));
        return isToken | Tickets.Take(given) ? await InAsync(http, null, null, "token", ct) : new(null, guesses.Wrong("token", Guesses.PeerOf(http)));
    }

    public async Task<LoginEnd> ByCodeAsync(HttpContext http, string staffId, string code, CancellationToken ct) =>
        _codes.Take(staffId, http.Request.Cookies[AskedCookie] ?? "", code) is { } account && gateway() is { } host && ConsoleRoles.Of(host, account, staffId) is not null
            ? await InAsync(http, staffId, account, "code", ct) : new(null, guesses.Wrong("code", Guesses.PeerOf(http)));

    /// <summary>Returns at once and says nothing of whether they have a role, so that nobody learns who has one.</summary>
    /// <returns>Null: one is on its way, if they have. Else how long to wait until the next, whether they have or not.</returns>
    public TimeSpan? SendCode(HttpContext http, string staffId)
    {
        if (gateway() is not { } host) return null;
        var account = ConsoleRoles.AccountOf(host, staffId);
        if (_codes.Ask(staffId, account is not null) is { } wait) return wait;
        var browser = RandomNumberGenerator.GetHexString(32, lowercase: true);
        http.Response.Cookies.Append(AskedCookie, browser, SessionBook.Cookie(http, LoginCodes.Life));
        if (account is null)
        {
            log.NoRole(Guesses.PeerOf(http));
            return null;
        }

        var code = _codes.Issue(staffId, account, browser);
        Sending = Task.Run(() => SendAsync(host, account, staffId, code), CancellationToken.None);
        return null;
    }

    /// <summary>A code works in the browser that asked for it: others can neither try at it nor have it used up.</summary>
    private string AskedCookie => sessions.CookieName + "_asked";

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

    private async Task<LoginEnd> InAsync(HttpContext http, string? staffId, string? account, string how, CancellationToken ct)
    {
        guesses.Right(how, Guesses.PeerOf(http));
        var session = sessions.Begin(http, staffId, account);
        if (SessionBook.CallerOf(session, gateway()) is not { } caller) return new(null);
        log.SignedIn(Printable.Of(caller.Name), ConsoleWords.Of(caller.Role), how, Guesses.PeerOf(http));
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
}
