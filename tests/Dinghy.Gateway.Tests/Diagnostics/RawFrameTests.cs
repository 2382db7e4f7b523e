using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Tests.Diagnostics;

public sealed class RawFrameTests
{
    [Fact]
    public void Sessions_and_codes_are_hidden_and_everything_else_stays()
    {
        const string Frame = """
            {"msgId":"m1","text":{"content":"你好 token=x"},"createAt":1700000000123,"isAdmin":false,"x":null,
             "sessionWebhook":"https://oapi.dingtalk.com/robot/sendBySession?session=SECRET1","content":{"downloadCode":"SECRET2","pictureDownloadCode":"SECRET3","fileName":"a.pdf"},
             "value":"{\"accessToken\":\"SECRET4\",\"n\":1}"}
            """;
        var shown = RawFrame.Of(Frame).ShouldNotBeNull();

        shown.ShouldNotContain("SECRET");
        foreach (var kept in new[] { "你好 token=x", "1700000000123", "https://oapi.dingtalk.com/robot/sendBySession?***", "a.pdf", "\"x\": null", "\"isAdmin\": false" }) shown.ShouldContain(kept);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("no json")]
    public void What_is_no_JSON_is_not_shown(string payload) => RawFrame.Of(payload).ShouldBeNull();
}
