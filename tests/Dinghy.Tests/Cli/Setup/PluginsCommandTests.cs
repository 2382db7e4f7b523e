using Dinghy.Cli;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Cli.Setup;

public sealed class PluginsCommandTests
{
    [Theory]
    [InlineData("@openclaw/dingtalk")]
    [InlineData("./extensions/dingtalk")]
    [InlineData("@dingtalk-real-ai/dingtalk-connector")]
    [InlineData("@soimy/dingtalk")]
    [InlineData("openclaw-channel-dingtalk@latest")]
    public async Task A_DingTalk_plugin_of_another_program_is_built_in(string package)
    {
        var run = await ProgramRun.OfAsync("plugins", "install", package);
        (run.Code, run.Error).ShouldBe((ExitCodes.Ok, ""));
        run.Out.ShouldContain($"{package} is not needed");
        run.Out.ShouldContain("dinghy onboard");
    }

    [Fact]
    public async Task Another_plugin_is_refused_with_where_tools_come_from()
    {
        var run = await ProgramRun.OfAsync("plugins", "install", "@openclaw/slack");
        (run.Code, run.Out).ShouldBe((ExitCodes.Failed, ""));
        run.Error.ShouldContain("docs/tools.md");
    }
}
