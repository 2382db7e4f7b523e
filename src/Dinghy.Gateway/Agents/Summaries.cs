using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>Makes a summary of a conversation and looks at it before anybody relies on it.</summary>
internal static class Summaries
{
    /// <summary>Shorter talk would only lose by it: UTF-16 characters.</summary>
    public const int MinChars = 500;

    /// <summary>UTF-16 characters of facts that are kept word for word where the model leaves them out.</summary>
    private const int MaxFacts = 2_000;

    /// <param name="model">Makes it.</param>
    /// <param name="before">The summary so far.</param>
    /// <param name="entries">What was said since.</param>
    /// <param name="wish">What a person wants kept.</param>
    /// <param name="window">Tokens that the model takes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The summary, or why there is none, for the log; and what it cost.</returns>
    /// <exception cref="ModelException">The model failed.</exception>
    public static async Task<(string? Summary, string Why, AgentUsage Usage)> MakeAsync(
        IChatClient model, string? before, IReadOnlyList<HistoryEntry> entries, string? wish, int window, TimeProvider time, CancellationToken ct)
    {
        var said = string.Join('\n', [.. before is null ? (string[])[] : [before], .. entries.Select(entry => entry.Text)]);
        // What people said counts; what the assistant said is mostly said anew.
        var people = string.Join('\n', entries.Where(entry => entry.Role == HistoryRole.Person).Select(entry => entry.Text));
        var usage = new TurnUsage(time, model.GetService<ChatClientMetadata>()?.DefaultModelId);
        var (summary, why) = ((string?)null, "");
        for (var tries = 1; tries <= 2; tries++)
        {
            var made = await Summariser.SummariseAsync(model, before, entries, Wish(wish, summary is null ? [] : Missing(before, people, summary)), Math.Clamp(window, 2_000, Summariser.MaxChars), usage, ct);
            why = Wrong(made, said);
            if (why.Length > 0) continue;
            summary = made;
            if (Missing(before, people, summary!).Count == 0) break;
        }

        if (summary is null) return (null, why, usage.ToUsage());
        var lost = SummaryFacts.WithWords(Missing(before, people, summary), $"{before}\n{people}", MaxFacts);
        return (lost.Length == 0 ? summary : $"{summary}\n\n{(IsChinese(said) ? "原话：" : "Word for word:")}\n{lost}", "", usage.ToUsage());
    }

    /// <summary>Why a summary can not take the place of what was said; empty: it can.</summary>
    private static string Wrong(string? summary, string said) => summary switch
    {
        null => "it was longer than a summary may be",
        { Length: 0 } => "it was empty",
        _ when summary.Length >= said.Length => "it was not shorter than what was said",
        _ when IsChinese(said) && !HasChinese(summary) => "the talk is Chinese, and it was not",
        _ when !HasChinese(said) && IsChinese(summary) => "the talk has no Chinese, and it was Chinese",
        _ => "",
    };

    /// <summary>Each looked at by itself: what the old summary kept must not fall out because much was said since.</summary>
    private static List<string> Missing(string? before, string people, string summary) =>
        [.. SummaryFacts.Missing(before ?? "", summary).Concat(SummaryFacts.Missing(people, summary)).Distinct(StringComparer.Ordinal)];

    /// <summary>A second try is told what the first one left out.</summary>
    private static string? Wish(string? wish, List<string> missing) => missing.Count == 0 ? wish
        : string.Join('\n', new[] { wish, $"These must all stand in it, with what they are of: {string.Join(", ", missing)}" }.Where(line => !string.IsNullOrWhiteSpace(line)));

    private static bool IsChinese(string text) => Ideographs(text) * 3 > text.Length;

    private static bool HasChinese(string text) => Ideographs(text) * 20 > text.Length;

    private static int Ideographs(string text) => text.Count(c => c is >= '\u3400' and <= '\u9fff');
}
