using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Tests.Commands;

public sealed class CommandBookTests
{
    private static CommandBook Book { get; } = CommandSet.Create(null!, null!);

    [Theory]
    [InlineData("/status", "status")]
    [InlineData("/状态", "status")]
    [InlineData("/show channel", "status")]
    [InlineData("/reset", "reset")]
    [InlineData("/重置", "reset")]
    [InlineData("/clear", "reset")]
    [InlineData("/new", "new")]
    [InlineData("/新会话", "new")]
    [InlineData("/model", "model")]
    [InlineData("/模型 2", "model")]
    [InlineData("/show model", "model")]
    [InlineData("/switch model to x/y", "model")]
    [InlineData("/models", "models")]
    [InlineData("/list models", "models")]
    [InlineData("/模型列表", "models")]
    [InlineData("/stop", "stop")]
    [InlineData("/停止", "stop")]
    [InlineData("／停", "stop")]
    [InlineData("/help", "help")]
    [InlineData("/start", "help")]
    [InlineData("/帮助", "help")]
    [InlineData("/whoami", "whoami")]
    [InlineData("/id", "whoami")]
    [InlineData("/我是谁", "whoami")]
    [InlineData("/usage", "usage")]
    [InlineData("/用量", "usage")]
    [InlineData("/t high", "think")]
    [InlineData("/thinking", "think")]
    [InlineData("/思考 高", "think")]
    [InlineData("/compact", "compact")]
    [InlineData("/压缩", "compact")]
    [InlineData("/queue", "queue")]
    [InlineData("/队列", "queue")]
    [InlineData("/btw what?\nreally?", "btw")]
    [InlineData("/顺便今天星期几？", "btw")]
    [InlineData("/顺便问一下，今天星期几", "btw")]
    [InlineData("/export all", "export")]
    [InlineData("/导出", "export")]
    [InlineData("/trace 12", "trace")]
    [InlineData("/追踪", "trace")]
    [InlineData("/lang en", "lang")]
    [InlineData("/语言 中文", "lang")]
    [InlineData("/forget last", "forget")]
    [InlineData("/忘记 上一条", "forget")]
    public void Every_spelling_finds_its_command(string text, string name) => Book.Find(text).ShouldNotBeNull().Command.ShouldNotBeNull().Info.Name.ShouldBe(name);

    [Theory]
    [InlineData("/switch model to x/y", "x/y")]
    [InlineData("/switch model x/y", "x/y")]
    [InlineData("/SWITCH Model To x", "x")]
    [InlineData("/model to", "to")]
    [InlineData("/顺便今天星期几？", "今天星期几？")]
    [InlineData("/顺便问 今天", "今天")]
    [InlineData("/btw a\n b", "a\n b")]
    public void What_follows_the_name_is_its_argument(string text, string arguments) => Book.Find(text)!.Arguments.ShouldBe(arguments);

    [Theory]
    [InlineData("/usr/bin")]
    [InlineData("/ 你好")]
    [InlineData("/status\nis what I typed")]
    [InlineData("/unknown\nwith lines")]
    [InlineData(" /unknown")]
    [InlineData("/重置密码怎么办？")]
    [InlineData("/压缩文件怎么解压？")]
    [InlineData("你好")]
    public void What_is_no_command_goes_to_the_model(string text) => Book.Find(text).ShouldBeNull();

    [Theory]
    [InlineData("/statu", "status")]
    [InlineData("/modle", "model")]
    [InlineData("/停指", "停止")]
    [InlineData("/hlep", "help")]
    public void An_unknown_name_is_answered_with_what_is_near(string text, string near)
    {
        var called = Book.Find(text).ShouldNotBeNull();
        called.Command.ShouldBeNull();
        Book.Near(called.Name).ShouldContain(near);
    }

    [Fact]
    public void A_name_like_no_other_is_near_to_nothing()
    {
        Book.Find("/subagents").ShouldNotBeNull().Command.ShouldBeNull();
        Book.Near("subagents").ShouldBeEmpty();
    }

    [Fact]
    public void Every_command_has_a_Chinese_name_and_help_in_both_languages()
    {
        foreach (var info in Book.All.Select(command => command.Info))
        {
            info.Chinese.ShouldAllBe(c => c >= '\u4e00' && c <= '\u9fff', info.Name);
            info.Name.ShouldAllBe(c => char.IsAsciiLetterLower(c), info.Name);
            info.Help.Zh.ShouldNotBeEmpty();
            info.Help.En.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Only_what_looks_and_what_is_asked_beside_overtakes_the_queue() =>
        Book.All.Where(command => command.Info.Lane == Lane.Queue).Select(command => command.Info.Name).Order()
            .ShouldBe(["agree", "approve", "compact", "deny", "export", "forget", "lang", "model", "mydata", "new", "pairing", "reject", "reset", "schedule", "think"]);
}
