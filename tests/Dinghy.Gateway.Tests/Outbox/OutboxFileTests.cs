using System.Net;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Outbox;

/// <summary>Files beside an answer: stored with it, sent after it, never forgotten.</summary>
public sealed class OutboxFileTests : IAsyncLifetime
{
    private readonly OutboxRig _rig = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_file_follows_the_answer_by_OpenApi_and_does_not_close_the_turn()
    {
        (await AnswerAsync(_rig.File("a.pdf"))).ShouldBe(TurnOutcome.Answered);
        _rig.DingTalk.All.Select(sent => (sent.Road, sent.Text)).ShouldBe([(Road.Webhook, "answer"), (Road.OpenApi, "a.pdf")]);
        _rig.DingTalk.Uploads.ShouldBe(["file"]);
        (await _rig.OutcomesAsync()).Keys.ShouldBe(["answered"]);
    }

    [Fact]
    public async Task A_file_that_can_not_go_now_goes_later_though_its_turn_has_ended_and_the_program_was_restarted()
    {
        _rig.DingTalk.UploadAnswer = FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable);
        (await AnswerAsync(_rig.File("a.pdf"))).ShouldBe(TurnOutcome.Answered);
        _rig.DingTalk.All.Count.ShouldBe(1);
        (await _rig.OutcomesAsync()).Keys.ShouldBe(["answered"]);

        _rig.DingTalk.UploadAnswer = null;
        var due = (await _rig.NextAtAsync()).ShouldNotBeNull();
        await _rig.RestartAsync();
        if (due - _rig.Time.GetUtcNow() is var wait && wait > TimeSpan.Zero) await _rig.Time.AdvanceWhenArmed(wait);
        await Waiting.Until(() => _rig.DingTalk.All.Count == 2);
        _rig.DingTalk.All[1].Text.ShouldBe("a.pdf");
        await Waiting.Until(async () => (await _rig.Store.OpenRepliesAsync(Ct)).Count == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_waits_for_the_answer_it_belongs_to_also_over_a_restart(bool restart)
    {
        _rig.DingTalk.Then(Road.Webhook, FakeDingTalk.Code("-1")).Then(Road.OpenApi, FakeDingTalk.Status(HttpStatusCode.ServiceUnavailable));
        (await AnswerAsync(_rig.File("a.pdf"))).ShouldBeNull();
        if (restart) await _rig.RestartAsync();
        _rig.DingTalk.All.Select(sent => sent.Text).ShouldBe(["answer", "answer"]);
        await Waiting.Until(async () =>
        {
            if (_rig.Time.ArmedTimers > 0) _rig.Time.Advance(TimeSpan.FromSeconds(1));
            return (await _rig.Store.OpenRepliesAsync(Ct)).Count == 0;
        });
        _rig.DingTalk.All.Select(sent => sent.Text).ShouldBe(["answer", "answer", "answer", "a.pdf"]);
    }

    [Fact]
    public async Task A_file_DingTalk_does_not_take_is_said_in_words_with_the_reason()
    {
        _rig.DingTalk.UploadAnswer = FakeDingTalk.Code("40006");
        await AnswerAsync(_rig.File("a.pdf"));
        _rig.DingTalk.All.Select(sent => sent.Text).ShouldBe(["answer", "could not go\n\nIt is too large: DingTalk takes up to 20 MB (sounds 2 MB)."]);
    }

    [Fact]
    public async Task A_send_in_doubt_repeats_once_with_the_same_upload()
    {
        _rig.DingTalk.Then(Road.OpenApi, FakeDingTalk.Reset, FakeDingTalk.Reset);
        await AnswerAsync(_rig.File("a.pdf"));
        _rig.DingTalk.All.Count(sent => sent.Text == "a.pdf").ShouldBe(2);
        _rig.DingTalk.Uploads.Count.ShouldBe(1);
        (await _rig.Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upload_that_ends_in_doubt_is_tried_again_since_nobody_has_seen_it()
    {
        _rig.DingTalk.UploadAnswer = FakeDingTalk.Reset;
        await AnswerAsync(_rig.File("a.pdf"));
        (await _rig.CountAsync()).DoubtfulParts.ShouldBe(0);
        (await _rig.NextAtAsync()).ShouldBe(_rig.Time.GetUtcNow().AddSeconds(1));
    }

    private async Task<TurnOutcome?> AnswerAsync(ReplyFile file)
    {
        var turn = await _rig.TurnAsync();
        var then = new NewReply(turn.Id, "could not go", null, []) { Extras = new ReplyExtras { File = file, Kept = true, English = true } };
        return await _rig.Outbox.DeliverAsync(turn, OutboxRig.Say(new NewReply(turn.Id, "answer", TurnOutcome.Answered, []) { Then = [then] }), Ct);
    }
}
