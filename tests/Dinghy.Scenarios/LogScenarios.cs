namespace Dinghy.Scenarios;

/// <summary>What an operator finds in the log files of the real program.</summary>
public sealed class LogScenarios
{
    [Fact]
    public async Task Who_wrote_is_in_the_files_and_what_was_written_only_where_that_is_asked_for()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("\u001b[2Jevil", "x\n2026-11-26 forged line");
        await lab.AskAsync("manager75", "my salary is a secret");
        (await lab.OutcomeAsync(await lab.SayAsync("\u001b[2Jevil", "hello"))).ShouldBe("answered");
        await lab.StopGatewayAsync();

        var (code, text, _) = await lab.CliAsync("logs", "--lines", "1000");
        code.ShouldBe(0);
        text.ShouldContain("senderStaffId manager75");
        foreach (var never in new[] { "salary", "\u001b", "lab-key", "forged" }) text.ShouldNotContain(never);
        text.Split('\n').ShouldAllBe(line => line.StartsWith("20", StringComparison.Ordinal));

        await lab.ChangeConfigAsync(config => config["logs"] = new System.Text.Json.Nodes.JsonObject { ["texts"] = true });
        await lab.StartGatewayAsync();
        await lab.AskAsync("manager75", "my salary is no secret");
        await lab.StopGatewayAsync();
        lab.Gateway.Err.All.ShouldContain(line => line.Contains("logs.texts is on", StringComparison.Ordinal));
        lab.Gateway.Err.All.ShouldNotContain(line => line.Contains("salary", StringComparison.Ordinal));
        var (_, asked, _) = await lab.CliAsync("logs", "--grep", "3750", "--json");
        asked.ShouldContain("my salary is no secret");
        (await lab.CliAsync("logs", "--grep", "3751")).Out.ShouldContain(": my salary is no secret");
    }
}
