using System.Globalization;
using System.Text;
using Dinghy.Gateway.Outbox;

namespace Dinghy.Gateway.Tests.Outbox;

public sealed class TextCutterTests
{
    private static List<string> Cut(string text, int max, Func<string, bool>? fits = null)
    {
        var pieces = new List<string>();
        for (var at = 0; at < text.Length; at += pieces[^1].Length)
        {
            var start = at;
            var length = TextCutter.Next(text, start, max, n => fits?.Invoke(text.Substring(start, n)) ?? true);
            length.ShouldBeGreaterThan(0);
            pieces.Add(text.Substring(start, length));
        }

        return pieces;
    }

    [Fact]
    public void Pieces_joined_are_the_text_and_none_is_too_long_or_halves_a_character()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var chance = new Random(seed);
            var text = Texts.Of(chance, chance.Next(1, 6_000));
            var max = chance.Next(2, 700);
            var at = 0;
            foreach (var piece in Cut(text, max))
            {
                piece.Length.ShouldBeLessThanOrEqualTo(max, $"seed {seed}");
                at += piece.Length;
                Texts.HalvesAPair(text, at).ShouldBeFalse($"seed {seed} at {at}");
            }

            at.ShouldBe(text.Length, $"seed {seed}");
        }
    }

    [Fact]
    public void Pieces_keep_a_limit_in_bytes_too()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var chance = new Random(seed);
            var text = Texts.Of(chance, 4_000);
            var bytes = chance.Next(8, 900);
            var pieces = Cut(text, 500, piece => Encoding.UTF8.GetByteCount(piece) <= bytes);
            string.Concat(pieces).ShouldBe(text);
            pieces.ShouldAllBe(piece => Encoding.UTF8.GetByteCount(piece) <= bytes);
        }
    }

    [Fact]
    public void Graphemes_stay_whole_where_they_fit()
    {
        var family = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 100));
        Cut(family, 30).ShouldAllBe(piece => piece.Length % 11 == 0);
        var accents = string.Concat(Enumerable.Repeat("e\u0301", 100));
        Cut(accents, 7).ShouldAllBe(piece => new StringInfo(piece).LengthInTextElements == (piece.Length + 1) / 2 && piece[0] == 'e');
        Cut(string.Concat(Enumerable.Repeat("\r\n", 50)), 7).ShouldAllBe(piece => piece.Length % 2 == 0);
    }

    [Theory]
    [InlineData("first paragraph.\n\nsecond one is longer", 30, "first paragraph.\n\n")]
    [InlineData("first line here\nsecond line is longer", 25, "first line here\n")]
    [InlineData("第一句话很长很长。第二句也很长很长很长", 12, "第一句话很长很长。")]
    [InlineData("Is it so? Yes it is so indeed", 15, "Is it so?")]
    [InlineData("some words without any end", 14, "some words ")]
    [InlineData("a\n\nbcdefghijklmnopqrstuvwxyz", 20, "a\n\nbcdefghijklmnopqr")] // too early to be a good place
    [InlineData("abcdefghijklmnopqrstuvwxyz", 10, "abcdefghij")]
    [InlineData("short", 10, "short")]
    public void A_piece_ends_where_a_reader_would_pause(string text, int max, string first) => Cut(text, max)[0].ShouldBe(first);

    [Fact]
    public void A_limit_smaller_than_one_character_still_goes_on()
    {
        string.Concat(Cut("👍👍👍", 1)).ShouldBe("👍👍👍");
        Cut("👍👍👍", 1, _ => false).ShouldAllBe(piece => piece == "👍");
        Cut("abc", 5, _ => false).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void One_grapheme_longer_than_a_piece_is_cut_between_characters()
    {
        var zalgo = "e" + new string('\u0301', 1_000);
        var pieces = Cut(zalgo, 100);
        string.Concat(pieces).ShouldBe(zalgo);
        pieces.Count.ShouldBeInRange(10, 12);
    }
}
