using System.Text.Json;
using System.Net.Http.Json;

namespace Dinghy.Scenarios;

/// <summary>An answer that takes long grows in a card; one that does not, costs none.</summary>
public sealed class CardScenarios
{
    [Fact]
    public async Task A_streamed_answer_grows_in_a_card_and_ends_there()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        using var gate = new SemaphoreSlim(0);
        var (said, card) = await lab.BeginAsync(ModelBehaviour.Answer("One, two, three.", chunk: 5, gate: gate), "One,");
        (card.Variables["stop_shown"], card.Places.Count, card.CallsBack).ShouldBe(("true", 1, true));
        gate.Release();
        await lab.CardAsync(c => c.State == CardState.Streaming && c.Text.StartsWith("One, two", StringComparison.Ordinal), "the next frame");
        gate.Release(10);

        var whole = await lab.CardAsync(c => c.State == CardState.Finished && c.Variables["stop_shown"] == "false", "the finished card");
        whole.Text.ShouldBe("One, two, three.");
        whole.Variables["status_line"].ShouldStartWith("lab/scripted-1 · ");
        whole.Variables["buttons"].ShouldContain("\"up\"");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.BotMessages().ShouldBeEmpty();
        lab.World.Cards.ShouldHaveSingleItem();

        // The conversation remembers it as any other answer.
        lab.Model.Enqueue(ModelBehaviour.Answer("Four."));
        await lab.SayAsync("user002", "and then?");
        await lab.CardAsync(c => c.State == CardState.Finished && c.Text == "Four.", "the second answer");
        lab.Model.Requests[^1].Messages.ShouldContain(message => message.Role == "assistant" && message.Content == "One, two, three.");
    }

    [Fact]
    public async Task An_answer_that_is_ready_in_time_costs_one_request_and_no_card()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options(cardAfter: "20s"));
        (await lab.AskAsync("user002", "quick")).Text.ShouldEndWith("quick");
        lab.World.Cards.ShouldBeEmpty();
        lab.World.BotMessages().ShouldHaveSingleItem();
        lab.World.Quota.ApiCalls.ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_of_ten_seconds_costs_at_most_eight_metered_calls()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options(cardAfter: "800ms", config: LabOptions.Models(models => models["default"] = "demo/demo")));
        var said = await lab.SayAsync("user002", "slow");
        await lab.CardAsync(c => c.State == CardState.Finished && c.Variables["stop_shown"] == "false", "the finished card");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.World.Quota.ApiCalls.ShouldBeInRange(5, 8);
        lab.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_group_the_card_stands_in_the_group()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        var group = lab.World.Groups[0];
        lab.Model.Enqueue(ModelBehaviour.Answer("for the group"));
        var said = await lab.World.SayAsync(new Speech(group.Members[0], "tell us") { ConversationId = group.ConversationId });
        var card = await lab.CardAsync(c => c.State == CardState.Finished, "the finished card");
        card.Places.ShouldHaveSingleItem().ConversationId.ShouldBe(group.ConversationId);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Fact]
    public async Task The_demo_streams_into_a_card()
    {
        var home = Directory.CreateTempSubdirectory("dinghy-lab-").FullName;
        try
        {
            await using var demo = ChildProgram.Start(home, ["demo", "--port", "0"]);
            var page = new Uri((await Guard.ForAsync(demo.Out.WaitAsync(line => line.StartsWith("Chat page: ")), "the address", demo.Report))["Chat page: ".Length..]);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = page };
            (await http.PostAsJsonAsync("/_emulator/say", new { from = "user002", text = "slow" })).EnsureSuccessStatusCode();
            await demo.LogAsync(line => line.Contains("[2003]", StringComparison.Ordinal), "the outcome");
            using var cards = JsonDocument.Parse(await http.GetStringAsync("/_emulator/cards"));
            var card = cards.RootElement.EnumerateArray().ShouldHaveSingleItem();
            card.GetProperty("state").GetString().ShouldBe("finished");
            card.GetProperty("text").GetString()!.ShouldContain("A dinghy leaves the quay");
            demo.Terminate();
            (await demo.ExitAsync()).ShouldBe(0);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
