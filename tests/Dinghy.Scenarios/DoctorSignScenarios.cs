using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>What the doctor learns from what happened to a gateway at work: files that people sent, and signs of another program that is the same robot.</summary>
public sealed class DoctorSignScenarios
{
    private const string Foreign = "card-of-another-program";

    [Fact]
    public async Task The_host_of_downloads_is_tried_with_the_newest_file_that_somebody_sent()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        await lab.StartGatewayAsync();
        await lab.StatusAsync();
        (await lab.OutcomeAsync(await lab.World.SayAsync(Speech.Of("user002", new PictureContent(lab.World.AddFile("cat.png", Sendable.Png(8, 8))))))).ShouldBe("answered");

        (await lab.CheckAsync())["media.download"].ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe("skipped"), check => check.Cause.ShouldNotBeNull().ShouldContain("--card"));
        var well = await lab.CheckAsync(null, "--card", DoctorLab.Person);
        (well.Unwell, well.MeteredCalls).ShouldBe(("", 6), well.Printed);
        well["media.download"].Proof.ShouldBe(lab.DingTalk.Address.Authority);

        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "file", Code = 502 });
        var broken = await lab.CheckAsync(null, "--card", DoctorLab.Person);
        broken.Unwell.ShouldBe("media.download: fail", broken.Printed);
        broken["media.download"].Proof.ShouldNotBeNull().ShouldContain("502");
    }

    [Fact]
    public async Task A_press_on_a_card_that_is_not_ours_shows_that_another_program_is_this_robot()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        await lab.StartGatewayAsync();
        await lab.StatusAsync();
        (await lab.CheckAsync()).Unwell.ShouldBeEmpty();
        await MakeCardAsync(lab);
        await lab.World.PressAsync(Foreign, DoctorLab.Person, ["agree"], ct: TestContext.Current.CancellationToken);

        var seen = await lab.CheckAsync();
        seen.Unwell.ShouldBe("dingtalk.rivals: warn", seen.Printed);
        seen["dingtalk.rivals"].Proof.ShouldBe($"1: {Foreign}");
    }

    [Fact]
    public async Task A_gateway_on_another_home_of_this_machine_that_is_the_same_robot_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        var other = Directory.CreateTempSubdirectory("dinghy-other-").FullName;
        File.Copy(lab.ConfigFile, Path.Combine(other, "config.json"));
        await using (var rival = ChildProgram.Start(other, ["gateway", "--home", other]))
        {
            await rival.LineAsync(TestLab.Connected);
            var seen = await lab.CheckAsync();
            seen.Unwell.ShouldBe("dingtalk.rivals: fail", seen.Printed);
            seen["dingtalk.rivals"].Proof.ShouldBe($"process {rival.Id}, home {other}");
        }

        (await lab.CheckAsync()).Unwell.ShouldBeEmpty();
        Directory.Delete(other, recursive: true);
    }

    /// <summary>As another program would: with the same key pair, by an id of its own.</summary>
    private static async Task MakeCardAsync(TestLab lab)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = lab.DingTalk.Address };
        var app = new EmulatedApp();
        using var granted = await http.PostAsync(new Uri("/v1.0/oauth2/accessToken", UriKind.Relative), JsonContent.Create(new JsonObject { ["appKey"] = app.ClientId, ["appSecret"] = app.ClientSecret }));
        http.DefaultRequestHeaders.Add("x-acs-dingtalk-access-token", JsonNode.Parse(await granted.Content.ReadAsStringAsync())!["accessToken"]!.ToString());
        using var made = await http.PostAsync(new Uri("/v1.0/card/instances/createAndDeliver", UriKind.Relative), JsonContent.Create(new JsonObject
        {
            ["cardTemplateId"] = CardLab.Template.Id,
            ["outTrackId"] = Foreign,
            ["callbackType"] = "STREAM",
            ["cardData"] = new JsonObject { ["cardParamMap"] = new JsonObject { ["content"] = "hello" } },
            ["openSpaceId"] = $"dtv1.card//IM_ROBOT.{DoctorLab.Person}",
            ["imRobotOpenSpaceModel"] = new JsonObject { ["supportForward"] = true },
            ["imRobotOpenDeliverModel"] = new JsonObject { ["spaceType"] = "IM_ROBOT", ["robotCode"] = app.RobotCode },
        }));
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync());
    }
}
