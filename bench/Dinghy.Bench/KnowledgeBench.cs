using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Bench;

/// <summary>
/// Search over 100,000 made-up passages, Chinese and English, whose words are as unevenly common as in real texts. The floor is SQLite's own: one FTS5
/// table with its trigram tokenizer, asked for any of the question's trigrams and ranked by its BM25. Beside the time stands how often the passage that a question was made of is among the eight that come.
/// </summary>
internal static class KnowledgeBench
{
    private const int Usual = 100_000;
    private const int Quick = 20_000;
    private const int PassagesOfFile = 50;
    private const int Questions = 400;
    private const int Shown = 8;

    public static async Task<int> RunAsync(string[] options)
    {
        var count = options.Contains("--quick") ? Quick : Usual;
        var home = Directory.CreateTempSubdirectory("dinghy-bench-knowledge-").FullName;
        try
        {
            var words = new MadeUpWords(new Random(2026));
            var passages = Enumerable.Range(0, count).Select(_ => words.Passage()).ToList();
            var began = Stopwatch.GetTimestamp();
            Fill(home, passages);
            Console.WriteLine(Line($"index: {count:N0} passages, {passages.Average(one => one.Text.Length):0} characters each, in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, {new FileInfo(Path.Combine(home, PassageIndex.FileName)).Length >> 20} MB"));
            began = Stopwatch.GetTimestamp();
            using var floor = new Floor(Path.Combine(home, "floor.db"), passages);
            Console.WriteLine(Line($"floor: the same in one FTS5 trigram table, in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, {new FileInfo(Path.Combine(home, "floor.db")).Length >> 20} MB"));

            using var search = new PassageSearch(home);
            var questions = words.Questions(passages, Questions);
            await AskAsync(search, questions.Take(20));
            var before = Environment.CpuUsage.TotalTime;
            var ours = await AskAsync(search, questions);
            var between = Environment.CpuUsage.TotalTime;
            var theirs = floor.Ask(questions);
            var after = Environment.CpuUsage.TotalTime;
            foreach (var kind in questions.Select(question => question.Kind).Distinct())
                Console.WriteLine(Line($"{kind,-34} search {Of(ours.Where(one => one.Kind == kind))}   floor {Of(theirs.Where(one => one.Kind == kind))}"));
            Console.WriteLine(Line($"{"all",-34} search {Of(ours)}   floor {Of(theirs)}"));
            Console.WriteLine(Line($"processor time a question: search {(between - before).TotalMilliseconds / Questions:0.0} ms, floor {(after - between).TotalMilliseconds / Questions:0.0} ms"));
            return 0;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static void Fill(string home, List<MadeUpPassage> passages)
    {
        using var index = PassageIndex.Open(home, new KnowledgeLog(NullLogger<KnowledgeLog>.Instance));
        var folder = index.Folder("/bench");
        foreach (var (number, file) in passages.Chunk(PassagesOfFile).Index())
            index.Replace(folder, new IndexedFile(0, $"{number}.txt", 0, 0, [], null, 0), [.. file.Select((one, i) => new Chunk(Line($"p. {i + 1}"), "", one.Text))]);
    }

    private static async Task<List<Asked>> AskAsync(PassageSearch search, IEnumerable<MadeUpQuestion> questions)
    {
        var asked = new List<Asked>();
        foreach (var question in questions)
        {
            var began = Stopwatch.GetTimestamp();
            var found = await search.FindAsync(["/bench"], question.Text, vector: null, Shown, CancellationToken.None);
            asked.Add(new(question.Kind, Stopwatch.GetElapsedTime(began).TotalMilliseconds, found.Any(passage => passage.Id == question.Row)));
        }

        return asked;
    }

    private static string Of(IEnumerable<Asked> asked)
    {
        var times = asked.Select(one => one.Milliseconds).Order().ToList();
        return Line($"p50 {times[times.Count / 2],6:0.0} ms  p95 {times[(int)(times.Count * 0.95)],6:0.0} ms  found {100.0 * asked.Count(one => one.Found) / times.Count,3:0} %");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Asked(string Kind, double Milliseconds, bool Found);

    /// <summary>What one writes first.</summary>
    private sealed class Floor : IDisposable
    {
        private readonly SqliteSession _session;

        public Floor(string path, List<MadeUpPassage> passages)
        {
            _session = new SqliteSession(path, readOnly: false);
            _session.Script("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE VIRTUAL TABLE plain USING fts5(text, tokenize='trigram'); BEGIN;");
            foreach (var passage in passages) _session.Execute("INSERT INTO plain (text) VALUES (@1)", passage.Text);
            _session.Script("COMMIT");
        }

        public List<Asked> Ask(IReadOnlyList<MadeUpQuestion> questions) => [.. questions.Select(question =>
        {
            var began = Stopwatch.GetTimestamp();
            var found = Find(question.Text);
            return new Asked(question.Kind, Stopwatch.GetElapsedTime(began).TotalMilliseconds, found.Contains(question.Row));
        })];

        public void Dispose() => _session.Dispose();

        private List<long> Find(string question)
        {
            var match = new StringBuilder();
            for (var i = 0; i + 3 <= question.Length; i++)
                if (question.AsSpan(i, 3).IndexOfAny(" ？?") < 0) match.Append(match.Length > 0 ? " OR " : "").Append('"').Append(question, i, 3).Append('"');
            // Too short for a trigram: nothing is left but to read everything.
            return match.Length == 0
                ? _session.Query("SELECT rowid FROM plain WHERE text LIKE @1 LIMIT 8", row => row.GetInt64(0), $"%{question}%")
                : _session.Query("SELECT rowid FROM plain WHERE plain MATCH @1 ORDER BY rank LIMIT 8", row => row.GetInt64(0), match.ToString());
        }
    }
}
