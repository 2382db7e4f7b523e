using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Commands;

/// <summary>Why a model rests, in a few words for the chat.</summary>
internal static class ModelRests
{
    public static string Of(CoolDown rest, DateTimeOffset now, CommandCall call)
    {
        var lasting = Answers.Lasting(rest.Until > now ? rest.Until - now : TimeSpan.Zero, call);
        return call.Say($"{Why(rest.Class, call)}，{lasting}后再用", $"{Why(rest.Class, call)}; used again in {lasting}");
    }

    private static string Why(FaultClass kind, CommandCall call) => kind switch
    {
        FaultClass.Billing => call.Say("额度用完", "out of allowance"),
        FaultClass.RateLimit => call.Say("请求太多", "too many requests"),
        FaultClass.Timeout => call.Say("没有响应", "no answer came"),
        FaultClass.Auth => call.Say("密钥或名称不对", "its key or name is refused"),
        _ => call.Say("连不上或出错", "unreachable or failing"),
    };
}
