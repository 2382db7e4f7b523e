using System.Text;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

public sealed class OpenAiTimeoutTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_model_that_never_begins_times_out_after_the_configured_time_and_not_before()
    {
        await using var lab = await ModelHarness.StartAsync(Hang());
        var call = lab.Client().AskAsync("q");
        var request = await lab.Server.WaitForRequestAsync(1);

        lab.Clock.Advance(TimeSpan.FromSeconds(44));
        call.IsCompleted.ShouldBeFalse();
        lab.Clock.Advance(TimeSpan.FromSeconds(1));
        var fault = await Should.ThrowAsync<ModelException>(() => call.WaitAsync(s_guard));
        (fault.Fault, fault.Transient).ShouldBe((ModelFault.Timeout, false));
        fault.Message.ShouldContain("45 s");
        (await request.Ended.WaitAsync(s_guard)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_model_that_falls_silent_midway_times_out()
    {
        await using var lab = await ModelHarness.StartAsync(Hang("half"));
        await using var updates = lab.Client().Stream("q");
        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.Text.ShouldBe("half");

        var next = updates.MoveNextAsync().AsTask();
        lab.Clock.Advance(TimeSpan.FromSeconds(45));
        (await Should.ThrowAsync<ModelException>(() => next.WaitAsync(s_guard))).Fault.ShouldBe(ModelFault.Timeout);
    }

    [Fact]
    public async Task Every_token_starts_the_time_anew()
    {
        using var gate = new SemaphoreSlim(0);
        await using var lab = await ModelHarness.StartAsync(Answer("abcdef", chunk: 1, gate));
        await using var updates = lab.Client().Stream("q");
        var text = "";
        while (true)
        {
            var next = updates.MoveNextAsync().AsTask();
            if (text.Length > 0)
            {
                lab.Clock.Advance(TimeSpan.FromSeconds(40));
                gate.Release();
            }

            if (!await next.WaitAsync(s_guard)) break;
            text += updates.Current.Text;
        }

        text.ShouldBe("abcdef");
    }

    [Fact]
    public async Task Keep_alives_are_no_tokens()
    {
        var begin = new TaskCompletionSource();
        var sent = new TaskCompletionSource();
        await using var lab = await ModelHarness.StartAsync(new ModelBehaviour(async turn =>
        {
            await begin.Task;
            await turn.StartStreamAsync();
            await turn.SendRawAsync("data: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n"u8.ToArray());

            // Far more than sockets buffer: once this is sent, the client has read the events above.
            var comment = Encoding.UTF8.GetBytes($": {new string('x', 512 * 1024)}\n\n");
            for (var i = 0; i < 64; i++) await turn.SendRawAsync(comment);
            sent.SetResult();
            await turn.UntilStoppedAsync();
        }));
        var call = lab.Client().AskAsync("q");
        await lab.Server.WaitForRequestAsync(1);
        lab.Clock.Advance(TimeSpan.FromSeconds(30));
        begin.SetResult();
        await sent.Task.WaitAsync(s_guard);
        call.IsCompleted.ShouldBeFalse();
        lab.Clock.Advance(TimeSpan.FromSeconds(15));
        (await Should.ThrowAsync<ModelException>(() => call.WaitAsync(s_guard))).Fault.ShouldBe(ModelFault.Timeout);
    }

    [Fact]
    public async Task A_reader_that_takes_its_time_costs_the_model_none()
    {
        using var gate = new SemaphoreSlim(0);
        await using var lab = await ModelHarness.StartAsync(Answer("ab", chunk: 1, gate));
        await using var updates = lab.Client().Stream("q");
        (await updates.MoveNextAsync()).ShouldBeTrue();
        lab.Clock.Advance(TimeSpan.FromMinutes(5));
        gate.Release(2);
        (await updates.MoveNextAsync().AsTask().WaitAsync(s_guard)).ShouldBeTrue();
        updates.Current.Text.ShouldBe("b");
    }

    [Fact]
    public async Task A_call_that_drips_for_ever_ends_at_its_bound()
    {
        await using var lab = await ModelHarness.StartAsync(Hang("drip"));
        await using var updates = lab.Client().Stream("q");
        (await updates.MoveNextAsync()).ShouldBeTrue();
        lab.Clock.Advance(ModelLimits.Call);
        var fault = await Should.ThrowAsync<ModelException>(() => updates.MoveNextAsync().AsTask().WaitAsync(s_guard));
        fault.Fault.ShouldBe(ModelFault.Timeout);
        fault.Message.ShouldContain("whole call");
    }

    [Fact]
    public async Task An_answer_that_is_whole_does_not_wait_long_for_its_end_mark()
    {
        await using var lab = await ModelHarness.StartAsync(new ModelBehaviour(async turn =>
        {
            await turn.StartStreamAsync();
            await turn.SendRawAsync("data: {\"choices\":[{\"delta\":{\"content\":\"whole\"},\"finish_reason\":\"stop\"}]}\n\n"u8.ToArray());
            await turn.UntilStoppedAsync();
        }));
        await using var updates = lab.Client().Stream("q");
        (await updates.MoveNextAsync()).ShouldBeTrue();
        var last = updates.MoveNextAsync().AsTask();
        lab.Clock.Advance(ModelLimits.Tail);
        (await last.WaitAsync(s_guard)).ShouldBeTrue();
        updates.Current.FinishReason.ShouldBe(ChatFinishReason.Stop);
        (await updates.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task An_error_body_that_never_ends_leaves_the_status_to_speak()
    {
        await using var lab = await ModelHarness.StartAsync(new ModelBehaviour(async turn =>
        {
            turn.Response.StatusCode = 401;
            await turn.SendRawAsync("{"u8.ToArray());
            await turn.UntilStoppedAsync();
        }));
        var call = lab.Client().AskAsync("q");
        await lab.HeadersSeen.WaitAsync(s_guard);
        lab.Clock.Advance(TimeSpan.FromSeconds(45));
        (await Should.ThrowAsync<ModelException>(() => call.WaitAsync(s_guard))).Fault.ShouldBe(ModelFault.Credentials);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("half")]
    public async Task The_callers_cancellation_is_not_a_fault_and_frees_the_server(string? text)
    {
        await using var lab = await ModelHarness.StartAsync(Hang(text));
        using var stop = new CancellationTokenSource();
        var call = lab.Client().AskAsync("q", stop.Token);
        var request = await lab.Server.WaitForRequestAsync(1);
        await stop.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(s_guard))).CancellationToken.ShouldBe(stop.Token);
        (await request.Ended.WaitAsync(s_guard)).ShouldBeTrue();
        lab.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_that_leaves_early_frees_the_server()
    {
        await using var lab = await ModelHarness.StartAsync(Hang("half"));
        var updates = lab.Client().Stream("q");
        (await updates.MoveNextAsync()).ShouldBeTrue();
        await updates.DisposeAsync();
        (await lab.Server.Requests[0].Ended.WaitAsync(s_guard)).ShouldBeTrue();
        lab.Clock.ArmedTimers.ShouldBe(0);
    }
}
