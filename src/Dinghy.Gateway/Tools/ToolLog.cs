using Dinghy.Gateway.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tools;

/// <summary>Events 3100 to 3199.</summary>
internal sealed partial class ToolLog(ILogger<ToolLog> logger)
{
    [LoggerMessage(3100, LogLevel.Debug, "Turn {TurnId}: tool {Tool} {State} in {Milliseconds} ms, {Length} characters for the model")]
    public partial void Ran(long turnId, string tool, string state, long milliseconds, int length);

    [LoggerMessage(3101, LogLevel.Warning, "Turn {TurnId}: tool {Tool} failed; the model was told so and goes on")]
    public partial void Threw(long turnId, string tool, Exception e);

    public void NotThere(long turnId, string tool) => LogNotThere(turnId, Printable.Of(tool));

    public void Unknown(string name, string known) => LogUnknown(Printable.Of(name), known);

    [LoggerMessage(3102, LogLevel.Information, "Turn {TurnId}: the model called {Tool}, which it does not have")]
    private partial void LogNotThere(long turnId, string tool);

    [LoggerMessage(3104, LogLevel.Warning, "The search service {Provider} answered with status {Status}")]
    public partial void SearchRefused(string provider, int status);

    [LoggerMessage(3105, LogLevel.Warning, "The search service {Provider} could not be reached ({Fault})")]
    public partial void SearchFailed(string provider, string fault);

    [LoggerMessage(3106, LogLevel.Information, "Turn {TurnId}: tool {Tool} was not run, since the configuration denies it")]
    public partial void Denied(long turnId, string tool);

    [LoggerMessage(3115, LogLevel.Information, "Turn {TurnId}: tool {Tool} was not run: it asks a person, and another program asked the agent")]
    public partial void NobodyHere(long turnId, string tool);

    [LoggerMessage(3107, LogLevel.Information, "Turn {TurnId}: tool {Tool} waits for a person's yes (approval {ApprovalId})")]
    public partial void Asked(long turnId, string tool, long approvalId);

    [LoggerMessage(3108, LogLevel.Information, "Turn {TurnId}: tool {Tool} was {Decision} by a person (approval {ApprovalId})")]
    public partial void Decided(long turnId, string tool, long approvalId, string decision);

    [LoggerMessage(3193, LogLevel.Warning, "Turn {TurnId}: tool {Tool} was allowed (approval {ApprovalId}), and the turns that should have run it are over; its end is {End}")]
    public partial void LeftBehind(long turnId, string tool, long approvalId, string end);

    [LoggerMessage(3109, LogLevel.Warning, "Turn {TurnId}: the program ended while tool {Tool} ran (approval {ApprovalId}); whether it did its work is not known, and it is not run again")]
    public partial void EndUnknown(long turnId, string tool, long approvalId);

    public void OwnersInstead(long turnId, string tool, string rule, string why) => LogOwnersInstead(turnId, tool, rule, Printable.Of(why));

    public void NobodyToAsk(long turnId, string tool, string rule, string why) => LogNobodyToAsk(turnId, tool, rule, Printable.Of(why));

    [LoggerMessage(3180, LogLevel.Warning, "Turn {TurnId}: tool {Tool} needs a yes of {Rule}; the owners are asked instead: {Why}")]
    private partial void LogOwnersInstead(long turnId, string tool, string rule, string why);

    [LoggerMessage(3181, LogLevel.Warning, "Turn {TurnId}: tool {Tool} needs a yes of {Rule}, and nobody could be asked: {Why}. It was not run")]
    private partial void LogNobodyToAsk(long turnId, string tool, string rule, string why);

    [LoggerMessage(3182, LogLevel.Information, "Turn {TurnId}: nobody said yes to tool {Tool} in time (approval {ApprovalId}); it was not run")]
    public partial void Expired(long turnId, string tool, long approvalId);

    [LoggerMessage(3183, LogLevel.Warning, "Approval {ApprovalId} of tool {Tool} was answered by {Person}, whose it is not; nothing came of it")]
    private partial void LogNotTheirs(long approvalId, string tool, string person);

    public void NotTheirs(long approvalId, string tool, string person) => LogNotTheirs(approvalId, tool, Printable.Of(person));

    [LoggerMessage(3184, LogLevel.Error, "Questions that wait for a person could not be looked at; tried again in {Seconds} s")]
    public partial void ExpiryFailed(double seconds, Exception e);

    [LoggerMessage(3110, LogLevel.Information, "MCP server {Server} is up with {Tools} tools")]
    public partial void ServerUp(string server, int tools);

    [LoggerMessage(3111, LogLevel.Warning, "MCP server {Server} is down: {Why}; it may start again in {Seconds} s. Its tools say so, everything else goes on")]
    public partial void ServerDown(string server, string why, double seconds);

    [LoggerMessage(3112, LogLevel.Warning, "MCP server {Server}: the connection broke during a call ({Fault})")]
    public partial void ServerBroke(string server, string fault);

    [LoggerMessage(3113, LogLevel.Warning, "MCP server {Server} has {Tools} tools; the first {Most} are taken")]
    public partial void TooManyTools(string server, int tools, int most);

    public void ServerSaid(string server, string line) => LogServerSaid(server, Printable.Of(line));

    [LoggerMessage(3114, LogLevel.Debug, "MCP server {Server} says: {Line}")]
    private partial void LogServerSaid(string server, string line);

    [LoggerMessage(3103, LogLevel.Warning, "agents.default.tools names {Tool}, which is no tool; there are: {Known}")]
    private partial void LogUnknown(string tool, string known);

    [LoggerMessage(3190, LogLevel.Warning, "Turn {TurnId}: the program had stopped while tool {Tool} ran; whether it did its work is not known, and it is not run again")]
    public partial void Lost(long turnId, string tool);

    [LoggerMessage(3191, LogLevel.Error, "Turn {TurnId}: what its tools did could not be stored; the turn waits and tries again")]
    public partial void StepsNotStored(long turnId, Exception e);

    [LoggerMessage(3192, LogLevel.Warning, "Turn {TurnId}: what its tools did before the restart can not be read; the turn begins anew")]
    public partial void StepsUnreadable(long turnId, Exception e);
}
