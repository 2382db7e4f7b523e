using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary><c>dinghy trace</c>, <c>turns</c>, <c>replies</c>, <c>resend</c> and <c>retry</c>, beside a gateway and without one.</summary>
public sealed class TraceScenarios
{
    [Fact]
    public async Task A_trace_tells_why_by_whom_and_how_and_shows_no_text_unless_asked()
    {
        await using var lab = await TestLab.StartAsync();
        var said = await lab.SayAsync("user002", "SECRET-WORDS");
        await lab.AnswerAsync(said);
        (await lab.OutcomeAsync(said)).ShouldBe("answered");

        foreach (var running in new[] { true, false })
        {
            if (!running) await lab.StopGatewayAsync();
            var (code, text, _) = await lab.CliAsync("trace", said.MsgId);
            code.ShouldBe(0);
            foreach (var told in new[] { said.MsgId, "policy    dm_policy: open", "route     default, by default_agent", "lab/", "webhook: delivered", "outcome   answered" }) text.ShouldContain(told);
            text.ShouldNotContain("SECRET-WORDS");
            var raw = await lab.CliAsync("trace", "1", "--raw");
            raw.Out.ShouldContain("SECRET-WORDS");
            raw.Out.ShouldContain("?***");
            raw.Out.ShouldNotContain("session=");
            var json = JsonNode.Parse((await lab.CliAsync("trace", "1", "--json")).Out)!;
            (json["message_id"]!.ToString(), json["outcome"]!.ToString(), json["raw"]).ShouldBe((said.MsgId, "answered", null));
            json["run"]!["models"]![0]!["attempts"]![0]!["model"]!.ToString().ShouldStartWith("lab/");
            (await lab.CliAsync("turns", "list", "--person", "user002")).Out.ShouldContain(said.MsgId);
            (await lab.CliAsync("turns", "list", "--outcome", "failed")).Out.ShouldBe("No turns.");
            (await lab.CliAsync("trace", "4711")).ShouldSatisfyAllConditions(one => one.Code.ShouldBe(1), one => one.Err.ShouldContain("no such turn"));
        }
    }

    [Fact]
    public async Task A_dead_answer_is_listed_and_sent_again_once_and_the_audit_knows()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        lab.World.AddPerson("left", "离职");
        var said = await lab.World.SayAsync(new Speech("left", "hello") { RawData = BadMessages.Text(lab, "left", "hello", staffId: "nobody-here") });
        (await lab.OutcomeAsync(said)).ShouldBe("failed:undelivered");
        (await lab.CliAsync("replies", "dead")).Out.ShouldContain("openapi");
        (await lab.CliAsync("retry", said.MsgId)).Err.ShouldContain("dinghy resend 1");
        (await lab.CliAsync("resend", said.MsgId)).ShouldSatisfyAllConditions(one => one.Code.ShouldBe(0), one => one.Out.ShouldContain("1 reply goes out again now"));
        (await lab.BotMessagesAsync(1, message => message.Text.EndsWith("hello", StringComparison.Ordinal), "the answer")).ShouldHaveSingleItem();
        await lab.StatusAsync(status => status.Of("answered") == 1, "the turn ends anew");
        (await lab.CliAsync("replies", "dead")).Out.ShouldBe("No dead letters.");
        (await lab.CliAsync("resend", "1")).ShouldSatisfyAllConditions(one => one.Code.ShouldBe(1), one => one.Err.ShouldContain("nothing dead or in doubt"));
        (await lab.CliAsync("trace", "1")).Out.ShouldContain("sent again by an operator");
        (await lab.CliAsync("audit", "list")).Out.ShouldContain("turn.resent");
        (await lab.CliAsync("audit", "verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_turn_is_run_again_with_the_gateway_and_at_the_next_start_without()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Otherwise = ModelBehaviour.Status(401);
        var said = await lab.SayAsync("user002", "hello");
        (await lab.OutcomeAsync(said)).ShouldBe("failed:model_refused");
        var trace = (await lab.CliAsync("trace", said.MsgId)).Out;
        trace.ShouldContain("credentials, HTTP 401");
        (await lab.CliAsync("retry", said.MsgId)).Out.ShouldContain("Turn 2 tries it again now");
        await lab.StatusAsync(status => status.Of("failed:model_refused") == 2, "the retry fails too");
        lab.Model.Otherwise = ModelBehaviour.Answer("at last");
        (await lab.CliAsync("retry", said.MsgId)).Out.ShouldContain("Turn 3");
        await lab.BotMessagesAsync(1, message => message.Text.Contains("at last", StringComparison.Ordinal), "the answer of the retry");
        await lab.StatusAsync(status => status.Of("answered") == 1, "the retry is answered");
        (await lab.CliAsync("retry", "1")).ShouldSatisfyAllConditions(one => one.Code.ShouldBe(1), one => one.Err.ShouldContain("Turn 3 tries it already, or has answered it."), one => one.Out.ShouldBe(""));
        (await lab.CliAsync("turns", "list", "--outcome", "failed")).Out.ShouldContain("(retry of 1)");
        lab.Model.Otherwise = ModelBehaviour.Status(401);
        await lab.OutcomeAsync(await lab.SayAsync("user002", "once more"));
        await lab.StopGatewayAsync();
        (await lab.CliAsync("retry", "4")).Out.ShouldContain("Turn 5 tries it again at the next start of the gateway");
        (await lab.CliAsync("turns", "list", "--outcome", "open")).Out.ShouldContain("retry:4:1");
        lab.Model.Otherwise = ModelBehaviour.Answer("at last");
        await lab.StartGatewayAsync();
        await lab.BotMessagesAsync(2, message => message.Text.Contains("at last", StringComparison.Ordinal), "the answer of the second retry");
    }
}
