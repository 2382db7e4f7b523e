using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Access;

internal sealed partial class AccessLog(ILogger<AccessLog> logger)
{
    [LoggerMessage(2900, LogLevel.Information, "Account {Account}: {Person} asks to be let in; see dinghy pairing list")]
    public partial void Asked(string account, string person);

    [LoggerMessage(2901, LogLevel.Warning, "Account {Account}: {Person} asks to be let in, but {Limit} requests wait already: they have no code until there is room, see dinghy pairing list")]
    public partial void NoRoom(string account, string person, int limit);

    [LoggerMessage(2902, LogLevel.Information, "Account {Account}: {Person} was let in by {By}, owner: {Owner}")]
    public partial void Approved(string account, string person, string by, bool owner);

    [LoggerMessage(2903, LogLevel.Information, "Account {Account}: the request of {Person} was denied by {By}")]
    public partial void Denied(string account, string person, string by);

    [LoggerMessage(2904, LogLevel.Information, "Account {Account}: the approval of {Person} was revoked by {By}")]
    public partial void Revoked(string account, string person, string by);

    [LoggerMessage(2905, LogLevel.Warning, "{By} gave a code that no request has; after a few of those they have to wait")]
    public partial void WrongCode(string by);

    [LoggerMessage(2906, LogLevel.Warning, "Account {Account} is the robot that {Before} was: its approvals and memory go on, filed under {Keep}")]
    public partial void Renamed(string before, string account, string keep);

    [LoggerMessage(2907, LogLevel.Warning, "Account {Account} is a robot that is kept as {Keep}: what another robot of this name knew is not its own")]
    public partial void KeptAs(string account, string keep);
}
