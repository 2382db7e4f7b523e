using System.Text;

namespace Dinghy.Bench;

/// <param name="Text">Several hundred characters.</param>
/// <param name="Words">It is made of these.</param>
/// <param name="Chinese">Else English.</param>
internal sealed record MadeUpPassage(string Text, IReadOnlyList<string> Words, bool Chinese);

/// <param name="Kind">What is measured apart.</param>
/// <param name="Text">As somebody asks.</param>
/// <param name="Row">The passage it was made of, from 1.</param>
internal sealed record MadeUpQuestion(string Kind, string Text, long Row);

/// <summary>Texts whose words are as unevenly common as real ones: the n-th word comes about 1/n as often as the first.</summary>
internal sealed class MadeUpWords(Random random)
{
    private const int Chinese = 12_000;
    private const int English = 12_000;

    private readonly string[] _chinese = [.. Enumerable.Range(0, Chinese).Select(i => Ideographs(new Random(i), i % 4 == 3 ? 3 : 2))];
    private readonly string[] _english = [.. Enumerable.Range(0, English).Select(i => Syllables(new Random(i)))];

    public MadeUpPassage Passage()
    {
        var chinese = random.Next(10) < 7;
        var (words, text) = (new List<string>(), new StringBuilder());
        while (text.Length < (chinese ? 450 : 650))
        {
            var word = Pick(chinese ? _chinese : _english);
            words.Add(word);
            text.Append(word).Append(random.Next(9) == 0 ? (chinese ? "，" : ", ") : chinese ? "" : " ");
        }

        return new(text.ToString(), words, chinese);
    }

    public IReadOnlyList<MadeUpQuestion> Questions(IReadOnlyList<MadeUpPassage> passages, int count) => [.. Enumerable.Range(0, count).Select(i => Question(passages, i % 4))];

    private MadeUpQuestion Question(IReadOnlyList<MadeUpPassage> passages, int kind)
    {
        while (true)
        {
            var row = random.Next(passages.Count);
            var passage = passages[row];
            if (passage.Chinese == (kind == 2)) continue;
            var at = random.Next(passage.Words.Count - 6);
            var near = passage.Words.Skip(at).Take(4).ToList();
            return kind switch
            {
                0 => new("Chinese question, 4 words", $"请问{near[0]}{near[1]}的{near[2]}{near[3]}是怎么规定的？", row + 1),
                1 => new("Chinese, 4 words of the text", string.Concat(near), row + 1),
                2 => new("English question, 4 words", $"what is the {string.Join(' ', near)} about?", row + 1),
                _ => new("Chinese, one word of the text", near.OrderByDescending(word => Array.IndexOf(_chinese, word)).First(), row + 1),
            };
        }
    }

    private string Pick(string[] words) => words[(int)Math.Min(words.Length - 1, Math.Exp(random.NextDouble() * Math.Log(words.Length)) - 1)];

    private static string Ideographs(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)('\u4e00' + (int)(3_000 * Math.Pow(random.NextDouble(), 1.5)))));

    private static string Syllables(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{"bcdfghklmnprstvw"[random.Next(16)]}{"aeiou"[random.Next(5)]}{"nrslt"[random.Next(5)]}"));
}
