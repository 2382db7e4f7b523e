using System.CommandLine;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Setup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli.Setup;

/// <summary>What <c>dinghy onboard --json</c> prints.</summary>
/// <param name="Ok">What was asked for is saved, and nothing that was tried failed.</param>
/// <param name="File">The configuration.</param>
/// <param name="Channel">Null: the robot was left as it is.</param>
/// <param name="Model">Null: the model was.</param>
/// <param name="Next">Commands to go on with.</param>
internal sealed record OnboardReport(bool Ok, string File, SetupReport? Channel, SetupReport? Model, IReadOnlyList<string> Next);

/// <summary><c>dinghy onboard</c>: from nothing to a configuration whose keys were tried; at a terminal by questions, in a script by options.</summary>
internal static class OnboardCommand
{
    public static Command Create()
    {
        var command = new Command("onboard", "Set up a robot and a model, by questions or by options; every key is tried before it is saved.") { SetupOptions.Account };
        foreach (var option in SetupOptions.OfChannel.Concat(SetupOptions.OfModel)) command.Add(option);
        command.Validators.Add(SetupOptions.Validate);
        command.Validators.Add(SetupOptions.ValidateModel);
        command.SetAction((line, ct) => RunAsync(line, (wizard, stop) => AllAsync(line, wizard, stop), ct));
        return command;
    }

