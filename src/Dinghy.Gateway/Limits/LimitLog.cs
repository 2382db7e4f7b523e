using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Limits;

internal sealed partial class LimitLog(ILogger<LimitLog> logger)
{
    [LoggerMessage(2700, LogLevel.Warning, "Account {Account}: DingTalk throttles {Api} ({Code}); nothing is sent there for {Seconds} s")]
    public partial void Throttled(string account, DingTalkCall api, string code, long seconds);

    [LoggerMessage(2701, LogLevel.Error, "DingTalk bars this machine's address: no call leaves for {Seconds} s, answers wait. Look for another program behind the same address")]
    public partial void Banned(long seconds);

    [LoggerMessage(2702, LogLevel.Warning, "Cards go {Before} -> {Now}: {Used} of {Limit} calls used this month, forecast {Forecast}, today {Today} of a share of {Share}")]
    public partial void PaceChanged(CardPace before, CardPace now, long used, long limit, long forecast, long today, long share);

    [LoggerMessage(2703, LogLevel.Warning, "{Percent} % of the month's {What} are used: {Used} of {Limit}, forecast {Forecast}")]
    public partial void Crossed(int percent, string what, long used, long limit, long forecast);

    [LoggerMessage(2704, LogLevel.Error, "DingTalk says that the month's calls are used up: no cards until it takes a call again; answers go by the session webhook")]
    public partial void UsedUp();

    [LoggerMessage(2705, LogLevel.Warning, "The month's counts could not be stored; they are kept and stored with the next")]
    public partial void NotStored(Exception error);

    [LoggerMessage(2706, LogLevel.Warning, "Account {Account}: the owner {Owner} could not be told of the quota ({Code})")]
    public partial void OwnerNotTold(string account, string owner, string code);
}
