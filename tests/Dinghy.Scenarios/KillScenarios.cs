namespace Dinghy.Scenarios;

/// <summary>SIGKILL with fifty messages in flight: nothing is lost, and a double is one that was counted as in doubt.</summary>
public sealed class KillScenarios
{
    private const int Rounds = 10;
    private const int Messages = 50;
    private const int Burst = 10;

    private enum Moment
    {
        /// <summary>While frames come in: some are acknowledged, a burst is on its way.</summary>
        Storing,

        /// <summary>While the model holds every answer back.</summary>
        Thinking,

        /// <summary>When the model has ended one of many answers.</summary>
        Answered,

        /// <summary>While some sends hang at DingTalk's door and others are through.</summary>
        Sending,

        /// <summary>In a steady flow, three at a time: some done, some on their way, some waiting.</summary>
        Flowing,
    }

    [Fact]
    public async Task Fifty_messages_in_flight_survive_ten_kills_each_answered_exactly_once_but_for_counted_doubts()
    {
        var soon = TimeSpan.FromMilliseconds(500);
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            DingTalk = new EmulatorOptions { AckDeadline = soon, RobotRedeliverAfter = soon, RobotRedeliveries = 200, ApiQps = 0 },
        });
        for (var i = 0; i < Messages; i++) lab.World.AddPerson($"kill{i}", $"人{i}");
        var chance = new Random(20261121);
        var (seen, doubles) = (new Stages(0, 0, 0, 0, 0), 0L);
        for (var round = 1; round <= Rounds; round++)
        {
            var doubtsBefore = (await lab.StatusAsync()).DoubtfulParts;
            var moment = (Moment)(round % 5);
            var stages = await KillAsync(lab, round, moment, chance);
            var (twice, doubts) = await RecoverAsync(lab, round, doubtsBefore);
            (seen, doubles) = (seen + stages, doubles + twice);
            TestContext.Current.TestOutputHelper!.WriteLine($"round {round}, killed while {moment}: {stages}; answered twice {twice}, counted in doubt {doubts}");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"all rounds: {seen}; {Rounds * Messages} messages, answered twice {doubles}");
        seen.NotStored.ShouldBePositive("a kill before the acknowledgement");
        seen.Thinking.ShouldBePositive("a kill during the model call");
        seen.NotSent.ShouldBePositive("a kill between storing the answer and sending it");
        seen.NoReceipt.ShouldBePositive("a kill between sending and the receipt");
    }

    /// <summary>Says fifty things and kills at the moment; then looks at where each message stood.</summary>
    private static async Task<Stages> KillAsync(TestLab lab, int round, Moment moment, Random chance)
    {
        var count = chance.Next(1, Messages / 2);
        using var killed = new CancellationTokenSource();
        var reached = Prepare(lab, moment, count, killed.Token);
        for (var i = 1; i <= Messages; i++)
        {
            var said = await lab.SayAsync($"kill{i - 1}", Question(round, i - 1));
            if (moment == Moment.Storing && i <= count) await lab.AckAsync(said);
            if (moment == Moment.Storing && i == count + Burst) lab.Gateway.Kill();
        }

        await Guard.ForAsync(reached, $"the moment {moment}", lab.Gateway.Report);
        await lab.KillGatewayAsync();
        await killed.CancelAsync();
        lab.Faults.Clear();
        lab.Model.Otherwise = ModelBehaviour.Echo();
        return Look(lab, round);
    }

    /// <returns>Ends at the moment to kill.</returns>
    private static Task Prepare(TestLab lab, Moment moment, int count, CancellationToken killed)
    {
        var (request, answer) = (lab.Model.Requests.Count + count, lab.World.BotMessages().Count + count);
        switch (moment)
        {
            case Moment.Thinking:
                lab.Model.Otherwise = ModelBehaviour.Hang();
                return lab.Model.WaitForRequestAsync(request);
            case Moment.Answered:
                return EndedAsync(lab, request);
            case Moment.Sending:
                lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "webhook", Times = count, Delay = TimeSpan.FromMinutes(5) });
                return lab.World.WaitForBotMessagesAsync(answer, ct: killed);
            case Moment.Flowing:
                _ = FlowAsync(lab, killed);
                return lab.World.WaitForBotMessagesAsync(answer, ct: killed);
            default:
                return Task.CompletedTask;
        }
    }

    private static async Task EndedAsync(TestLab lab, int request) => await (await lab.Model.WaitForRequestAsync(request)).Ended;

    /// <summary>Three answers at once; every one that arrives lets the next go.</summary>
    private static async Task FlowAsync(TestLab lab, CancellationToken killed)
    {
        using var permits = new SemaphoreSlim(3);
        var echo = ModelBehaviour.Echo();
        lab.Model.Otherwise = new ModelBehaviour(async turn =>
        {
            await permits.WaitAsync(killed);
            await echo.RunAsync(turn);
        });
        try
        {
            for (var seen = lab.World.BotMessages().Count; ; seen++)
            {
                await lab.World.WaitForBotMessagesAsync(seen + 1, ct: killed);
                permits.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The program is gone.
        }
    }

    private static Stages Look(TestLab lab, int round)
    {
        using var database = Database.OpenCopy(lab.DatabaseFile);
        var stored = database.Texts("SELECT message_id FROM turns");
        var replying = database.Texts("SELECT t.message_id FROM turns t JOIN replies r ON r.turn_id = t.id");
        var done = database.Texts("SELECT message_id FROM turns WHERE state = 'closed'");
        var stages = new Stages(0, 0, 0, 0, 0);
        foreach (var push in Pushes(lab, round))
        {
            var arrived = lab.World.BotMessages().Any(message => message.InReplyTo == push.MsgId);
            stages += done.Contains(push.MsgId) ? new Stages(0, 0, 0, 0, 1)
                : !stored.Contains(push.MsgId) ? new Stages(1, 0, 0, 0, 0)
                : !replying.Contains(push.MsgId) ? new Stages(0, 1, 0, 0, 0)
                : arrived ? new Stages(0, 0, 0, 1, 0) : new Stages(0, 0, 1, 0, 0);
        }

        return stages;
    }

    private static async Task<(long Twice, long Doubts)> RecoverAsync(TestLab lab, int round, long doubtsBefore)
    {
        await lab.StartGatewayAsync();
        foreach (var push in Pushes(lab, round)) (await lab.AckAsync(push.Seq)).State.ShouldBe(PushState.Acked);
        for (var i = 0; i < Messages; i++)
        {
            var question = Question(round, i);
            await lab.BotMessagesAsync(1, message => Answers(message, question), $"an answer to {question}");
        }

        var doubts = (await lab.StatusAsync(status => status.Quiet, "everything to end")).DoubtfulParts - doubtsBefore;
        using var database = Database.Open(lab.DatabaseFile);
        var doubtful = database.Texts("SELECT t.message_id FROM turns t JOIN replies r ON r.turn_id = t.id JOIN parts p ON p.reply_id = r.id WHERE p.doubts > 0");
        var twice = 0L;
        foreach (var (push, i) in Pushes(lab, round).Select((push, i) => (push, i)))
        {
            var times = lab.World.BotMessages().Count(message => Answers(message, Question(round, i)));
            if (times == 1) continue;
            times.ShouldBe(2, $"{Question(round, i)} was answered {times} times");
            doubtful.ShouldContain(push.MsgId, $"{Question(round, i)} was doubled and not counted as in doubt");
            twice++;
        }

        twice.ShouldBeLessThanOrEqualTo(doubts);
        return (twice, doubts);
    }

    private static IEnumerable<PushRecord> Pushes(TestLab lab, int round) => lab.World.PushRecords((round - 1L) * Messages).Take(Messages);

    private static string Question(int round, int i) => $"r{round}-q{i}.";

    private static bool Answers(BotMessage message, string question) => message.Text.EndsWith($": {question}", StringComparison.Ordinal);

    /// <summary>Where messages stood when the program was killed.</summary>
    private sealed record Stages(int NotStored, int Thinking, int NotSent, int NoReceipt, int Done)
    {
        public static Stages operator +(Stages a, Stages b) =>
            new(a.NotStored + b.NotStored, a.Thinking + b.Thinking, a.NotSent + b.NotSent, a.NoReceipt + b.NoReceipt, a.Done + b.Done);

        public override string ToString() =>
            $"{NotStored} not stored, {Thinking} with the model, {NotSent} stored and not sent, {NoReceipt} sent without receipt, {Done} done";
    }
}
