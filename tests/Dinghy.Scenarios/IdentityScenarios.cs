using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>The robot behind an account's name changes: what people said and were allowed stays with the robot and its organisation, not with the name.</summary>
public sealed class IdentityScenarios
{
    private static readonly EmulatedApp s_ours = new() { CorpId = "dingcorp000a" };
    private static readonly EmulatedApp s_another = new() { ClientId = "dingemulator0002", ClientSecret = "emulator-secret-0002", CorpId = "dingcorp000a" };
    private static readonly EmulatedApp s_theirs = new() { ClientId = "dingemulator0003", ClientSecret = "emulator-secret-0003", CorpId = "dingcorp000b" };

    [Fact]
    public async Task Another_organisations_namesake_gets_no_answer_no_memory_and_no_access()
    {
        await using var lab = await StartAsync(channel => channel["dm_policy"] = "pairing");
        await LetInAsync(lab);
        (await AskAsync(lab, s_ours, "SECRET-OF-OURS")).ShouldContain("SECRET-OF-OURS");
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "webhook" });
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "oto" });
        var waits = await lab.World.SayAsync(new Speech("user002", "a private question") { ClientId = s_ours.ClientId });
        await lab.Gateway.LogAsync(line => line.Contains("[2201]") && line.Contains("OpenApi"), "the attempts");

        await lab.StopGatewayAsync();
        lab.Faults.Clear();
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook));
        await PointAsync(lab, s_theirs);
        await lab.StartGatewayAsync();
        var stranger = await lab.World.SayAsync(new Speech("user002", "who am I?") { ClientId = s_theirs.ClientId });
        (await lab.OutcomeAsync(stranger)).ShouldBe("ignored:not_paired");
        (await lab.OutcomeAsync(waits)).ShouldBe("failed:robot_changed");

        (await lab.CliAsync("pairing", "approve", "user002")).Code.ShouldBe(0);
        (await AskAsync(lab, s_theirs, "hello")).ShouldNotContain("SECRET");
        lab.Model.Requests[^1].Messages.ShouldNotContain(message => message.Content.Contains("SECRET-OF-OURS"));
        lab.World.BotMessages().ShouldNotContain(message => message.ClientId == s_theirs.ClientId && message.Text.Contains("a private question"));

        // And what was ours is ours when the robot comes back.
        await lab.StopGatewayAsync();
        await PointAsync(lab, s_ours);
        await lab.StartGatewayAsync();
        await AskAsync(lab, s_ours, "again");
        lab.Model.Requests[^1].Messages.ShouldContain(message => message.Content.Contains("SECRET-OF-OURS"));
    }

    [Fact]
    public async Task A_new_app_of_the_same_organisation_loses_nothing()
    {
        await using var lab = await StartAsync(channel => channel["dm_policy"] = "pairing");
        await LetInAsync(lab);
        await AskAsync(lab, s_ours, "the word is tulip");
        var lines = lab.Gateway.Err.Count;
        await PointAsync(lab, s_another);
        await lab.Gateway.LogAsync(line => line.Contains("[2393]"), "the swap", lines);
        await AskAsync(lab, s_another, "which word?");
        lab.Model.Requests[^1].Messages.ShouldContain(message => message.Content.Contains("the word is tulip"));
    }

    [Fact]
    public async Task A_robot_that_gets_another_name_while_the_gateway_runs_keeps_memory_and_approvals()
    {
        await using var lab = await StartAsync(channel => channel["dm_policy"] = "pairing");
        await LetInAsync(lab);
        await AskAsync(lab, s_ours, "the word is tulip");
        var lines = lab.Gateway.Err.Count;
        await lab.ChangeConfigAsync(config =>
        {
            var channel = config["channels"]!["dingtalk"]!.AsObject();
            channel["accounts"] = new JsonObject
            {
                ["hq"] = new JsonObject { ["client_id"] = s_ours.ClientId, ["client_secret"] = s_ours.ClientSecret },
                ["branch"] = new JsonObject { ["client_id"] = s_another.ClientId, ["client_secret"] = s_another.ClientSecret },
            };
            channel.Remove("client_id");
            channel.Remove("client_secret");
        });
        (await lab.Gateway.LogAsync(line => line.Contains("[2906]"), "that it is the same robot", lines)).ShouldContain("hq");
        await lab.StatusAsync(status => status.Channels.Count == 2 && status.Channels.All(channel => channel.Connected), "both robots connected");
        await AskAsync(lab, s_ours, "which word?");
        lab.Model.Requests[^1].Messages.ShouldContain(message => message.Content.Contains("the word is tulip"));
        var other = await lab.World.SayAsync(new Speech("user002", "hi") { ClientId = s_another.ClientId });
        (await lab.OutcomeAsync(other)).ShouldBe("ignored:not_paired");
        (await lab.CliAsync("pairing", "revoke", "user002", "--account", "hq")).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_renamed_robot_was_told_is_forgotten_by_the_name_it_has_now(bool running)
    {
        await using var lab = await StartAsync(_ => { });
        lab.Model.Enqueue(ModelBehaviour.CallTool("remember", """{"fact":"Lee drinks tea"}"""), ModelBehaviour.Answer("noted"));
        await AskAsync(lab, s_ours, "please remember");
        (await lab.CliAsync("memory", "list")).Out.ShouldContain("main/dm/user002");
        var lines = lab.Gateway.Err.Count;
        if (!running) await lab.StopGatewayAsync();
        await lab.ChangeConfigAsync(config =>
        {
            var channel = config["channels"]!["dingtalk"]!.AsObject();
            channel["accounts"] = new JsonObject { ["hq"] = new JsonObject { ["client_id"] = s_ours.ClientId, ["client_secret"] = s_ours.ClientSecret } };
            channel.Remove("client_id");
            channel.Remove("client_secret");
        });
        if (running) await lab.Gateway.LogAsync(line => line.Contains("[2805]"), "the reload", lines);
        (await lab.CliAsync("memory", "forget", "--person", "user002", "--account", "nobody")).Code.ShouldBe(1);
        (await lab.CliAsync("memory", "forget", "--person", "user002", "--account", "hq")).Out.ShouldContain("1 fact is forgotten");
        (await lab.CliAsync("memory", "list")).Out.Trim().ShouldBe("Nothing is remembered.");
    }

    [Fact]
    public async Task An_answer_that_streams_in_a_card_ends_in_it_when_the_template_is_taken_out_meanwhile()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options());
        using var gate = new SemaphoreSlim(0);
        var (said, card) = await lab.BeginAsync(ModelBehaviour.Answer("Before after.", chunk: 7, gate), "Before");
        var lines = lab.Gateway.Err.Count;
        await lab.ChangeConfigAsync(config => config["channels"]!["dingtalk"]!["reply"] = new JsonObject { ["style"] = "markdown" });
        await lab.Gateway.LogAsync(line => line.Contains("[2805]"), "the reload", lines);
        gate.Release(10);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        (await lab.CardAsync(one => one.State == CardState.Finished, "the finished card")).ShouldSatisfyAllConditions(
            done => done.OutTrackId.ShouldBe(card.OutTrackId), done => done.Text.ShouldContain("after."));
        lab.World.BotMessages().ShouldNotContain(message => message.Text.Contains("after."));
    }

    [Fact]
    public async Task A_pairing_order_that_names_nobody_is_a_bad_request()
    {
        await using var lab = await StartAsync(_ => { });
        var token = lab.Token;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        foreach (var body in new[] { "{}", """{"who":null}""", "null", """{"who":""}""" })
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri(await lab.AdminAddressAsync(), "/api/pairing/approve"), content);
            ((int)response.StatusCode).ShouldBe(400, body);
        }
    }

    private static Task<TestLab> StartAsync(Action<JsonNode> channel) => TestLab.StartAsync(new LabOptions
    {
        DingTalk = new EmulatorOptions { Apps = [s_ours, s_another, s_theirs] },
        Config = LabOptions.Channel(channel),
    });

    private static Task PointAsync(TestLab lab, EmulatedApp app) => lab.ChangeConfigAsync(config =>
    {
        config["channels"]!["dingtalk"]!["client_id"] = app.ClientId;
        config["channels"]!["dingtalk"]!["client_secret"] = app.ClientSecret;
    });

    private static async Task LetInAsync(TestLab lab)
    {
        await lab.OutcomeAsync(await lab.World.SayAsync(new Speech("user002", "hi") { ClientId = s_ours.ClientId }));
        await lab.BotMessagesAsync(1, message => message.Text.Contains("pairing approve"), "the code");
        (await lab.CliAsync("pairing", "approve", "user002")).Code.ShouldBe(0);
    }

    private static async Task<string> AskAsync(TestLab lab, EmulatedApp app, string text) =>
        (await lab.AnswerAsync(await lab.World.SayAsync(new Speech("user002", text) { ClientId = app.ClientId }))).Text;
}
