namespace Dinghy.Emulator.Tests;

/// <summary>A button of an action card whose link says something in the presser's name.</summary>
public sealed class PressButtonTests
{
    private const string Card = """
        {"msgtype":"actionCard","actionCard":{"title":"t","text":"pick","btns":[{"title":"A","actionURL":"dtmd://dingtalkclient/sendMessage?content=%E5%A5%BD%20%26"},{"title":"web","actionURL":"https://a.example/"}]}}
        """;

    [Fact]
    public async Task A_press_is_the_persons_message_in_the_same_conversation()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var card = await ShowAsync(server, server.World.PrivateConversation("manager75"));
        var said = await server.World.PressButtonAsync(card.MsgId, "manager75", "A", Guard.Token);
        said.ConversationId.ShouldBe(card.ConversationId);
        var frame = await bot.FrameAsync();
        frame.Message.GetProperty("text").GetProperty("content").GetString()!.Trim().ShouldBe("好 &");
        frame.Message.GetProperty("senderStaffId").GetString().ShouldBe("manager75");
    }

    [Fact]
    public async Task In_a_group_it_reaches_the_robot_too_and_by_the_control_API()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = await RawBot.ConnectAsync(server);
        var group = server.World.Groups.Single().ConversationId;
        var card = await ShowAsync(server, group);
        var reply = await server.PostAsync("/_emulator/press", $$"""{"msgId":"{{card.MsgId}}","person":"user002","button":"A"}""");
        (reply.Status, reply["conversationId"]).ShouldBe((200, group));
        (await bot.FrameAsync()).Message.GetProperty("conversationId").GetString().ShouldBe(group);
    }

    [Fact]
    public async Task What_is_no_such_button_is_an_error()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var card = await ShowAsync(server, server.World.Groups.Single().ConversationId);
        await Should.ThrowAsync<ArgumentException>(() => server.World.PressButtonAsync("nothing", "user002", "A", Guard.Token));
        await Should.ThrowAsync<ArgumentException>(() => server.World.PressButtonAsync(card.MsgId, "user002", "B", Guard.Token));
        (await Should.ThrowAsync<ArgumentException>(() => server.World.PressButtonAsync(card.MsgId, "user002", "web", Guard.Token))).Message.ShouldContain("https://a.example/");
        await Should.ThrowAsync<ArgumentException>(() => server.World.PressButtonAsync(card.MsgId, "nobody", "A", Guard.Token));
        (await server.PostAsync("/_emulator/press", $$"""{"msgId":"{{card.MsgId}}","person":"user002","button":"web"}""")).Status.ShouldBe(400);
    }

    private static async Task<BotMessage> ShowAsync(EmulatorServer server, string conversation)
    {
        (await server.PostAsync(server.World.OpenWebhook(conversation).AbsoluteUri, Card))["errcode"].ShouldBe("0");
        return server.World.BotMessages().Single();
    }
}
