using System.Runtime.InteropServices;
using Dinghy.Gateway.Memory;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Ranks by words. The work is bounded however long the question and however common its words.</summary>
internal sealed class WordRanking(PassageReader reader, IReadOnlyList<ShelvedFolder> folders)
{
    /// <summary>Rows that are walked through for one question.</summary>
    public const int MostRows = 6_000;

    /// <summary>Passages whose words are read.</summary>
    private const int MostRead = 120;

    /// <summary>Terms that all must stand in a passage, where each alone stands in too many.</summary>
    private const int Together = 3;

    /// <summary>Common terms that are looked for beside the rarest.</summary>
    private const int MostCommon = 4;

    private const int MostBeside = 1_500;

    // BM25's usual values.
    private const double Saturation = 1.2;
    private const double LengthShare = 0.75;

    /// <summary>A word of the heading counts as so many of the text.</summary>
    private const int HeadingWeight = 2;

    /// <returns>What fits best first, at most so many.</returns>
    public List<Passage> Rank(IReadOnlyList<string> terms, int limit)
    {
        var all = folders.Sum(folder => folder.Chunks);
        if (all == 0 || terms.Count == 0) return [];
        var weighed = terms.Select(term => (Term: term, Count: folders.Sum(folder => reader.Count(folder.Id, term))))
            .Where(one => one.Count > 0).OrderBy(one => one.Count)
            .Select(one => new Weighed(one.Term, one.Count, Math.Log(1 + ((all - one.Count + 0.5) / (one.Count + 0.5))))).ToList();
        var average = folders.Sum(folder => folder.Chars) / (double)all;
        var candidates = Candidates(weighed).OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(MostRead).Select(one => (one.Key, 0d));
        return [.. reader.Load(candidates).Select(passage => passage with { Score = Score(passage, weighed, average) })
            .OrderByDescending(passage => passage.Score).ThenBy(passage => passage.Id).Take(limit)];
    }

    /// <summary>Rows of the rarest terms, each with the weight of those that stand in it.</summary>
    private Dictionary<long, double> Candidates(List<Weighed> weighed)
    {
        var found = new Dictionary<long, double>();
        var (left, room) = (MostRows, MostRows);
        foreach (var term in weighed)
        {
            if (term.Count > left) break;
            left -= term.Count;
            foreach (var folder in folders)
                foreach (var row in reader.Rows(folder.Id, [term.Term], MostRows)) Add(row, term.Weight);
        }

        if (weighed.Count == 0) return found;
        if (found.Count > 0)
        {
            // Of the rows there are, those with the common terms too come first.
            foreach (var term in weighed.SkipWhile(term => (room -= term.Count) >= 0).Take(MostCommon))
                foreach (var folder in folders)
                    foreach (var row in reader.Rows(folder.Id, [weighed[0].Term, term.Term], MostBeside)) Add(row, term.Weight);
            return found;
        }

        // Even the rarest stands in very many: those that have several of them, else just the first ones.
        for (var together = Math.Min(Together, weighed.Count); together > 0 && found.Count < MostRead; together--)
            foreach (var folder in folders)
                foreach (var row in reader.Rows(folder.Id, weighed.Take(together).Select(one => one.Term), MostRows / folders.Count)) Add(row, together);
        return found;

        void Add(long row, double weight) => CollectionsMarshal.GetValueRefOrAddDefault(found, row, out _) += weight;
    }

    private static double Score(Passage passage, List<Weighed> weighed, double average)
    {
        Span<int> counts = stackalloc int[weighed.Count];
        var index = new Dictionary<string, int>(weighed.Count, StringComparer.Ordinal);
        for (var i = 0; i < weighed.Count; i++) index[weighed[i].Term] = i;
        var byChars = index.GetAlternateLookup<ReadOnlySpan<char>>();
        Count(passage.Heading, HeadingWeight, byChars, counts);
        Count(passage.Text, 1, byChars, counts);
        var length = Saturation * (1 - LengthShare + (LengthShare * passage.Text.Length / average));
        var score = 0d;
        for (var i = 0; i < weighed.Count; i++) score += weighed[i].Weight * counts[i] * (Saturation + 1) / (counts[i] + length);
        return score;
    }

    private static void Count(string text, int weight, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> index, Span<int> counts)
    {
        foreach (var term in Terms.In(Terms.Fold(text)))
        {
            if (index.TryGetValue(term.Text, out var whole)) counts[whole] += weight;
            if (term.Text.Length == 2 && index.TryGetValue(term.Text[..1], out var first) && term.Text[0] > '\u2e7f') counts[first] += weight;
        }
    }

    private sealed record Weighed(string Term, int Count, double Weight);
}
