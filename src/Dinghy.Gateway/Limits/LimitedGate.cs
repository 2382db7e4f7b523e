using Dinghy.DingTalk;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Limits;

/// <summary>The gate of a real gateway, one for the process: DingTalk's rates, its pauses, and the month.</summary>
internal sealed class LimitedGate(Turnstile turnstile, MonthMeter meter, LimitLog log, GatewayMetrics metrics, TimeProvider time) : CallGate
{
    private const int MostAttempts = 3;

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public override async Task<T> RunAsync<T>(string account, DingTalkCall api, Urgency urgency, Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var began = time.GetTimestamp();
            var left = await turnstile.EnterAsync(account, api, urgency, ct);
            metrics.Waited(api.ToString(), time.GetElapsedTime(began));
            try
            {
                var result = await call(ct);
                meter.Called(account, api);
                return result;
            }
            catch (DingTalkApiException e)
            {
                var wait = Learn(account, api, e);
                if (attempt >= MostAttempts || !Repeats(api, urgency, e, wait)) throw;
            }
            catch (OperationCanceledException)
            {
                // It may have arrived.
                meter.Called(account, api, succeeded: false);
                throw;
            }
            finally
            {
                turnstile.Answered(left);
            }
        }
    }

    public override CardPace PaceOf(string account) => meter.PaceOf(account);

    /// <returns>How long DingTalk wants quiet.</returns>
    private TimeSpan Learn(string account, DingTalkCall api, DingTalkApiException e)
    {
        var wait = Between(s_shortest, e.RetryAfter ?? s_shortest, s_longest);
        switch (e.Fault)
        {
            case DingTalkFault.Banned:
                log.Banned((long)wait.TotalSeconds);
                metrics.Throttled("all", "banned");
                turnstile.PauseAll(wait);
                break;
            case DingTalkFault.Throttled:
                log.Throttled(account, api, e.Code, (long)wait.TotalSeconds);
                metrics.Throttled(api.ToString(), "throttled");
                // A webhook is one conversation's: what it hears says nothing of the others.
                if (api != DingTalkCall.Webhook) turnstile.Pause(account, api, wait);
                break;
            case DingTalkFault.QuotaExceeded:
                metrics.Throttled(api.ToString(), "quota");
                meter.UsedUp(account);
                break;
            case DingTalkFault.Token or DingTalkFault.Permission or DingTalkFault.Credentials:
                break;
            case DingTalkFault.Network or DingTalkFault.Timeout when e.Certain:
                break;
            default:
                meter.Called(account, api, succeeded: false);
                break;
        }

        return wait;
    }

    /// <summary>Messages are handed back, since the ladder has another road and a place to wait that survives a crash; what is cosmetic is worth no repeat; the rest has only us.</summary>
    private static bool Repeats(DingTalkCall api, Urgency urgency, DingTalkApiException e, TimeSpan wait) =>
        e.Fault == DingTalkFault.Throttled && urgency != Urgency.Cosmetic && api is not (DingTalkCall.Webhook or DingTalkCall.RobotSend) && wait <= Turnstile.Held;

    private static TimeSpan Between(TimeSpan least, TimeSpan value, TimeSpan most) => value < least ? least : value > most ? most : value;
}
