using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Workflow;

/// <summary>What is said of approvals, in our words.</summary>
internal static class WorkflowSentences
{
    public static string Advice(Advice advice, Language language) => (advice, language) switch
    {
        (Workflow.Advice.Agree, Language.Chinese) => "建议：同意",
        (Workflow.Advice.Refuse, Language.Chinese) => "建议：驳回",
        (_, Language.Chinese) => "建议：需要您自己判断",
        (Workflow.Advice.Agree, _) => "Advice: approve",
        (Workflow.Advice.Refuse, _) => "Advice: reject",
        _ => "Advice: please judge yourself",
    };

    /// <summary>Under the summary.</summary>
    public static string HowTo(string code, Language language) => language == Language.Chinese
        ? $"决定由您来做：点按钮，或发 /同意 {code}、/驳回 {code}，后面可以写意见。也可以直接在钉钉审批里处理。"
        : $"You decide: press a button, or send /agree {code} or /reject {code}, with a remark behind it if you like. Deciding in DingTalk itself is fine, too.";

    /// <summary>Where no model read the form.</summary>
    public static string NoSummary(string form, Language language) => language == Language.Chinese
        ? $"这次没能生成摘要，以下是表单原文：\n{Fence.Around(form)}"
        : $"No summary could be made this time; this is the form as it was filled in:\n{Fence.Around(form)}";

    public static (string Agree, string Reject) Buttons(Language language) => language == Language.Chinese ? ("同意", "驳回") : ("Approve", "Reject");

    /// <summary>What a press of each says.</summary>
    public static (string Agree, string Reject) Commands(string code, Language language) =>
        language == Language.Chinese ? ($"/同意 {code}", $"/驳回 {code}") : ($"/agree {code}", $"/reject {code}");

    /// <summary>In DingTalk, beside a decision of the approver's without words of their own.</summary>
    public static string Remark(bool agree, Language language) => (agree, language) switch
    {
        (true, Language.Chinese) => "同意（在 Dinghy 中处理）",
        (false, Language.Chinese) => "驳回（在 Dinghy 中处理）",
        (true, _) => "Approved (by Dinghy's card)",
        _ => "Rejected (by Dinghy's card)",
    };

    /// <summary>In DingTalk, beside a decision of the agent's.</summary>
    public static string OwnRemark(bool agree, Language language) => language == Language.Chinese
        ? $"由 Dinghy 智能体按制度自动{(agree ? "同意" : "驳回")}"
        : $"{(agree ? "Approved" : "Rejected")} by Dinghy's agent under the organisation's rules";

    /// <summary>To the approver, of a decision that the agent made in their name.</summary>
    public static string DecidedForYou(bool agree, Language language) => language == Language.Chinese
        ? $"按制度，已由智能体以您的名义{(agree ? "同意" : "驳回")}。"
        : $"Under the rules the agent has {(agree ? "approved" : "rejected")} this in your name.";

    public static string Said(DecisionEnd end, WorkflowStep step, Language language)
    {
        var (zh, name) = (language == Language.Chinese, Fence.Label(step.Title, 200));
        return end switch
        {
            DecisionEnd.Done { Agreed: true } => zh ? $"已同意：{name}" : $"Approved: {name}",
            DecisionEnd.Done => zh ? $"已驳回：{name}" : $"Rejected: {name}",
            DecisionEnd.Elsewhere elsewhere => zh ? $"这个审批已经在钉钉里处理过了（{Word(elsewhere.Result, language)}），以那里的结果为准：{name}" : $"This was decided in DingTalk already ({Word(elsewhere.Result, language)}), and that counts: {name}",
            DecisionEnd.Before before => zh ? $"这个审批之前已经处理过（{Word(before.Step, language)}），不会再执行一次：{name}" : $"This was decided before ({Word(before.Step, language)}) and is not done a second time: {name}",
            DecisionEnd.NotTaken refused when WorkflowCalls.Missing(refused.Fault) is { } scopes => zh
                ? $"没有办成：机器人的钉钉应用缺少权限 {scopes}。请联系负责人在钉钉开发者后台（{WorkflowCalls.Console}）的权限管理里开通并发布新版本，之后再发 /同意 {step.Code} 或 /驳回 {step.Code}；也可以直接在钉钉审批里处理。"
                : $"Not done: the robot's app in DingTalk lacks {scopes}. Please ask the owner of this robot to grant it in the developer console ({WorkflowCalls.Console}, permissions) and publish a version, then send /agree {step.Code} or /reject {step.Code}; or decide in DingTalk itself.",
            _ => zh ? $"钉钉暂时没有接受这个决定，没有执行。请稍后发 /同意 {step.Code} 或 /驳回 {step.Code} 再试，或直接在钉钉审批里处理：{name}" : $"DingTalk did not take the decision now; nothing was done. Please send /agree {step.Code} or /reject {step.Code} later, or decide in DingTalk itself: {name}",
        };
    }

    /// <summary>To the approver, of a decision that waited too long.</summary>
    public static string NotCarried(WorkflowStep step, Language language) => language == Language.Chinese
        ? $"您之前的决定没能及时交给钉钉（程序停了太久），没有执行：{Fence.Label(step.Title, 200)}。如果仍然有效，请发 /同意 {step.Code} 或 /驳回 {step.Code}，或直接在钉钉审批里处理。"
        : $"Your decision did not reach DingTalk in time (the program was down for too long), and nothing was done: {Fence.Label(step.Title, 200)}. If it still stands, send /agree {step.Code} or /reject {step.Code}, or decide in DingTalk itself.";

    public static string NotFound(Language language) => language == Language.Chinese ? "没有找到这个编号的待您处理的审批。" : "No approval waits for you under this code.";

    /// <summary>The list for a command without a code.</summary>
    public static string Waiting(IReadOnlyList<WorkflowStep> steps, Language language)
    {
        if (steps.Count == 0) return language == Language.Chinese ? "现在没有待您处理的审批。" : "No approval waits for you.";
        var lines = steps.Select(step => $"- {step.Code}{(language == Language.Chinese ? "：" : ": ")}{Fence.Label(step.Title, 100)}");
        return $"{(language == Language.Chinese ? "待您处理：" : "Waiting for you:")}\n{string.Join('\n', lines)}";
    }

    private static string Word(ProcessTaskResult result, Language language) => (result, language) switch
    {
        (ProcessTaskResult.Agree, Language.Chinese) => "已同意",
        (ProcessTaskResult.Refuse, Language.Chinese) => "已拒绝",
        (ProcessTaskResult.Redirected, Language.Chinese) => "已转交",
        (_, Language.Chinese) => "已结束",
        (ProcessTaskResult.Agree, _) => "approved",
        (ProcessTaskResult.Refuse, _) => "rejected",
        (ProcessTaskResult.Redirected, _) => "passed on",
        _ => "ended",
    };

    private static string Word(WorkflowStep step, Language language) => Word(
        step.State switch { WorkflowState.Agreed => ProcessTaskResult.Agree, WorkflowState.Refused => ProcessTaskResult.Refuse, WorkflowState.Deciding => step.Agree == true ? ProcessTaskResult.Agree : ProcessTaskResult.Refuse, _ => ProcessTaskResult.None }, language);
}
