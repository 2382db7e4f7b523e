using Dinghy.Gateway.Models;
using Microsoft.Extensions.Logging;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

public sealed class RetryingChatClientTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Two_transient_faults_are_outlived_with_growing_pauses()
    {
        await using var lab = await ModelHarness.StartAsync(Status(500), Cut("half an ans"), Answer("whole"));
        var call = lab.Retrying().AskAsync("q");

        await AssertPauseAsync(lab, call, 1, 375, 625);
        await AssertPauseAsync(lab, call, 2, 1500, 2500);
        (await call.WaitAsync(s_guard)).Text.ShouldBe("whole");
        lab.Server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_third_fault_is_thrown()
    {
        await using var lab = await ModelHarness.StartAsync(Html(), Drop(), Status(503), Answer("never asked for"));
        var call = lab.Retrying().AskAsync("q");
        await PassPauseAsync(lab, 1);
        await PassPauseAsync(lab, 2);
        (await Should.ThrowAsync<ModelException>(() => call.WaitAsync(s_guard))).Status.ShouldBe(503);
        lab.Server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(404)]
    [InlineData(400)]
    [InlineData(451)]
    [InlineData(413)]
    public async Task What_asking_again_can_not_mend_is_thrown_at_once(int status)
    {
        await using var lab = await ModelHarness.StartAsync(Status(status));
        (await Should.ThrowAsync<ModelException>(() => lab.Retrying().AskAsync("q"))).Status.ShouldBe(status);
        lab.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_time_out_is_thrown_at_once_for_the_person_has_waited()
    {
        await using var lab = await ModelHarness.StartAsync(Hang());
        var call = lab.Retrying().AskAsync("q");
        await lab.Server.WaitForRequestAsync(1);
        lab.Clock.Advance(TimeSpan.FromSeconds(45));
        (await Should.ThrowAsync<ModelException>(() => call.WaitAsync(s_guard))).Fault.ShouldBe(ModelFault.Timeout);
        lab.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_pause_the_provider_asks_for_is_kept()
    {
        await using var lab = await ModelHarness.StartAsync(Status(429, headers: ("Retry-After", "10")), Answer("ok"));
        var call = lab.Retrying().AskAsync("q");
        await AssertPauseAsync(lab, call, 1, 10_000, 10_000);
        (await call.WaitAsync(s_guard)).Text.ShouldBe("ok");
    }

    [Fact]
    public async Task A_pause_too_long_for_a_person_is_not_waited_for()
    {
        await using var lab = await ModelHarness.StartAsync(Status(429, headers: ("Retry-After", "11")));
        (await Should.ThrowAsync<ModelException>(() => lab.Retrying().AskAsync("q"))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(11));
        lab.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_is_begun_again_only_while_nothing_was_yielded()
    {
        await using var lab = await ModelHarness.StartAsync(Status(500), Cut("half"), Answer("never asked for"));
        await using var updates = lab.Retrying().Stream("q");
        var first = updates.MoveNextAsync().AsTask();
        await PassPauseAsync(lab, 1);
        (await first.WaitAsync(s_guard)).ShouldBeTrue();
        updates.Current.Text.ShouldBe("half");
        (await Should.ThrowAsync<ModelException>(() => updates.MoveNextAsync().AsTask())).Fault.ShouldBe(ModelFault.Cut);
        lab.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_pauses()
    {
        (await PausesAsync(seed: 7)).ShouldBe(await PausesAsync(seed: 7));
        (await PausesAsync(seed: 7)).ShouldNotBe(await PausesAsync(seed: 8));
    }

    [Fact]
    public async Task Cancelling_ends_a_pause()
    {
        await using var lab = await ModelHarness.StartAsync(Status(500));
        using var stop = new CancellationTokenSource();
        var call = lab.Retrying().AskAsync("q", stop.Token);
        await UntilRetryAsync(lab, 1);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(s_guard));
        lab.Server.Requests.Count.ShouldBe(1);
    }

    private static async Task<List<long>> PausesAsync(int seed)
    {
        await using var lab = await ModelHarness.StartAsync(Status(500), Status(500));
        var call = lab.Retrying(seed).AskAsync("q");
        List<long> pauses = [await PassPauseAsync(lab, 1), await PassPauseAsync(lab, 2)];
        await call.WaitAsync(s_guard);
        return pauses;
    }

    /// <summary>The pause must lie in the range, and nothing may be asked before it is over.</summary>
    private static async Task AssertPauseAsync(ModelHarness lab, Task call, int number, long least, long most)
    {
        var pause = await UntilRetryAsync(lab, number);
        pause.ShouldBeInRange(least, most);
        lab.Clock.Advance(TimeSpan.FromMilliseconds(pause - 1));
        call.IsCompleted.ShouldBeFalse();
        lab.Server.Requests.Count.ShouldBe(number);
        // To the millisecond: what lay beyond would be taken from the next pause, should it begin before this call returns.
        lab.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await lab.Server.WaitForRequestAsync(number + 1);
    }

    private static async Task<long> PassPauseAsync(ModelHarness lab, int number)
    {
        var pause = await UntilRetryAsync(lab, number);
        lab.Clock.Advance(TimeSpan.FromMilliseconds(pause + 1));
        await lab.Server.WaitForRequestAsync(number + 1);
        return pause;
    }

    /// <summary>Milliseconds of this retry's pause; its line is written when the timer is armed already.</summary>
    private static async Task<long> UntilRetryAsync(ModelHarness lab, int number)
    {
        var line = await lab.Log.UntilAsync(lines => lines.Where(l => l.Id == 2402).ElementAtOrDefault(number - 1));
        line.Level.ShouldBe(LogLevel.Information);
        return long.Parse(line.Text.Split(" in ")[1].Split(' ')[0]);
    }
}
