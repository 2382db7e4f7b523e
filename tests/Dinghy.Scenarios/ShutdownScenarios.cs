using System.Diagnostics;
using System.Net.Sockets;

namespace Dinghy.Scenarios;

/// <summary>Stopping, parking, a mailbox that is full, and what is too old after a long night.</summary>
public sealed class ShutdownScenarios
{
    [Fact]
    public async Task SIGTERM_parks_a_slow_turn_exits_0_within_ten_seconds_and_the_next_start_answers_it()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Enqueue(ModelBehaviour.Hang());
        var said = await lab.SayAsync("user002", "slow");
        await lab.Model.WaitForRequestAsync(1);
        var stopping = Stopwatch.StartNew();
        (await lab.StopGatewayAsync()).ShouldBe(0);
        stopping.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        lab.World.BotMessages().ShouldBeEmpty();

        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.BotMessages().ShouldHaveSingleItem().Text.ShouldBe("echo(2): slow");
    }

    [Fact]
    public async Task SIGTERM_while_DingTalk_hangs_still_ends_within_ten_seconds()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        var (said, _) = await lab.BeginAsync(ModelBehaviour.Hang("It was halfway"), "It was halfway");
        foreach (var api in new[] { "card_streaming", "card_update", "webhook", "oto" })
            lab.Faults.Set(new Fault(FaultKind.Slow) { Api = api, Times = 1_000, Delay = TimeSpan.FromMinutes(5) });
        var stopping = Stopwatch.StartNew();
        (await lab.StopGatewayAsync()).ShouldBe(0);
        stopping.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        lab.Faults.Clear();
        await lab.StartGatewayAsync();
        (await lab.OutcomeAsync(said)).ShouldStartWith("answered");
    }

    [Fact]
    public async Task A_request_that_never_ends_on_the_admin_port_does_not_hold_up_a_stop()
    {
        await using var lab = await TestLab.StartAsync();
        using var visitor = new TcpClient();
        var address = await lab.AdminAddressAsync();
        await visitor.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await visitor.GetStream().WriteAsync("GET /he"u8.ToArray(), TestContext.Current.CancellationToken);
        var stopping = Stopwatch.StartNew();
        (await lab.StopGatewayAsync()).ShouldBe(0);
        stopping.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task SIGTERM_lets_a_turn_end_that_ends_soon()
    {
        await using var lab = await TestLab.StartAsync();
        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(ModelBehaviour.Answer("ends while the gateway stops", gate: gate));
        var said = await lab.SayAsync("user002", "soon");
        await lab.Model.WaitForRequestAsync(1);
        lab.Gateway.Terminate();
        await lab.Gateway.LogAsync(line => line.Contains("[1006] Stream stopped"), "the socket to close");
        gate.Release(10);

        (await lab.Gateway.ExitAsync()).ShouldBe(0);
        (await lab.AnswerAsync(said)).Text.ShouldBe("ends while the gateway stops");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Fact]
    public async Task The_101st_waiting_message_of_one_conversation_is_answered_busy_and_the_hundred_in_order()
    {
        await using var lab = await TestLab.StartAsync();
        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(ModelBehaviour.Answer("the first answer, in two pieces", gate: gate));
        var running = await lab.SayAsync("user002", "running");
        await lab.Model.WaitForRequestAsync(1);
        var waiting = new List<SaidMessage>();
        for (var i = 1; i <= 100; i++) waiting.Add(await lab.SayAsync("user002", $"waiting {i}"));
        var busy = await lab.SayAsync("user002", "one too many");

        (await lab.OutcomeAsync(busy)).ShouldBe("failed:busy");
        (await lab.AnswerAsync(busy)).Text.ShouldContain("Too many messages are waiting");
        (await lab.AckAsync(busy)).AckCode.ShouldBe(200);
        gate.Release(10);
        foreach (var message in waiting) (await lab.OutcomeAsync(message)).ShouldBe("answered");
        var order = lab.World.BotMessages().Where(message => message.Text.Contains(": waiting ")).Select(message => message.Text.Split(' ')[^1]);
        order.ShouldBe(Enumerable.Range(1, 100).Select(i => $"{i}"));
        var status = await lab.StatusAsync();
        (status.Of("failed:busy"), status.Of("answered")).ShouldBe((1, 101));
        (await lab.OutcomeAsync(running)).ShouldBe("answered");
    }

    [Fact]
    public async Task What_is_older_than_max_age_after_a_restart_ends_with_one_sentence_a_conversation()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Otherwise = ModelBehaviour.Hang();
        var group = lab.World.Groups[0].ConversationId;
        var old = new List<SaidMessage>();
        for (var i = 1; i <= 3; i++) old.Add(await lab.SayAsync("user002", $"old {i}"));
        old.Add(await lab.SayAsync("manager75", "老消息", group));
        foreach (var message in old) await lab.AckAsync(message);
        await lab.KillGatewayAsync();
        using (var database = Database.Open(lab.DatabaseFile)) database.Execute("UPDATE turns SET received_at = received_at - 25 * 3600 * 1000").ShouldBe(4);

        var calls = lab.Model.Requests.Count;
        lab.Model.Otherwise = ModelBehaviour.Echo();
        await lab.StartGatewayAsync();
        foreach (var message in old) (await lab.OutcomeAsync(message)).ShouldBe("failed:expired");
        lab.World.BotMessages().Count(message => message.ConversationId == group && message.Text.Contains("已经过期")).ShouldBe(1);
        lab.World.BotMessages().Count(message => message.ConversationId != group && message.Text.Contains("have expired")).ShouldBe(1);
        lab.World.BotMessages().Count.ShouldBe(2);
        lab.Model.Requests.Count.ShouldBe(calls);
        (await lab.AskAsync("user002", "new")).Text.ShouldBe("echo(2): new");
    }
}
