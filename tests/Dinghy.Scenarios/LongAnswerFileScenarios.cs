namespace Dinghy.Scenarios;

/// <summary>Beyond a length, an answer is a document with a summary; where no document can go, it is all said in parts.</summary>
public sealed class LongAnswerFileScenarios
{
    private static readonly string s_answer = "# 年度总结\n\n今年的工作分为三部分。\n\n## 第一部分\n\n" + LongText.Of(6_000).Replace("\t", " ") + "\n\n## 第二部分\n\n- 一项\n- 又一项\n";

    [Fact]
    public async Task A_long_answer_is_a_summary_and_a_Word_document_with_every_word()
    {
        await using var lab = await StartAsync("docx");
        var said = await lab.SayAsync("user002", "总结");
        var summary = await lab.AnswerAsync(said);
        summary.Text.Length.ShouldBeLessThanOrEqualTo(800);
        summary.Text.ShouldContain("今年的工作分为三部分。");
        summary.Text.ShouldContain("- 第二部分");
        var file = (await lab.BotMessagesAsync(1, message => message.Kind == "sampleFile", "the document"))[0];
        file.Extras!.FileName.ShouldBe("年度总结.docx");
        var words = MediaBytes.WordText(lab.World.FindFile(file.Extras.MediaId!)!.Bytes);
        words.ShouldStartWith("年度总结");
        words.ShouldContain("末末");
        words.ShouldEndWith("• 一项\n• 又一项");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.BotMessages().Count.ShouldBe(2);
    }

    [Fact]
    public async Task As_a_zip_it_holds_the_markdown()
    {
        await using var lab = await StartAsync("zip");
        await lab.SayAsync("user002", "总结");
        var file = (await lab.BotMessagesAsync(1, message => message.Kind == "sampleFile", "the zip"))[0];
        var (name, text) = MediaBytes.Unzip(lab.World.FindFile(file.Extras!.MediaId!)!.Bytes).ShouldHaveSingleItem();
        name.ShouldBe("年度总结.md");
        text.ShouldStartWith("# 年度总结\n\n今年的工作分为三部分。");
    }

    [Theory]
    [InlineData("media")]
    [InlineData("oto")]
    public async Task Where_the_document_can_not_go_the_whole_is_said_in_parts(string api)
    {
        await using var lab = await StartAsync("docx");
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = api, Code = 500 });
        var said = await lab.SayAsync("user002", "总结");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        var messages = lab.World.BotMessages();
        messages.ShouldAllBe(message => message.Road == "webhook");
        messages.Count.ShouldBe(3, "the summary, and two parts");
        messages[^1].Text.ShouldContain("又一项");
    }

    private static async Task<TestLab> StartAsync(string format)
    {
        var lab = await TestLab.StartAsync(new LabOptions
        {
            Config = LabOptions.Reply(reply =>
            {
                reply["file_above"] = 5_000;
                reply["file_format"] = format;
            }),
        });
        lab.Model.Otherwise = ModelBehaviour.Answer(s_answer, chunk: 1000);
        return lab;
    }
}
