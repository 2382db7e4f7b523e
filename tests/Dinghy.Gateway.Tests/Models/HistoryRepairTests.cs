using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Models;

public sealed class HistoryRepairTests
{
    [Theory]
    [InlineData("u a(1) t(1) a", "u a(1) t(1) a")]
    [InlineData("u a(1,2) t(2,1) a", "u a(1,2) t(2,1) a")]
    [InlineData("u a(1) u", "u a(1) t(1!) u")]
    [InlineData("u a(1,2) t(2) u", "u a(1,2) t(1!,2) u")]
    [InlineData("u t(9) a u", "u a u")]
    [InlineData("u a(1) t(1,9) u", "u a(1) t(1) u")]
    [InlineData("u a(1) t(1) t(1) u", "u a(1) t(1) u")]
    [InlineData("u a(1) u t(1) a", "u a(1) t(1) u a")]
    [InlineData("u a(1,2) t(1) t(2) a", "u a(1,2) t(1,2) a")]
    [InlineData("u a(1) t(1) a(1) t(1) a", "u a(1) t(1) a(1) t(1) a")]
    [InlineData("u a(1) a(1) t(1) a", "u a(1) t(1) a(1) t(1!) a")]
    [InlineData("t(1) u", "u")]
    [InlineData("u a(1)", "u a(1) t(1!)")]
    [InlineData("u", "u")]
    public void Every_call_has_its_result_and_every_result_its_call(string history, string expected) =>
        Describe(HistoryRepair.Of(Talk(history), sees: true)).ShouldBe(expected);

    [Fact]
    public void A_sound_history_is_left_alone()
    {
        var talk = Talk("u a(1) t(1) a u");
        HistoryRepair.Of(talk, sees: true).ShouldBeSameAs(talk);
    }

    [Fact]
    public void A_model_without_eyes_is_told_that_there_was_a_picture()
    {
        var picture = new DataContent(new byte[] { 1 }, "image/png");
        ChatMessage[] talk = [new(ChatRole.User, [new TextContent("what is this?"), picture])];
        HistoryRepair.Of(talk, sees: true).ShouldBeSameAs(talk);
        HistoryRepair.Of(talk, sees: false)[0].Contents.OfType<TextContent>().Select(text => text.Text).ShouldBe(["what is this?", HistoryRepair.NoPicture]);
        talk[0].Contents.ShouldContain(picture);
    }

    private static List<ChatMessage> Talk(string history) => [.. history.Split(' ').Select(Message)];

    private static ChatMessage Message(string written)
    {
        var ids = written.IndexOf('(') is > 0 and var at ? written[(at + 1)..^1].Split(',') : [];
        return written[0] switch
        {
            'u' => new ChatMessage(ChatRole.User, "words"),
            't' => new ChatMessage(ChatRole.Tool, [.. ids.Select(id => new FunctionResultContent(id, "done"))]),
            _ => new ChatMessage(ChatRole.Assistant, ids.Length == 0 ? [new TextContent("words")] : [.. ids.Select(id => new FunctionCallContent(id, "tool"))]),
        };
    }

    private static string Describe(IEnumerable<ChatMessage> messages) => string.Join(' ', messages.Select(message =>
    {
        var ids = message.Contents.Select(content => content switch
        {
            FunctionCallContent call => call.CallId,
            FunctionResultContent result => result.CallId + (result.Result as string == HistoryRepair.NoResult ? "!" : ""),
            _ => "",
        }).Where(id => id.Length > 0).ToList();
        return (message.Role == ChatRole.User ? "u" : message.Role == ChatRole.Tool ? "t" : "a") + (ids.Count > 0 ? $"({string.Join(',', ids)})" : "");
    }));
}
