using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline.Webhooks;

internal sealed partial class WebhookLog(ILogger<WebhookLog> logger)
{
    [LoggerMessage(2342, LogLevel.Information, "Account {Account}: listening for DingTalk on {Address}, path {Path}")]
    public partial void Listening(string account, string address, string path);

    [LoggerMessage(2343, LogLevel.Error, "Account {Account}: {Address} can not be listened on; tried again in {Seconds} s")]
    public partial void NotListening(string account, string address, int seconds, Exception error);

    [LoggerMessage(2344, LogLevel.Warning, "Account {Account}: a call was refused ({Refusal}): {Sentence}. From {Sender}; {More} more like it since the last such line")]
    public partial void Refused(string account, WebhookRefusal refusal, string sentence, string sender, long more);

    [LoggerMessage(2345, LogLevel.Error, "Account {Account}: DingTalk's console and this configuration differ ({Refusal}): {Sentence}; {More} more since the last such line")]
    public partial void Mismatch(string account, WebhookRefusal refusal, string sentence, long more);

    [LoggerMessage(2346, LogLevel.Error, "Account {Account}: {Sentence}. Messages are taken; events of a subscription are refused")]
    public partial void HalfPair(string account, string sentence);

    [LoggerMessage(2347, LogLevel.Information, "Account {Account}: the address of its event subscription was checked by DingTalk and answered")]
    public partial void Checked(string account);

    [LoggerMessage(2348, LogLevel.Error, "Account {Account}: a call crashed; DingTalk is asked to come again")]
    public partial void Crashed(string account, Exception error);

    [LoggerMessage(2349, LogLevel.Warning, "Account {Account}: a message was not stored within {Seconds} s; DingTalk is asked to come again")]
    public partial void Late(string account, double seconds);

    [LoggerMessage(2350, LogLevel.Information, "Account {Account}: presses on cards come to {Address}")]
    public partial void CardRoute(string account, string address);

    [LoggerMessage(2351, LogLevel.Warning, "Account {Account}: the address for presses on cards is not registered ({Code}: {Sentence}); tried again in {Seconds} s, and until then presses may not arrive")]
    public partial void NoCardRoute(string account, string code, string sentence, int seconds);

    [LoggerMessage(2352, LogLevel.Debug, "{Count} calls to paths that nobody has, since the last such line")]
    public partial void Elsewhere(long count);
}
