using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>Events 3160 to 3179.</summary>
internal sealed partial class OrganisationLog(ILogger<OrganisationLog> logger)
{
    [LoggerMessage(3160, LogLevel.Warning, "Account {Account}: DingTalk does not grant tool {Tool} what it needs ({Code}, request {RequestId}): grant the app {Scopes} in the developer console and publish a version")]
    public partial void NotGranted(string account, string tool, string code, string requestId, string scopes);

    [LoggerMessage(3161, LogLevel.Warning, "Account {Account}: DingTalk did not answer tool {Tool} ({Code}, request {RequestId})")]
    public partial void NotAnswered(string account, string tool, string code, string requestId, Exception e);

    [LoggerMessage(3162, LogLevel.Information, "Account {Account}: message {Dispatch} to {People} people and {Groups} groups: {Delivered} calls delivered, {Waiting} waiting, {Failed} failed, {Missed} people not reached")]
    public partial void Sent(string account, long dispatch, int people, int groups, int delivered, int waiting, int failed, int missed);

    [LoggerMessage(3163, LogLevel.Information, "Account {Account}: message {Dispatch} was taken back: {Recalled} of {Calls} calls")]
    public partial void TakenBack(string account, long dispatch, int recalled, int calls);
}
