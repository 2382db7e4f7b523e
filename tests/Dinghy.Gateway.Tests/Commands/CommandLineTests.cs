using Dinghy.Gateway.Commands;

namespace Dinghy.Gateway.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("/status", "status", "")]
    [InlineData("/STATUS", "status", "")]
    [InlineData("／状态", "状态", "")]
    [InlineData("／ＳＴＡＴＵＳ", "status", "")]
    [InlineData("  /status", "status", "")]
    [InlineData("\u3000／停止\u3000", "停止", "")]
    [InlineData("/model qwen/qwen3.7-plus", "model", "qwen/qwen3.7-plus")]
    [InlineData("/model\tx  y ", "model", "x  y")]
    [InlineData("/思考\u3000高", "思考", "高")]
    [InlineData("/model: x", "model", "x")]
    [InlineData("/模型：x", "模型", "x")]
    [InlineData("/stop@Bot", "stop", "")]
    [InlineData("/model@Bot x", "model", "x")]
    [InlineData("/export-session", "export-session", "")]
    [InlineData("/btw one\ntwo", "btw", "one\ntwo")]
    [InlineData("/btw\none", "btw", "one")]
    [InlineData("/v2", "v2", "")]
    public void A_word_right_after_a_slash_is_a_command(string text, string name, string arguments)
    {
        var line = CommandLine.Parse(text).ShouldNotBeNull();
        (line.Name, line.Arguments).ShouldBe((name, arguments));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("／")]
    [InlineData("  ")]
    [InlineData("hello /status")]
    [InlineData("/ 你好")]
    [InlineData("／ 你好")]
    [InlineData("//status")]
    [InlineData("/／status")]
    [InlineData("/*status")]
    [InlineData("/usr/bin")]
    [InlineData("/usr/bin/env python")]
    [InlineData("/etc/passwd 是什么")]
    [InlineData("/home/")]
    [InlineData("/a.b")]
    [InlineData("/2024")]
    [InlineData("/2024年")]
    [InlineData("/-x")]
    [InlineData("/_x")]
    [InlineData("/api?x=1")]
    [InlineData("/status!")]
    [InlineData("/停止！")]
    [InlineData("/😀")]
    [InlineData("\n/status")]
    [InlineData("/status@")]
    [InlineData("/status@ Bot")]
    [InlineData("/\0status")]
    [InlineData("/abcdefghijklmnopqrstuvwxyzabcdefghijkl")]
    public void Anything_else_is_a_question(string? text) => CommandLine.Parse(text).ShouldBeNull();

    [Fact]
    public void Any_text_at_all_is_parsed_without_a_fault_and_keeps_what_follows_the_name()
    {
        var chance = new Random(20261125);
        char[] signs = ['/', '／', ' ', '\u3000', '\n', '\t', ':', '：', '@', 'a', 'Z', 'Ａ', '9', '停', '止', '-', '_', '.', '\0', '\ud83d', '\ude00', '\u0301'];
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, chance.Next(0, 12)).Select(_ => signs[chance.Next(signs.Length)]));
            if (CommandLine.Parse(text) is not { } line) continue;
            text.TrimStart()[0].ShouldBeOneOf('/', '／');
            line.Name.ShouldNotBeEmpty();
            line.Name.ShouldAllBe(c => char.IsLetterOrDigit(c) || c == '-' || c == '_');
            text.ShouldEndWith(line.Arguments + text[text.TrimEnd().Length..]);
        }
    }
}
