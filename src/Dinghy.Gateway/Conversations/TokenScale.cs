using System.Collections.Concurrent;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Conversations;

/// <summary>How many tokens a text is, before a provider has counted it: a guess by its characters, corrected by what each model's provider counted so far.</summary>
internal sealed class TokenScale
{
    /// <summary>Models that a correction is kept for; past it all are learned anew.</summary>
    private const int MaxModels = 256;

    /// <summary>A count this far from the guess is of something else: pictures, a cache that is left out.</summary>
    private const double Widest = 4;

    /// <summary>Of a shorter request, tools and instructions are most, which are not guessed.</summary>
    private const int MinGuess = 1_000;

    /// <summary>Weight of the newest count.</summary>
    private const double Newest = 0.3;

    private readonly ConcurrentDictionary<string, double> _corrections = new(StringComparer.Ordinal);

    /// <summary>By characters alone.</summary>
    public static int Guess(ReadOnlySpan<char> text) => TokenGuess.Of(text);

    /// <summary>What a guess comes to for a model.</summary>
    public int For(string? model, int guess) => (int)Math.Min(int.MaxValue, guess * _corrections.GetValueOrDefault(model ?? "", 1));

    /// <summary>A provider counted a request that was guessed to be this long.</summary>
    public void Learn(string? model, int guess, long counted)
    {
        if (guess < MinGuess || counted <= 0) return;
        var seen = Math.Clamp((double)counted / guess, 1 / Widest, Widest);
        if (_corrections.Count >= MaxModels) _corrections.Clear();
        _corrections.AddOrUpdate(model ?? "", seen, (_, before) => (before * (1 - Newest)) + (seen * Newest));
    }
}
