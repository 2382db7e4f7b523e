using System.Globalization;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>What is due arrives by OpenAPI, once, whatever happens between due and sent.</summary>
public sealed class ScheduleScenarios
{
    [Fact]
    public async Task The_operator_sets_a_reminder_and_it_arrives_in_the_group_by_OpenAPI()
    {
        await using var lab = await TestLab.StartAsync();
        var group = lab.World.Groups[0].ConversationId;
        var made = Json(await lab.CliAsync("cron", "add", "--name", "tea", "--message", "喝茶", "--text", "--cron", "* * * * * *", "--to", group, "--json"))["schedule"]!;
        made["state"]!.GetValue<string>().ShouldBe("active");
        made["next"]!.AsArray().Count.ShouldBe(3);
        var said = (await lab.BotMessagesAsync(2, message => message.InReplyTo is null, "the reminder, twice"))[0];
        (said.Text, said.ConversationId, said.Road).ShouldBe(("喝茶", group, "group"));
        lab.Model.Requests.ShouldBeEmpty();
        var id = made["id"]!.ToString();
        (await lab.CliAsync("cron", "disable", id)).Out.ShouldBe($"Paused schedule {id}.");
        (await lab.CliAsync("cron", "list")).Out.ShouldMatch($@"(?m)^{id}\s+paused\s+-\s+cron \* \* \* \* \* \*");
        Json(await lab.CliAsync("cron", "runs", id, "--json"))["runs"]!.AsArray().ShouldContain(run => run!["outcome"]!.GetValue<string>() == "answered");
        (await lab.CliAsync("cron", "rm", id)).Code.ShouldBe(0);
        (await lab.CliAsync("cron", "rm", id)).Err.ShouldContain($"There is no schedule {id}.");
        var gone = await lab.CliAsync("cron", "runs", id);
        (gone.Code, gone.Out).ShouldBe((1, ""));
        gone.Err.ShouldContain($"There is no schedule {id}.");
    }

    [Fact]
    public async Task Killed_between_due_and_sent_the_agent_is_asked_again_and_the_person_hears_it_once()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Otherwise = ModelBehaviour.Hang();
        var id = Json(await lab.CliAsync("cron", "add", "--message", "看看天气", "--at", "+24h", "--to", "user002", "--json"))["schedule"]!["id"]!.ToString();
        (await lab.CliAsync("cron", "run", id)).Code.ShouldBe(0);
        await lab.Model.WaitForRequestAsync(1);
        await lab.KillGatewayAsync();
        lab.Model.Otherwise = ModelBehaviour.Echo();
        await lab.StartGatewayAsync();
        var said = (await lab.BotMessagesAsync(1, message => message.ConversationId == lab.World.PrivateConversation("user002"), "the answer"))[0];
        (said.InReplyTo, said.Road).ShouldBe((null, "oto"));
        said.Text.ShouldContain("看看天气");
        await lab.Gateway.LogAsync(line => line.Contains("[2003]") && line.Contains("schedule:"), "the end of the run");
        (await lab.AskAsync("user002", "在吗")).Text.ShouldContain("在吗");
        lab.World.BotMessages().Count.ShouldBe(2);
        Json(await lab.CliAsync("cron", "runs", id, "--json"))["runs"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_due_while_it_was_down_is_caught_up_once()
    {
        await using var lab = await TestLab.StartAsync();
        await lab.StopGatewayAsync();
        // Without a gateway the command line works on the database.
        var id = Json(await lab.CliAsync("cron", "add", "--message", "来了", "--text", "--every", "1s", "--to", "user002", "--json"))["schedule"]!["id"]!.ToString();
        (await lab.CliAsync("cron", "run", id)).Err.ShouldContain("No gateway runs");
        await lab.StartGatewayAsync();
        (await lab.BotMessagesAsync(1, _ => true, "the reminder"))[0].Text.ShouldBe("来了");
    }

    [Fact]
    public async Task A_person_asks_in_chat_sees_it_and_cancels_it_and_nobody_else_does()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("user001", "王五");
        lab.Model.Enqueue(ModelBehaviour.CallTool("schedule_create", """{"message":"写日报","cron":"0 18 * * mon-fri","say_as_is":true,"name":"日报"}"""));
        await lab.AskAsync("user002", "每个工作日六点提醒我写日报");
        var list = (await lab.AskAsync("user002", "/定时")).Text;
        list.ShouldContain("日报");
        list.ShouldContain("18:00:00");
        lab.Model.Enqueue(ModelBehaviour.CallTool("schedule_create", """{"message":"喝茶","at":"+2h","say_as_is":true}"""));
        await lab.AskAsync("user002", "两小时后提醒我喝茶");
        (await lab.AskAsync("user002", "/定时")).Text.ShouldContain("`喝茶` · 下次", Case.Sensitive, "what comes once has no times to show");
        (await lab.AskAsync("user001", "/schedule")).Text.ShouldContain("现在没有定时任务");
        var id = Json(await lab.CliAsync("cron", "list", "--json"))["schedules"]![0]!["id"]!.ToString();
        (await lab.AskAsync("user001", $"/schedule cancel {id}")).Text.ShouldContain("这里没有这个编号");
        (await lab.AskAsync("user002", $"/提醒 取消 {id}")).Text.ShouldContain("已取消");
        (await lab.AskAsync("user002", $"/定时 取消 {long.Parse(id, CultureInfo.InvariantCulture) + 1}")).Text.ShouldContain("已取消");
        (await lab.AskAsync("user002", "/定时")).Text.ShouldContain("现在没有定时任务");
    }

    [Theory]
    [InlineData("--message", "x", "--to", "user002")]
    [InlineData("--message", "x", "--to", "user002", "--cron", "* * * * *", "--at", "09:00")]
    [InlineData("--message", "x", "--to", "user002", "--at", "09:00", "--session", "shared")]
    public async Task A_command_line_that_is_off_is_told_so(params string[] arguments)
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        (await lab.CliAsync(["cron", "add", .. arguments])).Code.ShouldBe(2);
    }

    private static JsonNode Json((int Code, string Out, string Err) run)
    {
        run.Code.ShouldBe(0, run.Err);
        return JsonNode.Parse(run.Out)!;
    }
}
