using System.Text.Json.Nodes;
using Dinghy.DingTalk.Events;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

public sealed class ReceivingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Said Picture { get; } = new() { Type = "picture", Text = null, Content = new JsonObject { ["downloadCode"] = "c" } };

    [Fact]
    public async Task Files_reach_the_model_and_the_memory_keeps_their_line()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        rig.Files = Bringing(new Attachment { Number = 1, Kind = AttachmentKind.Document, Name = "a.txt", Text = new string('f', 10_000) });
        await rig.PushAsync(Picture);
        await rig.PushAsync(new Said { Id = "two", Text = "and now?" });

        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 2 });
        (await model.AskedAsync())[^1].Text.Length.ShouldBeGreaterThan(10_000);
        var remembered = (await model.AskedAsync())[1].Text;
        remembered.ShouldContain("[文件 a.txt]");
        remembered.Length.ShouldBeLessThan(2_500);
    }

    [Fact]
    public async Task A_slow_download_is_a_slow_answer_and_the_person_hears_of_it()
    {
        var arrives = new TaskCompletionSource();
        await using var rig = await StartedAsync(FakeModel.Echo());
        rig.Files = async (_, ct) =>
        {
            await arrives.Task.WaitAsync(ct);
            return [new Attachment { Number = 1, Kind = AttachmentKind.Picture, Name = "picture.png" }];
        };
        await rig.PushAsync(Picture);
        await Waiting.Until(() => rig.Time.UntilNextTimer == ReplyComposer.Patience);
        rig.Time.Advance(ReplyComposer.Patience);
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentences.StillWorking(Language.Chinese));
        arrives.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
    }

    [Theory]
    [InlineData("/forget last")]
    [InlineData(" /Forget Last ")]
    [InlineData("/忘记 上一条")]
    public async Task The_last_exchange_is_forgotten_on_request_and_no_model_is_asked(string words)
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        await rig.PushAsync(new Said { Id = "one", Text = "keep" });
        await rig.PushAsync(new Said { Id = "two", Text = "a secret" });
        await rig.PushAsync(new Said { Id = "three", Text = words });
        await rig.PushAsync(new Said { Id = "four", Text = "what do you know?" });

        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 4 });
        model.Calls.ShouldBe(3);
        rig.DingTalk.All[2].Text.ShouldBe(Sentences.Forgotten(any: true, words.Contains('忘') ? Language.Chinese : Language.English));
        for (var i = 0; i < 2; i++) await model.AskedAsync();
        (await model.AskedAsync()).Select(message => message.Text).Skip(1).ShouldBe(["keep", "you said: keep", "what do you know?"]);
    }

    [Fact]
    public async Task Over_the_allowance_the_person_and_the_owners_are_told_once_a_day_over_restarts_too()
    {
        await using var rig = new PipelineRig(FakeModel.Echo(), owners: new HashSet<string> { "boss" });
        await rig.StartAsync();
        await rig.PushAsync(OverQuota("one"));
        var told = new[] { await rig.DingTalk.NextAsync(), await rig.DingTalk.NextAsync() };
        told[0].ShouldBe(told[0] with { Road = Road.Webhook, Text = Sentences.OverQuota(ownersTold: true, Language.Chinese) });
        told[1].ShouldBe(told[1] with { Road = Road.OpenApi, To = "boss", Text = Sentences.OverQuotaForOwner("main", Language.Chinese) });

        await rig.RestartAsync(FakeModel.Echo());
        await rig.PushAsync(OverQuota("two"));
        await rig.PushAsync(OverQuota("two"));
        rig.Time.Advance(TimeSpan.FromHours(24));
        await rig.PushAsync(OverQuota("three") with { WebhookExpires = Said.At.AddDays(2) });
        told = [await rig.DingTalk.NextAsync(), await rig.DingTalk.NextAsync()];
        told.Select(sent => sent.Text).ShouldBe([Sentences.OverQuota(ownersTold: true, Language.Chinese), Sentences.OverQuotaForOwner("main", Language.Chinese)]);
        rig.DingTalk.All.Count.ShouldBe(4);
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["ignored:quota"] = 3 });
    }

    [Fact]
    public async Task Over_the_allowance_each_is_told_in_their_own_language_and_of_owners_only_where_there_are_some()
    {
        await using (var rig = new PipelineRig(FakeModel.Echo(), owners: new HashSet<string> { "boss" }))
        {
            await rig.StartAsync();
            await rig.PushAsync(new Said { Id = "zero", Text = "please write to me in English" });
            await rig.DingTalk.NextAsync();
            await Waiting.Until(async () => (await rig.CountAsync()).OpenTurns == 0);
            await rig.PushAsync(OverQuota("one"));
            (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentences.OverQuota(ownersTold: true, Language.English));
            (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentences.OverQuotaForOwner("main", Language.Chinese));
        }

        await using var alone = await StartedAsync(FakeModel.Echo());
        await alone.PushAsync(OverQuota("one"));
        var told = (await alone.DingTalk.NextAsync()).Text;
        told.ShouldBe(Sentences.OverQuota(ownersTold: false, Language.Chinese));
        told.ShouldNotContain("提醒");
    }

    [Fact]
    public async Task A_stranger_over_the_allowance_hears_nothing()
    {
        await using var rig = await StartedAsync(FakeModel.Echo());
        await rig.PushAsync(OverQuota("one") with { SenderCorp = "elsewhere" });
        await rig.PushAsync(new Said { Id = "two" });
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["ignored:external"] = 1, ["answered"] = 1 }, ignoreOrder: true);
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("you said: hello");
    }

    [Fact]
    public async Task Events_about_our_messages_are_durable_before_they_are_acknowledged()
    {
        await using var rig = await StartedAsync(FakeModel.Echo());
        using var metrics = new GatewayMetrics();
        var door = new EventDoor(
            Accounts.Main with { TrackRead = true }, _ => false, rig.Store, directory: null, () => { }, new EventLog(NullLogger<EventLog>.Instance), new PipelineLog(NullLogger<PipelineLog>.Instance), metrics, rig.Time);
        var read = new DingTalkEvent("e1", "robot_msg_read", """{"processQueryKey":"key-1","userId":"staff-1","operatTime":"1763625600000"}""");
        (rig.Store.Failing, rig.Store.Failures) = (nameof(ISentStore.AddSentEventAsync), 1);

        (await door.TakeAsync(read, Ct)).ShouldBeFalse();
        (await door.TakeAsync(read, Ct)).ShouldBeTrue();
        (await door.TakeAsync(read, Ct)).ShouldBeTrue("another push of it");
        (await door.TakeAsync(new("e2", "robot_msg_recall", """{"processQueryKey":"key-1"}"""), Ct)).ShouldBeTrue();
        (await door.TakeAsync(new("e3", "bpms_instance_change", """{"processInstanceId":"p"}"""), Ct)).ShouldBeTrue();
        (await door.TakeAsync(new("e4", "robot_msg_read", "not json"), Ct)).ShouldBeTrue();

        var happened = await rig.Store.ReadSentEventsAsync("main", "key-1", Ct);
        happened.Select(one => (one.EventId, one.Kind, one.Staff)).ShouldBe([("e1", SentEventKind.Read, "staff-1"), ("e2", SentEventKind.Recalled, null)], ignoreOrder: true);
    }

    private static Said OverQuota(string id) => new() { Id = id, Text = null, Type = "text", ErrorCode = "20001" };

    private static FilesOfTurn Bringing(params Attachment[] files) =>
        (turn, _) => Task.FromResult<IReadOnlyList<Attachment>>(turn.Message.MessageType == "text" ? [] : files);

    private static async Task<PipelineRig> StartedAsync(FakeModel model)
    {
        var rig = new PipelineRig(model);
        await rig.StartAsync();
        return rig;
    }
}
