using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class EventKeysTests
{
    private const string Agents = """ "agents": { "list": [ { "id": "workflow" } ] } """;

    [Fact]
    public void A_rule_of_the_page_switches_approvals_on_whichever_way_it_is_written()
    {
        var config = Read($$"""{ {{Agents}}, "routing": [ { "event": "bpms.instance.change", "agent": "workflow" } ] }""").Good();
        config.Routing.Rules.ShouldHaveSingleItem().Event.ShouldBe("bpms_instance_change");
        (config.Workflow.Enabled, config.Workflow.Decides, config.Workflow.Policy).ShouldBe((true, OwnDecision.Off, null));
        config.Accounts[0].WantsEvents.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_subscribed_where_nobody_needs_it()
    {
        ConfigWorld.WithPair().Good().Accounts[0].WantsEvents.ShouldBeFalse();
        Read("""{ "routing": [ { "dept_id": 102, "agent": "default" } ] }""").Good().Accounts[0].WantsEvents.ShouldBeTrue("what is remembered of departments follows their changes");
        Read("""{ "tools": { "rules": { "send_to": { "policy": "ask", "approver": "manager" } } } }""").Good().Accounts[0].WantsEvents.ShouldBeTrue("who is replaced must not decide");
        Read("""{ "routing": [ { "event": "x", "account": "other", "agent": "default" } ] }""").Good().Accounts[0].WantsEvents.ShouldBeFalse();
        Read("""{ "workflow": { "enabled": false }, "routing": [ { "event": "bpms_task_change", "agent": "default" } ] }""").Good().ShouldSatisfyAllConditions(
            config => config.Workflow.Enabled.ShouldBeFalse(), config => config.Accounts[0].WantsEvents.ShouldBeTrue());
    }

    [Fact]
    public void The_keys_of_workflow_are_read()
    {
        var config = Read($$"""{ {{Agents}}, "workflow": { "agent": "workflow", "policy": "policies/leave.md", "process_codes": ["PROC-1"], "decide": "both" } }""").Good();
        var workflow = config.Workflow;
        (workflow.Enabled, workflow.Agent, workflow.Decides).ShouldBe((true, "workflow", OwnDecision.Both));
        workflow.Policy.ShouldNotBeNull().ShouldEndWith(Path.Combine("policies", "leave.md"));
        workflow.ProcessCodes.ShouldBe(["PROC-1"]);
    }

    [Theory]
    [InlineData("""{ "workflow": { "agent": "nobody" } }""", "workflow.agent")]
    [InlineData("""{ "workflow": { "decide": "agree" } }""", "workflow.policy")]
    [InlineData("""{ "workflow": { "decide": "perhaps" } }""", "workflow.decide")]
    [InlineData("""{ "routing": [ { "event": "x", "webhook": "https://h.example" } ] }""", "routing[0].webhook_secret")]
    [InlineData("""{ "routing": [ { "event": "x", "webhook": "https://h.example", "webhook_secret": "short" } ] }""", "routing[0].webhook_secret")]
    [InlineData("""{ "routing": [ { "event": "x", "webhook": "ftp://h.example", "webhook_secret": "0123456789abcdef" } ] }""", "routing[0].webhook")]
    [InlineData("""{ "routing": [ { "staff_id": "u", "agent": "default", "webhook": "https://h.example", "webhook_secret": "0123456789abcdef" } ] }""", "routing[0].webhook")]
    [InlineData("""{ "routing": [ { "staff_id": "u", "agent": "default", "to": "v" } ] }""", "routing[0].to")]
    [InlineData("""{ "routing": [ { "event": "x" } ] }""", "routing[0].agent")]
    public void What_can_not_be_is_a_fault(string text, string path) => Read(text).Load().Faults.Select(fault => fault.Path).ShouldContain(path);

    [Fact]
    public void A_webhook_may_have_a_query_and_lie_inside_the_company()
    {
        var rule = Read("""{ "routing": [ { "event": "x", "webhook": "http://10.0.0.7:8080/hook?key=1", "webhook_secret": "0123456789abcdef" } ] }""").Good().Routing.Rules[0];
        (rule.Agent, rule.Webhook!.Query, rule.WebhookSecret!.Reveal(), rule.WebhookSecret.ToString()).ShouldBe(("", "?key=1", "0123456789abcdef", "***"));
    }

    private static ConfigWorld Read(string text) => ConfigWorld.WithPair().Put(ConfigWorld.DefaultFile, text);
}
