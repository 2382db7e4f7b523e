using Dinghy.DingTalk;
using Dinghy.DingTalk.Registration;

namespace Dinghy.Gateway.Setup;

internal enum QrState
{
    /// <summary>Nobody scanned yet, or DingTalk has trouble that may pass.</summary>
    Waiting,

    /// <summary>The robot is there, with its keys.</summary>
    Done,

    /// <summary>The person refused, or DingTalk could not make it.</summary>
    Refused,

    Expired,

    /// <summary>DingTalk could not be asked for too long.</summary>
    Lost,
}

/// <summary>Waits for a person to scan a code that makes a robot. Whoever waits calls <see cref="StepAsync"/> as often as they like; DingTalk is asked at its own pace.</summary>
internal sealed class RobotByQr : IDisposable
{
    /// <summary>A refusal, an expiry and silence may be followed by a success: DingTalk's own clients wait so long for it.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private readonly AppRegistration _registration;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _alone = new(1);
    private DateTimeOffset _next;
    private DateTimeOffset? _troubleSince;

    private RobotByQr(AppRegistration registration, RegistrationOffer offer, TimeProvider time)
    {
        (_registration, Offer, _time) = (registration, offer, time);
        ExpiresAt = time.GetUtcNow() + offer.Life;
        _next = time.GetUtcNow() + offer.Interval;
    }

    public RegistrationOffer Offer { get; }

    public DateTimeOffset ExpiresAt { get; }

    public QrState State { get; private set; }

    /// <summary>The keys, once it is done.</summary>
    public DingTalkApp? App { get; private set; }

    /// <summary>What went wrong last, for the operator; null: nothing.</summary>
    public string? Trouble { get; private set; }

    /// <exception cref="DingTalkApiException">DingTalk gives no code.</exception>
    public static async Task<RobotByQr> BeginAsync(AppRegistration registration, string source, TimeProvider time, CancellationToken ct) =>
        new(registration, await registration.BeginAsync(source, ct), time);

    /// <summary>Asks, if it is time to.</summary>
    public async Task<QrState> StepAsync(CancellationToken ct)
    {
        await _alone.WaitAsync(ct);
        try
        {
            if (State != QrState.Waiting || _time.GetUtcNow() < _next) return State;
            var seen = await LookAsync(ct);
            _next = _time.GetUtcNow() + Offer.Interval;
            return State = seen;
        }
        finally
        {
            _alone.Release();
        }
    }

    public void Dispose() => _alone.Dispose();

    private async Task<QrState> LookAsync(CancellationToken ct)
    {
        QrState ending;
        try
        {
            var answer = await _registration.PollAsync(Offer.DeviceCode, ct);
            switch (answer.State)
            {
                case RegistrationState.Success:
                    (App, Trouble) = (answer.App, null);
                    return QrState.Done;
                case RegistrationState.Waiting when _time.GetUtcNow() < ExpiresAt:
                    (_troubleSince, Trouble) = (null, null);
                    return QrState.Waiting;
                case RegistrationState.Fail:
                    (ending, Trouble) = (QrState.Refused, answer.Reason ?? "FAIL");
                    break;
                default:
                    (ending, Trouble) = (QrState.Expired, "EXPIRED");
                    break;
            }
        }
        catch (DingTalkApiException e)
        {
            (ending, Trouble) = (QrState.Lost, e.Message);
        }

        _troubleSince ??= _time.GetUtcNow();
        return _time.GetUtcNow() - _troubleSince >= Grace ? ending : QrState.Waiting;
    }
}
