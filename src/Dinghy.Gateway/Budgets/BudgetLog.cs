using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Budgets;

internal sealed partial class BudgetLog(ILogger<BudgetLog> logger)
{
    [LoggerMessage(3400, LogLevel.Warning, "What agent {Agent} spent on {Model} could not be stored; it counts until the next start")]
    public partial void NotStored(string agent, string model, Exception error);

    [LoggerMessage(3401, LogLevel.Warning, "Budget {Scope} {Name}: {Percent} % used ({Used} of {Limit} {Unit} a {Period})")]
    public partial void Crossed(string scope, string name, int percent, decimal used, decimal limit, string unit, string period);

    [LoggerMessage(3402, LogLevel.Information, "Turn {TurnId}: no model is asked, a budget is used up ({Reason})")]
    public partial void Refused(long turnId, string reason);

    [LoggerMessage(3404, LogLevel.Warning, "The owners could not be told of a budget")]
    public partial void NoticeFailed(Exception error);

    [LoggerMessage(3403, LogLevel.Warning, "Account {Account}: owner {Owner} could not be told of a budget ({Code})")]
    public partial void OwnerNotTold(string account, string owner, string code);
}
