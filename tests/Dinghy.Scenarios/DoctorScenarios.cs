namespace Dinghy.Scenarios;

/// <summary><c>dinghy doctor</c> where everything is well, and beside a gateway at work.</summary>
public sealed class DoctorScenarios
{
    [Fact]
    public async Task Where_everything_is_well_no_check_warns_and_the_live_card_says_who_made_it()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        var seen = await lab.CheckAsync(null, "--card", DoctorLab.Person);

        // Nobody sent a file yet, so there is no host to download from.
        seen.Checks.Where(check => check.Id != "media.download").ShouldAllBe(check => check.Outcome == "ok", seen.Printed);
        seen["media.download"].Outcome.ShouldBe("skipped");
        (seen.Code, seen.Ok, seen.MeteredCalls).ShouldBe((0, true, 5));
        seen.Checks.Count.ShouldBeGreaterThanOrEqualTo(25);
        seen.Checks.Select(check => check.Id).ShouldBeUnique();
        lab.World.Quota.ApiCalls.ShouldBe(5);
        var card = lab.World.Cards.ShouldHaveSingleItem();
        (card.State, card.Variables["stop_shown"]).ShouldBe((CardState.Finished, "false"));
        card.Text.ShouldContain("Dinghy doctor");
        card.Places.ShouldHaveSingleItem().ConversationId.ShouldBe(lab.World.PrivateConversation(DoctorLab.Person));
        lab.World.BotMessages().ShouldHaveSingleItem().Text.ShouldContain("Dinghy doctor");
        lab.Model.Requests.ShouldHaveSingleItem();
        Directory.EnumerateFiles(lab.Home, ".dinghy-doctor*").ShouldBeEmpty();
        File.Exists(lab.DatabaseFile).ShouldBeFalse("a look changes nothing");
    }

    [Fact]
    public async Task Without_a_person_to_send_to_nothing_is_sent_and_what_needs_it_is_skipped()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        var seen = await lab.CheckAsync();
        (seen.Code, seen.MeteredCalls, lab.World.Quota.ApiCalls).ShouldBe((0, 0, 0));
        seen.Unwell.ShouldBeEmpty();
        seen["robot.permission"].ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe("skipped"), check => check.Cause.ShouldNotBeNull().ShouldContain("--card"));
        seen["dingtalk.stream"].Outcome.ShouldBe("ok");
        lab.World.BotMessages().ShouldBeEmpty();
    }

    [Fact]
    public async Task Offline_asks_nobody()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        var seen = await lab.CheckAsync(null, "--offline");
        seen.Code.ShouldBe(0);
        seen["dingtalk.credentials"].Outcome.ShouldBe("skipped");
        seen["model.key"].Outcome.ShouldBe("skipped");
        lab.World.Requests().ShouldBeEmpty();
        lab.Model.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Beside_a_gateway_at_work_it_tells_its_state_and_takes_no_message_from_it()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        await lab.StartGatewayAsync();
        await lab.StatusAsync();
        var seen = await lab.CheckAsync(null, "--card", lab.World.Groups[0].ConversationId);
        seen.Unwell.ShouldBeEmpty(seen.Printed);
        seen["gateway.answers"].Proof.ShouldNotBeNull().ShouldContain($"{lab.Gateway.Id}");
        lab.World.LiveConnections.Count.ShouldBe(1);
        lab.World.Cards.ShouldHaveSingleItem().Places.ShouldHaveSingleItem().SpaceType.ShouldBe("IM_GROUP");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "still here"))).ShouldBe("answered");
    }

    [Fact]
    public async Task A_person_reads_it_in_the_language_of_the_configuration_with_the_page_to_open()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options() with { Config = config => config["language"] = "zh" });
        lab.Faults.Set(new Fault(FaultKind.OpenSystemError));
        var (code, printed, _) = await lab.CliAsync("doctor");
        code.ShouldBe(7);
        printed.ShouldContain("FAIL  dingtalk.stream [main]  应用可以用 Stream 模式");
        printed.ShouldContain("原因: 凭据正确，但应用不能用 Stream 模式");
        printed.ShouldContain("https://open-dev.dingtalk.com/");
        printed.ShouldContain("1 失败");
    }
}
