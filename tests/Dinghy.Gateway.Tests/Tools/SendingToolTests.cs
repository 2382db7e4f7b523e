using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Sending;

namespace Dinghy.Gateway.Tests.Tools;

public sealed class SendingToolTests
{
    private readonly List<ToolMessage> _sent = [];
    private readonly ToolTurn _turn = new(AgentRig.Context());

    [Fact]
    public async Task A_message_goes_out_and_a_turn_has_at_most_five()
    {
        var tool = new SendMessage(Keep);
        for (var i = 0; i < SendMessage.MaxMessages; i++) (await RunAsync(tool, """{"text":" **part** "}""")).Failed.ShouldBeFalse();
        (await RunAsync(tool, """{"text":"one more"}""")).Failed.ShouldBeTrue();
        (await RunAsync(new SendCard(Keep, new PressWords([])), """{"text":"t","buttons":[{"label":"a"}]}""")).Failed.ShouldBeTrue();
        _sent.Select(message => (message.Text, message.Card)).ShouldBe(Enumerable.Repeat(("**part**", false), 5));
        _turn.Shows.ShouldBeTrue();
    }

    [Fact]
    public async Task A_card_has_links_and_words_to_say()
    {
        (await RunAsync(new SendCard(Keep, new PressWords([])), """{"title":"Menu","text":"Choose","buttons":[{"label":"Site","url":"https://a.example/x?y=1"},{"label":"Yes","says":"I agree"},{"label":"No"}]}""")).Failed.ShouldBeFalse();
        var card = _sent.ShouldHaveSingleItem();
        (card.Text, card.Card).ShouldBe(("### Menu\n\nChoose", true));
        card.Buttons.ShouldBe([new ReplyButton("Site", "https://a.example/x?y=1", null), new ReplyButton("Yes", null, "I agree"), new ReplyButton("No", null, "No")]);
    }

    [Theory]
    [InlineData("""{"text":"t","buttons":[]}""")]
    [InlineData("""{"text":"t","buttons":["a"]}""")]
    [InlineData("""{"text":"t","buttons":[{"label":"a","says":"/approve 123456"}]}""")]
    [InlineData("""{"text":"t","buttons":[{"label":"／批准 123456"}]}""")]
    [InlineData("""{"text":"t","buttons":[{"label":"a","says":"@Dinghy /pairing approve mallory"}]}""")]
    [InlineData("""{"text":"t","buttons":[{"label":"a","says":"\u200b/forget all yes"}]}""")]
    [InlineData("""{"text":"t","buttons":[{"label":"@Dinghy /reset","says":"hello"}]}""")]
    [InlineData("""{"text":"t","buttons":[{"label":"a","url":"dtmd://dingtalkclient/sendMessage?content=/approve"}]}""")]
    [InlineData("""{"text":"t","buttons":[{"label":"a","url":"javascript:alert(1)"}]}""")]
    [InlineData("""{"buttons":[{"label":"a"}]}""")]
    public async Task A_card_that_would_run_a_command_or_lead_elsewhere_is_not_sent(string arguments)
    {
        (await RunAsync(new SendCard(Keep, new PressWords([])), arguments)).Failed.ShouldBeTrue();
        _sent.ShouldBeEmpty();
    }

    private Task Keep(Gateway.Conversations.TurnContext context, ToolMessage message, CancellationToken ct)
    {
        _sent.Add(message);
        return Task.CompletedTask;
    }

    private async Task<ToolResult> RunAsync(ITool tool, string arguments)
    {
        var result = await tool.RunAsync(new ToolInput(ToolArguments.Parse(arguments)), _turn, TestContext.Current.CancellationToken);
        _turn.Take(result);
        return result;
    }
}
