using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Tests.Tools;

public sealed class OfferChoicesTests
{
    [Fact]
    public async Task Labels_and_values_become_an_offer()
    {
        var result = await RunAsync("""{"question":" Which day? ","options":[{"label":"周一","value":"Monday please"},{"label":"Tue\nsday"},"Friday",{"label":3}]}""");
        var offer = result.Choices.ShouldNotBeNull();
        result.Failed.ShouldBeFalse();
        offer.Question.ShouldBe("Which day?");
        offer.Choices.ShouldBe([new("周一", "Monday please"), new("Tue sday", "Tue sday"), new("Friday", "Friday"), new("3", "3")]);
    }

    [Theory]
    [InlineData("""{"question":"q"}""", "2 to 10")]
    [InlineData("""{"question":"q","options":"a, b"}""", "2 to 10")]
    [InlineData("""{"question":"q","options":["a"]}""", "2 to 10")]
    [InlineData("""{"question":"q","options":["1","2","3","4","5","6","7","8","9","10","11"]}""", "2 to 10")]
    [InlineData("""{"question":"q","options":["a",{"value":"b"}]}""", "needs a label")]
    [InlineData("""{"question":"q","options":["a",null]}""", "needs a label")]
    [InlineData("""{"question":"q","options":["a"," a "]}""", "same label")]
    [InlineData("""{"question":"q","options":["a","/reset"]}""", "slash")]
    [InlineData("""{"question":"q","options":["a",{"label":"Go on","value":" \n/stop"}]}""", "slash")]
    [InlineData("""{"question":"q","options":["a",{"label":"继续","value":"　／重置"}]}""", "slash")]
    [InlineData("""{"question":"q","options":["a",{"label":"Yes","value":"@Dinghy /export all"}]}""", "slash")]
    [InlineData("""{"question":"q","options":["a",{"label":"Yes","value":"@a @b\n　／忘记 上一条"}]}""", "slash")]
    [InlineData("""{"question":"q","options":["a",{"label":"Yes","value":"ai:/model x"}]}""", "slash")]
    [InlineData("""{"question":"q","options":["a",{"label":"Yes","value":"小钉/忘记 全部 确认"}]}""", "slash")]
    [InlineData("""{"question":"q","options":["a","12345678901234567890123456789012345678901"]}""", "at most 40")]
    public async Task What_can_not_be_offered_is_explained_to_the_model(string arguments, string said)
    {
        var result = await RunAsync(arguments);
        (result.Failed, result.Choices).ShouldBe((true, null));
        result.Text.ShouldContain(said);
    }

    [Fact]
    public async Task A_slash_within_words_and_in_addresses_is_none_of_a_command()
    {
        var result = await RunAsync("""{"question":"q","options":["and/or",{"label":"看/不看","value":"1/2 of https://example.com/a/b?c=d"},"5 / 6"]}""");
        result.Text.ShouldNotContain("slash");
        result.Choices.ShouldNotBeNull().Choices.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_question_or_value_without_end_is_not_shown()
    {
        (await RunAsync($$"""{"question":"{{new string('q', 301)}}","options":["a","b"]}""")).Failed.ShouldBeTrue();
        (await RunAsync($$"""{"question":"","options":["a",{"label":"b","value":"{{new string('v', 301)}}"}]}""")).Failed.ShouldBeTrue();
    }

    private static Task<ToolResult> RunAsync(string arguments) =>
        new OfferChoices(new PressWords(["小钉"])).RunAsync(new ToolInput(ToolArguments.Parse(arguments)), new ToolTurn(AgentRig.Context()), TestContext.Current.CancellationToken);
}
