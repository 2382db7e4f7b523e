using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

internal sealed partial class PipelineLog(ILogger<PipelineLog> logger)
{
    [LoggerMessage(2300, LogLevel.Error, "Turn {TurnId}: the store failed; nothing was sent, trying again")]
    public partial void StoreFailed(long turnId, Exception error);

    [LoggerMessage(2301, LogLevel.Error, "Turn {TurnId} crashed; the person is told, the conversation goes on")]
    public partial void Crashed(long turnId, Exception error);

    [LoggerMessage(2302, LogLevel.Warning, "Turn {TurnId}: {Limit} messages wait in this conversation already, answering that we are busy")]
    public partial void Busy(long turnId, int limit);

    [LoggerMessage(2303, LogLevel.Information, "Stopping: {Count} turns are parked in the store for the next start")]
    public partial void Parking(int count);

    [LoggerMessage(2304, LogLevel.Error, "Turn {TurnId} could not be ended; the next start takes it up")]
    public partial void Unended(long turnId, Exception error);

    [LoggerMessage(2305, LogLevel.Error, "Account {Account}: a message could not be stored and is not acknowledged: {Sentence}")]
    public partial void NotStored(string account, string sentence, Exception error);

    [LoggerMessage(2306, LogLevel.Warning, "Account {Account}: a message could not be read ({Reason}), msgId {MessageId}: recorded and left alone")]
    public partial void Malformed(string account, string reason, string messageId);

    [LoggerMessage(2320, LogLevel.Information, "Card {OutTrackId} of turn {TurnId}: {Press} by {StaffId}: {Result}")]
    public partial void Pressed(long turnId, string outTrackId, string press, string staffId, PressResult result);

    [LoggerMessage(2321, LogLevel.Warning, "Account {Account}: a press was not taken ({Reason}): outTrackId {OutTrackId}, userId {StaffId}")]
    public partial void PressIgnored(string account, string reason, string outTrackId, string staffId);

    [LoggerMessage(2309, LogLevel.Warning, "When retention was applied last could not be read")]
    public partial void NotPruned(Exception error);

    [LoggerMessage(2390, LogLevel.Information, "Account {Account} is new in the configuration")]
    public partial void AccountJoined(string account);

    [LoggerMessage(2391, LogLevel.Information, "Account {Account} left the configuration: its connection is closed")]
    public partial void AccountLeft(string account);

    [LoggerMessage(2392, LogLevel.Warning, "Account {Account}: DingTalk refuses the new client id or secret ({Code}); the old ones stay. Look at client_id and client_secret of this account")]
    public partial void KeysRefused(string account, string code);

    [LoggerMessage(2394, LogLevel.Warning, "Account {Account}: the new client id and secret could not be tried ({Code}: {Sentence}); the old ones stay, and the new ones are tried again")]
    public partial void KeysUntried(string account, string code, string sentence);

    [LoggerMessage(2393, LogLevel.Information, "Account {Account} is connected with its new keys, and the old connection is closed")]
    public partial void Swapped(string account);

    [LoggerMessage(2340, LogLevel.Warning, "Account {Account}: what follows from a message beside its answer (a pairing code, a refusal, a greeting, a note of who wrote) failed")]
    public partial void DoorstepFailed(string account, Exception error);

    [LoggerMessage(2341, LogLevel.Warning, "Account {Account}: too much follows from messages at once; a pairing code, a refusal, a greeting or a note of who wrote is left out")]
    public partial void DoorstepFull(string account);

    [LoggerMessage(2330, LogLevel.Warning, "Account {Account}: DingTalk's monthly push allowance is used up (20001); messages arrive without content. {Owners} owners are told")]
    public partial void OverQuota(string account, int owners);

    [LoggerMessage(2331, LogLevel.Warning, "Account {Account}: owner {Owner} could not be told of the used-up allowance ({Fault}, {Code}, request {RequestId})")]
    public partial void OwnerNotTold(string account, string owner, DingTalk.DingTalkFault fault, string code, string requestId);

    [LoggerMessage(2332, LogLevel.Warning, "Account {Account}: nobody could be told of the used-up allowance")]
    public partial void QuotaNotTold(string account, Exception error);

    [LoggerMessage(2333, LogLevel.Debug, "Account {Account}: event {EventType} is acknowledged and left alone")]
    public partial void OtherEvent(string account, string eventType);
}
