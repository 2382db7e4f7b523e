using System.Net;
using System.Text.Json.Nodes;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Pipeline;

public sealed class TurnWorkerTests
{
    private static string Sentence(string reason) => Sentences.For(reason, Language.English);

    private static Said Message(int i, string conversation = "staff-1") => new() { Id = $"m{i}", Text = $"q{i}", Staff = conversation };

    [Fact]
    public async Task A_question_is_answered_once_and_remembered_with_its_answer()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        await rig.PushAsync(Message(1));
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("you said: q1");
        await rig.OutcomesAsync();
        await rig.PushAsync(Message(2));
        await rig.OutcomesAsync();
        await model.AskedAsync();
        (await model.AskedAsync()).Skip(1).Select(message => message.Text).ShouldBe(["q1", "you said: q1", "q2"]);
    }

    [Fact]
    public async Task An_answer_that_DingTalk_refuses_for_now_is_not_overtaken_by_the_next_of_its_conversation()
    {
        await using var rig = await StartedAsync(FakeModel.Echo());
        rig.DingTalk.Then(Road.Webhook, FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        await rig.PushAsync(Message(1));
        await rig.PushAsync(Message(2));
        await Waiting.Until(async () => (await rig.Store.CountAsync(default)).WaitingReplies == 1);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.OutcomesAsync();
        rig.DingTalk.All.Skip(2).Select(sent => sent.Text).ShouldBe(["you said: q1", "you said: q2"]);
    }

    [Fact]
    public async Task Two_peoples_contexts_do_not_mix_and_each_answer_goes_to_its_own_webhook()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        for (var i = 0; i < 10; i++)
            await rig.PushAsync(Message(i, $"staff-{i % 2}") with { Webhook = $"https://oapi.dingtalk.com/robot/sendBySession?session={i}" });
        await rig.OutcomesAsync();
        for (var i = 0; i < 10; i++)
        {
            rig.DingTalk.All.ShouldContain(sent => sent.Text == $"you said: q{i}" && sent.To == $"?session={i}");
            var asked = await model.AskedAsync();
            asked.Skip(1).Select(message => message.Text[^1] % 2).Distinct().ShouldHaveSingleItem();
        }

        rig.DingTalk.All.Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_conversations_answers_come_in_the_order_of_its_questions()
    {
        await using var rig = await StartedAsync(FakeModel.Echo());
        for (var i = 0; i < 50; i++) await rig.PushAsync(Message(i));
        await rig.OutcomesAsync();
        rig.DingTalk.All.Select(sent => sent.Text).ShouldBe(Enumerable.Range(0, 50).Select(i => $"you said: q{i}"));
    }

    [Fact]
    public async Task A_crash_is_told_to_the_person_and_the_conversation_goes_on()
    {
        var model = new FakeModel((_, _) => throw new InvalidOperationException("SECRET boom"), FakeModel.Whole("fine"));
        await using var rig = await StartedAsync(model);
        await rig.PushAsync(Message(1));
        await rig.PushAsync(Message(2));
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:crashed"] = 1, ["answered"] = 1 }, ignoreOrder: true);
        rig.DingTalk.All.Select(sent => sent.Text).Order().ShouldBe(new[] { Sentence(Reasons.Crashed), "fine" }.Order());
        rig.DingTalk.Texts.ShouldNotContain("SECRET");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_that_is_down_or_absent_is_one_sentence(bool absent)
    {
        await using var rig = await StartedAsync(absent ? null : FakeModel.Failing(ModelFault.Unreachable));
        await rig.PushAsync(Message(1));
        var reason = absent ? Reasons.NoModel : Reasons.ModelDown;
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { [$"failed:{reason}"] = 1 });
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe(Sentence(reason));
    }

    [Fact]
    public async Task A_kind_that_nobody_knows_is_answered_with_what_works_and_no_model_is_asked()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        await rig.PushAsync(new Said { Type = "hologram", Text = null, Content = new JsonObject { ["downloadCode"] = "c" } });
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:unsupported_kind"] = 1 });
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe(Sentences.For(Reasons.UnsupportedKind, Language.Chinese));
        model.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_store_that_fails_holds_the_conversation_in_order_and_sends_nothing_twice()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        (rig.Store.Failing, rig.Store.Failures) = (nameof(IReplyStore.AddReplyAsync), 3);
        for (var i = 0; i < 3; i++) await rig.PushAsync(Message(i));
        foreach (var pause in new[] { 5, 10, 20 })
        {
            await Waiting.Until(() => rig.Time.UntilNextTimer == TimeSpan.FromSeconds(pause));
            rig.DingTalk.All.ShouldBeEmpty();
            rig.Time.Advance(TimeSpan.FromSeconds(pause));
        }

        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 3 });
        rig.DingTalk.All.Select(sent => sent.Text).ShouldBe(["you said: q0", "you said: q1", "you said: q2"]);
        model.Calls.ShouldBe(3, "an answer that waits for the disk is not asked for again");
    }

    [Fact]
    public async Task The_hundred_and_first_waiting_message_is_told_that_we_are_busy_and_recorded()
    {
        var gate = new TaskCompletionSource();
        await using var rig = await StartedAsync(new FakeModel(FakeModel.Waiting(gate.Task, "done")));
        for (var i = 0; i <= 101; i++) (await rig.PushAsync(Message(i))).Code.ShouldBe(200);
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentence(Reasons.Busy));
        rig.DingTalk.All.Count.ShouldBe(1);
        gate.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 101, ["failed:busy"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_crash_left_open_is_answered_by_the_next_start_and_only_once()
    {
        await using var rig = await StartedAsync(new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task)));
        for (var i = 0; i < 5; i++) await rig.PushAsync(Message(i));
        await rig.RestartAsync(FakeModel.Echo());
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 5 });
        rig.DingTalk.All.Select(sent => sent.Text).ShouldBe(Enumerable.Range(0, 5).Select(i => $"you said: q{i}"));
        await rig.RestartAsync(FakeModel.Echo());
        await rig.PushAsync(Message(3));
        rig.DingTalk.All.Count.ShouldBe(5);
    }

    [Fact]
    public async Task More_than_the_mailbox_holds_is_resumed_whole()
    {
        await using var rig = await StartedAsync(new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task)), new InboxConfig { MaxWaiting = 20 });
        for (var i = 0; i < 15; i++) await rig.PushAsync(Message(i));
        await rig.RestartAsync(new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task)));
        for (var i = 15; i < 20; i++) await rig.PushAsync(Message(i));
        await rig.RestartAsync(FakeModel.Echo());
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 20 });
    }

    [Fact]
    public async Task Messages_that_waited_too_long_get_one_sentence_per_conversation()
    {
        var never = new TaskCompletionSource().Task;
        await using var rig = await StartedAsync(new FakeModel(FakeModel.Waiting(never)));
        for (var i = 0; i < 3; i++) await rig.PushAsync(Message(i, "staff-a"));
        for (var i = 3; i < 5; i++) await rig.PushAsync(Message(i, "staff-b"));
        rig.Time.Advance(TimeSpan.FromHours(25));
        await rig.PushAsync(Message(9, "staff-a") with { Webhook = null });

        var model = FakeModel.Echo();
        var before = rig.DingTalk.All.Count; // "still working" notes
        await rig.RestartAsync(model);
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:expired"] = 5, ["answered"] = 1 }, ignoreOrder: true);
        var said = rig.DingTalk.All.Skip(before).ToList();
        said.Count(sent => sent.Text == Sentence(Reasons.Expired)).ShouldBe(2);
        said.Where(sent => sent.Text == Sentence(Reasons.Expired)).Select(sent => sent.To).Order().ShouldBe(["staff-a", "staff-b"]);
        model.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_turn_that_never_ends_through_eleven_restarts_is_given_up_with_a_sentence()
    {
        FakeModel Stuck() => new(FakeModel.Waiting(new TaskCompletionSource().Task));
        await using var rig = await StartedAsync(Stuck());
        await rig.PushAsync(Message(1));
        for (var i = 0; i < 10; i++) await rig.RestartAsync(Stuck());
        (await rig.CountAsync()).OpenTurns.ShouldBe(1);
        await rig.RestartAsync(Stuck());
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:given_up"] = 1 });
        rig.DingTalk.All[^1].Text.ShouldBe(Sentence(Reasons.GivenUp));
    }

    [Fact]
    public async Task A_stop_lets_running_turns_end_within_its_patience()
    {
        var gate = new TaskCompletionSource();
        var model = new FakeModel(FakeModel.Waiting(gate.Task, "in time"));
        await using var rig = await StartedAsync(model);
        await rig.PushAsync(Message(1));
        await rig.PushAsync(Message(2));
        await model.AskedAsync();
        var stopping = rig.Worker.StopAsync(TimeSpan.FromSeconds(5));
        stopping.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await stopping.Within();
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("in time");
        (await rig.CountAsync()).OpenTurns.ShouldBe(1); // the second is parked
    }

    [Fact]
    public async Task A_stop_past_its_patience_cancels_the_model_and_parks_the_turn()
    {
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task));
        await using var rig = await StartedAsync(model);
        await rig.PushAsync(Message(1));
        await model.AskedAsync();
        var stopping = rig.Worker.StopAsync(TimeSpan.FromSeconds(5));
        await Waiting.Until(() => rig.Time.UntilNextTimer <= TimeSpan.FromSeconds(5));
        stopping.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await stopping.Within();
        rig.Worker.Count.ShouldBe(0);
        rig.DingTalk.All.ShouldBeEmpty();
        (await rig.CountAsync()).OpenTurns.ShouldBe(1);
    }

    [Fact]
    public async Task What_comes_after_a_stop_is_stored_and_left_to_the_next_start()
    {
        await using var rig = await StartedAsync(FakeModel.Echo());
        await rig.Worker.StopAsync(TimeSpan.FromSeconds(5));
        (await rig.PushAsync(Message(1))).Code.ShouldBe(200);
        rig.DingTalk.All.ShouldBeEmpty();
        await rig.RestartAsync(FakeModel.Echo());
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
    }

    private static async Task<PipelineRig> StartedAsync(FakeModel? model, InboxConfig? inbox = null)
    {
        var rig = new PipelineRig(model, inbox);
        await rig.StartAsync();
        return rig;
    }
}
