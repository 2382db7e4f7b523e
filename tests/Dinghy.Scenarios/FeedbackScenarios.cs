using System.Text;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>What people think of answers: by a thumb as a reply, by a command, and what the operator reads of it.</summary>
public sealed class FeedbackScenarios
{
    [Fact]
    public async Task A_thumb_in_reply_to_an_answer_is_kept_with_its_turn_and_is_no_question()
    {
        await using var lab = await TestLab.StartAsync();
        var answer = await lab.AskToTheEndAsync("user002", "which?");
        var thumb = await lab.World.SayAsync(new Speech("user002", "👍🏽") { Quote = answer.MsgId });
        (await lab.AnswerAsync(thumb)).Text.ShouldContain("👍");
        await lab.AskToTheEndAsync("user002", "and then?");
        var thumbed = await lab.SayAsync("user002", "/trace");
        (await lab.AnswerAsync(thumbed)).Text.ShouldContain("Turn 3", customMessage: "a thumb is passed over as a command is");
        var bad = await lab.SayAsync("user002", "/bad =1+1, too long");
        (await lab.AnswerAsync(bad)).Text.ShouldContain("👎");
        lab.Model.Requests.Count.ShouldBe(2, "neither is a question");
        await lab.StatusAsync(status => status.Quiet, "quiet");

        foreach (var running in new[] { true, false })
        {
            if (!running) await lab.StopGatewayAsync();
            var rows = JsonNode.Parse((await lab.CliAsync("feedback", "--json")).Out)!["rows"]!.AsArray();
            rows.Select(row => (row!["turn"]!.GetValue<int>(), row["vote"]!.ToString(), row["person"]!.ToString())).ShouldBe([(3, "down", "user002"), (1, "up", "user002")]);
            var csv = (await lab.CliAsync("feedback", "--csv")).Out.Split('\n');
            csv[1].ShouldContain(",down,3,main,default,");
            csv[1].ShouldContain(",\"'=1+1, too long\",/api/turns/3/trace");
            (await lab.CliAsync("feedback", "--vote", "up")).Out.ShouldContain("1 up, 0 down");
        }
    }

    [Fact]
    public async Task The_admin_port_gives_a_file_that_a_spreadsheet_reads()
    {
        await using var lab = await TestLab.StartAsync();
        await lab.AskToTheEndAsync("user002", "which?");
        await lab.AnswerAsync(await lab.SayAsync("user002", "/有用 很好"));
        await lab.StatusAsync(status => status.Quiet, "quiet");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", lab.Token);
        var file = await http.GetByteArrayAsync(new Uri(await lab.AdminAddressAsync(), "/api/feedback.csv"));
        file.AsSpan().StartsWith(Encoding.UTF8.Preamble).ShouldBeTrue();
        Encoding.UTF8.GetString(file).ShouldContain(",up,1,main,default,");
        Encoding.UTF8.GetString(file).ShouldContain(",很好,");
    }

    [Fact]
    public async Task Where_it_is_switched_off_a_thumb_is_a_message_like_any_other()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Reply(reply => reply["feedback"] = false) });
        var answer = await lab.AskToTheEndAsync("user002", "which?");
        await lab.AnswerAsync(await lab.World.SayAsync(new Speech("user002", "👍") { Quote = answer.MsgId }));
        lab.Model.Requests.Count.ShouldBe(2);
        (await lab.AskAsync("user002", "/good")).Text.ShouldContain("not collected");
        (await lab.CliAsync("feedback")).Out.ShouldBe("No feedback.");
    }
}
