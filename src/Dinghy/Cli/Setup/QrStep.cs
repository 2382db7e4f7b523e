using Dinghy.DingTalk;
using Dinghy.Gateway.Setup;

namespace Dinghy.Cli.Setup;

/// <summary>Shows a code and waits until somebody scanned it.</summary>
internal sealed class QrStep(Wizard wizard, string? source, string? host, TimeProvider time)
{
    /// <summary>Null: there is no robot; why was said.</summary>
    public async Task<DingTalkApp?> RunAsync(CancellationToken ct)
    {
        RobotByQr code;
        try
        {
            (_, code) = await wizard.Desk.BeginQrAsync(source, host, ct);
        }
        catch (DingTalkApiException e)
        {
            wizard.Say(SetupWords.NoCode(e.Message));
            return null;
        }

        wizard.Say(SetupWords.Scan);
        wizard.Dialog?.Draw(code.Offer.QrText);
        Dialog.Address(code.Offer.QrText);
        if (code.Offer.UserCode.Length > 0) wizard.Say(new($"  代码：{code.Offer.UserCode}", $"  code: {code.Offer.UserCode}"));
        var state = wizard.Dialog is { } dialog ? await dialog.BusyAsync(SetupWords.Waiting, () => WaitAsync(code, ct)) : await WaitAsync(code, ct);
        wizard.Say(state switch
        {
            QrState.Done => SetupWords.Made,
            QrState.Refused => SetupWords.Refused(code.Trouble),
            QrState.Expired => SetupWords.Expired,
            _ => SetupWords.Lost(code.Trouble),
        });
        return code.App;
    }

    private async Task<QrState> WaitAsync(RobotByQr code, CancellationToken ct)
    {
        string? said = null;
        while (await code.StepAsync(ct) is QrState.Waiting)
        {
            if (code.Trouble is { } trouble && trouble != said) wizard.Say(new($"钉钉的应答：{trouble}，再等一会儿。", $"DingTalk says: {trouble}. Waiting a little longer."));
            said = code.Trouble;
            await Task.Delay(code.Offer.Interval, time, ct);
        }

        return code.State;
    }
}
