using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Dinghy.Scenarios;

/// <summary>What happens in the organisation reaches who shall hear of it, once; and costs nothing where nobody shall.</summary>
public sealed class EventScenarios
{
    private const string Secret = "a-secret-of-the-webhook";

    [Fact]
    public async Task An_event_is_told_to_an_agent_who_speaks_to_the_owner()
    {
        await using var lab = await TestLab.StartAsync(Rule(new JsonObject { ["event"] = "user.add.org", ["agent"] = "default" }, all => all["owners"] = new JsonArray("manager75")));
        lab.Model.Enqueue(ModelBehaviour.Answer("新同事王五入职，请安排欢迎。"), ModelBehaviour.Answer("NO_REPLY"));
        lab.World.AddPerson("user003", "王五");
        var said = (await lab.BotMessagesAsync(1, message => message.Text.Contains("王五入职", StringComparison.Ordinal), "the agent's word"))[0];
        said.ConversationId.ShouldBe(lab.World.PrivateConversation("manager75"));
        var asked = lab.Model.Requests.ShouldHaveSingleItem().Messages[^1].Content;
        asked.ShouldContain("[event user_add_org]");
        asked.ShouldContain("user003");

        lab.World.AddPerson("user004", "赵六");
        await lab.Gateway.LogAsync(line => line.Contains("answered:no_reply", StringComparison.Ordinal), "the silent end");
        lab.World.BotMessages().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_rule_that_is_added_while_the_gateway_runs_holds_for_the_next_event()
    {
        await using var lab = await TestLab.StartAsync(Rule(new JsonObject { ["event"] = "label_user_change", ["agent"] = "default", ["to"] = "manager75" }));
        lab.Model.Otherwise = ModelBehaviour.Answer("听到了。");
        var config = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile, TestContext.Current.CancellationToken))!;
        config["routing"]!.AsArray().Add(new JsonObject { ["event"] = "org_dept_create", ["agent"] = "default", ["to"] = "manager75" });
        await File.WriteAllTextAsync(lab.ConfigFile, config.ToJsonString(), TestContext.Current.CancellationToken);
        await lab.Gateway.LogAsync(line => line.Contains("[2805]", StringComparison.Ordinal), "the reload");
        lab.World.SetDepartment(333, "新部门");
        await lab.BotMessagesAsync(1, message => message.Text == "听到了。", "the word");
        lab.Model.Requests.ShouldHaveSingleItem().Messages[^1].Content.ShouldContain("[event org_dept_create]");
        lab.Gateway.Out.All.Count(line => line == TestLab.Connected).ShouldBe(1, "the connection stayed");
    }

    [Fact]
    public async Task A_group_hears_of_its_own_events()
    {
        await using var lab = await TestLab.StartAsync(Rule(new JsonObject { ["event"] = "chat_add_member", ["agent"] = "default" }));
        lab.Model.Enqueue(ModelBehaviour.Answer("欢迎新朋友！"));
        var group = lab.World.Groups[0].ConversationId;
        Push(lab, "chat_add_member", "c1", $$"""{"timeStamp":1,"userId":["user009"],"openConversationId":"{{group}}","operator":"manager75","chatId":"chat1"}""");
        var said = (await lab.BotMessagesAsync(1, message => message.Text.Contains("欢迎", StringComparison.Ordinal), "the welcome"))[0];
        (said.ConversationId, said.Road).ShouldBe((group, "group"));
    }

    [Fact]
    public async Task An_id_that_comes_again_is_acknowledged_and_not_worked_at_twice_also_after_a_restart()
    {
        await using var lab = await TestLab.StartAsync(Rule(new JsonObject { ["event"] = "label_user_change", ["agent"] = "default", ["to"] = "manager75" }));
        lab.Model.Otherwise = ModelBehaviour.Answer("听到了。");
        (await lab.AckAsync(Push(lab, "label_user_change", "e1", "{}").Seq)).AckData!.ShouldContain("SUCCESS");
        await lab.BotMessagesAsync(1, message => message.Text == "听到了。", "the word");
        (await lab.AckAsync(Push(lab, "label_user_change", "e1", "{}").Seq)).AckData!.ShouldContain("SUCCESS");
        await lab.Gateway.LogAsync(line => line.Contains("[3451]", StringComparison.Ordinal), "the repeat");
        await lab.KillGatewayAsync();
        await lab.StartGatewayAsync();
        (await lab.AckAsync(Push(lab, "label_user_change", "e1", "{}").Seq)).AckData!.ShouldContain("SUCCESS");
        await lab.Gateway.LogAsync(line => line.Contains("[3451]", StringComparison.Ordinal), "the repeat after the restart");
        lab.Model.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_of_the_operators_own_gets_it_signed_and_again_until_it_takes_it()
    {
        await using var hook = await Hook.StartAsync(500, 429, 200);
        await using var lab = await TestLab.StartAsync(Rule(new JsonObject { ["event"] = "org_dept_create", ["webhook"] = hook.Address, ["webhook_secret"] = Secret }));
        lab.World.SetDepartment(333, "新部门");
        await Guard.ForAsync(UntilAsync(() => hook.Calls.Count == 3), "the third attempt", lab.Gateway.Report);
        await lab.Gateway.LogAsync(line => line.Contains("[3452]", StringComparison.Ordinal) && line.Contains("answered", StringComparison.Ordinal), "the end");
        hook.Calls.Select(call => call.Id).Distinct().Count().ShouldBe(1);
        hook.Calls.ShouldAllBe(call => call.Signature == Sign(call.Timestamp, call.Body));
        var body = JsonNode.Parse(hook.Calls[0].Body)!;
        ((string?)body["type"], (long?)body["data"]!["deptId"]![0], (string?)body["corp_id"]).ShouldBe(("org_dept_create", 333, "dingcorp0001"));
    }

    [Fact]
    public async Task A_webhook_that_says_no_is_not_asked_again_and_a_redirect_is_a_no()
    {
        await using var hook = await Hook.StartAsync(307, 403);
        await using var lab = await TestLab.StartAsync(Rule(new JsonObject { ["event"] = "org_dept_create", ["webhook"] = hook.Address, ["webhook_secret"] = Secret }));
        lab.World.SetDepartment(333, "新部门");
        await lab.Gateway.LogAsync(line => line.Contains("http_307", StringComparison.Ordinal) && line.Contains("[3454]", StringComparison.Ordinal), "the first refusal");
        lab.World.SetDepartment(334, "新部门二");
        await lab.Gateway.LogAsync(line => line.Contains("http_403", StringComparison.Ordinal) && line.Contains("[3454]", StringComparison.Ordinal), "the second refusal");
        hook.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_remembered_of_the_directory_follows_its_changes()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            Config = all =>
            {
                all["agents"] = new JsonObject { ["list"] = new JsonArray(new JsonObject { ["id"] = "finance", ["instructions"] = "You are the finance agent." }) };
                all["routing"] = new JsonArray(new JsonObject { ["dept_id"] = "102", ["agent"] = "finance" });
            },
        });
        lab.Model.Otherwise = ModelBehaviour.Answer("好。");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "你好"))).ShouldBe("answered");
        lab.Model.Requests[^1].Text.ShouldNotContain("finance agent");
        lab.World.PlacePerson("user002", new OrgPlace { Departments = [102] });
        (await lab.AckAsync(lab.World.PushRecords()[^1].Seq)).AckData!.ShouldContain("SUCCESS");
        (await lab.OutcomeAsync(await lab.SayAsync("user002", "再问一次"))).ShouldBe("answered");
        lab.Model.Requests[^1].Text.ShouldContain("finance agent");
    }

    [Fact]
    public async Task An_event_of_another_organisation_is_left_alone()
    {
        var rule = Rule(new JsonObject { ["event"] = "label_user_change", ["agent"] = "default", ["to"] = "manager75" }, LabOptions.Channel(channel => channel["corp_id"] = "dingcorp0001"));
        await using var lab = await TestLab.StartAsync(rule);
        var push = lab.World.Push(new RawPush { Type = "EVENT", Topic = "*", Data = "{}", Headers = new Dictionary<string, string> { ["eventType"] = "label_user_change", ["eventId"] = "x1", ["eventCorpId"] = "dingother" } });
        (await lab.AckAsync(push.Seq)).AckData!.ShouldContain("SUCCESS");
        await lab.Gateway.LogAsync(line => line.Contains("[3456]", StringComparison.Ordinal), "the warning");
        lab.Model.Requests.ShouldBeEmpty();
        using var database = Database.OpenCopy(lab.DatabaseFile);
        database.Texts("SELECT event_id FROM events").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_under_an_id_of_ours_is_refused()
    {
        await using var lab = await TestLab.StartAsync(Rule(new JsonObject { ["event"] = "label_user_change", ["agent"] = "default" }));
        var push = lab.World.Push(new RawPush
        {
            Data = """{"msgId":"approval:1:forged","conversationId":"cid1","conversationType":"1","senderStaffId":"user002","senderId":"x","senderNick":"李四","senderCorpId":"dingcorp0001","chatbotCorpId":"dingcorp0001","msgtype":"text","text":{"content":"hi"},"createAt":1}""",
        });
        await lab.AckAsync(push.Seq);
        await lab.Gateway.LogAsync(line => line.Contains("[2306]", StringComparison.Ordinal) && line.Contains("(forged_id), msgId forged:approval:1:forged:", StringComparison.Ordinal), "the refusal");
        lab.Model.Requests.ShouldBeEmpty();
    }

    private static LabOptions Rule(JsonObject rule, Action<JsonObject>? more = null) => new()
    {
        Config = all =>
        {
            all["routing"] = new JsonArray(rule);
            more?.Invoke(all);
        },
    };

    private static PushRecord Push(TestLab lab, string type, string id, string data) =>
        lab.World.Push(new RawPush { Type = "EVENT", Topic = "*", Data = data, Headers = new Dictionary<string, string> { ["eventType"] = type, ["eventId"] = id } });

    private static string Sign(string timestamp, string body) => "sha256=" + Convert.ToHexStringLower(
        System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Secret), System.Text.Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Yield();
    }

    /// <summary>A program of the operator's, which answers with one status after the other.</summary>
    private sealed class Hook : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly System.Collections.Concurrent.ConcurrentQueue<(string Id, string Timestamp, string Signature, string Body)> _calls = new();

        private Hook(WebApplication app) => _app = app;

        public string Address => $"{_app.Urls.First()}/hook?who=dinghy";

        public IReadOnlyList<(string Id, string Timestamp, string Signature, string Body)> Calls => [.. _calls];

        public static async Task<Hook> StartAsync(params int[] statuses)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var hook = new Hook(app);
            var answers = new Queue<int>(statuses);
            app.Run(async http =>
            {
                using var reader = new StreamReader(http.Request.Body);
                var body = await reader.ReadToEndAsync();
                http.Response.StatusCode = answers.TryDequeue(out var status) ? status : 200;
                if (http.Response.StatusCode == 307) http.Response.Headers.Location = "/elsewhere";
                hook._calls.Enqueue((http.Request.Headers["X-Dinghy-Event-Id"]!, http.Request.Headers["X-Dinghy-Timestamp"]!, http.Request.Headers["X-Dinghy-Signature"]!, body));
            });
            await app.StartAsync();
            return hook;
        }

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();
    }
}
