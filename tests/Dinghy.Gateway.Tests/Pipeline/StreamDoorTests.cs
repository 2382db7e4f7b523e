using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Pipeline;

public sealed class StreamDoorTests
{
    [Fact]
    public async Task A_redelivery_under_a_new_frame_id_is_acknowledged_and_not_answered_twice()
    {
        await using var rig = await StartedAsync();
        for (var i = 0; i < 5; i++) (await rig.PushAsync(new Said())).ShouldBe(StreamReply.Ok);
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
        await rig.RestartAsync(FakeModel.Echo());
        (await rig.PushAsync(new Said())).ShouldBe(StreamReply.Ok);
        rig.DingTalk.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Fifty_redeliveries_at_once_are_one_answer()
    {
        await using var rig = await StartedAsync();
        (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => rig.PushAsync(new Said()))))).ShouldAllBe(reply => reply.Code == 200);
        await rig.OutcomesAsync();
        rig.DingTalk.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_comes_while_a_new_robot_is_being_stored_stays_behind_its_first_message()
    {
        await using var rig = await StartedAsync();
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Store.MeetingWaitsFor = stored.Task;
        var pushes = Enumerable.Range(1, 5).Select(i => rig.PushAsync(new Said { Id = $"m{i}", Text = $"{i}" })).ToList();
        stored.SetResult();
        (await Task.WhenAll(pushes)).ShouldAllBe(reply => reply.Code == 200);
        await rig.OutcomesAsync();
        rig.DingTalk.All.Select(sent => sent.Text).ShouldBe(Enumerable.Range(1, 5).Select(i => $"you said: {i}"));
    }

    [Fact]
    public async Task A_robot_that_can_not_be_stored_holds_up_nothing_behind_it()
    {
        await using var rig = await StartedAsync();
        (rig.Store.Failing, rig.Store.Failures) = (nameof(IRobotStore.MeetRobotAsync), 1);
        var pushes = Enumerable.Range(1, 2).Select(i => rig.PushAsync(new Said { Id = $"m{i}" })).ToList();
        (await Task.WhenAll(pushes)).Select(reply => reply.Code).ShouldBe([500, 200]);
        await rig.OutcomesAsync();
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("no json", 400)]
    [InlineData("{\"msgId\":\"m\"", 400)]
    [InlineData("\ud83d", 400)]
    [InlineData("null", 200)]
    [InlineData("[]", 200)]
    [InlineData("{}", 200)]
    [InlineData("\"text\"", 200)]
    [InlineData("{\"msgId\":null,\"conversationId\":5}", 200)]
    [InlineData("{\"msgId\":\"m\",\"conversationId\":\"c\",\"conversationType\":\"7\"}", 200)]
    [InlineData("{\"msgId\":\"m\",\"conversationId\":\"c\",\"conversationType\":\"1\",\"senderId\":\"s\"}", 200)]
    public async Task What_is_no_message_is_recorded_once_with_its_reason_and_never_reaches_the_model(string data, int code)
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        (await rig.PushAsync(data)).Code.ShouldBe(code);
        (await rig.CountAsync()).Outcomes.ShouldBe(new Dictionary<string, long> { ["ignored:malformed"] = 1 });
        model.Calls.ShouldBe(0);
        rig.DingTalk.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("approval:1:ask:staff-1")]
    [InlineData("workflow:7:i-1")]
    [InlineData("event:00:default")]
    [InlineData("schedule:1:2")]
    [InlineData("press:card:yes:staff-1")]
    public async Task An_id_of_ours_from_outside_is_refused_and_does_not_use_up_the_real_one(string id)
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        (await rig.PushAsync(new Said { Id = id })).Code.ShouldBe(200);
        (await rig.PushAsync($$"""{"msgId":"{{id}}"}""")).Code.ShouldBe(200);
        (await rig.CountAsync()).Outcomes.ShouldBe(new Dictionary<string, long> { ["ignored:malformed"] = 1 });
        model.Calls.ShouldBe(0);
        var payload = new Said { Id = id };
        (await rig.Store.AddTurnAsync(new NewTurn("main", "main/dm/staff-1", rig.Time.GetUtcNow(), payload.Payload(), payload.Message()), _ => { }, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task JSON_of_every_wrong_shape_is_survived()
    {
        await using var rig = await StartedAsync();
        var whole = new Said().Payload();
        var chance = new Random(7);
        string[] junk = ["null", "[]", "{}", "1e999", "\"\"", "true", "-1", "[[[[[[]]]]]]", "\"\\ud800\""];
        for (var i = 0; i < 300; i++)
        {
            var data = whole;
            for (var edits = 0; edits < 3; edits++)
            {
                var colon = data.IndexOf(':', chance.Next(data.Length));
                if (colon < 0) continue;
                var end = data.IndexOfAny([',', '}'], colon);
                if (end > 0) data = string.Concat(data.AsSpan(0, colon + 1), junk[chance.Next(junk.Length)], data.AsSpan(end));
            }

            (await rig.PushAsync(data)).Code.ShouldBeOneOf(200, 400);
        }

        await rig.PushAsync(new Said { Id = "after all that", Text = "still there?" });
        await rig.OutcomesAsync();
        rig.DingTalk.Texts.ShouldContain("you said: still there?");
    }

    [Fact]
    public async Task A_text_of_a_megabyte_is_stored_acknowledged_and_answered_with_a_sentence()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        (await rig.PushAsync(new Said { Text = string.Concat(Enumerable.Repeat("丁字a ", 262_144)) })).ShouldBe(StreamReply.Ok);
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:context_too_long"] = 1 });
        model.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_message_is_acknowledged_recorded_and_nothing_else()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartedAsync(model);
        (await rig.PushAsync(new Said { Staff = null, Text = "UNWELCOME" })).ShouldBe(StreamReply.Ok);
        (await rig.CountAsync()).Outcomes.ShouldBe(new Dictionary<string, long> { ["ignored:no_staff_id"] = 1 });
        (model.Calls, rig.DingTalk.All.Count).ShouldBe((0, 0));
        rig.DiskBytes().ShouldNotContain("UNWELCOME");
    }

    [Fact]
    public async Task What_is_not_stored_is_not_acknowledged_and_the_person_is_told_once_a_minute()
    {
        await using var rig = await StartedAsync();
        (rig.Store.Failing, rig.Store.Failures) = (nameof(ITurnStore.AddTurnAsync), 4);
        (await rig.PushAsync(new Said())).Code.ShouldBe(500);
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentences.NotStored(Language.English));
        (await rig.PushAsync(new Said())).Code.ShouldBe(500);
        (await rig.PushAsync(new Said { Id = "m2", Staff = "staff-2", Text = "你好" })).Code.ShouldBe(500);
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentences.NotStored(Language.Chinese));
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        (await rig.PushAsync(new Said())).Code.ShouldBe(500);
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentences.NotStored(Language.English));

        // The disk has room again: the redelivery is answered.
        (await rig.PushAsync(new Said())).ShouldBe(StreamReply.Ok);
        await rig.OutcomesAsync();
        rig.DingTalk.All.Select(sent => sent.Text).Count(text => text == "you said: hello").ShouldBe(1);
        rig.DingTalk.All.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_stranger_hears_nothing_of_our_troubles()
    {
        await using var rig = await StartedAsync();
        (rig.Store.Failing, rig.Store.Failures) = (nameof(ITurnStore.AddRefusedAsync), 1);
        (await rig.PushAsync(new Said { Staff = null })).Code.ShouldBe(500);
        (await rig.PushAsync(new Said { Id = "m2" })).Code.ShouldBe(200);
        await rig.OutcomesAsync();
        rig.DingTalk.All.ShouldHaveSingleItem().Text.ShouldBe("you said: hello");
    }

    private static async Task<PipelineRig> StartedAsync(FakeModel? model = null)
    {
        var rig = new PipelineRig(model ?? FakeModel.Echo());
        await rig.StartAsync();
        return rig;
    }
}
