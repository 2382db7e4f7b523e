namespace Dinghy.Scenarios;

/// <summary>A restart in the middle of a turn with a file.</summary>
public sealed class ReceiveRestartScenarios
{
    [Fact]
    public async Task What_is_on_the_disk_is_not_fetched_again()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Enqueue(ModelBehaviour.Hang());
        var said = await lab.World.SayAsync(Speech.Of("user002", new FileContent(lab.World.AddFile("a.txt", "words of the file"u8.ToArray()))));
        await lab.Model.WaitForRequestAsync(1);
        await lab.KillGatewayAsync();
        await lab.StartGatewayAsync();

        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        lab.Model.Requests.Count.ShouldBe(2);
        lab.Model.Requests[1].Messages[^1].ShouldBe(lab.Model.Requests[0].Messages[^1]);
        lab.Model.Requests[1].Messages[^1].Content.ShouldContain("words of the file");
        lab.AddressesAsked.ShouldBe(1);
    }
}
