namespace Dinghy.Gateway.Access;

/// <summary>Makes guessing codes hopeless: after a few wrong ones, whoever tries has to wait, longer each time.</summary>
internal sealed class GuessGuard(TimeProvider time)
{
    private const int FreeGuesses = 5;
    private const int MaxGuessers = 1_000;

    private static readonly TimeSpan s_firstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (int Wrong, DateTimeOffset Until)> _guessers = new(StringComparer.Ordinal);

    /// <summary>Null: may try now. Else how long to wait; a try meanwhile is not looked at.</summary>
    public TimeSpan? Wait(string who) =>
        _guessers.TryGetValue(who, out var guesser) && guesser.Until - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : null;

    public void Wrong(string who)
    {
        var wrong = _guessers.GetValueOrDefault(who).Wrong + 1;
        if (_guessers.Count >= MaxGuessers && !_guessers.ContainsKey(who)) _guessers.Remove(_guessers.MinBy(pair => pair.Value.Until).Key);
        _guessers[who] = (wrong, wrong < FreeGuesses ? default : time.GetUtcNow() + WaitAfter(wrong - FreeGuesses));
    }

    public void Right(string who) => _guessers.Remove(who);

    private static TimeSpan WaitAfter(int rounds)
    {
        var wait = s_firstWait * Math.Pow(2, Math.Min(rounds, 10));
        return wait < s_longestWait ? wait : s_longestWait;
    }
}
