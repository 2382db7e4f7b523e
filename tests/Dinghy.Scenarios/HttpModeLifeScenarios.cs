using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>HTTP mode through kills, changed files and pressed cards.</summary>
public sealed class HttpModeLifeScenarios
{
    private const string Taken = "[2805]";

    [Fact]
    public async Task Messages_that_were_acknowledged_survive_kills_and_those_that_were_not_come_again()
    {
        var soon = TimeSpan.FromMilliseconds(500);
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(dingTalk: new EmulatorOptions
        {
            Apps = [new() { StreamMode = false }], RobotRedeliverAfter = soon, RobotRedeliveries = 200, ApiQps = 0,
        }));
        const int Messages = 30;
        for (var round = 0; round < 4; round++)
        {
            var said = new List<SaidMessage>();
            for (var i = 0; i < Messages; i++)
            {
                lab.World.AddPerson($"kill{round}-{i}", $"人{i}");
                said.Add(await lab.SayAsync($"kill{round}-{i}", $"round {round} message {i}"));
                // Some rounds end after some were acknowledged, some at once: before most were.
                if (i == round * 7) await lab.AckAsync(said[0]);
            }

            await lab.KillGatewayAsync();
            await lab.StartHttpAsync();
            foreach (var one in said)
            {
                (await lab.AckAsync(one)).State.ShouldBe(PushState.Acked);
                await lab.AnswerAsync(one);
            }
        }

