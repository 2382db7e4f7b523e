using System.Net;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Pipeline.Webhooks;

/// <summary>What became of one account's calls: counted, and told at most once a minute for each reason, for strangers may call as often as they like.</summary>
internal sealed class WebhookJournal(string account, WebhookLog log, GatewayMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_recent = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<WebhookRefusal, (long At, long More)> _told = [];
    private long _lastTaken;
    private volatile bool _heardEvents;
    private volatile WebhookTrouble? _mismatch;
    private volatile WebhookTrouble? _refusal;

    /// <summary>DingTalk's console and the configuration were found to differ, and no event came through since.</summary>
    public WebhookTrouble? Mismatch => _mismatch;

    /// <summary>The last call of this hour that bore a signature and was refused all the same: forged, or something here or in the console is off.</summary>
    public WebhookTrouble? Refusal => _refusal is { } seen && time.GetUtcNow() - seen.At < s_recent ? seen : null;

    /// <summary>The last call that was taken.</summary>
    public DateTimeOffset? LastTakenAt => Interlocked.Read(ref _lastTaken) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>An event, or the check of an event subscription's address, came through: both sides agree.</summary>
    public bool HeardEvents => _heardEvents;

    public void Taken(string kind)
    {
        metrics.Webhook(kind);
        Interlocked.Exchange(ref _lastTaken, time.GetUtcNow().Ticks);
        if (kind != "event") return;
        _heardEvents = true;
        if (_mismatch is not null) _mismatch = null;
    }

    public void Checked()
    {
        Taken("event");
        log.Checked(account);
    }

    public void Crashed(Exception error)
    {
        metrics.Webhook("failed");
        log.Crashed(account, error);
    }

    public void Late(TimeSpan patience)
    {
        metrics.Webhook("late");
        log.Late(account, patience.TotalSeconds);
    }

    /// <param name="refusal">Why.</param>
    /// <param name="sender">For the log.</param>
    /// <param name="isSigned">It bore a signature, right or wrong: what bears none (a scanner, doctor's own try) tells nothing of the configuration.</param>
    /// <returns>What the caller hears.</returns>
    public WebhookAnswer Refused(WebhookRefusal refusal, IPAddress? sender, bool isSigned = true)
    {
        metrics.Webhook($"refused_{Snake(refusal)}");
        if (refusal.IsMismatch()) _mismatch = new WebhookTrouble(refusal.ToString(), refusal.Sentence(), time.GetUtcNow());
        else if (isSigned) _refusal = new WebhookTrouble(refusal.ToString(), refusal.Sentence(), time.GetUtcNow());
        if (Tell(refusal) is { } more)
        {
            if (refusal.IsMismatch()) log.Mismatch(account, refusal, refusal.Sentence(), more);
            else log.Refused(account, refusal, refusal.Sentence(), sender?.ToString() ?? "-", more);
        }

        return refusal.Answer();
    }

    private long? Tell(WebhookRefusal refusal)
    {
        lock (_gate)
        {
            if (_told.TryGetValue(refusal, out var last) && time.GetElapsedTime(last.At) < s_every)
            {
                _told[refusal] = last with { More = last.More + 1 };
                return null;
            }

            _told[refusal] = (time.GetTimestamp(), 0);
            return last.More;
        }
    }

    private static string Snake(WebhookRefusal refusal) =>
        string.Concat(refusal.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}

/// <summary>DingTalk's console and the configuration differ, or a call was refused.</summary>
/// <param name="Kind">A name for scripts.</param>
/// <param name="Sentence">For the operator.</param>
/// <param name="At">When it was seen last.</param>
internal sealed record WebhookTrouble(string Kind, string Sentence, DateTimeOffset At);
