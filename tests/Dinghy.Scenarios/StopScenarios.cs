using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>A stop overtakes the queue, ends what its person may end, and is kept through a crash.</summary>
public sealed class StopScenarios
{
    private const int Waiting = 50;

    [Fact]
    public async Task A_stop_overtakes_fifty_waiting_messages_and_is_answered_once()
    {
        await using var lab = await TestLab.StartAsync();
        var said = await FillAsync(lab);
        var stop = await lab.SayAsync("hasty", "/停止");
        (await lab.AnswerAsync(stop)).Text.ShouldBe($"已停止，还取消了 {Waiting} 条排队的消息。");
        foreach (var message in said) (await lab.OutcomeAsync(message)).ShouldBe("cancelled:stopped");
        (await lab.AskAsync("hasty", "现在呢？")).Text.ShouldContain("现在呢？");
        lab.World.BotMessages().Count.ShouldBe(2);
        lab.Model.Requests.Count.ShouldBe(2);
        var status = await lab.StatusAsync(status => status.Quiet, "everything to end");
        (status.Of("cancelled:stopped"), status.Of("answered")).ShouldBe((Waiting + 1, 2));
    }

    [Fact]
    public async Task A_stop_whose_answer_was_cut_by_a_crash_is_honoured_by_the_next_start()
    {
        await using var lab = await TestLab.StartAsync();
        await FillAsync(lab);
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "webhook", Times = 1, Delay = TimeSpan.FromMinutes(5) });
        var stop = await lab.SayAsync("hasty", "/stop");
        await lab.AckAsync(stop);
        await lab.Gateway.LogAsync(line => line.Contains("[3052]", StringComparison.Ordinal), "the stop to act");
        await lab.KillGatewayAsync();
        lab.Faults.Clear();

        await lab.StartGatewayAsync();
        await lab.BotMessagesAsync(1, message => message.Text.Contains("已停止", StringComparison.Ordinal) || message.Text.Contains("没有可以停止", StringComparison.Ordinal), "the stop's answer");
        var status = await lab.StatusAsync(status => status.Quiet, "everything to end");
        status.Of("cancelled:stopped").ShouldBe(Waiting + 1);
        lab.World.BotMessages().ShouldAllBe(message => message.InReplyTo == null || message.InReplyTo == stop.MsgId);
    }

    [Fact]
    public async Task In_a_group_everybody_stops_their_own_and_the_owner_all()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => config["owners"] = new JsonArray("boss") });
        foreach (var (id, name) in ((string, string)[])[("ann", "安"), ("bob", "博"), ("boss", "老板")]) lab.World.AddPerson(id, name);
        var group = lab.World.AddGroup("停止组", "ann", "bob", "boss").ConversationId;
        lab.Model.Enqueue(ModelBehaviour.Hang());
        var first = await lab.SayAsync("ann", "安的问题", group);
        await lab.Model.WaitForRequestAsync(1);
        var second = await lab.SayAsync("bob", "博的问题", group);
        await lab.AckAsync(second);

        (await lab.AskAsync("bob", "/停止", group)).Text.ShouldBe("已停止，还取消了 1 条排队的消息。");
        (await lab.StatusAsync()).OpenTurns.ShouldBe(1);
        (await lab.AskAsync("boss", "/停止", group)).Text.ShouldBe("已停止。");

        (await lab.OutcomeAsync(first)).ShouldBe("cancelled:stopped");
        (await lab.OutcomeAsync(second)).ShouldBe("cancelled:stopped");
        lab.Model.Requests.Count.ShouldBe(1);
    }

    /// <summary>One question hangs, fifty wait behind it.</summary>
    private static async Task<List<SaidMessage>> FillAsync(TestLab lab)
    {
        lab.World.AddPerson("hasty", "急性子");
        lab.Model.Enqueue(ModelBehaviour.Hang());
        var said = new List<SaidMessage>();
        for (var i = 0; i <= Waiting; i++) said.Add(await lab.SayAsync("hasty", $"问题{i}"));
        await lab.Model.WaitForRequestAsync(1);
        foreach (var message in said) await lab.AckAsync(message);
        return said;
    }
}
