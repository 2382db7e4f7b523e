namespace Dinghy.Scenarios;

/// <summary>Text is sacred: a long answer is cut into numbered parts, each as long as its road carries, and none of it is lost.</summary>
public sealed class LongAnswerScenarios
{
    private const int MaxParamBytes = 15_000;

    private static readonly string s_answer = LongText.Of(45_000);

    [Fact]
    public async Task An_answer_of_45000_characters_arrives_whole_in_numbered_parts_by_webhook()
    {
        await using var lab = await StartAsync(partChars: null);
        var said = await lab.SayAsync("user002", "长一点");
        var parts = await PartsAsync(lab, said);

        parts.ShouldAllBe(part => part.Road == "webhook" && part.Text.Length <= 4000);
        LongText.Join(parts).ShouldBe(s_answer);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Fact]
    public async Task Parts_of_20000_characters_arrive_whole_whatever_road_takes_them()
    {
        await using var lab = await StartAsync(partChars: 20_000);
        var said = await lab.SayAsync("user002", "长一点");
        var parts = await PartsAsync(lab, said);

        parts.ShouldAllBe(part => part.Text.Length <= 20_000);
        parts.Where(part => part.Road == "oto").ShouldAllBe(part => LongText.ParamBytes(part) <= MaxParamBytes);
        LongText.Join(parts).ShouldBe(s_answer);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Theory]
    [InlineData("oto")]
    [InlineData("group")]
    public async Task An_expired_webhook_gives_way_to_the_OpenAPI_within_its_15000_bytes(string road)
    {
        await using var lab = await StartAsync(partChars: null);
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1000 });
        var said = await lab.SayAsync("user002", "长一点", road == "group" ? lab.World.Groups[0].ConversationId : null);
        var parts = await PartsAsync(lab, said);

        parts.ShouldAllBe(part => part.Road == road && part.ConversationId == said.ConversationId);
        parts.ShouldAllBe(part => LongText.ParamBytes(part) <= MaxParamBytes && part.Text.Length <= 4000);
        LongText.Join(parts).ShouldBe(s_answer);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Theory]
    [InlineData(4000)]
    [InlineData(6000)]
    public async Task A_webhook_that_expires_in_the_middle_is_continued_from_the_first_undelivered_character(int partChars)
    {
        await using var lab = await StartAsync(partChars);
        // Every post waits a moment at the door, so the switch is thrown between the second part and the third.
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "webhook", Delay = TimeSpan.FromMilliseconds(400) });
        var said = await lab.SayAsync("user002", "长一点");
        await lab.BotMessagesAsync(2, _ => true, "two parts");
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Target = said.ConversationId });
        var parts = await PartsAsync(lab, said);

        parts.Take(2).ShouldAllBe(part => part.Road == "webhook");
        parts.Skip(2).ShouldAllBe(part => part.Road == "oto" && LongText.ParamBytes(part) <= MaxParamBytes);
        LongText.Join(parts).ShouldBe(s_answer);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    private static async Task<TestLab> StartAsync(int? partChars)
    {
        var lab = await TestLab.StartAsync(new LabOptions
        {
            DingTalk = new EmulatorOptions { ApiQps = 0 },
            Config = LabOptions.Reply(reply =>
            {
                reply["file_above"] = 0;
                if (partChars is { } chars) reply["part_chars"] = chars;
            }),
        });
        lab.Model.Otherwise = ModelBehaviour.Answer(s_answer, chunk: 1000);
        return lab;
    }

    /// <summary>All messages in the conversation, once the last number has come.</summary>
    private static async Task<IReadOnlyList<BotMessage>> PartsAsync(TestLab lab, SaidMessage said)
    {
        await lab.BotMessagesAsync(1, LongText.IsLast, "the last part");
        return [.. lab.World.BotMessages().Where(message => message.ConversationId == said.ConversationId)];
    }
}
