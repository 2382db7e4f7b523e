using System.Text.Json;

namespace Dinghy.Emulator.Tests;

public sealed class RobotSendTests
{
    private const string Oto = "/v1.0/robot/oToMessages/batchSend";
    private const string ToGroup = "/v1.0/robot/groupMessages/send";

    [Fact]
    public async Task BatchSend_reaches_the_people_it_can_and_names_the_others()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.AddPerson("guest1", "客人", external: true);
        var reply = await server.PostAsync(Oto, OtoBody(users: ["manager75", "nobody", "guest1", "manager75"]), await server.TokenAsync());
        reply.Status.ShouldBe(200, reply.Body);
        reply["processQueryKey"].ShouldNotBeNullOrEmpty();
        reply.Json.GetProperty("invalidStaffIdList").EnumerateArray().Select(e => e.GetString()).ShouldBe(["nobody", "guest1"]);
        reply.Json.GetProperty("flowControlledStaffIdList").GetArrayLength().ShouldBe(0);
        var message = server.World.BotMessages().Single();
        (message.Road, message.Kind, message.Title, message.Text).ShouldBe(("oto", "sampleMarkdown", "题", "**正文**"));
        message.ConversationId.ShouldBe(server.World.PrivateConversation("manager75"));
        message.InReplyTo.ShouldBeNull();
        message.Receipt.ShouldBeTrue();
    }

    [Fact]
    public async Task A_group_send_appears_in_the_group()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var group = server.World.Groups.Single().ConversationId;
        var reply = await server.PostAsync(ToGroup, GroupBody(group), await server.TokenAsync());
        reply.Status.ShouldBe(200, reply.Body);
        reply["processQueryKey"].ShouldNotBeNullOrEmpty();
        var message = server.World.BotMessages().Single();
        (message.Road, message.ConversationId, message.Kind, message.Text).ShouldBe(("group", group, "sampleText", "早"));
    }

    [Fact]
    public async Task The_token_belongs_in_its_own_header()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var token = await server.TokenAsync();
        var inQuery = await server.PostAsync($"{Oto}?access_token={token}", OtoBody());
        (inQuery.Status, inQuery["code"], inQuery["message"]).ShouldBe((400, "AuthenticationFailed.MissingParameter", "缺少参数：x-acs-dingtalk-access-token"));
        var wrong = await server.PostAsync(Oto, OtoBody(), "0123456789abcdef0123456789abcdef");
        (wrong.Status, wrong["code"], wrong["message"]).ShouldBe((400, "InvalidAuthentication", "不合法的access_token"));
        server.World.BotMessages().ShouldBeEmpty();
    }

    public static TheoryData<string, string> BadPersonSends => new()
    {
        { OtoBody(users: []), "invalidParameter.userIds.empty" },
        { """{"robotCode":"dingemulator0001","msgKey":"sampleText","msgParam":"{}"}""", "invalidParameter.userIds.empty" },
        { OtoBody(users: [.. Enumerable.Range(0, 21).Select(i => "u" + i)]), "invalidParameter.userIds.overMax" },
        { OtoBody(users: ["manager75", " "]), "invalidParameter.userId.empty" },
        { OtoBody(users: ["manager75"]).Replace("[\"manager75\"]", "[7]", StringComparison.Ordinal), "invalidParameter.userId.empty" },
        { """{"userIds":["manager75"],"msgKey":"sampleText","msgParam":"{}"}""", "invalidParameter.robotCode.missing" },
        { OtoBody(robot: ""), "invalidParameter.robotCode.empty" },
        { OtoBody(robot: "dingnone"), "invalidParameter.robotCode.notExsit" },
        { OtoBody(robot: "dingsecond"), "invalidParameter.robotCode.auth" },
        { OtoBody(key: ""), "invalidParameter.msgKey.empty" },
        { OtoBody(key: "sampleNothing"), "invalidParameter.msgKey.invalid" },
        { OtoBody(param: "not json"), "invalidParameter.msgParam.invalid" },
        { OtoBody(param: "[]"), "invalidParameter.msgParam.invalid" },
        { """{"robotCode":"dingemulator0001","userIds":["manager75"],"msgKey":"sampleText","msgParam":{"content":"an object"}}""", "invalidParameter.msgParam.invalid" },
        { OtoBody(key: "sampleText", param: "{}"), "miss.param.contentOfText" },
        { OtoBody(param: """{"title":"t"}"""), "miss.param.markdownTotext" },
        { OtoBody(param: """{"text":"t"}"""), "miss.param.markdownTotitle" },
        { OtoBody(key: "sampleActionCard", param: """{"title":"t","text":"x","singleTitle":"s"}"""), "miss.param.actionCardTosingleURL" },
        { OtoBody(key: "sampleImageMsg", param: "{}"), "miss.param.photo" },
        { OtoBody(param: """{"title":"t","text":"\ud800"}"""), "miss.param.markdownTotext" },
        { "[]", "invalidParameter" },
        { "", "Missingbody" },
    };

    [Theory]
    [MemberData(nameof(BadPersonSends))]
    public async Task A_wrong_send_is_400_with_its_own_code(string body, string code)
    {
        await using var server = await EmulatorServer.StartAsync(new() { Apps = [new(), new() { ClientId = "dingsecond", ClientSecret = "s" }] });
        var reply = await server.PostAsync(Oto, body, await server.TokenAsync());
        (reply.Status, reply["code"]).ShouldBe((400, code));
        reply["requestid"].ShouldNotBeNullOrEmpty();
        server.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task MsgParam_may_have_15000_bytes_and_no_more()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var token = await server.TokenAsync();
        var room = 15_000 - """{"content":""}""".Length;
        var fits = "{\"content\":\"" + new string('字', room / 3) + new string('x', room % 3) + "\"}";
        (await server.PostAsync(Oto, OtoBody(key: "sampleText", param: fits), token)).Status.ShouldBe(200);
        var reply = await server.PostAsync(Oto, OtoBody(key: "sampleText", param: fits + " "), token);
        (reply.Status, reply["code"]).ShouldBe((400, "invalidParameter.msgParam.tooLong"));
    }

    [Fact]
    public async Task Unknown_and_private_conversations_are_no_groups()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var token = await server.TokenAsync();
        (await server.PostAsync(ToGroup, GroupBody("cidnone=="), token))["code"].ShouldBe("invalid.openConversationId");
        (await server.PostAsync(ToGroup, GroupBody(server.World.PrivateConversation("manager75")), token))["code"].ShouldBe("invalid.openConversationId");
        (await server.PostAsync(ToGroup, """{"robotCode":"dingemulator0001","msgKey":"sampleText","msgParam":"{}"}""", token))["code"].ShouldBe("miss.openConversationId");
    }

    [Fact]
    public async Task More_than_20_calls_a_second_are_403_for_this_app_and_api_and_calls_go_on_a_second_later()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock });
        var token = await server.TokenAsync();
        for (var i = 0; i < 20; i++) (await server.PostAsync(Oto, OtoBody(), token)).Status.ShouldBe(200);
        var over = await server.PostAsync(Oto, OtoBody(), token);
        (over.Status, over["code"]).ShouldBe((403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"));
        (await server.PostAsync(ToGroup, GroupBody(server.World.Groups.Single().ConversationId), token)).Status.ShouldBe(200);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await server.PostAsync(Oto, OtoBody(), token)).Status.ShouldBe(200);
    }

    internal static string OtoBody(string robot = Calls.Key, string[]? users = null, string key = "sampleMarkdown", string param = """{"title":"题","text":"**正文**"}""") =>
        $$"""{"robotCode":"{{robot}}","userIds":{{JsonSerializer.Serialize(users ?? ["manager75"])}},"msgKey":"{{key}}","msgParam":{{JsonSerializer.Serialize(param)}}}""";

    internal static string GroupBody(string group) =>
        $$"""{"robotCode":"{{Calls.Key}}","openConversationId":"{{group}}","msgKey":"sampleText","msgParam":"{\"content\":\"早\"}"}""";
}
