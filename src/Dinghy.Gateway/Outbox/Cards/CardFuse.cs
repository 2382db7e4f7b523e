using Dinghy.DingTalk;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>Faults that the next card will meet again switch one account's cards off for a while, so that they cost no calls; never for ever.</summary>
internal sealed class CardFuse(string account, CardLog log, TimeProvider time)
{
    public static readonly TimeSpan Off = TimeSpan.FromMinutes(30);
    private const int Hold = 2;

    private readonly Lock _gate = new();
    private int _faults;
    private long? _blownAt;

    /// <summary>Cards are off.</summary>
    public bool IsBlown
    {
        get
        {
            lock (_gate)
            {
                if (_blownAt is { } at && time.GetElapsedTime(at) >= Off) _blownAt = null;
                return _blownAt is not null;
            }
        }
    }

    public void Held() { lock (_gate) _faults = 0; }

    public void Fault(DingTalkApiException e)
    {
        if (!WillComeAgain(e)) return;
        lock (_gate)
        {
            if (++_faults < Hold || _blownAt is not null) return;
            (_faults, _blownAt) = (0, time.GetTimestamp());
        }

        log.CardsOff(account, e.Code, Off.TotalMinutes);
    }

    /// <summary>DingTalk's answer to a variable that the template does not have.</summary>
    public static bool IsUnknownVariable(DingTalkApiException e) => e.Code == "unknownError";

    private static bool WillComeAgain(DingTalkApiException e) =>
        IsUnknownVariable(e)
        || e.Fault is DingTalkFault.Credentials or DingTalkFault.Token or DingTalkFault.Permission or DingTalkFault.QuotaExceeded
        || e.Code is "param.templateNotExist" or "param.templateUnpublished" or "InvalidAction.NotFound";
}
