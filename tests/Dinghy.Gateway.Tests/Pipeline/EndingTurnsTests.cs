using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Pipeline;

/// <summary>A turn that is to end with a sentence ends with it while the program lives, also when the disk was full at that moment.</summary>
public sealed class EndingTurnsTests
{
    [Fact]
    public async Task A_busy_sentence_that_could_not_be_stored_is_said_when_the_disk_is_back()
    {
        var gate = new TaskCompletionSource();
        var model = new FakeModel(FakeModel.Waiting(gate.Task, "done"));
        await using var rig = new PipelineRig(model, new InboxConfig { MaxWaiting = 1 });
        await rig.StartAsync();
        await rig.PushAsync(new Said { Id = "runs" });
        await model.AskedAsync();
        await rig.PushAsync(new Said { Id = "waits" });
        (rig.Store.Failing, rig.Store.Failures) = (nameof(IReplyStore.AddReplyAsync), 1);
        await rig.PushAsync(new Said { Id = "too many" });
        await Waiting.Until(() => rig.Store.Failed == 1 && rig.Time.UntilNextTimer == TimeSpan.FromSeconds(5));
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentences.For(Reasons.Busy, Language.English));
        gate.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 2, ["failed:busy"] = 1 }, ignoreOrder: true);
    }
}
