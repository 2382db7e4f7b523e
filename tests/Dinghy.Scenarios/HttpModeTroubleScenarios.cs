using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Calls that are not DingTalk's, or not as they should be; and a console that is set otherwise than the configuration.</summary>
public sealed class HttpModeTroubleScenarios
{
    [Theory]
    [InlineData(FaultKind.CallbackForged, 403, "BadSignature")]
    [InlineData(FaultKind.CallbackStale, 403, "Stale")]
    [InlineData(FaultKind.CallbackWrongCorp, 403, "ForeignCorp")]
    [InlineData(FaultKind.CallbackTruncated, 400, "NoJson")]
    [InlineData(FaultKind.CallbackOversized, 413, "TooLarge")]
    public async Task A_message_that_is_not_as_DingTalk_sends_it_is_refused_and_changes_nothing(FaultKind fault, int status, string reason)
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(channel: keys => keys["corp_id"] = "dingcorp0001"));
        lab.Faults.Set(new Fault(fault) { Times = 1 });
        var said = await lab.SayAsync("user002", "SECRET-WORDS");
        await lab.Gateway.LogAsync(line => line.Contains("[2344]") && line.Contains(reason), "the refusal");
        var call = await CallAsync(lab, 1);
        (call.Status, call.Answer).ShouldBe((status, ""), "nothing of why");

        (await lab.AskAsync("user002", "and now")).Text.ShouldContain("and now");
        lab.World.BotMessages().ShouldHaveSingleItem();
        lab.Gateway.Report().ShouldNotContain("SECRET-WORDS");
        lab.Gateway.Report().ShouldNotContain(said.MsgId);
        (await lab.StatusAsync()).Outcomes.ShouldBe(new Dictionary<string, long> { ["answered"] = 1 });
    }

    [Fact]
    public async Task A_signature_does_not_cover_the_body_and_an_altered_one_is_held_to_robot_organisation_and_policy()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(channel: keys =>
        {
            keys["corp_id"] = "dingcorp0001";
            keys["allow_from"] = new JsonArray("user002");
        }));
        async Task<string> SayAsync(string members)
        {
            lab.Faults.Set(new Fault(FaultKind.CallbackAltered) { Times = 1, Message = members });
            var before = lab.World.Callbacks().Count;
            var said = await lab.SayAsync("user002", "the honest words");
            var call = await CallAsync(lab, before + 1);
            return call.Status == 200 ? await lab.OutcomeAsync(said) : call.Status.ToString();
        }

        // Other words in the mouth of one who may speak: this is what TLS is for.
        (await SayAsync("""{"text":{"content":"altered words"}}""")).ShouldBe("answered");
        lab.World.BotMessages()[^1].Text.ShouldContain("altered words");
        // But not for another robot, not from another organisation, not by a stranger, and no answer leaves for another host.
        (await SayAsync("""{"robotCode":"dingelsewhere"}""")).ShouldBe("403");
        (await SayAsync("""{"chatbotCorpId":"dingelsewhere"}""")).ShouldBe("403");
        (await SayAsync("""{"senderStaffId":"stranger","senderId":"x"}""")).ShouldBe("ignored:not_allowed");
        (await SayAsync("""{"senderCorpId":"dingelsewhere"}""")).ShouldBe("ignored:external");
        (await SayAsync("""{"sessionWebhook":"https://evil.example/steal"}""")).ShouldBe("ignored:foreign_webhook");
        lab.Model.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_very_same_call_twice_is_one_answer()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options());
        lab.Faults.Set(new Fault(FaultKind.CallbackReplayed));
        for (var i = 0; i < 5; i++) (await lab.AskAsync("user002", $"again {i}")).Text.ShouldContain($"again {i}");
        await CallAsync(lab, 10);
        lab.World.Callbacks().ShouldAllBe(call => call.Status == 200);
        lab.World.BotMessages().Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(FaultKind.CallbackForged, 403, "BadSignature")]
    [InlineData(FaultKind.CallbackAltered, 403, "BadSignature")]
    [InlineData(FaultKind.CallbackTruncated, 400, "NoJson")]
    [InlineData(FaultKind.CallbackOversized, 413, "TooLarge")]
    [InlineData(FaultKind.CallbackWrongPadding, 400, "OtherKey")]
    [InlineData(FaultKind.CallbackWrongCorp, 403, "OtherApplication")]
    public async Task An_event_that_is_not_as_DingTalk_sends_it_is_refused(FaultKind fault, int status, string reason)
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(pair: true), Encrypting);
        lab.Faults.Set(new Fault(fault) { Times = 1 });
        lab.World.Push(Happened());
        await lab.Gateway.LogAsync(line => line.Contains(reason), "the refusal");
        (await CallAsync(lab, 1)).Status.ShouldBe(status);
        (await lab.AckAsync(lab.World.Push(Happened()).Seq)).State.ShouldBe(PushState.Acked);
    }

    [Theory]
    [InlineData("the console encrypts", "EncryptedWithoutKey", "console has an AES key")]
    [InlineData("only we have a key", "PlainWithKey", "console has no AES key")]
    [InlineData("another key", "OtherKey", "the AES key in the console is another")]
    public async Task Where_the_console_and_the_configuration_differ_log_status_and_doctor_say_so_and_messages_go_on(string what, string kind, string says)
    {
        HttpCallbacks console = what switch
        {
            "the console encrypts" => Encrypting,
            "only we have a key" => new(),
            _ => Encrypting with { AesKey = "bcdefghijklmnopqrstuvwxyz0123456789ABCDEFGA" },
        };
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(pair: what != "the console encrypts"), console);
        (await lab.World.CheckCallbackAsync()).ShouldNotBeNull();
        (await lab.Gateway.LogAsync(line => line.Contains("[2345]"), "the mismatch")).ShouldSatisfyAllConditions(
            line => line.ShouldContain(kind), line => line.ShouldContain(says), line => line.ShouldContain("http.aes_key"), line => line.ShouldNotContain(HttpLab.AesKey));
        (await lab.CliAsync("status")).Out.ShouldContain(says);
        var seen = await lab.CheckAsync();
        seen["http.console"].ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe("fail"), check => check.Proof.ShouldNotBeNull().ShouldContain(says));

        (await lab.AskAsync("user002", "messages go on")).Text.ShouldContain("messages go on");
    }

    [Fact]
    public async Task Doctor_compares_the_two_sides_once_an_event_came_and_not_before()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(pair: true), Encrypting);
        (await lab.CheckAsync())["http.console"].ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe("skipped"), check => check.Cause.ShouldNotBeNull().ShouldContain("no event came since the start"));
        (await lab.World.CheckCallbackAsync()).ShouldBeNull();
        (await lab.CheckAsync())["http.console"].Outcome.ShouldBe("ok");
    }

    [Fact]
    public async Task Where_the_console_has_another_token_status_and_doctor_warn_and_messages_go_on()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(pair: true), Encrypting with { Token = "another-token" });
        (await lab.World.CheckCallbackAsync()).ShouldNotBeNull();
        (await lab.CliAsync("status")).Out.ShouldContain("calls are refused (BadSignature");
        var seen = await lab.CheckAsync();
        seen["http.refused"].ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe("warn"), check => check.Proof.ShouldNotBeNull().ShouldContain("http.token"));
        (await lab.AskAsync("user002", "messages go on")).Text.ShouldContain("messages go on");
    }

    [Theory]
    [InlineData("token", "aes_key")]
    [InlineData("aes_key", "token")]
    public async Task Half_a_pair_is_an_error_at_the_start_and_in_doctor_and_messages_go_on(string set, string missing)
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(channel: keys => keys["http"]![set] = set == "token" ? HttpLab.Token : HttpLab.AesKey));
        (await lab.Gateway.LogAsync(line => line.Contains("[2346]"), "the error")).ShouldSatisfyAllConditions(
            line => line.ShouldContain("fail:"), line => line.ShouldContain($"http.{set} is set and http.{missing} is not"));
        var seen = await lab.CheckAsync();
        seen["http.pair"].ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe("fail"), check => check.Cause.ShouldNotBeNull().ShouldContain($"http.{missing} is not"));
        seen["http.listener"].Outcome.ShouldBe("ok");
        seen["dingtalk.stream"].Outcome.ShouldBe("skipped");
        (await lab.AskAsync("user002", "messages go on")).Text.ShouldContain("messages go on");
    }

    [Fact]
    public async Task Only_the_address_list_may_post_and_only_a_known_proxy_speaks_for_others()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options(channel: keys =>
        {
            keys["http"]!["address_list"] = new JsonArray("dingtalk");
            keys["http"]!["trusted_proxies"] = new JsonArray("127.0.0.1");
        }));
        await lab.SayAsync("user002", "from this machine");
        await lab.Gateway.LogAsync(line => line.Contains("[2344]") && line.Contains("Address"), "the refusal");

        // Our proxy says who called; without a signature that is refused for another reason.
        var url = lab.World.CallbacksOf().Robot!;
        (await HttpLab.PostAsync(url, "{}", ("X-Forwarded-For", "1.2.3.4, 203.119.7.7"))).ShouldBe(HttpStatusCode.Forbidden);
        await lab.Gateway.LogAsync(line => line.Contains("[2344]") && line.Contains("Unsigned") && line.Contains("203.119.7.7"), "the other refusal");
    }

    [Fact]
    public async Task A_thousand_slow_and_silent_connections_keep_nobody_out()
    {
        await using var lab = await HttpLab.StartAsync(HttpLab.Options());
        var url = lab.World.CallbacksOf().Robot!;
        var idle = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(url.Host, url.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? "POST /webhooks/dingtalk HTTP/1.1\r\nHost: x\r\nX-Slow: " : "POST /webhooks/dingtalk?signature=x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{"));
                idle.Add(client);
            }

            (await lab.AskAsync("user002", "in between")).Text.ShouldContain("in between");
            // Each is ended by the listener, within its limits of headers and bodies.
            foreach (var client in idle) await Guard.ForAsync(DrainAsync(client), "the end of a slow connection", lab.Gateway.Report);
        }
        finally
        {
            foreach (var client in idle) client.Dispose();
        }
    }

    private static HttpCallbacks Encrypting { get; } = new() { Token = HttpLab.Token, AesKey = HttpLab.AesKey };

    private static RawPush Happened() => new()
    {
        Type = "EVENT", Topic = "*", Data = """{"userId":["user002"],"timeStamp":"1"}""", Headers = new Dictionary<string, string> { ["eventType"] = "user_add_org" },
    };

    private static async Task<CallbackRecord> CallAsync(TestLab lab, int count)
    {
        await Guard.ForAsync(lab.World.WaitForCallbacksAsync(count, TestContext.Current.CancellationToken), $"{count} calls", lab.Gateway.Report);
        return lab.World.Callbacks()[count - 1];
    }

    private static async Task DrainAsync(TcpClient client)
    {
        var buffer = new byte[1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer) > 0) { }
        }
        catch (IOException)
        {
            // Reset: an end, too.
        }
    }
}