    /// <summary>With a wizard around it; Ctrl-C says what became of what.</summary>
    internal static async Task<int> RunAsync(ParseResult line, Func<Wizard, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        // The signals are heard once this returns its task: whoever types ahead must not meet a Ctrl-C that nobody hears.
        await Task.Yield();
        var source = CommonOptions.Source(line);
        using var models = new ModelFactory(TimeProvider.System, new Random(Environment.ProcessId), NullLoggerFactory.Instance, source.Environment);
        using var desk = new SetupDesk(source, models, TimeProvider.System);
        var language = DoctorCommand.LanguageOf(ConfigLoader.Load(source).Readable?.Language, source.Environment);
        var wizard = new Wizard(desk, new ConfigAudit(source), line.GetValue(SetupOptions.Yes) ? null : Dialog.AtTerminal(language), line.GetValue(SetupOptions.SkipCheck)) { Language = language };
        try
        {
            return await work(wizard, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Shell.Say("");
            wizard.Say(SetupWords.Stopped);
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> AllAsync(ParseResult line, Wizard wizard, CancellationToken ct)
    {
        var model = SetupOptions.OfTheModel(line);
        if (wizard.Dialog is { } dialog)
        {
            dialog.Say(SetupWords.Intro);
            dialog.Say(new($"配置文件：{wizard.Desk.Source.ConfigFile()}", $"The configuration: {wizard.Desk.Source.ConfigFile()}"));
        }

        SetupReport? channel = null;
        if (!OnlyTheModel(line, wizard, model))
        {
            var (code, report) = await RobotAsync(line, wizard, ct);
            if (report is null) return code;
            channel = report;
            if (!channel.Ok && wizard.Dialog is null) return Ended(line, new(false, wizard.Desk.Source.ConfigFile(), channel, null, []));
        }

        var chosen = line.GetValue(SetupOptions.SkipModel) ? null : await ModelAsync(wizard, model, ct);
        if (chosen is null && wizard.Desk.Look().Model is null) wizard.Say(SetupWords.ModelLater);
        var ok = channel is null or { Ok: true } && chosen is null or { Ok: true };
        var service = await ServiceAsync(line, wizard, ok, ct);
        var pairing = wizard.Config()?.Accounts.Any(account => account.DmPolicy == AccessPolicy.Pairing) == true;
        if (ok) wizard.Say(SetupWords.Next(pairing));
        return Ended(line, new(ok, wizard.Desk.Source.ConfigFile(), channel, chosen, [.. service, "dinghy gateway", "dinghy doctor", .. pairing ? ["dinghy pairing list"] : Array.Empty<string>()]));
    }

    /// <summary>Of whoever gave options of a model alone and has a robot, nothing else is wanted.</summary>
    private static bool OnlyTheModel(ParseResult line, Wizard wizard, ModelAnswers? model) =>
        model is not null && !line.GetValue(SetupOptions.Qr) && line.GetValue(SetupOptions.ClientId) is null && wizard.Config()?.Accounts.Count > 0;

    internal static async Task<(int Code, SetupReport? Report)> RobotAsync(ParseResult line, Wizard wizard, CancellationToken ct)
    {
        var answers = SetupOptions.Channel(line);
        var qr = line.GetValue(SetupOptions.Qr);
        if (wizard.Dialog is { } dialog)
        {
            dialog.Title(SetupWords.RobotTitle);
            if (answers.Account is null && ChannelEdits.AreNamed(wizard.Config()) && await AccountAsync(wizard, dialog, ct) is { } account) answers = answers with { Account = account };
            return await new ChannelStep(wizard, dialog, line.GetValue(SetupOptions.QrSource)).RunAsync(answers, qr, ct) is { } done ? (ExitCodes.Ok, done) : (ExitCodes.Failed, null);
        }

        if (qr)
        {
            if (await new QrStep(wizard, line.GetValue(SetupOptions.QrSource), answers.Host, TimeProvider.System).RunAsync(ct) is not { } app) return (ExitCodes.Failed, null);
            // Tried after it is saved: its keys exist nowhere else.
            answers = answers with { ClientId = app.ClientId, ClientSecret = app.ClientSecret };
            var kept = await wizard.SaveAsync(new SetupCheck([]), answers, ct);
            wizard.Tell(kept);
            if (!kept.Saved || wizard.SkipCheck) return (ExitCodes.Ok, kept);
            var tried = await wizard.Desk.Channel.CheckAsync(answers, offline: false, ct);
            wizard.Tell(tried);
            return (ExitCodes.Ok, wizard.Report(tried) with { Saved = true, Sentence = kept.Sentence, ClientId = answers.ClientId });
        }

        var known = wizard.Config()?.Accounts.FirstOrDefault(one => one.Id == (answers.Account ?? "main"));
        if (answers.ClientId is null ? known is null : (answers.ClientSecret ?? answers.ClientSecretFile) is null && known?.ClientId != answers.ClientId)
        {
            Shell.Say("Nobody can be asked here, so say it by options: --client-id ID and --client-secret-file FILE (or --client-secret - and the secret on stdin), or --qr for a new robot; "
                + "--model provider/model and --api-key-file FILE for the model, or --skip-model. dinghy onboard --help lists all.");
            return (ExitCodes.Usage, null);
        }

        var check = await wizard.Desk.Channel.CheckAsync(answers, wizard.SkipCheck, ct);
        wizard.Tell(check);
        if (!check.Ok) return (ExitCodes.Ok, wizard.Report(check) with { ClientId = answers.ClientId });
        var saved = await wizard.SaveAsync(check, answers, ct);
        wizard.Tell(saved);
        return (ExitCodes.Ok, saved);
    }

    private static async Task<SetupReport?> ModelAsync(Wizard wizard, ModelAnswers? given, CancellationToken ct)
    {
        if (wizard.Dialog is { } dialog)
        {
            dialog.Title(SetupWords.ModelTitle);
            return await new ModelStep(wizard, dialog).RunAsync(given, ct);
        }

        if (given is null) return null;
        var check = await wizard.Desk.Model.CheckAsync(given, wizard.SkipCheck, ct);
        wizard.Tell(check);
        if (!check.Ok) return wizard.Report(check);
        var saved = await wizard.SaveAsync(check, given, ct);
        wizard.Tell(saved);
        return saved;
    }

    /// <summary>Which of several, or a new one; null: as if there were one.</summary>
    private static async Task<string?> AccountAsync(Wizard wizard, Dialog dialog, CancellationToken ct)
    {
        var names = ChannelEdits.Written(wizard.Config()!);
        Words[] choices = [.. names.Select(Words.Same), new("再加一个", "another one")];
        var chosen = await dialog.ChooseAsync(new("哪一个机器人", "Which robot"), choices, 0, ct) ?? 0;
        return chosen < names.Count ? names[chosen]
            : await dialog.AskAsync(new("它的名字", "Its name"), usual: null, text => ChannelEdits.AccountName().IsMatch(text) ? null : new("只用字母、数字、- 和 _", "Letters, digits, - and _ only."), ct) ?? names[0];
    }

    /// <summary>Offers the service where this program can install one here.</summary>
    private static async Task<IReadOnlyList<string>> ServiceAsync(ParseResult line, Wizard wizard, bool ok, CancellationToken ct)
    {
        var root = line.RootCommandResult.Command;
        if (root.Subcommands.FirstOrDefault(one => one.Name == "gateway")?.Subcommands.Any(one => one.Name == "install") != true) return [];
        if (!ok || wizard.Dialog is not { } dialog) return ["dinghy gateway install"];
        dialog.Title(SetupWords.ServiceTitle);
        if (!await dialog.ConfirmAsync(new("装成服务，开机自动运行吗", "Install it as a service that starts with this machine?"), usual: false, ct)) return ["dinghy gateway install"];
        string[] more = [.. line.GetValue(CommonOptions.Home) is { } home ? ["--home", home] : Array.Empty<string>(), .. line.GetValue(CommonOptions.Config) is { } file ? ["--config", file] : Array.Empty<string>()];
        if (root.Parse((string[])["gateway", "install", .. more]) is { Errors.Count: 0 } install) await install.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, ct);
        return [];
    }

    private static int Ended(ParseResult line, OnboardReport report)
    {
        if (line.GetValue(CommonOptions.Json)) Shell.Print(JsonSerializer.Serialize(report, CliJson.Default.OnboardReport));
        return report.Ok ? ExitCodes.Ok : report.Channel?.Faults.Count > 0 || report.Model?.Faults.Count > 0 ? ExitCodes.BadConfig : ExitCodes.CheckFailed;
    }
}
