namespace Dinghy.Scenarios;

/// <summary>kill -9 in the middle of an answer that uses tools: it goes on where it stood.</summary>
public sealed class ResumeScenarios
{
    [Fact]
    public async Task Killed_after_its_tool_ran_a_turn_is_not_asked_for_that_round_again_and_its_file_arrives_once()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Workspace("plan.pdf", "%PDF-1.4 the plan"u8.ToArray());
        lab.Model.Enqueue(ModelBehaviour.CallTools("I will send it.", ("send_file", """{"path":"plan.pdf"}""")), ModelBehaviour.Hang());
        var said = await lab.SayAsync("user002", "send me the plan");
        await lab.Model.WaitForRequestAsync(2);
        await lab.KillGatewayAsync();

        lab.Model.Enqueue(ModelBehaviour.Answer("There it is."));
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        (await lab.AnswerAsync(said)).Text.ShouldBe("I will send it.\n\nThere it is.");
        await lab.BotMessagesAsync(1, message => message.Extras?.FileName == "plan.pdf", "the file");
        lab.World.BotMessages().Count(message => message.Extras?.FileName == "plan.pdf").ShouldBe(1);
        lab.Model.Requests.Count.ShouldBe(3);
        lab.Model.Requests[2].Messages.Count(message => message.Role == "tool").ShouldBe(1);
        using var database = Database.Open(lab.DatabaseFile);
        database.Texts("SELECT body FROM steps").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_was_steered_into_a_turn_is_in_it_again_after_a_kill_and_ends_with_it()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => config["session"] = new System.Text.Json.Nodes.JsonObject { ["queue"] = "steer" } });
        lab.Workspace("plan.pdf", "%PDF-1.4 the plan"u8.ToArray());
        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(
            new ModelBehaviour(async turn => { await gate.WaitAsync(turn.Stopped); await ModelBehaviour.CallTool("send_file", """{"path":"plan.pdf"}""").RunAsync(turn); }),
            ModelBehaviour.CallTool("send_file", """{"path":"plan.pdf"}"""), ModelBehaviour.Hang());
        var first = await lab.SayAsync("user002", "send me the plan");
        await lab.Model.WaitForRequestAsync(1);
        var second = await lab.SayAsync("user002", "and once more");
        await lab.AckAsync(second);
        gate.Release();
        (await lab.Model.WaitForRequestAsync(2)).Messages[^1].Content.ShouldBe("and once more");
        await lab.Model.WaitForRequestAsync(3);
        await lab.KillGatewayAsync();

        lab.Model.Enqueue(ModelBehaviour.Answer("Both are sent."));
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(first)).ShouldBe("answered");
        (await lab.OutcomeAsync(second)).ShouldBe("answered:joined");
        lab.Model.Requests.Count.ShouldBe(4);
        lab.Model.Requests[3].Messages.Where(message => message.Role == "user").Select(message => message.Content).ShouldBe(["send me the plan", "and once more"]);
        lab.World.BotMessages().Count(message => message.Text == "Both are sent.").ShouldBe(1);
        await lab.BotMessagesAsync(2, message => message.Extras?.FileName == "plan.pdf", "both files");
        (await lab.StatusAsync(status => status.Quiet, "everything to end")).Of("answered:joined").ShouldBe(1);
    }

    [Fact]
    public async Task Interrupted_and_killed_the_last_question_is_answered_and_the_first_is_superseded()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => config["session"] = new System.Text.Json.Nodes.JsonObject { ["queue"] = "interrupt" } });
        lab.Model.Enqueue(ModelBehaviour.Hang(), ModelBehaviour.Hang());
        var first = await lab.SayAsync("user002", "for Monday");
        await lab.Model.WaitForRequestAsync(1);
        var second = await lab.SayAsync("user002", "no, for Tuesday");
        (await lab.OutcomeAsync(first)).ShouldBe("cancelled:superseded");
        (await lab.Model.WaitForRequestAsync(2)).Messages.Count(message => message.Role == "user").ShouldBe(2);
        await lab.KillGatewayAsync();
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(second)).ShouldBe("answered");
        lab.World.BotMessages().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("followup")]
    [InlineData("steer")]
    [InlineData("collect")]
    [InlineData("interrupt")]
    public async Task Killed_again_and_again_in_every_mode_each_message_ends_in_one_outcome(string mode)
    {
        var soon = TimeSpan.FromMilliseconds(500);
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            DingTalk = new EmulatorOptions { AckDeadline = soon, RobotRedeliverAfter = soon, RobotRedeliveries = 200, ApiQps = 0 },
            Config = config => config["session"] = new System.Text.Json.Nodes.JsonObject { ["queue"] = mode },
        });
        lab.Model.Otherwise = new ModelBehaviour(turn =>
            (turn.Request.Messages[^1] is { Role: "user", Content.Length: var length } && length % 2 == 0 ? ModelBehaviour.CallTool("send_file", """{"path":"none.pdf"}""") : ModelBehaviour.Answer("ok")).RunAsync(turn));
        var (chance, said) = (new Random(20261126), new List<SaidMessage>());
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 8; i++) said.Add(await lab.SayAsync(i % 3 == 0 ? "manager75" : "user002", $"word {new string('x', chance.Next(4))}"));
            foreach (var message in said.TakeLast(chance.Next(1, 8))) await lab.AckAsync(message);
            await lab.KillGatewayAsync();
            await lab.StartGatewayAsync();
        }

        foreach (var message in said) (await lab.AckAsync(message)).State.ShouldBe(PushState.Acked);
        var status = await lab.StatusAsync(status => status.Quiet, "everything to end");
        using var database = Database.Open(lab.DatabaseFile);
        database.Texts("SELECT message_id FROM turns WHERE state = 'closed' AND outcome IN ('answered', 'cancelled')").ShouldBe(said.Select(message => message.MsgId), ignoreOrder: true);
        database.Texts("SELECT body FROM steps").ShouldBeEmpty();
        var doubts = status.DoubtfulParts;
        lab.World.BotMessages().Count.ShouldBeLessThanOrEqualTo(said.Count + (int)doubts);
        if (mode is "followup" or "interrupt") database.Texts("SELECT reason FROM turns").ShouldNotContain("joined");
    }

    [Fact]
    public async Task Between_two_questions_the_request_begins_with_the_same_bytes()
    {
        await using var lab = await TestLab.StartAsync();
        for (var i = 1; i <= 4; i++) await lab.AskAsync("user002", $"question number {i}");
        for (var i = 1; i < 4; i++)
        {
            var (before, after) = (lab.Model.Requests[i - 1].Text, lab.Model.Requests[i].Text);
            var question = $"question number {i}\"";
            before.IndexOf(question, StringComparison.Ordinal).ShouldBePositive();
            after.ShouldStartWith(before[..(before.IndexOf(question, StringComparison.Ordinal) + question.Length)]);
        }
    }

    [Fact]
    public async Task A_fact_told_early_is_in_the_request_long_after_a_summary_took_its_place()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Otherwise = new ModelBehaviour(turn => ModelBehaviour.Answer(
            turn.Request.Messages[0].Content.Contains("You keep the memory", StringComparison.Ordinal) ? "摘要：聊了很多天气。" : "好的。").RunAsync(turn));
        await lab.AskAsync("user002", "合同编号是 PO-7781。");
        var filler = string.Concat(Enumerable.Repeat("今天天气不错我们继续聊聊", 400));
        for (var i = 0; i < 7; i++) await lab.AskAsync("user002", filler);
        await lab.Gateway.LogAsync(line => line.Contains("[2105]", StringComparison.Ordinal), "a summary");
        await lab.AskAsync("user002", "which contract?");
        var asked = lab.Model.Requests.Last(request => request.Messages[^1].Content == "which contract?");
        asked.Messages[1].Content.ShouldContain("PO-7781");
        asked.Messages.Count.ShouldBeLessThan(16);
    }
}
