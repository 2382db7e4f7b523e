using System.Net;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.OpenApi;

public sealed class EmotionApiTests
{
    private const string Body = """{"robotCode":"dingrobot","openMsgId":"msg==","openConversationId":"cid==","emotionType":2,"emotionName":"\uD83E\uDD14思考中","textEmotion":{"emotionId":"2659900","emotionName":"\uD83E\uDD14思考中","text":"\uD83E\uDD14思考中","backgroundId":"im_bg_1"}}""";

    private static EmotionApi Api(ApiWorld world) => new(world.App, DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time);

    [Fact]
    public async Task A_reaction_is_set_and_taken_back_with_the_same_body()
    {
        using var world = ApiWorld.Answering("""{"success":true}""");
        await Api(world).ReplyAsync(new("cid=="), new("msg=="), Emotion.Thinking, CancellationToken.None);
        await Api(world).RecallAsync(new("cid=="), new("msg=="), Emotion.Thinking, CancellationToken.None);
        world.Calls.Select(call => call.Url.AbsolutePath).ShouldBe(["/v1.0/robot/emotion/reply", "/v1.0/robot/emotion/recall"]);
        world.Calls.ShouldAllBe(call => call.Body == Body && call.Method == HttpMethod.Post);
    }

    [Theory]
    [InlineData(200, """{"success":false}""", DingTalkFault.Unknown)]
    [InlineData(500, """{"code":"system.err","message":"x"}""", DingTalkFault.Busy)]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.QpsLimitForApi"}""", DingTalkFault.Throttled)]
    public async Task A_refused_reaction_is_a_fault(int status, string body, DingTalkFault fault)
    {
        using var world = ApiWorld.Refusing(body, (HttpStatusCode)status);
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).ReplyAsync(new("c"), new("m"), Emotion.Thinking, CancellationToken.None))).Fault.ShouldBe(fault);
    }
}
