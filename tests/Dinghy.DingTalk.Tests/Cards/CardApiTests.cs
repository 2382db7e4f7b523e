using System.Net;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Cards;

public sealed class CardApiTests
{
    private const string Done = """{"success":true,"result":true}""";
    private const string Delivered = """{"success":true,"result":{"outTrackId":"trk-1","deliverResults":[{"spaceType":"IM_GROUP","spaceId":"cid==","success":true,"carrierId":"4v+A=","errorMsg":""}]}}""";

    private static readonly CardSpace _group = CardSpace.Of(new ConversationId("cid=="));
    private static readonly CardSpace _person = CardSpace.Of(new StaffId("manager75"));

    private static CardApi Api(ApiWorld world) => new(world.App, DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time);

    private static Card Card(string value = "") => new("382e4302.schema", "trk-1", new Dictionary<string, string> { ["msgContent"] = value, ["flowStatus"] = "1" });

    [Fact]
    public async Task A_card_is_made_and_shown_in_a_group_in_one_call()
    {
        using var world = ApiWorld.Answering(Delivered);
        (await Api(world).CreateAndDeliverAsync(Card("早 <b>"), _group, CancellationToken.None)).ShouldBe(new CardDelivery("IM_GROUP", "cid==", "4v+A="));
        world.Call.Url.ShouldBe(new Uri("https://api.dingtalk.com/v1.0/card/instances/createAndDeliver"));
        (world.Call.Token, world.Call.Method).ShouldBe(("t1", HttpMethod.Post));
        world.Call.Body.ShouldBe("""{"outTrackId":"trk-1","cardTemplateId":"382e4302.schema","cardData":{"cardParamMap":{"msgContent":"早 <b>","flowStatus":"1"}},"callbackType":"STREAM","imGroupOpenSpaceModel":{"supportForward":true},"openSpaceId":"dtv1.card//IM_GROUP.cid==","imGroupOpenDeliverModel":{"robotCode":"dingrobot"},"userIdType":1}""");
    }

    [Fact]
    public async Task A_card_is_made_and_shown_to_one_person()
    {
        using var world = ApiWorld.Answering(Delivered);
        await Api(world).CreateAndDeliverAsync(Card(), new PersonCardSpace(new("manager75")) { DynamicSummary = true }, CancellationToken.None);
        world.Call.Body.ShouldBe("""{"outTrackId":"trk-1","cardTemplateId":"382e4302.schema","cardData":{"cardParamMap":{"msgContent":"","flowStatus":"1"}},"callbackType":"STREAM","imRobotOpenSpaceModel":{"supportForward":true},"openSpaceId":"dtv1.card//IM_ROBOT.manager75","imRobotOpenDeliverModel":{"spaceType":"IM_ROBOT","robotCode":"dingrobot","extension":{"dynamicSummary":"true"}},"userIdType":1}""");
    }

    [Fact]
    public async Task Every_option_has_its_field()
    {
        using var world = ApiWorld.Answering(Delivered);
        var card = Card() with
        {
            Callbacks = CardCallbacks.Http("route"),
            PrivateData = new Dictionary<StaffId, IReadOnlyDictionary<string, string>> { [new("u1")] = new Dictionary<string, string> { ["k"] = "v" } },
            AtUsers = [new("u2")],
            LastMessage = new Dictionary<string, string> { ["ZH_CN"] = "一张卡片" },
            SupportForward = false,
        };
        var space = new GroupCardSpace(new("cid==")) { AtUsers = new Dictionary<string, string> { ["@ALL"] = "@ALL" }, Recipients = [new("u3")] };
        await Api(world).CreateAndDeliverAsync(card, space, CancellationToken.None);
        world.Call.Body.ShouldContain(""" "privateData":{"u1":{"cardParamMap":{"k":"v"}}},"callbackType":"HTTP","callbackRouteKey":"route","cardAtUserIds":["u2"],"imGroupOpenSpaceModel":{"supportForward":false,"lastMessageI18n":{"ZH_CN":"一张卡片"}} """.Trim());
        world.Call.Body.ShouldContain(""" "imGroupOpenDeliverModel":{"robotCode":"dingrobot","atUserIds":{"@ALL":"@ALL"},"recipients":["u3"]} """.Trim());
        await Api(world).CreateAndDeliverAsync(Card() with { Callbacks = CardCallbacks.None }, space, CancellationToken.None);
        world.Calls[1].Body.ShouldNotContain("callback");
    }

