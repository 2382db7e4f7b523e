using System.Text;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class HtmlTextTests : IDisposable
{
    private readonly DocumentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("<p>a &amp; b &#x4e2d;", "a & b 中")]
    [InlineData("<title>T</title><script>if (a < b) '</p>'</script><style>p{}</style><p>x", "T\nx")]
    [InlineData("<h2>Head</h2><p>one<p>two<br>three", "## Head\none\ntwo\nthree")]
    [InlineData("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\nc")]
    [InlineData("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a\tb\n1\t2")]
    [InlineData("<p>  much \n\n white   space </p> <b>x</b>", "much white space\nx")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("<svg><text>no</text></svg><svg/><template>no</template>yes", "yes")]
    [InlineData("<p>x<!-- <p>hidden --></p>", "x")]
    public async Task Words_and_their_lines_are_kept_and_scripts_are_not(string html, string words) =>
        (await _rig.ReadAsync(Encoding.UTF8.GetBytes("<html>" + html))).Words.ShouldBe(words);
}
