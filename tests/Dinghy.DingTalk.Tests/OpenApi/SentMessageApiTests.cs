using System.Net;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.OpenApi;

public sealed class SentMessageApiTests
{
    private static readonly RobotReceipt _one = new("k1=");
    private static readonly RobotReceipt _two = new("k2=");

    private static SentMessageApi Api(ApiWorld world) => new(world.App, DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time);

    [Fact]
    public async Task A_recall_tells_what_is_gone_and_what_is_not()
    {
        using var world = ApiWorld.Answering("""{"successResult":["k1="],"failedResult":{"k2=":"robot.processQueryKey.expired"}}""");
        var result = await Api(world).RecallFromPeopleAsync([_one, _two], CancellationToken.None);
        result.Recalled.ShouldBe(["k1="]);
        result.Failed.ShouldBe(new Dictionary<string, string> { ["k2="] = "robot.processQueryKey.expired" });
        world.Call.Url.ShouldBe(new Uri("https://api.dingtalk.com/v1.0/robot/otoMessages/batchRecall"));
        world.Call.Body.ShouldBe("""{"robotCode":"dingrobot","processQueryKeys":["k1=","k2="]}""");
        world.Call.Token.ShouldBe("t1");
    }

    [Fact]
    public async Task A_recall_from_a_group_names_the_group()
    {
        using var world = ApiWorld.Answering("""{"successResult":["k1="],"failedResult":{}}""");
        (await Api(world).RecallFromGroupAsync(new("cid6=="), [_one], CancellationToken.None)).Failed.ShouldBeEmpty();
        world.Call.Url.AbsolutePath.ShouldBe("/v1.0/robot/groupMessages/recall");
        world.Call.Body.ShouldBe("""{"robotCode":"dingrobot","openConversationId":"cid6==","processQueryKeys":["k1="]}""");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public async Task A_recall_of_none_or_too_many_costs_no_call(int count)
    {
        using var world = ApiWorld.Answering("{}");
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Api(world).RecallFromPeopleAsync([.. Enumerable.Repeat(_one, count)], CancellationToken.None));
        (e.Fault, e.Certain).ShouldBe((DingTalkFault.Invalid, true));
        world.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"code":"invalid.processQueryKey"}""", DingTalkFault.Invalid)]
    [InlineData("""{"code":"robot.processQueryKey.expired"}""", DingTalkFault.Invalid)]
    [InlineData("""{"code":"not.allowed.robotCode"}""", DingTalkFault.Permission)]
    [InlineData("""{"code":"notRevoke.all.messages"}""", DingTalkFault.Refused)]
    public async Task A_refused_recall_is_typed(string body, DingTalkFault fault)
    {
        using var world = ApiWorld.Refusing(body);
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).RecallFromPeopleAsync([_one], CancellationToken.None))).Fault.ShouldBe(fault);
    }

    [Fact]
    public async Task Who_has_read_a_private_message()
    {
        using var world = ApiWorld.Answering("""{"sendStatus":"SUCCESS","messageReadInfoList":[{"name":"张三","userId":"u1","readStatus":"READ"},{"userId":"u2","readStatus":"UNREAD"},{"readStatus":"READ"}]}""");
        var status = await Api(world).GetReadStatusAsync(_one, CancellationToken.None);
        (status.State, status.NextToken).ShouldBe((SendState.Sent, null));
        status.ReadBy.ShouldBe([new StaffId("u1")]);
        (world.Call.Method, world.Call.Body).ShouldBe((HttpMethod.Get, ""));
        world.Call.Url.AbsoluteUri.ShouldBe("https://api.dingtalk.com/v1.0/robot/oToMessages/readStatus?robotCode=dingrobot&processQueryKey=k1%3D");
    }

    [Theory]
    [InlineData("RECALLED", SendState.Recalled)]
    [InlineData("PROCESSING", SendState.Processing)]
    [InlineData("NEWS", SendState.Unknown)]
    public async Task A_message_has_a_state(string status, SendState state)
    {
        using var world = ApiWorld.Answering($$"""{"sendStatus":"{{status}}"}""");
        (await Api(world).GetReadStatusAsync(_one, CancellationToken.None)).State.ShouldBe(state);
    }

    [Fact]
    public async Task Readers_in_a_group_come_page_by_page()
    {
        using var world = ApiWorld.Answering("""{"sendStatus":"SUCCESS","readUserIds":["u1",2],"hasMore":true,"nextToken":"n"}""", """{"sendStatus":"SUCCESS","readUserIds":[],"hasMore":false,"nextToken":"n"}""");
        var first = await Api(world).GetGroupReadStatusAsync(new("cid"), _one, null, CancellationToken.None);
        first.ReadBy.ShouldBe([new StaffId("u1"), new StaffId("2")]);
        first.NextToken.ShouldBe("n");
        (await Api(world).GetGroupReadStatusAsync(new("cid"), _one, first.NextToken, CancellationToken.None)).NextToken.ShouldBeNull();
        world.Calls.Select(call => call.Body).ShouldBe([
            """{"openConversationId":"cid","robotCode":"dingrobot","processQueryKey":"k1=","maxResults":200}""",
            """{"openConversationId":"cid","robotCode":"dingrobot","processQueryKey":"k1=","maxResults":200,"nextToken":"n"}"""]);
    }

    [Fact]
    public async Task A_rejected_token_is_replaced_for_reading_too()
    {
        using var world = new ApiWorld(StubHandler.Answer(ApiWorld.BadToken, HttpStatusCode.BadRequest), StubHandler.Answer("""{"sendStatus":"SUCCESS"}"""));
        await Api(world).GetReadStatusAsync(_one, CancellationToken.None);
        world.Calls.Select(call => call.Token).ShouldBe(["t1", "t2"]);
    }

    [Fact]
    public async Task Several_people_cost_one_call_and_the_receipt_names_whom_it_did_not_reach()
    {
        using var world = ApiWorld.Answering(
            """{"processQueryKey":"k=","invalidStaffIdList":["x"],"flowControlledStaffIdList":["b"]}""", """{"processQueryKey":"k=","invalidStaffIdList":["x"],"flowControlledStaffIdList":[]}""");
        var robot = new RobotApi(world.App, DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time);
        var receipt = await robot.SendToPeopleAsync([new("a"), new("b"), new("x")], new RobotText("hi"), CancellationToken.None);
        (receipt.ProcessQueryKey, receipt.Unknown.Single().Value, receipt.HeldBack.Single().Value).ShouldBe(("k=", "x", "b"));
        world.Call.Body.ShouldContain("\"userIds\":[\"a\",\"b\",\"x\"]");
        (await Should.ThrowAsync<DingTalkApiException>(() => robot.SendToPeopleAsync([new("x")], new RobotText("hi"), CancellationToken.None))).Fault.ShouldBe(DingTalkFault.NotFound);
        (await Should.ThrowAsync<DingTalkApiException>(() => robot.SendToPeopleAsync([.. Enumerable.Range(0, 21).Select(number => new StaffId($"{number}"))], new RobotText("hi"), CancellationToken.None)))
            .Code.ShouldBe("invalidParameter.userIds.overMax");
        world.Calls.Count.ShouldBe(2);
    }
}
