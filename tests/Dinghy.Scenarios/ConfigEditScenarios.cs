namespace Dinghy.Scenarios;

/// <summary><c>dinghy config get|set|unset|diff|rollback</c> on the real program.</summary>
public sealed class ConfigEditScenarios
{
    [Fact]
    public async Task One_key_changes_the_rest_stays_and_the_running_gateway_takes_it()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var commented = "// mine\n" + await File.ReadAllTextAsync(lab.ConfigFile);
        await File.WriteAllTextAsync(lab.ConfigFile, commented);
        await lab.StartGatewayAsync();

        (await lab.CliAsync("config", "set", "channels.dingtalk.dm_policy", "disabled")).Code.ShouldBe(0);
        await lab.Gateway.LogAsync(line => line.Contains("[2805]"), "the reload");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "refused"))).ShouldBe("ignored:dm_disabled");
        (await lab.CliAsync("config", "get", "channels.dingtalk.dm_policy")).Out.Trim().ShouldBe("\"disabled\"");
        (await lab.CliAsync("config", "get", "channels.dingtalk.client_secret")).Out.Trim().ShouldBe("\"***\"");
        (await lab.CliAsync("config", "diff")).Out.ShouldContain("disabled");

        (await lab.CliAsync("config", "unset", "channels.dingtalk.dm_policy")).Code.ShouldBe(0);
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldBe(commented);
        (await lab.CliAsync("config", "rollback")).Code.ShouldBe(0);
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldContain("disabled");
    }

    [Fact]
    public async Task A_bad_value_is_refused_with_its_fault_and_no_secret_is_shown()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var before = await File.ReadAllTextAsync(lab.ConfigFile);

        var (code, _, words) = await lab.CliAsync("config", "set", "gateway.port", "high");
        code.ShouldBe(3);
        words.ShouldContain("gateway.port");
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldBe(before);
        var unknown = await lab.CliAsync("config", "set", "channels.dingtalk.dm_polcy", "open");
        unknown.Code.ShouldBe(3);
        unknown.Err.ShouldContain("did you mean dm_policy?");
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldBe(before);
        (await lab.CliAsync("config", "set", "channels.dingtalk.of_another_program", "1", "--force")).Code.ShouldBe(0);
        (await lab.CliAsync("config", "unset", "channels.dingtalk.of_another_program")).Code.ShouldBe(0);
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldBe(before);
        (await lab.CliAsync("config", "get")).Out.ShouldNotContain(new EmulatedApp().ClientSecret);
        (await lab.CliAsync("config", "get", "gateway.nothing")).Code.ShouldBe(1);
    }
}