        var status = await lab.StatusAsync(seen => seen.Quiet, "quiet");
        (status.Of("answered") + status.Of("answered:in_doubt")).ShouldBe(4 * Messages, string.Join(", ", status.Outcomes));
        // A double is one whose receipt the kill took: counted as in doubt.
        (lab.World.BotMessages().Count - (4 * Messages)).ShouldBeInRange(0, (int)status.DoubtfulParts);
    }

    [Fact]
    public async Task A_changed_token_key_path_and_port_hold_at_once_and_a_port_that_is_taken_leaves_the_old_one()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(pair: true), new HttpCallbacks { Token = HttpLab.Token, AesKey = HttpLab.AesKey });
        (await lab.World.CheckCallbackAsync()).ShouldBeNull();

        await ChangeAsync(lab, http => http["token"] = "an0therToken");
        (await lab.World.CheckCallbackAsync()).ShouldNotBeNull();
        lab.World.SetCallbacks(lab.World.CallbacksOf() with { Token = "an0therToken" });
        (await lab.World.CheckCallbackAsync()).ShouldBeNull();

        var before = lab.World.CallbacksOf().Robot!;
        var lines = lab.Gateway.Err.Count;
        await ChangeAsync(lab, http => http["path"] = "/hook");
        var moved = await lab.WebhookAsync(skip: lines);
        (moved.AbsolutePath, moved.Port).ShouldBe(("/hook", before.Port));
        (await HttpLab.PostAsync(before)).ShouldBe(HttpStatusCode.NotFound);
        lab.World.SetCallbacks(lab.World.CallbacksOf() with { Robot = moved });
        (await lab.AskAsync("user002", "at the new path")).Text.ShouldContain("at the new path");

        // Another's port: told, tried again, and meanwhile all stays.
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await ChangeAsync(lab, http => http["listen"] = $"127.0.0.1:{port}");
        await lab.Gateway.LogAsync(line => line.Contains("[2343]"), "the port that is taken");
        (await lab.AskAsync("user002", "still at the old port")).Text.ShouldContain("still at the old port");
        lines = lab.Gateway.Err.Count;
        other.Stop();
        var last = await lab.WebhookAsync(skip: lines);
        last.Port.ShouldBe(port);
        lab.World.SetCallbacks(lab.World.CallbacksOf() with { Robot = last });
        (await lab.AskAsync("user002", "at the new port")).Text.ShouldContain("at the new port");
        await Should.ThrowAsync<HttpRequestException>(() => HttpLab.PostAsync(before));
    }

    [Fact]
    public async Task The_mode_changes_while_it_runs_and_no_message_falls_between()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions());
        (await lab.AskAsync("user002", "by the socket")).Text.ShouldContain("by the socket");
        await ChangeAsync(lab, http => http["listen"] = "127.0.0.1:0", mode: "http");
        var url = await lab.WebhookAsync();
        await Guard.ForAsync(lab.World.WaitForConnectionsAsync(0, TestContext.Current.CancellationToken), "the end of the socket", lab.Gateway.Report);
        lab.World.SetCallbacks(new HttpCallbacks { Robot = url });
        (await lab.AskAsync("user002", "by HTTP")).Text.ShouldContain("by HTTP");

        await ChangeAsync(lab, _ => { }, mode: "stream");
        await Guard.ForAsync(lab.World.WaitForConnectionsAsync(1, TestContext.Current.CancellationToken), "the socket", lab.Gateway.Report);
        (await lab.AskAsync("user002", "by either")).Text.ShouldContain("by either");
        (await lab.StatusAsync()).Ready.ShouldBeTrue();
    }

    [Fact]
    public async Task A_port_that_is_taken_at_the_start_is_told_by_ready_and_had_when_it_is_free()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var lab = await TestLab.StartAsync(HttpLab.Options(channel: keys => keys["http"]!["listen"] = $"127.0.0.1:{port}"));
        await lab.StartGatewayAsync(untilConnected: false);
        await lab.Gateway.LogAsync(line => line.Contains("[2343]"), "the port that is taken");
        var (code, body) = await lab.GetAsync("/ready");
        code.ShouldBe(503);
        body.ShouldContain($"127.0.0.1:{port}");
        other.Stop();
        await lab.Gateway.LineAsync(HttpLab.Started);
        (await lab.GetAsync("/ready")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_press_comes_to_the_registered_address_and_does_what_it_does_over_the_socket()
    {
        // The port is known only once it listens, so public_url follows.
        var card = CardLab.Options();
        var options = HttpLab.Options(dingTalk: card.DingTalk with { Apps = [new() { StreamMode = false }] }, channel: keys =>
        {
            keys["reply"] = new JsonObject { ["card_template_id"] = CardLab.Template.Id, ["card_after"] = "0s" };
        });
        await using var lab = await HttpLab.StartAsync(options);
        var url = lab.World.CallbacksOf().Robot!;
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "card_register", Times = 1, Code = 500 });
        await ChangeAsync(lab, http => http["public_url"] = url.GetLeftPart(UriPartial.Authority));
        await lab.Gateway.LogAsync(line => line.Contains("[2351]"), "the registration that failed");
        await lab.Gateway.LogAsync(line => line.Contains("[2350]"), "the registration");

        var (said, shown) = await lab.BeginAsync(ModelBehaviour.Hang("It was halfway"), "It was halfway");
        lab.Faults.Set(new Fault(FaultKind.CallbackForged) { Times = 1 });
        (await lab.World.PressAsync(shown.OutTrackId, "user002", ["stop"])).Outcome.ShouldBe(PressOutcome.Refused);
        lab.Faults.Set(new Fault(FaultKind.CallbackStale) { Times = 1 });
        (await lab.World.PressAsync(shown.OutTrackId, "user002", ["stop"])).Outcome.ShouldBe(PressOutcome.Refused);
        var press = await lab.World.PressAsync(shown.OutTrackId, "user002", ["stop"]);
        (press.Outcome, press.Applied).ShouldBe((PressOutcome.Answered, true));
        (await lab.OutcomeAsync(said)).ShouldBe("cancelled:stopped");
        lab.World.Callbacks()[^1].Path.ShouldBe("/webhooks/dingtalk/cards/main");
    }

    [Fact]
    public async Task Without_an_address_for_presses_cards_have_no_buttons()
    {
        var card = CardLab.Options();
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(dingTalk: card.DingTalk with { Apps = [new() { StreamMode = false }] }, channel: keys =>
        {
            keys["reply"] = new JsonObject { ["card_template_id"] = CardLab.Template.Id, ["card_after"] = "0s" };
        }));
        var (_, shown) = await lab.BeginAsync(ModelBehaviour.Hang("It was halfway"), "It was halfway");
        (shown.CallsBack, shown.Variables["stop_shown"]).ShouldBe((false, "false"));
    }

    private static async Task ChangeAsync(TestLab lab, Action<JsonNode> change, string? mode = null)
    {
        var lines = lab.Gateway.Err.Count;
        await lab.ChangeConfigAsync(config =>
        {
            var channel = config["channels"]!["dingtalk"]!;
            channel["http"] ??= new JsonObject();
            if (mode is not null) channel["mode"] = mode;
            change(channel["http"]!);
        });
        await lab.Gateway.LogAsync(line => line.Contains(Taken), "the changed configuration", lines);
    }
}
