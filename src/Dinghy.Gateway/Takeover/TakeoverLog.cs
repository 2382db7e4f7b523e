using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Takeover;

internal sealed partial class TakeoverLog(ILogger<TakeoverLog> logger)
{
    [LoggerMessage(3690, LogLevel.Information, "Conversation {Conversation} is paused by {By} until {Until:u}: nobody answers there but people")]
    public partial void Paused(string conversation, string by, DateTimeOffset until);

    [LoggerMessage(3691, LogLevel.Information, "Conversation {Conversation} is answered by the robot again; the pause was ended by {By}")]
    public partial void Resumed(string conversation, string by);

    [LoggerMessage(3692, LogLevel.Information, "Turn {TurnId}: {By} says something as the robot in {Conversation}")]
    public partial void Said(long turnId, string conversation, string by);

    [LoggerMessage(3693, LogLevel.Information, "Turn {TurnId}: somebody asks for a human in {Conversation}; {Owners} owners were told")]
    public partial void Called(long turnId, string conversation, int owners);

    [LoggerMessage(3694, LogLevel.Warning, "Account {Account}: owner {Owner} could not be told that a human is asked for ({Code})")]
    public partial void OwnerNotTold(string account, string owner, string code);

    [LoggerMessage(3695, LogLevel.Warning, "Pauses that are over could not be ended in the store; it is tried again")]
    public partial void NotEnded(Exception error);
}
