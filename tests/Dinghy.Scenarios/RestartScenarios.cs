using System.Globalization;

namespace Dinghy.Scenarios;

/// <summary>A service under a manager: renewed while people talk, killed, and renewed in vain.</summary>
public sealed class RestartScenarios
{
    /// <summary>The long form is run by hand: DINGHY_RESTARTS=100.</summary>
    private static readonly int s_restarts = int.TryParse(Environment.GetEnvironmentVariable("DINGHY_RESTARTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 4;

    private const int People = 6;

    [Fact]
    public async Task Restarts_under_load_lose_nothing_answer_each_once_and_leave_no_moment_without_a_socket()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false, DingTalk = new EmulatorOptions { ApiQps = 0, HistoryLimit = 1_000_000 } });
        for (var i = 0; i < People; i++) lab.World.AddPerson($"load{i}", $"人{i}");
        await using var manager = await ServiceManager.StartAsync(lab);
        using var enough = new CancellationTokenSource();
        var talk = Enumerable.Range(0, People).Select(i => TalkAsync(lab, manager, $"load{i}", enough.Token)).ToList();
        for (var i = 1; i <= s_restarts; i++)
        {
            var (before, notified, said) = (manager.MainProcess, manager.Notified.Count, lab.World.BotMessages().Count);
            var (code, _, words) = await lab.CliAsync("gateway", "restart");
            code.ShouldBe(0, $"{words}\n{manager.Report()}");
            await manager.NotifiedAsync(line => line == "READY=1", notified);
            manager.MainProcess.ShouldNotBe(before);
            // The next only when this one is at work.
            await Guard.ForAsync(lab.World.WaitForBotMessagesAsync(said + People, ct: TestContext.Current.CancellationToken), "answers after a restart", manager.Report);
        }

        await enough.CancelAsync();
        var messages = (await Task.WhenAll(talk)).SelectMany(each => each).ToList();
        var doubts = (await lab.StatusAsync(manager.Program)).DoubtfulParts;
        await manager.StopAsync();

