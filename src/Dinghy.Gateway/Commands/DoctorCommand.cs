using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Doctor;

namespace Dinghy.Gateway.Commands;

/// <summary>What an owner can ask the doctor from afar.</summary>
/// <param name="Check">Looks at everything.</param>
/// <param name="Fix">Puts right what is ours.</param>
internal sealed record ChatDoctor(Func<Language, CancellationToken, Task<IReadOnlyList<Diagnosis>>> Check, Func<CancellationToken, Task<IReadOnlyList<Repair>>> Fix);

/// <summary><c>dinghy doctor</c> from chat, for owners, in private: what it finds is about the machine. A repair is done at once; doing it again changes nothing.</summary>
internal sealed class DoctorCommand(CommandParts parts) : ICommand
{
    public CommandInfo Info { get; } = new("doctor", "诊断", ["体检"], Lane.Beside, new("检查钉钉、本机和模型之间的一切（负责人，单聊）", "checks everything between DingTalk, the machine and the model (owners, in private)"))
    {
        Usage = new("[修复]", "[fix]"),
        OfNoAgent = true,
    };

    public IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct) => AnswerAsync(call, ct).AsUpdates();

    private async Task<Answer> AnswerAsync(CommandCall call, CancellationToken ct)
    {
        if (!parts.IsOwner(call)) return new Answer(parts.OwnersOnly(call, "只有负责人可以让我体检。", "Only an owner may have me checked."));
        if (call.Context.IsGroup) return new Answer(call.Say("请在单聊里用：结果里有本机的情况。", "Ask in a private chat: what is found is about the machine."));
        if (parts.Doctor is not { } doctor) return new Answer(call.Say("这里不能体检；请在命令行运行 dinghy doctor。", "No check-up can be made here; run dinghy doctor in a terminal."));
        var language = call.Context.Language;
        if (CommandLine.Fold(call.Arguments) is "fix" or "修复") return new Answer(Fixed(await doctor.Fix(ct), call));
        var found = await doctor.Check(language, ct);
        var unwell = found.Where(one => one.Finding.Health is Health.Warn or Health.Fail).ToList();
        return new Answer(Answers.Lines(
        [
            call.Say(
                $"{found.Count} 项检查：{Count(found, Health.Ok)} 正常，{Count(found, Health.Warn)} 警告，{Count(found, Health.Fail)} 失败，{Count(found, Health.Skipped)} 跳过。",
                $"{found.Count} checks: {Count(found, Health.Ok)} ok, {Count(found, Health.Warn)} to look at, {Count(found, Health.Fail)} failed, {Count(found, Health.Skipped)} skipped."),
            .. unwell.SelectMany(one => Told(one, call)),
        ]));
    }

    private static IEnumerable<string> Told(Diagnosis one, CommandCall call)
    {
        var (finding, language) = (one.Finding, call.Context.Language);
        yield return $"- {(finding.Health == Health.Fail ? "❌" : "⚠️")} {Answers.Code(one.Account is { } account ? $"{one.Id} [{account}]" : one.Id)} {finding.Cause?.In(language)}";
        if (finding.Proof is { } proof) yield return $"  - {call.Say("依据：", "proof: ")}{Answers.Code(proof.In(language).ReplaceLineEndings(" "))}";
        if (finding.Next is { } next) yield return $"  - {call.Say("处理：", "next: ")}{next.In(language)}{(finding.Link is { } link ? $" {link}" : "")}";
    }

    private static string Fixed(IReadOnlyList<Repair> repairs, CommandCall call) => repairs.Count == 0 ? call.Say("没有需要修复的。", "Nothing to put right.") : Answers.Lines(
        repairs.Select(one => $"- {(one.Done == true ? "✅" : "❌")} {Answers.Code(one.Id)} {Answers.Code(one.Target)}: {one.What.In(call.Context.Language)}{(one.Failure is { } why ? $" ({why})" : "")}"));

    private static int Count(IReadOnlyList<Diagnosis> found, Health health) => found.Count(one => one.Finding.Health == health);
}
