namespace Dinghy.Scenarios;

/// <summary>What can not be stored is not acknowledged, and somebody is told.</summary>
public sealed class StorageScenarios
{
    private const int BadStore = 6;

    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(500);

    private static readonly EmulatorOptions s_patient = new() { AckDeadline = s_soon, RobotRedeliverAfter = s_soon, RobotRedeliveries = 500 };

    [Fact]
    public async Task A_full_disk_refuses_messages_tells_the_person_once_and_takes_them_when_there_is_room()
    {
        using var disk = SmallDisk.TryCreate();
        Assert.SkipWhen(disk is null, "No small file system can be mounted here; the next scenario covers the same by a limit on file sizes.");
        await using var lab = await TestLab.StartAsync(new LabOptions { Home = disk.Home, DingTalk = s_patient });
        (await lab.AskAsync("user002", "room")).Text.ShouldBe("echo(2): room");
        await lab.StatusAsync(status => status.Quiet, "the first answer to be recorded");

        disk.Fill();
        await NotStoredAsync(lab, "disk is full");
        await TakenAgainAsync(lab, disk.MakeRoom);
    }

    [Fact]
    public async Task Files_that_may_not_grow_refuse_messages_tell_the_person_once_and_are_used_again_later()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false, DingTalk = s_patient });
        await lab.StartGatewayAsync(limitable: true);
        (await lab.AskAsync("user002", "room")).Text.ShouldBe("echo(2): room");
        await lab.StatusAsync(status => status.Quiet, "the first answer to be recorded");

        lab.Gateway.LimitFiles(new FileInfo(lab.DatabaseFile + "-wal").Length);
        await NotStoredAsync(lab, "cannot be read or written");
        await TakenAgainAsync(lab, () => lab.Gateway.LimitFiles(null));
    }

    [Fact]
    public async Task A_locked_database_refuses_messages_tells_the_person_once_and_takes_them_when_it_is_free()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = s_patient });
        (await lab.AskAsync("user002", "room")).Text.ShouldBe("echo(2): room");
        await lab.StatusAsync(status => status.Quiet, "the first answer to be recorded");

        using var other = Database.Open(lab.DatabaseFile);
        other.Execute("BEGIN IMMEDIATE");
        await NotStoredAsync(lab, "locked by another program");
        await TakenAgainAsync(lab, () => other.Execute("ROLLBACK"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public async Task A_damaged_database_stops_the_start_with_a_clear_error(int from)
    {
        await using var lab = await TestLab.StartAsync();
        await lab.OutcomeAsync(await lab.SayAsync("user002", "hello"));
        (await lab.StopGatewayAsync()).ShouldBe(0);
        Damage(lab.DatabaseFile, from);
        await lab.StartGatewayAsync(untilConnected: false);

        (await lab.Gateway.ExitAsync()).ShouldBe(BadStore);
        lab.Gateway.Err.All.ShouldContain(line => line.Contains("damaged") && line.Contains("dinghy.db"));
        lab.Gateway.Out.All.ShouldNotContain(TestLab.Connected);
    }

    [Fact]
    public async Task A_database_that_is_locked_at_the_start_stops_it_with_a_clear_error()
    {
        await using var lab = await TestLab.StartAsync();
        (await lab.StopGatewayAsync()).ShouldBe(0);
        using var other = Database.Open(lab.DatabaseFile);
        other.Execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM history");
        await lab.StartGatewayAsync(untilConnected: false);

        (await lab.Gateway.ExitAsync()).ShouldBe(BadStore);
        lab.Gateway.Err.All.ShouldContain(line => line.Contains("locked by another program"));
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_home_is_refused_and_names_the_first()
    {
        await using var lab = await TestLab.StartAsync();
        var (code, printed, words) = await lab.CliAsync("gateway");

        code.ShouldBe(BadStore);
        printed.ShouldBeEmpty();
        words.ShouldContain($"in use by another gateway (process {lab.Gateway.Id}, since ");
        (await lab.AskAsync("user002", "still here")).Text.ShouldBe("echo(2): still here");
    }

    /// <summary>Three messages that find no room: each is refused with 500, the person hears of it once, the log names the cause.</summary>
    private static async Task NotStoredAsync(TestLab lab, string cause)
    {
        for (var i = 1; i <= 3; i++)
        {
            var said = await lab.SayAsync("user002", $"no room {i}");
            await Guard.ForAsync(lab.World.WaitForPushAsync(said.Push, push => push.AckCode == 500), $"message {i} to be refused", lab.Gateway.Report);
        }

        await lab.BotMessagesAsync(1, IsWarning, "the sentence to the person");
        lab.Gateway.Err.All.ShouldContain(line => line.Contains("[2305]") && line.Contains(cause), $"the log should name the cause\n{lab.Gateway.Report()}");
        lab.Model.Requests.Count.ShouldBe(1);
    }

    private static async Task TakenAgainAsync(TestLab lab, Action makeRoom)
    {
        makeRoom();
        foreach (var push in lab.World.PushRecords(1)) (await lab.AckAsync(push.Seq)).AckCode.ShouldBe(200);
        for (var i = 1; i <= 3; i++) (await lab.BotMessagesAsync(1, message => message.Text.EndsWith($": no room {i}"), $"answer {i}")).Count.ShouldBe(1);
        (await lab.StatusAsync(status => status.Quiet, "everything to end")).Of("answered").ShouldBe(4);
        lab.World.BotMessages().Count(IsWarning).ShouldBe(1);
        lab.World.BotMessages().Count.ShouldBe(5);
    }

    private static bool IsWarning(BotMessage message) => message.Text.Contains("could not be saved", StringComparison.Ordinal);

    private static void Damage(string path, int from)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = from;
        var garbage = new byte[Math.Max(64 * 1024, file.Length - from)];
        new Random(7).NextBytes(garbage);
        file.Write(garbage);
    }
}
