namespace Dinghy.Scenarios;

/// <summary>The line that mainland rules ask for under generated content: on Chinese answers, unless switched off.</summary>
public sealed class AiLabelScenarios
{
    private const string Label = "（内容由 AI 生成）";

    [Fact]
    public async Task A_Chinese_answer_carries_the_label_as_its_last_line_and_an_English_one_does_not()
    {
        await using var lab = await StartAsync(on: true);
        lab.Model.Enqueue(ModelBehaviour.Answer("你好！"), ModelBehaviour.Answer("Hello!"), ModelBehaviour.Answer("**你好**"));
        (await lab.AskAsync("user002", "一")).Text.ShouldBe($"你好！\n\n{Label}");
        (await lab.AskAsync("user002", "two")).Text.ShouldBe("Hello!");
        (await lab.AskAsync("user002", "三")).Text.ShouldBe($"**你好**\n\n{Label}");
    }

    [Fact]
    public async Task On_a_long_answer_it_stands_on_the_last_part_only()
    {
        await using var lab = await StartAsync(on: true);
        lab.Model.Otherwise = ModelBehaviour.Answer(LongText.Of(9_000), chunk: 1000);
        var parts = await lab.AnswersAsync(await lab.SayAsync("user002", "长"), 3);
        parts.Select(part => part.Text.Contains(Label)).ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task What_the_gateway_says_itself_has_none_and_it_can_be_switched_off()
    {
        await using var lab = await StartAsync(on: true);
        lab.Model.Enqueue(ModelBehaviour.Answer(""));
        (await lab.AskAsync("user002", "空")).Text.ShouldNotContain("AI 生成");
        await using var off = await StartAsync(on: false);
        off.Model.Enqueue(ModelBehaviour.Answer("你好！"));
        (await off.AskAsync("user002", "一")).Text.ShouldBe("你好！");
    }

    private static Task<TestLab> StartAsync(bool on) => TestLab.StartAsync(new LabOptions { Config = LabOptions.Reply(reply => reply["ai_label"] = on) });
}
