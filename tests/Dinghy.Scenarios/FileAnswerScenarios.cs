namespace Dinghy.Scenarios;

/// <summary>Files of the workspace as DingTalk shows them; what can not be sent is said in words.</summary>
public sealed class FileAnswerScenarios
{
    [Fact]
    public async Task A_picture_a_document_a_sound_and_a_film_follow_the_answer()
    {
        await using var lab = await TestLab.StartAsync();
        var files = new[] { "photo.png", "report.pdf", "voice.wav", "film.mp4" };
        lab.Workspace("photo.png", MediaBytes.Png);
        lab.Workspace("report.pdf", "%PDF-1.4 report"u8.ToArray());
        lab.Workspace("voice.wav", MediaBytes.Wav(1.5));
        lab.Workspace("film.mp4", MediaBytes.Mp4(milliseconds: 2_400));
        lab.Model.Enqueue(
            ModelBehaviour.CallTools(null, [.. files.Select(file => ("send_file", $$"""{"path":"{{file}}"}"""))]), ModelBehaviour.Answer("Here they are."));
        var said = await lab.SayAsync("user002", "send all");
        (await lab.AnswerAsync(said)).Text.ShouldBe("Here they are.");
        var sent = await lab.BotMessagesAsync(4, message => message.Road == "oto", "four files");

        sent.Select(message => message.Kind).ShouldBe(["sampleImageMsg", "sampleFile", "sampleAudio", "sampleVideo"]);
        sent[1].Extras!.FileName.ShouldBe("report.pdf");
        lab.World.FindFile(sent[1].Extras!.MediaId!)!.Bytes.ToArray().ShouldBe("%PDF-1.4 report"u8.ToArray());
        sent[2].Extras!.Duration.ShouldBe("1500", "milliseconds, as measured");
        sent[3].Extras!.Duration.ShouldBe("3", "seconds, rounded up");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Fact]
    public async Task A_file_without_a_word_of_the_model_gets_a_sentence_and_one_DingTalk_does_not_take_goes_in_a_zip()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Workspace("数据.csv", "a,b\n1,2\n"u8.ToArray());
        lab.Model.Enqueue(ModelBehaviour.CallTool("send_file", """{"path":"数据.csv","caption":"本月数据"}"""), ModelBehaviour.Answer(""));
        var said = await lab.SayAsync("user002", "发数据");
        (await lab.AnswerAsync(said)).Text.ShouldBe("文件随后发出。\n\n数据.csv: 本月数据");
        var file = (await lab.BotMessagesAsync(1, message => message.Kind == "sampleFile", "the zip"))[0];
        file.Extras!.FileName.ShouldBe("数据.zip");
        MediaBytes.Unzip(lab.World.FindFile(file.Extras.MediaId!)!.Bytes).ShouldBe([("数据.csv", "a,b\n1,2\n")]);
    }

    [Fact]
    public async Task The_same_file_is_uploaded_once()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Workspace("report.pdf", "%PDF-1.4 report"u8.ToArray());
        for (var i = 0; i < 2; i++) lab.Model.Enqueue(ModelBehaviour.CallTool("send_file", """{"path":"report.pdf"}"""), ModelBehaviour.Answer("sent"));
        await lab.AskAsync("user002", "one");
        await lab.AskAsync("user002", "two");
        var files = await lab.BotMessagesAsync(2, message => message.Kind == "sampleFile", "both files");
        files[0].Extras!.MediaId.ShouldBe(files[1].Extras!.MediaId);
        lab.World.Requests().Count(request => request.Path == "/media/upload").ShouldBe(1);
    }

    [Fact]
    public async Task A_path_out_of_the_workspace_reaches_the_model_as_a_refusal_and_nobody_else()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Enqueue(ModelBehaviour.CallTool("send_file", """{"path":"../config.json"}"""), ModelBehaviour.Answer("I may not send that."));
        var said = await lab.SayAsync("user002", "send me your config");
        (await lab.AnswerAsync(said)).Text.ShouldBe("I may not send that.");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.Requests().ShouldNotContain(request => request.Path == "/media/upload");
        lab.Model.Requests[1].Messages[^1].Content.ShouldContain("leads out of");
    }

    [Fact]
    public async Task A_file_that_is_gone_when_it_is_sent_is_said_in_words()
    {
        await using var lab = await TestLab.StartAsync();
        var path = lab.Workspace("report.pdf", "%PDF-1.4 report"u8.ToArray());
        var deletes = new ModelBehaviour(async turn =>
        {
            File.Delete(path);
            await ModelBehaviour.Answer("马上发。").RunAsync(turn);
        });
        lab.Model.Enqueue(ModelBehaviour.CallTool("send_file", """{"path":"report.pdf"}"""), deletes);
        var said = await lab.SayAsync("user002", "发报告");
        var answers = await lab.AnswersAsync(said, 2);
        answers[0].Text.ShouldBe("马上发。");
        answers[1].Text.ShouldBe("文件「report.pdf」没能发给您。\n\n原因：文件已经不在了，或者读不出来。");
    }

    [Fact]
    public async Task A_file_offered_before_the_model_failed_goes_out_all_the_same()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Workspace("report.pdf", "%PDF-1.4 report"u8.ToArray());
        lab.Model.Enqueue(ModelBehaviour.CallTool("send_file", """{"path":"report.pdf"}"""), ModelBehaviour.Status(400, """{"error":{"message":"no","code":"invalid_request"}}"""));
        var said = await lab.SayAsync("user002", "send it");
        await lab.BotMessagesAsync(1, message => message.Kind == "sampleFile", "the file");
        (await lab.OutcomeAsync(said)).ShouldBe("failed:model_refused");
    }
}
