namespace Dinghy.WebConsole;

internal sealed partial class ConsoleLog(ILogger<ConsoleLog> logger)
{
    [LoggerMessage(3850, LogLevel.Information, "Console: {Who} signed in as {Role} by {How}, from {Peer}")]
    public partial void SignedIn(string who, string role, string how, string peer);

    [LoggerMessage(3851, LogLevel.Warning, "Console: a wrong {How} from {Peer}; after a few of these, further ones are refused without a line here for a while")]
    public partial void Wrong(string how, string peer);

    [LoggerMessage(3852, LogLevel.Information, "Console: a login code goes to {Person} by account {Account}")]
    public partial void CodeSent(string person, string account);

    [LoggerMessage(3853, LogLevel.Warning, "Console: the login code did not reach {Person} by account {Account}: {Code}")]
    public partial void CodeNotSent(string person, string account, string code);

    [LoggerMessage(3854, LogLevel.Information, "Console: a login code was asked for somebody who has no role, from {Peer}")]
    public partial void NoRole(string peer);

    [LoggerMessage(3855, LogLevel.Warning, "Console: the sessions could not be kept; they end with this process")]
    public partial void SessionsNotKept(Exception fault);

    [LoggerMessage(3856, LogLevel.Warning, "Console: the kept sessions could not be read, so everybody signs in again")]
    public partial void SessionsNotRead(Exception fault);

    [LoggerMessage(3857, LogLevel.Warning, "Console: something could not be told to open pages; the rest is, and this is not said again")]
    public partial void FeedFailed(Exception fault);
}
