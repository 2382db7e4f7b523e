namespace Dinghy.Scenarios;

/// <summary>The socket: replaced before it is left, and back whatever breaks it.</summary>
public sealed class StreamScenarios
{
    private static readonly EmulatorOptions s_patient = new()
    {
        AckDeadline = TimeSpan.FromMilliseconds(500), RobotRedeliverAfter = TimeSpan.FromMilliseconds(500), RobotRedeliveries = 200,
    };

    [Fact]
    public async Task A_disconnect_frame_brings_a_second_socket_before_the_first_ends_and_no_message_is_lost()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = s_patient });
        var first = lab.World.LiveConnections.ShouldHaveSingleItem().Id;
        lab.Faults.Set(new Fault(FaultKind.Disconnect));
        var said = new List<SaidMessage>();
        for (var i = 0; i < 10; i++) said.Add(await lab.SayAsync("user002", $"between two sockets {i}"));

        var both = await Guard.ForAsync(lab.World.WaitForConnectionsAsync(2), "two sockets at once", lab.Gateway.Report);
        both.Single(connection => connection.Id == first).Leaving.ShouldBeTrue();
        foreach (var message in said) (await lab.OutcomeAsync(message)).ShouldBe("answered");
        var left = await Guard.ForAsync(lab.World.WaitForConnectionsAsync(1), "the first socket to end", lab.Gateway.Report);
        left.ShouldHaveSingleItem().Id.ShouldNotBe(first);
        OneAnswerEach(lab, said);
    }

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.Close1006)]
    [InlineData(FaultKind.HalfOpen)]
    public async Task A_broken_socket_is_replaced_and_what_was_pushed_meanwhile_is_answered(FaultKind fault)
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = s_patient });
        lab.Faults.Set(new Fault(fault));
        var said = new List<SaidMessage>();
        for (var i = 0; i < 5; i++) said.Add(await lab.SayAsync("user002", $"while it is broken {i}"));

        await lab.Gateway.LogAsync(line => line.Contains("[1000] Socket 2 is live"), "the next socket");
        foreach (var message in said) (await lab.OutcomeAsync(message)).ShouldBe("answered");
        OneAnswerEach(lab, said);
        (await lab.StatusAsync()).Channels.ShouldHaveSingleItem().Reconnects.ShouldBe(1);
    }

    [Fact]
    public async Task Messages_in_work_are_answered_though_their_socket_breaks()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = s_patient });
        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(ModelBehaviour.Answer("an answer in more than one piece", gate: gate));
        var said = await lab.SayAsync("user002", "in work");
        await lab.Model.WaitForRequestAsync(1);
        lab.Faults.Set(new Fault(FaultKind.Drop));
        await lab.Gateway.LogAsync(line => line.Contains("[1000] Socket 2 is live"), "the next socket");
        gate.Release(10);

        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        OneAnswerEach(lab, [said]);
    }

    private static void OneAnswerEach(TestLab lab, IReadOnlyList<SaidMessage> said)
    {
        foreach (var message in said) lab.World.BotMessages().Count(answer => answer.InReplyTo == message.MsgId).ShouldBe(1);
        lab.World.BotMessages().Count.ShouldBe(said.Count);
    }
}
