using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Setup;

namespace Dinghy.Cli.Setup;

/// <summary>The robot: its keys, who may write to it, the live check, the save. A person who goes back before the first question leaves.</summary>
internal sealed class ChannelStep(Wizard wizard, Dialog dialog, string? qrSource)
{
    private ChannelAnswers _answers = new();
    private bool _scanned;

    /// <param name="given">What the command line says.</param>
    /// <param name="qr">It says how, too.</param>
    /// <param name="ct">Ctrl-C.</param>
    /// <returns>Null: nothing was saved.</returns>
    public async Task<SetupReport?> RunAsync(ChannelAnswers given, bool qr, CancellationToken ct)
    {
        _answers = given;
        Func<CancellationToken, Task<bool>>[] questions = [token => KeysAsync(given, qr, token), PolicyAsync];
        for (var at = 0; at < questions.Length;)
        {
            at += await questions[at](ct) ? 1 : -1;
            if (at < 0) return null;
            // The code's keys exist nowhere else: they are saved before anything more is asked.
            if (_scanned && at == 1) return await SaveAsync(new SetupCheck([]), ct) is { Saved: true } saved ? await TryScannedAsync(saved, ct) : null;
        }

        return await CheckAsync(ct);
    }

    private async Task<bool> KeysAsync(ChannelAnswers given, bool qr, CancellationToken ct)
    {
        if (given is { ClientId: not null } && (given.ClientSecret ?? given.ClientSecretFile) is not null) return true;
        var known = Known();
        while (true)
        {
            var way = qr ? 0 : given.ClientId is not null ? 1 : await dialog.ChooseAsync(SetupWords.Way, SetupWords.Ways, known is null ? 0 : 1, ct);
            switch (way)
            {
                case null:
                    return false;
                case 0:
                    if (await new QrStep(wizard, qrSource, _answers.Host, TimeProvider.System).RunAsync(ct) is not { } app)
                    {
                        if (qr) return false;
                        continue;
                    }

                    (_answers, _scanned) = (_answers with { ClientId = app.ClientId, ClientSecret = app.ClientSecret, ClientSecretFile = null }, true);
                    return true;
                case 2:
                    dialog.Say(SetupWords.ByHand);
                    break;
                default:
                    break;
            }

            if (await PairAsync(given, known, ct)) return true;
            if (given.ClientId is not null) return false;
        }
    }

    /// <summary>False: back.</summary>
    private async Task<bool> PairAsync(ChannelAnswers given, AccountConfig? known, CancellationToken ct)
    {
        while (true)
        {
            var id = given.ClientId ?? await dialog.AskAsync(Words.Same("Client ID (AppKey)"), known?.ClientId, NoBlanks, ct);
            if (id is null) return false;
            var same = known is not null && known.ClientId == id;
            if (given.ClientSecretFile is not null)
            {
                _answers = _answers with { ClientId = id };
                return true;
            }

            var secret = given.ClientSecret ?? await dialog.AskSecretAsync(
                same ? new("Client Secret（回车保留原来的）", "Client Secret (Enter keeps the one that is there)") : Words.Same("Client Secret (AppSecret)"), same, ct);
            if (secret is null && given.ClientId is not null) return false;
            if (secret is null) continue;
            _answers = _answers with { ClientId = id, ClientSecret = secret.Length == 0 ? null : secret };
            return true;
        }
    }

    private async Task<bool> PolicyAsync(CancellationToken ct)
    {
        if (_answers.DmPolicy is not null) return true;
        var present = Known()?.DmPolicy.ToString().ToLowerInvariant();
        var usual = Math.Max(0, SetupWords.Policies.ToList().FindIndex(one => one.Key == present));
        if (await dialog.ChooseAsync(SetupWords.Policy, [.. SetupWords.Policies.Select(one => one.Says)], usual, ct) is not { } chosen) return false;
        _answers = _answers with { DmPolicy = SetupWords.Policies[chosen].Key };
        return true;
    }

    private async Task<SetupReport?> CheckAsync(CancellationToken ct)
    {
        while (true)
        {
            var check = await dialog.BusyAsync(SetupWords.Trying, () => wizard.Desk.Channel.CheckAsync(_answers, wizard.SkipCheck, ct));
            wizard.Tell(check);
            if (check.Ok) return await SaveAsync(check, ct);
            // Only what DingTalk could not be asked about may be saved untried; what it refused would not work tomorrow either.
            var lost = check.Failed?.Id is "dingtalk.route" or "dingtalk.socket";
            IReadOnlyList<Words> choices = lost ? SetupWords.Afterwards : [.. SetupWords.Afterwards.Where((_, i) => i != 2)];
            var now = await dialog.ChooseAsync(SetupWords.AfterFailure, choices, check.Refused is null ? 0 : 1, ct) is { } index ? SetupWords.Afterwards.ToList().IndexOf(choices[index]) : 1;
            switch (now)
            {
                case 0:
                    continue;
                case 1:
                    return await RunAsync(new ChannelAnswers { Account = _answers.Account, RobotCode = _answers.RobotCode, Host = _answers.Host }, qr: false, ct);
                case 2:
                    wizard.Tell(check with { Checks = [] });
                    return await SaveAsync(await wizard.Desk.Channel.CheckAsync(_answers, offline: true, ct), ct);
                default:
                    return null;
            }
        }
    }

    private async Task<SetupReport> TryScannedAsync(SetupReport saved, CancellationToken ct)
    {
        if (wizard.SkipCheck) return saved;
        var check = await dialog.BusyAsync(SetupWords.Trying, () => wizard.Desk.Channel.CheckAsync(_answers, offline: false, ct));
        wizard.Tell(check);
        return wizard.Report(check) with { Ok = check.Ok, Saved = true, Sentence = saved.Sentence, ClientId = _answers.ClientId };
    }

    private async Task<SetupReport> SaveAsync(SetupCheck check, CancellationToken ct)
    {
        var saved = await wizard.SaveAsync(check, _answers, ct);
        wizard.Tell(saved);
        return saved;
    }

    private AccountConfig? Known() => wizard.Config()?.Accounts.FirstOrDefault(account => account.Id == (_answers.Account ?? "main"));

    private static Words? NoBlanks(string text) => text.Any(char.IsWhiteSpace) ? new("里面有空白，请重新复制", "There are blanks in it: copy it again.") : null;
}
