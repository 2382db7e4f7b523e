using Dinghy.Gateway.Replies.Markdown;

namespace Dinghy.Gateway.Tests.Replies.Markdown;

public sealed class SubsetTests
{
    [Theory]
    [InlineData("")]
    [InlineData("words  \nand more")]
    [InlineData("# one\n\n###### six")]
    [InlineData("**bold** *italic* ***both*** `code`")]
    [InlineData("- a\n- b\n\n1. c\n2. d")]
    [InlineData("> quote  \n> more\n>\n> - item")]
    [InlineData("[link](https://example.com) ![picture](https://example.com/p.png) ![media](@lADP) [say](dtmd://dingtalkclient/sendMessage?content=hi)")]
    [InlineData("```csharp\ncode\n\n  more\n```")]
    [InlineData("https://example.com/bare")]
    public void What_DingTalk_shows_is_within_the_subset(string text) => DingTalkMarkdownSubset.Violations(text).ShouldBeEmpty();

    [Theory]
    [InlineData("soft\nbreak")]
    [InlineData("back\\\nslash")]
    [InlineData("Under\n=====")]
    [InlineData("***")]
    [InlineData("---")]
    [InlineData("- a\n  - b")]
    [InlineData("- a\n\n  b")]
    [InlineData("* star")]
    [InlineData("1) bracket")]
    [InlineData("- [ ] task")]
    [InlineData("> > deep")]
    [InlineData("> # heading")]
    [InlineData("> ```\n> code\n> ```")]
    [InlineData("- ```\n  code\n  ```")]
    [InlineData("    code")]
    [InlineData("~~~\ncode\n~~~")]
    [InlineData("```\nopen")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("<div>html</div>")]
    [InlineData("in <b>html</b>")]
    [InlineData("a &amp; b")]
    [InlineData("~~struck~~")]
    [InlineData("__bold__")]
    [InlineData("_italic_")]
    [InlineData("**bold **inner** bold**")]
    [InlineData("[a][b]\n\n[b]: https://example.com")]
    [InlineData("[a](https://example.com \"title\")")]
    [InlineData("[a](docs/x.md)")]
    [InlineData("![a](./x.png)")]
    [InlineData("<https://example.com>")]
    [InlineData("note[^1]\n\n[^1]: text")]
    public void What_it_does_not_show_is_outside(string text)
    {
        DingTalkMarkdownSubset.Violations(text).ShouldNotBeEmpty();
        DingTalkMarkdownSubset.Violations(DingTalkMarkdown.From(text)).ShouldBeEmpty();
    }
}
