using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>What DingTalk refuses or does not answer, for the model and for the person. The permission's name and where it is granted stand in both.</summary>
internal static class DingTalkRefusal
{
    private const string Console = "https://open-dev.dingtalk.com/fe/app";

    /// <param name="account">Whose app.</param>
    /// <param name="e">What came.</param>
    /// <param name="usual">The scope that such a call needs, where DingTalk names none.</param>
    public static ToolResult Of(AccountConfig account, DingTalkApiException e, string usual) => e.Fault switch
    {
        DingTalkFault.Permission => NotGranted(account, e, usual),
        DingTalkFault.NotFound => ToolResult.Error($"DingTalk knows nothing of this id ({e.Code})."),
        DingTalkFault.Invalid => ToolResult.Error($"DingTalk does not take these arguments: {e.Message}"),
        DingTalkFault.Refused => ToolResult.Error($"DingTalk refuses this: {e.Message}"),
        DingTalkFault.QuotaExceeded => Silent(
            e, "The organisation's monthly allowance of calls to DingTalk is used up", "本组织本月的钉钉接口调用次数已用完", "the organisation's monthly allowance of calls to DingTalk is used up"),
        _ => Silent(e, "DingTalk does not answer now", "钉钉暂时没有应答", "DingTalk does not answer now"),
    };

    /// <summary>The scopes of a refusal, as the operator reads them.</summary>
    public static string Scopes(DingTalkApiException e, string usual) => e.RequiredScopes.Count > 0 ? string.Join(", ", e.RequiredScopes) : usual;

    /// <summary>DingTalk has a page that asks for one permission of one app.</summary>
    public static string Grant(AccountConfig account, string scope) => $"https://open-dev.dingtalk.com/appscope/apply?content={Uri.EscapeDataString($"{account.ClientId}#{scope}")}";

    /// <summary>For the person.</summary>
    public static PersonNote Lacks(AccountConfig account, string scopes)
    {
        var page = Grant(account, scopes.Split(", ")[0]);
        return new PersonNote(
            $"应用还没有开通钉钉权限 {scopes}，这一步做不了。请在这里申请开通并发布新版本：{page} 。其他功能不受影响。",
            $"The app lacks DingTalk's permission {scopes}, so this could not be done. It is granted here, and a new version is published then: {page} . Everything else works.");
    }

    private static ToolResult NotGranted(AccountConfig account, DingTalkApiException e, string usual)
    {
        // A department outside of what the app may see is no missing scope.
        if (e.Code == "50004")
        {
            return ToolResult.Error("DingTalk does not show this department to the app: it is outside of the app's contact scope. Tell the person so; whoever runs the app widens the scope in the developer console.") with
            {
                Note = new PersonNote(
                    $"这个部门不在应用的通讯录授权范围内。可以在开发者后台（{Console}）的「权限管理」里调整通讯录范围；其他功能不受影响。",
                    $"This department is outside of the app's contact scope. It is widened in the developer console ({Console}), under permissions; everything else works."),
            };
        }

        var scopes = Scopes(e, usual);
        var page = Grant(account, scopes.Split(", ")[0]);
        return ToolResult.Error($"Not done: the app lacks DingTalk's permission {scopes} ({e.Code}). Tell the person that this permission is missing; it is granted at {page}, and a version is published then. Everything else works: do not try this again.") with
        {
            Note = Lacks(account, scopes),
        };
    }

    private static ToolResult Silent(DingTalkApiException e, string model, string chinese, string english)
    {
        var doubt = e.Certain ? "" : " Whether it was done all the same is not known: do not try again, and say so.";
        return ToolResult.Error($"{model} ({e.Code}).{doubt} Tell the person, and go on with what needs no directory; everything else works.") with
        {
            Note = new PersonNote($"{chinese}（{e.Code}），请稍后再试；其他功能不受影响。", $"This could not be looked up: {english} ({e.Code}). Please try later; everything else works."),
        };
    }
}
