using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary><c>dinghy message</c>: for scripts, whether the gateway runs or not.</summary>
public sealed class MessageCommandScenarios
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_script_sends_to_people_and_a_group_looks_and_takes_back(bool running)
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = running });
        var group = lab.World.Groups[0].ConversationId;
        var (code, json, _) = await lab.CliAsync("message", "send", "--to", "manager75,李四", "--chat", group, "--text", "*原样* 通知", "--json");
        code.ShouldBe(0);
        var sent = await lab.BotMessagesAsync(3, message => message.Text == "*原样* 通知", "two people and a group");
        sent.ShouldAllBe(message => message.Kind == "sampleText");
        var message = JsonNode.Parse(json)!["message"]!;
        (message["people"]!.GetValue<int>(), message["groups"]!.GetValue<int>(), message["calls_delivered"]!.GetValue<int>()).ShouldBe((2, 1, 2));
        lab.World.Read(sent[0].ProcessQueryKey!, "manager75");

        var id = message["message"]!.ToString();
        (await lab.CliAsync("message", "status", id)).Out.ShouldContain("read by 1");
        (await lab.CliAsync("message", "recall", id)).Out.ShouldBe($"Message {id} is taken back.");
        sent.ShouldAllBe(one => lab.World.FindSent(one.ProcessQueryKey!)!.Recalled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_need_a_yes_a_dry_run_sends_nothing_and_what_does_not_arrive_is_told(bool running)
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = running });
        lab.World.SetDepartment(200, "销售部");
        for (var number = 0; number < 8; number++)
        {
            lab.World.AddPerson($"sale{number}", $"销售{number}");
            lab.World.PlacePerson($"sale{number}", new OrgPlace { Departments = [200] });
        }

        var (code, _, err) = await lab.CliAsync("message", "send", "--dept", "销售部", "--text", "x");
        code.ShouldBe(2);
        err.ShouldContain("it would go to 8 people, more than 5");
        (code, var shown, _) = await lab.CliAsync("message", "send", "--dept", "200", "--text", "x", "--dry-run");
        code.ShouldBe(0);
        shown.ShouldContain("sale7  销售7");
        lab.World.BotMessages().ShouldBeEmpty();
        (await lab.CliAsync("message", "send", "--dept", "200", "--text", "# 标题\n\n**会议**", "--markdown", "--yes")).Code.ShouldBe(0);
        (await lab.BotMessagesAsync(8, message => message.Kind == "sampleMarkdown", "eight messages")).Count.ShouldBe(8);

        (await lab.CliAsync("message", "send", "--to", "nobody", "--text", "x")).ShouldSatisfyAllConditions(
            one => one.Code.ShouldBe(1), one => one.Err.ShouldContain("DingTalk knows nobody called \"nobody\""));
        (await lab.CliAsync("message", "send", "--chat", "cidnone==", "--text", "x")).ShouldSatisfyAllConditions(
            one => one.Code.ShouldBe(1), one => one.Out.ShouldContain("not sent: cidnone==: invalid.openConversationId"));
        (await lab.CliAsync("message", "send", "--text", "x")).Code.ShouldBe(2);
        lab.Faults.Set(new Fault(FaultKind.ScopeMissing) { Target = "qyapi_get_department_list" });
        (await lab.CliAsync("message", "send", "--dept", "1011", "--text", "x")).Err.ShouldContain(running ? "qyapi_get_department_list" : "https://open-dev.dingtalk.com/appscope/apply");
    }

    [Fact]
    public async Task A_call_that_fails_is_made_again_and_the_message_arrives_once()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "oto", Code = 500, Times = 1 });
        var (code, text, _) = await lab.CliAsync("message", "send", "--to", "user002", "--text", "到了");
        code.ShouldBeOneOf(0, 1);
        text.ShouldContain("Message 1 to 1 people");
        (await lab.BotMessagesAsync(1, message => message.Text == "到了", "the retried message")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_kept_survives_a_kill_and_goes_once()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "oto", Code = 500 });
        (await lab.CliAsync("message", "send", "--to", "user002,manager75", "--text", "服务器重启了")).Out.ShouldContain("1 waiting");
        await lab.KillGatewayAsync();
        lab.Faults.Clear();
        await lab.StartGatewayAsync();
        await lab.BotMessagesAsync(2, message => message.Text == "服务器重启了", "what was kept");
        (await lab.AskAsync("user002", "在吗")).Text.ShouldContain("在吗");
        lab.World.BotMessages().Count(message => message.Text == "服务器重启了").ShouldBe(2);
    }
}