        var answers = lab.World.BotMessages().GroupBy(message => message.InReplyTo ?? "").ToDictionary(group => group.Key, group => group.Count());
        var twice = messages.Sum(message => answers.GetValueOrDefault(message.MsgId) - 1);
        var gaps = lab.World.SocketGaps;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{s_restarts} restarts, {messages.Count} messages, lost {messages.Count(message => !answers.ContainsKey(message.MsgId))}, answered twice {twice}, in doubt {doubts}, without a socket {gaps.Count - 1} times; acknowledgements {Latencies(lab)}"));
        messages.Where(message => !answers.ContainsKey(message.MsgId)).Select(message => message.MsgId).ShouldBeEmpty("lost");
        twice.ShouldBeLessThanOrEqualTo((int)doubts);
        manager.Restarts.ShouldBe(0);
        // One that lasts: it was stopped at the end.
        gaps.Count.ShouldBe(1, "nobody was connected");
    }

    [Fact]
    public async Task A_killed_service_is_started_again_and_answers_what_it_had_taken()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        await using var manager = await ServiceManager.StartAsync(lab);
        lab.Model.Enqueue(ModelBehaviour.Hang());
        var said = await lab.SayAsync("user002", "before the kill");
        await lab.Model.WaitForRequestAsync(1);
        var notified = manager.Notified.Count;
        manager.Kill();
        await manager.NotifiedAsync(line => line == "READY=1", notified);

        (await lab.AnswerAsync(said, manager.Report)).Text.ShouldEndWith(": before the kill");
        manager.Restarts.ShouldBe(1);
        await manager.StopAsync();
        manager.Notified.All.ShouldContain("STOPPING=1");
        manager.Notified.All.ShouldContain("WATCHDOG=1");
    }

    [Fact]
    public async Task A_successor_that_is_killed_after_it_took_over_is_started_again_by_the_manager()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        await using var manager = await ServiceManager.StartAsync(lab);
        var (first, notified) = (manager.MainProcess, manager.Notified.Count);
        (await lab.CliAsync("gateway", "restart")).Code.ShouldBe(0, manager.Report());
        await manager.NotifiedAsync(line => line == "READY=1", notified);
        manager.MainProcess.ShouldNotBe(first);
        notified = manager.Notified.Count;
        manager.Kill();
        await manager.NotifiedAsync(line => line == "READY=1", notified);
        await manager.Program.LineAsync(TestLab.Connected);
        (await lab.AnswerAsync(await lab.SayAsync("user002", "still here"), manager.Report)).Text.ShouldEndWith(": still here");
        manager.Restarts.ShouldBe(1);
    }

    /// <summary>A robot that can not connect keeps the successor waiting, with what the other one's socket brings.</summary>
    [Fact]
    public async Task A_gateway_that_is_killed_while_its_successor_connects_is_inherited_and_nothing_is_lost()
    {
        var apps = new[] { new EmulatedApp(), new EmulatedApp { ClientId = "dingbranch0001", ClientSecret = "branch-secret", Name = "Branch" } };
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            StartGateway = false,
            DingTalk = new EmulatorOptions { Apps = apps, ApiQps = 0 },
            Config = LabOptions.Channel(node =>
            {
                node.AsObject().Remove("client_id");
                node.AsObject().Remove("client_secret");
                node["accounts"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["hq"] = new System.Text.Json.Nodes.JsonObject { ["app_key"] = apps[0].ClientId, ["app_secret"] = apps[0].ClientSecret },
                    ["branch"] = new System.Text.Json.Nodes.JsonObject { ["app_key"] = apps[1].ClientId, ["app_secret"] = "wrong-secret-0123456789" },
                };
            }),
        });
        for (var i = 0; i < 2 * People; i++) lab.World.AddPerson($"load{i}", $"人{i}");
        await using var manager = await ServiceManager.StartAsync(lab, $"{TestLab.Connected} [hq]");
        var (first, notified) = (manager.MainProcess, manager.Notified.Count);
        var restarting = lab.CliAsync("gateway", "restart");
        await Guard.ForAsync(lab.World.WaitForConnectionsAsync(2, TestContext.Current.CancellationToken), "the successor's socket", manager.Report);
        var said = new List<SaidMessage>();
        for (var i = 0; i < 2 * People; i++) said.Add(await lab.World.SayAsync(new Speech($"load{i}", $"question {i}") { ClientId = apps[0].ClientId }));
        manager.Kill();

        await manager.NotifiedAsync(line => line == "READY=1", notified);
        foreach (var one in said) await lab.AnswerAsync(one, manager.Report);
        await restarting;
        (manager.Restarts, manager.MainProcess == first).ShouldBe((0, false));
        var twice = lab.World.BotMessages().GroupBy(message => message.InReplyTo ?? "").Sum(group => group.Count() - 1);
        twice.ShouldBeLessThanOrEqualTo((int)(await lab.StatusAsync(manager.Program)).DoubtfulParts);
    }

    [Fact]
    public async Task A_turn_that_is_slow_goes_on_in_the_successor()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        await using var manager = await ServiceManager.StartAsync(lab);
        lab.Model.Enqueue(ModelBehaviour.Hang());
        var said = await lab.SayAsync("user002", "slow");
        await lab.Model.WaitForRequestAsync(1);
        (await lab.CliAsync("gateway", "restart")).Code.ShouldBe(0, manager.Report());
        (await lab.AnswersAsync(said, 1)).ShouldHaveSingleItem().Text.ShouldEndWith(": slow");
    }

    [Fact]
    public async Task A_successor_that_can_not_start_costs_nothing_and_the_one_that_runs_goes_on()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        await using var manager = await ServiceManager.StartAsync(lab);
        await lab.ChangeConfigAsync(config => config["language"] = "klingon");
        var (code, _, words) = await lab.CliAsync("gateway", "restart");
        code.ShouldBe(1, manager.Report());
        words.ShouldContain("exit code 3");
        words.ShouldContain($"Process {manager.MainProcess} goes on");
        manager.MainProcess.ShouldBe(manager.Program.Id);
        (await lab.AnswerAsync(await lab.SayAsync("user002", "still here"), manager.Report)).Text.ShouldEndWith(": still here");
    }

    [Fact]
    public async Task A_gateway_with_a_token_that_was_not_made_for_it_is_refused()
    {
        await using var lab = await TestLab.StartAsync();
        await using var other = ChildProgram.Start(lab.Home, ["gateway", "--home", lab.Home], new Dictionary<string, string> { ["DINGHY_HANDOVER"] = new string('0', 64) });
        (await other.ExitAsync()).ShouldBe(1, other.Report());
        other.Err.All.ShouldContain(line => line.Contains("is not the one of now", StringComparison.Ordinal));
        (await lab.AskAsync("user002", "still here")).Text.ShouldEndWith(": still here");
    }

    [Fact]
    public async Task Without_a_manager_a_restart_is_refused_with_what_to_do_and_stop_stops()
    {
        await using var lab = await TestLab.StartAsync();
        var (code, _, words) = await lab.CliAsync("gateway", "restart");
        code.ShouldBe(1);
        words.ShouldContain("NOTIFY_SOCKET");
        words.ShouldContain($"Process {lab.Gateway.Id} goes on");

        var (status, text, _) = await lab.CliAsync("gateway", "status");
        status.ShouldBe(0);
        text.ShouldContain($"Process:  {lab.Gateway.Id}");
        text.ShouldContain("Socket:   [main] connected");

        (await lab.CliAsync("gateway", "stop")).Code.ShouldBe(0);
        (await lab.Gateway.ExitAsync()).ShouldBe(0);
        (await lab.CliAsync("gateway", "stop")).Code.ShouldBe(4);
    }

    /// <summary>One person, one message after another.</summary>
    private static async Task<IReadOnlyList<SaidMessage>> TalkAsync(TestLab lab, ServiceManager manager, string person, CancellationToken enough)
    {
        var said = new List<SaidMessage>();
        while (!enough.IsCancellationRequested)
        {
            var message = await lab.SayAsync(person, string.Create(CultureInfo.InvariantCulture, $"{person} {said.Count}"));
            said.Add(message);
            await lab.AnswerAsync(message, manager.Report);
        }

        return said;
    }

    private static string Latencies(TestLab lab)
    {
        var sorted = lab.World.PushRecords().Select(push => push.AckLatency?.TotalMilliseconds ?? double.PositiveInfinity).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Count / 2]:0} ms, p99 {sorted[sorted.Count * 99 / 100]:0} ms, longest {sorted[^1]:0} ms");
    }
}
