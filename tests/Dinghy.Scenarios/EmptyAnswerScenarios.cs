namespace Dinghy.Scenarios;

/// <summary>An answer of nothing is a sentence with its cause, never an empty success.</summary>
public sealed class EmptyAnswerScenarios(SharedLab shared) : IClassFixture<SharedLab>
{
    private TestLab Lab => shared.Lab;

    [Theory]
    [InlineData("", "stop", "failed:empty_answer", "模型没有给出任何内容")]
    [InlineData(" \n ", "stop", "failed:empty_answer", "模型没有给出任何内容")]
    [InlineData("", "content_filter", "failed:filtered", "没有通过内容审核")]
    public async Task Nothing_is_said_to_be_nothing(string text, string reason, string outcome, string sentence)
    {
        Lab.Model.Enqueue(Ends(text, reason));
        var said = await Lab.SayAsync("user002", "问");
        (await Lab.AnswerAsync(said)).Text.ShouldContain(sentence);
        (await Lab.OutcomeAsync(said)).ShouldBe(outcome);
    }

    [Fact]
    public async Task Buttons_alone_are_an_answer()
    {
        Lab.Model.Enqueue(ModelBehaviour.CallTool("offer_choices", """{"question":"","options":["A","B"]}"""), Ends("", "stop"));
        var said = await Lab.SayAsync("user002", "选");
        var answer = await Lab.AnswerAsync(said);
        (answer.Extras!.Body, answer.Extras.Buttons.Count).ShouldBe(("请选择：", 2));
        (await Lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    private static ModelBehaviour Ends(string text, string reason) => new(async turn =>
    {
        await turn.StartStreamAsync();
        if (text.Length > 0) await turn.SendTextAsync(text);
        await turn.SendEndAsync(reason);
    });
}
