using System.Buffers;
using System.Text.RegularExpressions;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Moderation;

/// <summary>The operator's phrases and patterns.</summary>
internal sealed class WordLists
{
    private readonly SearchValues<string>? _words;
    private readonly IReadOnlyList<Regex> _patterns;
    private readonly ModerationLog _log;

    public WordLists(ModerationConfig config, ModerationLog log)
    {
        var words = config.Words.Select(word => FoldedText.Of(word, markup: true).Text.Trim()).Where(word => word.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        _words = words.Length == 0 ? null : SearchValues.Create(words, StringComparison.Ordinal);
        (_patterns, _log, Longest) = (config.Patterns, log, words.Length == 0 ? 0 : words.Max(word => word.Length));
    }

    /// <summary>Characters of the longest phrase, folded; 0: there is none.</summary>
    public int Longest { get; }

    public bool IsEmpty => _words is null && _patterns.Count == 0;

    public bool HasPatterns => _patterns.Count > 0;

    public bool HasWord(FoldedText text) => _words is not null && text.Text.AsSpan().ContainsAny(_words);

    /// <summary>What stops the text: <c>words</c> or <c>patterns</c>; null: nothing. A pattern that takes too long counts as found.</summary>
    public string? Find(string text)
    {
        var folded = FoldedText.Of(text, markup: true);
        if (HasWord(folded)) return "words";
        foreach (var (number, pattern) in _patterns.Index())
        {
            try
            {
                // Also as it was written: a pattern may look for what folding takes away.
                if (pattern.IsMatch(folded.Text) || pattern.IsMatch(text)) return "patterns";
            }
            catch (RegexMatchTimeoutException)
            {
                _log.TooSlow(number + 1, text.Length);
                return "patterns";
            }
        }

        return null;
    }
}
