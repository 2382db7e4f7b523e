namespace Dinghy.Scenarios;

/// <summary>What was kept long enough goes at a start that missed a night; what recognises a repeat, and what proves the audit, stays.</summary>
public sealed class RetentionScenarios
{
    private const long Year = 366L * 24 * 3600 * 1000;

    [Fact]
    public async Task A_start_that_missed_a_night_lets_go_of_old_words_and_the_audit_still_verifies()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = all => all["retention"] = new System.Text.Json.Nodes.JsonObject { ["audit"] = "180d" } });
        await lab.AskAsync("user002", "OLD-WORDS");
        await lab.AskAsync("manager75", "NEW-WORDS");
        await lab.StopGatewayAsync();
        using (var database = Database.Open(lab.DatabaseFile))
        {
            database.Execute($"UPDATE history SET at = at - {Year} WHERE conversation LIKE '%user002'");
            database.Execute("DELETE FROM upkeep");
        }

        await lab.StartGatewayAsync();
        await lab.Gateway.LogAsync(line => line.Contains("[3650]", StringComparison.Ordinal), "that retention was applied");
        (await lab.CliAsync("sessions", "list")).Out.ShouldNotContain("user002");
        (await lab.CliAsync("sessions", "show", "main/dm/manager75")).Out.ShouldContain("NEW-WORDS");
        await lab.AskAsync("user002", "and now?");
        lab.Model.Requests[^1].Text.ShouldNotContain("OLD-WORDS");
        (await lab.CliAsync("audit", "verify")).Code.ShouldBe(0);
    }
}
