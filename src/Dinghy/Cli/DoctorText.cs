using System.Text;
using Dinghy.Gateway.Conversations;
using Dinghy.LogBook;

namespace Dinghy.Cli;

/// <summary>The check-up as a person reads it. DingTalk's words come from outside: no control character gets to the terminal.</summary>
internal static class DoctorText
{
    public static string Of(DoctorReport report, Language language)
    {
        var zh = language == Language.Chinese;
        var text = new StringBuilder();
        foreach (var check in report.Checks.Where(check => check.Outcome != "skipped"))
        {
            Line(text, $"{Sign(check.Outcome)}  {Name(check)}  {check.Proves}{(check is { Outcome: "ok", Proof: { Length: > 0 } seen } ? $" ({seen})" : "")}");
            if (check.Outcome == "ok") continue;
            Detail(text, zh ? "原因" : "cause", check.Cause);
            Detail(text, zh ? "依据" : "proof", check.Proof);
            Detail(text, zh ? "处理" : "next", check.Next);
            Detail(text, zh ? "链接" : "link", check.Link);
        }

        // One line for all that one thing stands in the way of.
        foreach (var skipped in report.Checks.Where(check => check.Outcome == "skipped").GroupBy(check => (check.Cause, check.Next, check.Link)))
        {
            Line(text, $"skip  {string.Join(", ", skipped.Select(Name))}");
            Detail(text, zh ? "原因" : "cause", skipped.Key.Cause);
            Detail(text, zh ? "处理" : "next", skipped.Key.Next);
            Detail(text, zh ? "链接" : "link", skipped.Key.Link);
        }

        int Count(string outcome) => report.Checks.Count(check => check.Outcome == outcome);
        text.Append(zh
            ? $"{report.Checks.Count} 项检查：{Count("ok")} 正常，{Count("warn")} 警告，{Count("fail")} 失败，{Count("skipped")} 跳过。用掉计额度的调用 {report.MeteredCalls} 次。"
            : $"{report.Checks.Count} checks: {Count("ok")} ok, {Count("warn")} to look at, {Count("fail")} failed, {Count("skipped")} skipped. Metered calls made: {report.MeteredCalls}.");
        return text.ToString();
    }

    private static string Sign(string outcome) => outcome switch
    {
        "ok" => "ok  ",
        "warn" => "warn",
        _ => "FAIL",
    };

    private static string Name(DoctorFinding check) => $"{check.Id}{(check.Account is { } account ? $" [{account}]" : "")}";

    private static void Detail(StringBuilder text, string name, string? words)
    {
        if (!string.IsNullOrEmpty(words)) Line(text, $"        {name}: {words}");
    }

    private static void Line(StringBuilder text, string words) => text.Append(LogWords.Clean(words)).Append('\n');
}
