namespace Dinghy.Scenarios;

/// <summary>Not being let in is said clearly, and trying goes on for ever.</summary>
public sealed class CredentialScenarios
{
    [Fact]
    public async Task A_wrong_secret_gives_one_clear_line_names_what_to_check_and_is_tried_again()
    {
        const string wrong = "wrong-secret-1234567890";
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            StartGateway = false, Config = LabOptions.Channel(channel => channel["client_secret"] = wrong),
        });
        await lab.StartGatewayAsync(untilConnected: false);
        var first = await FailureAsync(lab, 1);
        await FailureAsync(lab, 3);

        const string advice = "client id or client secret";
        first.ShouldContain(advice);
        var lines = lab.Gateway.Err.All;
        lines.Count(line => line.Contains(advice)).ShouldBe(lines.Count(line => line.Contains("[1004]")), "one line for each attempt, not several");
        lab.Gateway.Out.All.ShouldBe(["Starting DingTalk channel (Stream Mode)..."]);
        var status = await lab.StatusAsync();
        status.Ready.ShouldBeFalse();
        status.NotReady.ShouldHaveSingleItem().ShouldContain(advice);
        var (code, body) = await lab.GetAsync("/ready");
        code.ShouldBe(503);
        (lab.Gateway.Report() + body).ShouldNotContain(wrong);
    }

    [Theory]
    [InlineData(FaultKind.OpenAuthFailed, "client id or client secret")]
    [InlineData(FaultKind.OpenSystemError, "Stream")]
    [InlineData(FaultKind.OpenUnavailable, "503")]
    [InlineData(FaultKind.OpenHang, "does not answer")]
    public async Task It_connects_as_soon_as_DingTalk_lets_it_in(FaultKind fault, string word)
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        lab.Faults.Set(new Fault(fault));
        await lab.StartGatewayAsync(untilConnected: false);
        (await FailureAsync(lab, fault == FaultKind.OpenHang ? 1 : 2)).ShouldContain(word);
        lab.Faults.Clear();

        await lab.Gateway.LineAsync(TestLab.Connected);
        (await lab.AskAsync("user002", "at last")).Text.ShouldBe("echo(2): at last");
        lab.Gateway.Report().ShouldNotContain(new EmulatedApp().ClientSecret);
    }

    /// <summary>The line of this failed attempt to connect.</summary>
    private static async Task<string> FailureAsync(TestLab lab, int number)
    {
        var (line, skip) = ("", 0);
        for (var i = 0; i < number; i++)
        {
            line = await lab.Gateway.LogAsync(l => l.Contains("[1004]"), $"failed attempt {i + 1}", skip);
            skip = lab.Gateway.Err.All.Select((text, at) => (text, at)).First(l => l.at >= skip && l.text == line).at + 1;
        }

        return line;
    }
}
