using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Setup;

namespace Dinghy.Cli.Setup;

/// <summary>What the steps share: whom to ask, whom to check and save by, what the command line said already.</summary>
/// <param name="Desk">Checks and saves.</param>
/// <param name="Audit">Keeps that something was changed.</param>
/// <param name="Dialog">Null: nobody can be asked.</param>
/// <param name="SkipCheck">Nothing is tried over the network.</param>
internal sealed record Wizard(SetupDesk Desk, ConfigAudit Audit, Dialog? Dialog, bool SkipCheck)
{
    public Gateway.Conversations.Language Language { get; init; }

    public SetupReport Report(SetupCheck check) => SetupReport.Of(check, Language);

    public async Task<SetupReport> SaveAsync(SetupCheck check, ChannelAnswers answers, CancellationToken ct) =>
        Report(check).With(await Audit.KeepAsync("setup", "channels.dingtalk", () => Desk.Channel.Save(answers), ct)) with { ClientId = answers.ClientId };

    public async Task<SetupReport> SaveAsync(SetupCheck check, ModelAnswers answers, CancellationToken ct) =>
        Report(check).With(await Audit.KeepAsync("setup", "models", () => Desk.Model.Save(answers), ct));

    public DinghyConfig? Config() => ConfigLoader.Load(Desk.Source).Readable;

    public void Say(Words words)
    {
        if (Dialog is { } dialog) dialog.Say(words);
        else Shell.Say(words.In(Language));
    }

    /// <summary>What was tried and how it went, to stderr.</summary>
    public void Tell(SetupCheck check)
    {
        if (check.Refused is { } sentence) Say(Words.Same(sentence));
        foreach (var fault in check.Faults) Say(Words.Same($"fault: {fault}"));
        foreach (var one in check.Checks.Where(one => one.Finding.Health is Health.Ok)) Say(new($"  通过  {one.Proves.Zh}", $"  ok    {one.Proves.En}"));
        if (check.Failed is { } failed)
        {
            Say(new($"  失败  {failed.Proves.Zh}", $"  FAIL  {failed.Proves.En}"));
            if (failed.Finding.Cause is { } cause) Say(new($"        原因：{cause.Zh}", $"        cause: {cause.En}"));
            if (failed.Finding.Proof is { } proof) Say(new($"        依据：{proof.Zh}", $"        proof: {proof.En}"));
            if (failed.Finding.Next is { } next) Say(new($"        处理：{next.Zh}", $"        next: {next.En}"));
            if (failed.Finding.Link is { } link) Say(Words.Same($"        {link}"));
        }
        else if (check.Untested.ToList() is { Count: > 0 } untested)
        {
            Say(new($"没有验证：{string.Join("；", untested.Select(one => one.Proves.Zh))}", $"Not tried: {string.Join("; ", untested.Select(one => one.Proves.En))}"));
        }

        foreach (var note in check.Notes) Say(note);
    }

    public void Tell(SetupReport saved)
    {
        foreach (var fault in saved.Faults) Say(Words.Same($"{fault.Path}: {(fault.Found.Length == 0 ? "" : $"found {fault.Found}; ")}{fault.Hint}"));
        if (saved.Sentence is { } sentence) Say(saved is { Saved: true, Faults.Count: 0 } ? new($"已写入 {Desk.Source.ConfigFile()}。", sentence) : Words.Same(sentence));
    }
}
