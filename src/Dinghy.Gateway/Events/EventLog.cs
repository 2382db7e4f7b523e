using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Events;

/// <summary>What became of events. What they say is in no log.</summary>
internal sealed partial class EventLog(ILogger<EventLog> logger)
{
    [LoggerMessage(3450, LogLevel.Information, "Account {Account}: event {EventId} ({Type}) taken")]
    public partial void Taken(string account, string eventId, string type);

    [LoggerMessage(3451, LogLevel.Information, "Account {Account}: event {EventId} ({Type}) seen before, acknowledged and left alone")]
    public partial void Duplicate(string account, string eventId, string type);

    [LoggerMessage(3452, LogLevel.Information, "Event {EventId} ({Type}): {Outcome}, by {Rule}")]
    public partial void Ended(string eventId, string type, string outcome, string rule);

    [LoggerMessage(3453, LogLevel.Warning, "Event {EventId} ({Type}): the webhook of {Rule} did not take it ({Fault}); attempt {Attempt} follows in {Seconds} s")]
    public partial void WebhookLater(string eventId, string type, string rule, string fault, int attempt, double seconds);

    [LoggerMessage(3454, LogLevel.Error, "Event {EventId} ({Type}): the webhook of {Rule} did not take it ({Fault}); given up after {Attempts} attempts")]
    public partial void WebhookGivenUp(string eventId, string type, string rule, string fault, int attempts);

    [LoggerMessage(3455, LogLevel.Warning, "Event {EventId} ({Type}): {Rule} names nobody who hears the agent (to), and there is no owner; not asked")]
    public partial void NoTarget(string eventId, string type, string rule);

    [LoggerMessage(3456, LogLevel.Warning, "Account {Account}: event {EventId} ({Type}) is of another organisation ({Corp}); left alone")]
    public partial void Foreign(string account, string eventId, string type, string corp);

    [LoggerMessage(3457, LogLevel.Error, "Events are not worked at now: the store fails. Tried again in a moment")]
    public partial void StoreFailed(Exception error);

    [LoggerMessage(3459, LogLevel.Error, "Event {EventId} ({Type}): its work broke off")]
    public partial void Crashed(string eventId, string type, Exception error);

    [LoggerMessage(3458, LogLevel.Debug, "Account {Account}: what is remembered of the directory followed event {EventId} ({Type})")]
    public partial void DirectoryFollowed(string account, string eventId, string type);
}
