namespace Dinghy.Scenarios;

/// <summary>Delivered means errcode 0: each fault of a road, and what the person sees of it.</summary>
public sealed class DeliveryScenarios(SharedLab shared) : IClassFixture<SharedLab>, IAsyncLifetime
{
    private TestLab Lab => shared.Lab;

    public ValueTask InitializeAsync()
    {
        Lab.Faults.Clear();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(FaultKind.HttpStatus)]
    [InlineData(FaultKind.Errcode)]
    [InlineData(FaultKind.ExpireWebhook)]
    public async Task A_webhook_that_refuses_once_costs_no_answer_and_doubles_none(FaultKind kind)
    {
        Lab.Faults.Set(new Fault(kind) { Api = kind == FaultKind.HttpStatus ? "webhook" : null, Times = 1 });
        var (said, answers) = await AskOnceAsync($"refused once by {kind}");

        (await Lab.OutcomeAsync(said)).ShouldBe("answered");
        answers().ShouldHaveSingleItem().Road.ShouldBe("oto");
    }

    [Fact]
    public async Task A_reset_before_the_webhook_did_anything_is_repeated_and_reported_as_in_doubt()
    {
        var before = await Lab.StatusAsync();
        Lab.Faults.Set(new Fault(FaultKind.ResetBefore) { Api = "webhook", Times = 1 });
        var (said, answers) = await AskOnceAsync("reset before");

        (await Lab.OutcomeAsync(said)).ShouldBe("answered:in_doubt");
        answers().Count.ShouldBe(1);
        var after = await Lab.StatusAsync();
        (after.DoubtfulParts - before.DoubtfulParts).ShouldBe(1);
        (after.Of("answered:in_doubt") - before.Of("answered:in_doubt")).ShouldBe(1);
    }

    [Fact]
    public async Task A_reset_after_the_webhook_did_it_doubles_at_most_once_and_is_reported()
    {
        var before = await Lab.StatusAsync();
        Lab.Faults.Set(new Fault(FaultKind.ResetAfter) { Api = "webhook", Times = 1 });
        var (said, answers) = await AskOnceAsync("reset after");

        (await Lab.OutcomeAsync(said)).ShouldBe("answered:in_doubt");
        answers().Count.ShouldBe(2, "nobody can know that the first had arrived");
        answers().Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
        ((await Lab.StatusAsync()).DoubtfulParts - before.DoubtfulParts).ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_whose_receipt_never_comes_is_sent_twice_and_never_a_third_time()
    {
        Lab.Faults.Set(new Fault(FaultKind.ResetAfter) { Api = "webhook" });
        Lab.Faults.Set(new Fault(FaultKind.ResetAfter) { Api = "oto" });
        var (said, answers) = await AskOnceAsync("no receipts at all");

        (await Lab.OutcomeAsync(said)).ShouldBe("answered:in_doubt");
        answers().Count.ShouldBe(2);
        Lab.Faults.Clear();
        (await Lab.AskAsync("user002", "next")).Text.ShouldEndWith("next");
        answers().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_token_that_is_refused_once_is_renewed_and_the_answer_arrives_once()
    {
        Lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        Lab.Faults.Set(new Fault(FaultKind.RefuseToken) { Times = 1 });
        var (said, answers) = await AskOnceAsync("token refused");

        (await Lab.OutcomeAsync(said)).ShouldBe("answered");
        answers().ShouldHaveSingleItem().Road.ShouldBe("oto");
    }

    [Fact]
    public async Task A_revoked_token_is_renewed_for_the_next_answer()
    {
        for (var i = 0; i < 2; i++)
        {
            if (i == 1) Lab.Faults.Set(new Fault(FaultKind.RefuseToken));
            Lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
            var (said, answers) = await AskOnceAsync($"revoked {i}");
            (await Lab.OutcomeAsync(said)).ShouldBe("answered");
            answers().ShouldHaveSingleItem().Road.ShouldBe("oto");
        }
    }

    [Fact]
    public async Task A_throttled_OpenAPI_is_tried_again_by_the_retry_queue()
    {
        Lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        Lab.Faults.Set(new Fault(FaultKind.Throttle) { Times = 1 });
        var (said, answers) = await AskOnceAsync("throttled");

        (await Lab.OutcomeAsync(said)).ShouldBe("answered");
        answers().Count.ShouldBe(1);
    }

    [Fact]
    public async Task With_every_road_broken_the_answer_waits_and_arrives_once_when_they_are_mended()
    {
        Lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "webhook", Code = 500 });
        Lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "oto", Code = 503 });
        var lines = Lab.Gateway.Err.Count;
        var said = await Lab.SayAsync("user002", "everything is down");
        await Lab.Gateway.LogAsync(line => line.Contains("[2201]") && line.Contains("OpenApi"), "the refusal of the last road", lines);
        var waiting = await Lab.StatusAsync(status => status.WaitingReplies == 1, "the reply in the retry queue");
        waiting.OpenTurns.ShouldBe(1);
        Lab.World.BotMessages().ShouldNotContain(message => message.Text.Contains("everything is down"));

        Lab.Faults.Clear();
        (await Lab.OutcomeAsync(said)).ShouldBe("answered");
        Answers("everything is down").Count.ShouldBe(1);
        Lab.Model.Requests.Count(r => r.Messages[^1].Content == "everything is down").ShouldBe(1, "a retry sends, it does not ask again");
    }

    [Fact]
    public async Task An_answer_that_no_road_may_carry_ends_as_undelivered_and_a_dead_letter()
    {
        var before = await Lab.StatusAsync();
        Lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        Lab.World.AddPerson("left", "离职");
        var said = await Lab.World.SayAsync(new Speech("left", "gone") { RawData = BadMessages.Text(Lab, "left", "gone", staffId: "nobody-here") });

        (await Lab.OutcomeAsync(said)).ShouldBe("failed:undelivered");
        ((await Lab.StatusAsync()).DeadReplies - before.DeadReplies).ShouldBe(1);
    }

    /// <returns>The message, and whatever answers carry its text, now or later.</returns>
    private async Task<(SaidMessage Said, Func<IReadOnlyList<BotMessage>> Answers)> AskOnceAsync(string text)
    {
        var said = await Lab.SayAsync("user002", text);
        return (said, () => Answers(text));
    }

    private List<BotMessage> Answers(string text) => [.. Lab.World.BotMessages().Where(message => message.Text.EndsWith($": {text}", StringComparison.Ordinal))];
}
