using System.Text;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>The streaming helpers, cut at every place where a network could cut.</summary>
public sealed class AnswerPiecesTests
{
    [Theory]
    [InlineData("plain answer", "", "plain answer")]
    [InlineData("<think>a b</think>c", "a b", "c")]
    [InlineData(" \n<think>\na</think>\r\n\n  c\n", "\na", "  c\n")]
    [InlineData("<think></think>\n\nc", "", "c")]
    [InlineData("<think>never closed </thin", "never closed </thin", "")]
    [InlineData("<think>a </thi</think>c", "a </thi", "c")]
    [InlineData("<thinking is hard", "", "<thinking is hard")]
    [InlineData("<thin", "", "<thin")]
    [InlineData("  ", "", "  ")]
    [InlineData("say <think>x</think>", "", "say <think>x</think>")]
    [InlineData("<think>a</think>b<think>c</think>", "a", "b<think>c</think>")]
    public void Think_tags_are_found_however_the_text_is_cut(string text, string thought, string answer)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var tags = new ThinkTags();
            var (thoughts, answers) = (new StringBuilder(), new StringBuilder());
            foreach (var piece in text.Chunk(size)) Take(tags.Add(new string(piece)));
            Take(tags.End());
            (thoughts.ToString(), answers.ToString()).ShouldBe((thought, answer), $"cut by {size}");

            void Take((string Thought, string Answer) parts)
            {
                thoughts.Append(parts.Thought);
                answers.Append(parts.Answer);
            }
        }
    }

    [Fact]
    public void Text_is_mended_however_it_is_cut()
    {
        // Not a theory: a test runner would mend the lone halves before we see them.
        (string Text, string Expected)[] cases =
            [("a🚣b", "a🚣b"), ("\ud83d", "\uFFFD"), ("\udea3x", "\uFFFDx"), ("x\ud83d\ud83d\udea3", "x\uFFFD🚣"), ("", "")];
        foreach (var (text, expected) in cases)
        {
            for (var size = 1; size <= Math.Max(1, text.Length); size++)
            {
                var answer = new AnswerText();
                var mended = string.Concat(text.Chunk(size).Select(p => answer.Add(new string(p))).ToList()) + answer.End();
                mended.ShouldBe(expected, $"cut by {size}");
                answer.Bytes.ShouldBe(Encoding.UTF8.GetByteCount(expected));
            }
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Events_are_measured_one_by_one_whatever_their_line_ends(string end)
    {
        var one = $"data: {new string('x', ModelLimits.Event - 100)}{end}{end}";
        (await LengthAsync(one + one + one)).ShouldBe(3 * one.Length + 1);
        await Should.ThrowAsync<InvalidDataException>(() => LengthAsync(one[..^end.Length] + one));
    }

    [Theory]
    [InlineData("data: x", 7)]
    [InlineData("data: x\n", 9)]
    [InlineData("", 0)]
    public async Task Only_a_whole_last_line_gets_its_missing_blank_line(string raw, int length) =>
        (await LengthAsync(raw)).ShouldBe(length);

    private static async Task<long> LengthAsync(string raw)
    {
        await using var bounded = new BoundedEventStream(new MemoryStream(Encoding.UTF8.GetBytes(raw)), () => new InvalidDataException("too long"));
        using var copy = new MemoryStream();
        await bounded.CopyToAsync(copy);
        return copy.Length;
    }
}
