using Dinghy.Gateway.Memory;

namespace Dinghy.Gateway.Tests.Memory;

public sealed class TermsTests
{
    [Theory]
    [InlineData("年假怎么算", "年假|假怎|怎么|么算|算~")]
    [InlineData("假", "假")]
    [InlineData("Holidays, status & ＡＢ-12", "holiday|status|ab|12")]
    [InlineData("用VPN上网", "用|vpn|上网|网~")]
    [InlineData("カタカナ", "カタ|タカ|カナ|ナ~")]
    [InlineData("\U00020000\U00020001好", "\U00020000\U00020001|\U00020001好|好~")]
    [InlineData("\ud840 x \udc00", "x")]
    [InlineData("!? 🙂", "")]
    public void Scripts_without_blanks_have_pairs_and_the_others_words(string text, string expected) => All(text).ShouldBe(expected);

    [Fact]
    public void A_word_of_any_length_is_bounded() => All(new string('a', 500)).ShouldBe(new string('a', Terms.Longest));

    [Fact]
    public void A_question_has_each_term_once_and_no_end_of_a_run()
    {
        Terms.OfQuestion("年假 年假 VPN vpn", 10).ShouldBe(["年假", "vpn"]);
        Terms.OfQuestion("年假怎么算", 2).ShouldBe(["年假", "假怎"]);
        Terms.OfQuestion("假", 2).ShouldBe(["假"]);
    }

    [Fact]
    public void What_a_question_and_a_text_share_is_counted()
    {
        Terms.Shared(Terms.OfQuestion("Which holidays?", 10), "One holiday a month").ShouldBe(1);
        Terms.Shared(Terms.OfQuestion("年假几天", 10), "员工年假十天").ShouldBe(1);
        Terms.Shared([], "anything").ShouldBe(0);
    }

    private static string All(string text)
    {
        var all = new List<string>();
        foreach (var term in Terms.In(Terms.Fold(text))) all.Add(term.IsTail ? $"{term.Text}~" : term.Text.ToString());
        return string.Join('|', all);
    }
}
