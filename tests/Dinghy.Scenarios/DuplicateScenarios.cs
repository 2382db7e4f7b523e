namespace Dinghy.Scenarios;

/// <summary>One answer to one msgId, however often and under however many frame ids it comes.</summary>
public sealed class DuplicateScenarios
{
    [Fact]
    public async Task Two_frames_of_one_message_at_once_are_both_acknowledged_and_answered_once()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Faults.Set(new Fault(FaultKind.Duplicate) { Times = 1 });
        var said = await lab.SayAsync("user002", "twice");
        await PushAsync(lab, said, push => push.Acks == 2);

        lab.World.PushOf(said.MsgId)!.FrameIds.Distinct().Count().ShouldBe(2);
        await OneAnswerAsync(lab, said);
    }

    [Fact]
    public async Task A_redelivery_while_the_model_thinks_is_acknowledged_and_answered_once()
    {
        await using var lab = await TestLab.StartAsync();
        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(ModelBehaviour.Answer("a long thought, in two pieces", gate: gate));
        var said = await lab.SayAsync("user002", "think");
        await lab.Model.WaitForRequestAsync(1);
        lab.World.Redeliver(said.MsgId);
        await PushAsync(lab, said, push => push.Acks == 2);

        gate.Release(10);
        await OneAnswerAsync(lab, said);
    }

    [Fact]
    public async Task A_redelivery_after_the_answer_is_acknowledged_and_not_answered_again()
    {
        await using var lab = await TestLab.StartAsync();
        var said = await lab.SayAsync("user002", "answered already");
        await lab.OutcomeAsync(said);
        lab.World.Redeliver(said.MsgId);
        (await PushAsync(lab, said, push => push.Acks == 2)).AckCode.ShouldBe(200);

        await OneAnswerAsync(lab, said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_redelivery_after_a_restart_is_acknowledged_and_not_answered_again(bool killed)
    {
        await using var lab = await TestLab.StartAsync();
        var said = await lab.SayAsync("user002", "before the restart");
        await lab.OutcomeAsync(said);
        if (killed) await lab.KillGatewayAsync();
        else (await lab.StopGatewayAsync()).ShouldBe(0);
        await lab.StartGatewayAsync();
        lab.World.Redeliver(said.MsgId);
        (await PushAsync(lab, said, push => push.Acks == 2)).AckCode.ShouldBe(200);

        await OneAnswerAsync(lab, said);
    }

    [Fact]
    public async Task A_message_whose_acknowledgement_was_lost_comes_again_and_is_answered_once()
    {
        var soon = TimeSpan.FromMilliseconds(300);
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = new EmulatorOptions { AckDeadline = soon, RobotRedeliverAfter = soon, RobotRedeliveries = 20 } });
        lab.Faults.Set(new Fault(FaultKind.AckLoss) { Times = 2 });
        var said = await lab.SayAsync("user002", "lost acks");
        var push = await lab.AckAsync(said);

        push.State.ShouldBe(PushState.Acked);
        push.Deliveries.ShouldBeGreaterThanOrEqualTo(3);
        await OneAnswerAsync(lab, said);
    }

    /// <summary>A later message of the same conversation is answered after whatever the earlier one still had to say.</summary>
    private static async Task OneAnswerAsync(TestLab lab, SaidMessage said)
    {
        await lab.AnswerAsync(said);
        var calls = lab.Model.Requests.Count;
        await lab.OutcomeAsync(await lab.SayAsync("user002", "and now?"));
        (await lab.AnswersAsync(said, 1)).Count.ShouldBe(1);
        lab.Model.Requests.Count.ShouldBe(calls + 1);
        (await lab.StatusAsync()).Of("answered").ShouldBe(2);
    }

    private static Task<PushRecord> PushAsync(TestLab lab, SaidMessage said, Func<PushRecord, bool> until) =>
        Guard.ForAsync(lab.World.WaitForPushAsync(said.Push, until), "the acknowledgements", lab.Gateway.Report);
}
