using System.Collections.Concurrent;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Takeover;

/// <summary>Where a person answers in the robot's place. Asked before every answer, so it is kept in memory too; every pause ends by itself.</summary>
internal sealed class Takeovers(ITalkStore store, TakeoverLog log, TimeProvider time)
{
    /// <summary>Who ends what nobody ended.</summary>
    public const string ByItself = "gateway";

    /// <summary>However long a pause is: clocks jump.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Pause> _paused = new(StringComparer.Ordinal);

    /// <summary>Called when an end is nearer than before.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Before the first turn runs.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        foreach (var pause in await store.ReadPausesAsync(ct)) _paused[pause.Conversation] = pause;
    }

    /// <summary>Null: the robot answers.</summary>
    /// <param name="conversation">See <see cref="Turn.Conversation"/>.</param>
    public Pause? Of(string conversation) => _paused.GetValueOrDefault(conversation) is { } pause && pause.Until > time.GetUtcNow() ? pause : null;

    public async Task<Pause> PauseAsync(string conversation, string by, TimeSpan lasting, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var pause = new Pause(conversation, by, now, now + lasting);
        await store.PauseTalkAsync(pause, ct);
        _paused[conversation] = pause;
        log.Paused(Printable.Of(conversation), Printable.Of(by), pause.Until);
        Changed();
        return pause;
    }

    /// <returns>False: it was not paused.</returns>
    public async Task<bool> ResumeAsync(string conversation, string by, CancellationToken ct)
    {
        if (!await store.ResumeTalkAsync(conversation, by, time.GetUtcNow(), ct)) return false;
        _paused.TryRemove(conversation, out _);
        log.Resumed(Printable.Of(conversation), Printable.Of(by));
        return true;
    }

    /// <summary>Somebody speaks there: the pause begins anew, if there is one.</summary>
    public async Task ProlongAsync(string conversation, TimeSpan lasting, CancellationToken ct)
    {
        if (Of(conversation) is not { } pause) return;
        var until = time.GetUtcNow() + lasting;
        if (until > pause.Until && await store.ProlongPauseAsync(conversation, until, ct)) _paused[conversation] = pause with { Until = until };
    }

    /// <summary>Ends what is over.</summary>
    /// <returns>How long nothing can end.</returns>
    public async Task<TimeSpan> ExpireAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var pause in _paused.Values.Where(pause => pause.Until <= now)) await ResumeAsync(pause.Conversation, ByItself, ct);
        var wait = _paused.Values.Select(pause => pause.Until - now).DefaultIfEmpty(s_longest).Min();
        return wait > s_longest ? s_longest : wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    public void Failed(Exception fault) => log.NotEnded(fault);
}
