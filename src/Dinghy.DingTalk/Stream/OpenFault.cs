namespace Dinghy.DingTalk.Stream;

/// <summary>Turns a failed attempt to connect into one sentence that says what to check.</summary>
internal static class OpenFault
{
    // On this call alone "system error" means: the pair is right, but the application may not use Stream.
    public static DingTalkFault Fault(DingTalkApiException e) => IsNoStream(e) ? DingTalkFault.Refused : e.Fault;

    public static string Sentence(DingTalkApiException e)
    {
        var advice = Fault(e) switch
        {
            _ when IsNoStream(e) => "DingTalk knows the application but refuses Stream mode: set the robot's message receiving mode to Stream and publish a version of the application",
            DingTalkFault.Credentials => "DingTalk refused the client id or client secret: compare both with the application's credentials page, without stray blanks",
            DingTalkFault.Permission => "DingTalk refused this caller: check the application's permissions and its list of allowed addresses",
            DingTalkFault.QuotaExceeded => "The organisation's monthly allowance of DingTalk calls is used up: buy more or wait for the next month",
            DingTalkFault.Throttled => "DingTalk gets too many calls from this application or address: check for a second process, and wait",
            DingTalkFault.Banned => "DingTalk bars this address for some minutes after too many calls: find who else calls from it, and wait",
            DingTalkFault.NotFound => "There is no DingTalk API at this address: check endpoints.api",
            DingTalkFault.Network => "DingTalk can not be reached: check DNS, the firewall (outbound 443 to api.dingtalk.com and wss-open-connection.dingtalk.com) and the proxy",
            DingTalkFault.Timeout => "DingTalk does not answer: check the network and the proxy",
            DingTalkFault.BadResponse when e.Code == "html" => "A web page answered in DingTalk's place: check endpoints.api (https) and the proxy",
            DingTalkFault.BadResponse when e.Code == "empty" => "DingTalk's answer was empty: a hiccup of its gateway, or a proxy that cuts answers",
            DingTalkFault.BadResponse => "What answered is not DingTalk's gateway: check endpoints.api and the proxy",
            DingTalkFault.Busy => "DingTalk is out of order: nothing to do here but wait",
            _ => "DingTalk refused the connection",
        };
        return e.RequestId is { } id ? $"{advice} ({e.Message}; request {id})." : $"{advice} ({e.Message}).";
    }

    public static bool IsNoStream(DingTalkApiException e) =>
        e.Status == System.Net.HttpStatusCode.BadRequest && e.Code.Equals("systemError", StringComparison.OrdinalIgnoreCase);
}