    [Fact]
    public async Task A_card_is_made_first_and_shown_later()
    {
        using var world = ApiWorld.Answering("""{"success":true,"result":"trk-1"}""", """{"success":true,"result":[{"spaceType":"IM_ROBOT","spaceId":"x","success":"true","carrierId":"c"}]}""");
        var api = Api(world);
        await api.CreateAsync(Card(), _person, CancellationToken.None);
        (await api.DeliverAsync("trk-1", _person, CancellationToken.None)).CarrierId.ShouldBe("c");
        world.Calls[0].Url.AbsolutePath.ShouldBe("/v1.0/card/instances");
        world.Calls[0].Body.ShouldNotContain("openSpaceId");
        world.Calls[1].Url.AbsolutePath.ShouldBe("/v1.0/card/instances/deliver");
        world.Calls[1].Body.ShouldBe("""{"outTrackId":"trk-1","openSpaceId":"dtv1.card//IM_ROBOT.manager75","imRobotOpenDeliverModel":{"spaceType":"IM_ROBOT","robotCode":"dingrobot"},"userIdType":1}""");
    }

    [Theory]
    [InlineData("""{"success":true,"result":{"deliverResults":[{"success":false,"errorMsg":"param.openSpaceIdInvalid"}]}}""", "not_delivered", DingTalkFault.Invalid, true)]
    [InlineData("""{"success":true,"result":{"deliverResults":[{"success":false,"errorMsg":"群不存在"}]}}""", "not_delivered", DingTalkFault.Refused, true)]
    [InlineData("""{"success":true,"result":{"deliverResults":[{"spaceId":"x"}]}}""", "not_delivered", DingTalkFault.Refused, true)]
    [InlineData("""{"success":true,"result":{"deliverResults":[]}}""", "no_delivery", DingTalkFault.BadResponse, false)]
    [InlineData("""{"success":true,"result":{"deliverResults":[5]}}""", "no_delivery", DingTalkFault.BadResponse, false)]
    [InlineData("""{"success":true}""", "no_delivery", DingTalkFault.BadResponse, false)]
    [InlineData("""{"success":false,"result":null}""", "unsuccessful", DingTalkFault.Unknown, true)]
    public async Task An_outer_success_is_not_believed(string body, string code, DingTalkFault fault, bool certain)
    {
        using var world = ApiWorld.Answering(body);
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Api(world).CreateAndDeliverAsync(Card(), _group, CancellationToken.None));
        (e.Code, e.Fault, e.Certain).ShouldBe((code, fault, certain));
    }

    [Fact]
    public async Task An_update_keeps_what_it_does_not_name_unless_told_otherwise()
    {
        using var world = ApiWorld.Answering(Done);
        var api = Api(world);
        await api.UpdateAsync(new("trk-1", new Dictionary<string, string> { ["flowStatus"] = "3" }), CancellationToken.None);
        await api.UpdateAsync(new("trk-1", new Dictionary<string, string>())
        {
            PrivateData = new Dictionary<StaffId, IReadOnlyDictionary<string, string>> { [new("u")] = new Dictionary<string, string> { ["a"] = "b" } },
            ReplaceAll = true,
        }, CancellationToken.None);
        world.Calls.ShouldAllBe(call => call.Method == HttpMethod.Put && call.Url.AbsolutePath == "/v1.0/card/instances");
        world.Calls.Select(call => call.Body).ShouldBe([
            """{"outTrackId":"trk-1","cardData":{"cardParamMap":{"flowStatus":"3"}},"cardUpdateOptions":{"updateCardDataByKey":true,"updatePrivateDataByKey":true},"userIdType":1}""",
            """{"outTrackId":"trk-1","privateData":{"u":{"cardParamMap":{"a":"b"}}},"cardUpdateOptions":{"updateCardDataByKey":false,"updatePrivateDataByKey":false},"userIdType":1}"""]);
    }

    [Fact]
    public async Task Text_streams_whole_and_ends_finished_or_failed()
    {
        using var world = ApiWorld.Answering(Done);
        var api = Api(world);
        await api.StreamAsync(new("trk-1", "msgContent", "早", "g1"), CancellationToken.None);
        await api.StreamAsync(new("trk-1", "msgContent", "早上好", "g2") { IsFinal = true }, CancellationToken.None);
        await api.StreamAsync(new("trk-1", "msgContent", "x", "g3") { IsError = true, IsFull = false }, CancellationToken.None);
        world.Calls.ShouldAllBe(call => call.Method == HttpMethod.Put && call.Url.AbsolutePath == "/v1.0/card/streaming");
        world.Calls.Select(call => call.Body).ShouldBe([
            """{"outTrackId":"trk-1","guid":"g1","key":"msgContent","content":"早","isFull":true,"isFinalize":false,"isError":false}""",
            """{"outTrackId":"trk-1","guid":"g2","key":"msgContent","content":"早上好","isFull":true,"isFinalize":true,"isError":false}""",
            """{"outTrackId":"trk-1","guid":"g3","key":"msgContent","content":"x","isFull":false,"isFinalize":false,"isError":true}"""]);
    }

    [Fact]
    public async Task A_rejected_token_is_replaced_in_the_middle_of_a_stream()
    {
        using var world = new ApiWorld(StubHandler.Answer(ApiWorld.BadToken, HttpStatusCode.BadRequest), StubHandler.Answer(Done));
        await Api(world).StreamAsync(new("trk-1", "k", "x", "g1"), CancellationToken.None);
        world.Calls.Select(call => call.Token).ShouldBe(["t1", "t2"]);
        world.Calls[1].Body.ShouldBe(world.Calls[0].Body, "the same step id: applied once");
    }

    [Theory]
    [InlineData(400, "param.outTrackIdEmpty", DingTalkFault.Invalid)]
    [InlineData(400, "param.cardTemplateIdEmpty", DingTalkFault.Invalid)]
    [InlineData(400, "param.cardDataAndPrivateDataBothEmpty", DingTalkFault.Invalid)]
    [InlineData(400, "param.spaceDeliverModelEmpty", DingTalkFault.Invalid)]
    [InlineData(400, "param.stream.content", DingTalkFault.Invalid)]
    [InlineData(400, "param.stream.isFull", DingTalkFault.Invalid)]
    [InlineData(400, "param.stream.outTrackId", DingTalkFault.NotFound)]
    [InlineData(400, "param.cardNotExist", DingTalkFault.NotFound)]
    [InlineData(400, "param.templateNotExist", DingTalkFault.NotFound)]
    [InlineData(400, "param.userIdNotExist", DingTalkFault.NotFound)]
    [InlineData(400, "param.cardAlreadyExist", DingTalkFault.Exists)]
    [InlineData(400, "param.contentUnsafe", DingTalkFault.Refused)]
    [InlineData(400, "param.templateUnpublished", DingTalkFault.Refused)]
    [InlineData(500, "system.busy", DingTalkFault.Busy)]
    [InlineData(500, "unknownError", DingTalkFault.Busy)]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", DingTalkFault.Throttled)]
    [InlineData(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", DingTalkFault.Permission)]
    [InlineData(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", DingTalkFault.QuotaExceeded)]
    public async Task Every_card_error_is_typed_for_every_call(int status, string code, DingTalkFault fault)
    {
        Func<CardApi, Task>[] calls =
        [
            api => api.CreateAsync(Card(), _group, CancellationToken.None),
            api => api.DeliverAsync("trk-1", _group, CancellationToken.None),
            api => api.CreateAndDeliverAsync(Card(), _group, CancellationToken.None),
            api => api.UpdateAsync(new("trk-1", new Dictionary<string, string> { ["a"] = "b" }), CancellationToken.None),
            api => api.StreamAsync(new("trk-1", "k", "c", "g"), CancellationToken.None),
        ];
        foreach (var call in calls)
        {
            using var world = ApiWorld.Refusing($$"""{"code":"{{code}}","message":"{{code}}","requestid":"R"}""", (HttpStatusCode)status);
            var e = await Should.ThrowAsync<DingTalkApiException>(() => call(Api(world)));
            (e.Code, e.Fault, e.Certain, e.RequestId).ShouldBe((code, fault, true, "R"));
        }
    }

    [Fact]
    public async Task What_exceeds_DingTalks_limits_costs_no_call()
    {
        using var world = ApiWorld.Answering(Delivered);
        var api = Api(world);
        var large = new string('字', 40_000);
        Func<Task>[] calls =
        [
            () => api.CreateAndDeliverAsync(Card(large), _group, CancellationToken.None),
            () => api.CreateAsync(Card() with { PrivateData = new Dictionary<StaffId, IReadOnlyDictionary<string, string>> { [new("u")] = new Dictionary<string, string> { ["k"] = large } } }, _group, CancellationToken.None),
            () => api.StreamAsync(new("trk-1", "k", large, "g"), CancellationToken.None),
            () => api.UpdateAsync(new("", new Dictionary<string, string>()), CancellationToken.None),
            () => api.DeliverAsync(new string('t', 65), _group, CancellationToken.None),
        ];
        foreach (var call in calls) (await Should.ThrowAsync<DingTalkApiException>(call)).Fault.ShouldBe(DingTalkFault.Invalid);
        world.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_callback_address_is_registered_and_an_old_one_not_overwritten_by_chance()
    {
        using var world = ApiWorld.Answering("""{"success":true,"result":{"callbackUrl":"https://x/c","apiSecret":"s"}}""");
        (await Api(world).RegisterCallbackAsync("route", new Uri("https://x/c"), null, replace: false, CancellationToken.None)).ShouldBe("s");
        world.Call.Url.AbsolutePath.ShouldBe("/v1.0/card/callbacks/register");
        world.Call.Body.ShouldBe("""{"callbackRouteKey":"route","callbackUrl":"https://x/c","forceUpdate":false}""");

        using var taken = ApiWorld.Refusing("""{"code":"param.callbackRouteKeyExist"}""", HttpStatusCode.InternalServerError);
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(taken).RegisterCallbackAsync("route", new Uri("https://x/c"), "s3cret", replace: true, CancellationToken.None))).Fault.ShouldBe(DingTalkFault.Exists);
        taken.Call.Body.ShouldContain(""" "apiSecret":"s3cret","forceUpdate":true """.Trim());
    }
}
