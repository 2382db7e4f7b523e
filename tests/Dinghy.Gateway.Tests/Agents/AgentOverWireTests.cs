using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Tests.Models;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Agents;

/// <summary>The agent against a model on a real socket.</summary>
public sealed class AgentOverWireTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Choices_are_offered_over_two_requests_and_the_turn_costs_both()
    {
        await using var lab = await ModelHarness.StartAsync(
            CallTools("Let me ask.", ("offer_choices", """{"question":"哪天？","options":[{"label":"周一"},{"label":"周二"}]}""")), Answer("Press one."));
        var updates = await RunAsync(lab, AgentRig.Context(), new OfferChoices(new PressWords([])));
        updates.OfType<AgentUpdate.Offer>().ShouldHaveSingleItem().Choices.Choices.ShouldBe([new("周一", "周一"), new("周二", "周二")]);
        string.Concat(updates.OfType<AgentUpdate.Text>().Select(t => t.Delta)).ShouldBe("Let me ask.\n\nPress one.");
        updates[^1].ShouldBeOfType<AgentUpdate.Finished>().Usage!.Model.ShouldBe("lab/model-1");

        lab.Server.Requests.Select(r => string.Join(',', r.Tools)).ShouldBe(["offer_choices", "offer_choices"]);
        var messages = lab.Server.Requests[1].Messages;
        messages.Select(m => m.Role).ShouldBe(["system", "user", "assistant", "tool"]);
        messages[2].Calls.ShouldHaveSingleItem().Id.ShouldBe(messages[3].CallId);
        messages[3].Content.ShouldStartWith("The buttons are shown");
    }

    [Fact]
    public async Task A_host_without_tools_still_answers()
    {
        await using var lab = await ModelHarness.StartAsync(Status(400, """{"error":{"message":"tools is not supported by this model"}}"""), Answer("plain"));
        var updates = await RunAsync(lab, AgentRig.Context(), new OfferChoices(new PressWords([])));
        updates[^1].ShouldBeOfType<AgentUpdate.Finished>();
        lab.Server.Requests.Select(r => r.Tools.Count).ShouldBe([1, 0]);
    }

    [Fact]
    public async Task A_stop_closes_the_connection_to_the_model()
    {
        using var stop = new CancellationTokenSource();
        await using var lab = await ModelHarness.StartAsync(Hang("half an ans"));
        var updates = AgentRig.Runner(lab.Client(), time: lab.Clock).RunAsync(AgentRig.Context() with { Stopped = stop.Token }, Ct).GetAsyncEnumerator(Ct);
        (await updates.MoveNextAsync().Within()).ShouldBeTrue();
        updates.Current.ShouldBe(new AgentUpdate.Text("half an ans"));
        var next = updates.MoveNextAsync();
        await stop.CancelAsync();
        (await next.Within()).ShouldBeTrue();
        updates.Current.ShouldBe(new AgentUpdate.Stopped());
        (await updates.MoveNextAsync()).ShouldBeFalse();
        await updates.DisposeAsync();
        (await lab.Server.Requests[0].Ended.Within()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_picture_travels_whole()
    {
        var bytes = Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7)).ToArray();
        await using var lab = await ModelHarness.StartAsync(Answer("seen"));
        var eyes = new Eyes(modelSees: true, (_, _) => Task.FromResult<(DataContent?, string?)>((new DataContent(bytes, "image/jpeg"), null)), null);
        var context = AgentRig.Context() with { Attachments = [new Attachment { Kind = AttachmentKind.Picture, Name = "a.jpg", Path = "/a.jpg" }] };
        await AgentRig.Runner(lab.Client(), time: lab.Clock, eyes: eyes).RunAsync(context, Ct).ToListAsync(Ct);
        var picture = lab.Server.Requests[0].Messages[^1].Pictures.ShouldHaveSingleItem();
        (picture.ContentType, picture.Bytes.AsSpan().SequenceEqual(bytes)).ShouldBe(("image/jpeg", true));
    }

    [Fact]
    public async Task A_paced_model_is_as_slow_as_its_clock()
    {
        await using var lab = await ModelHarness.StartAsync(Paced("abcdefgh", TimeSpan.FromSeconds(1), Pace, chunk: 4));
        var running = RunAsync(lab, AgentRig.Context());
        await Pace.AdvanceWhenArmed(TimeSpan.FromSeconds(2));
        string.Concat((await running.Within()).OfType<AgentUpdate.Text>().Select(t => t.Delta)).ShouldBe("abcdefgh");
    }

    private ManualTimeProvider Pace { get; } = new();

    private static async Task<List<AgentUpdate>> RunAsync(ModelHarness lab, Gateway.Conversations.TurnContext context, params ITool[] tools) =>
        await AgentRig.Runner(lab.Client(), time: lab.Clock, tools: tools).RunAsync(context, Ct).ToListAsync(Ct);
}
