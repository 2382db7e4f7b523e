using System.Text.Json.Nodes;

namespace Dinghy.ConsoleTests.Lab;

/// <summary>What went on in the shared gateway before the first test: every screen has something to show.</summary>
internal static class Office
{
    /// <summary>Talks with the agent "hr".</summary>
    public const string Employee = "user009";

    /// <summary>Waits to be let in.</summary>
    public const string Stranger = "user031";

    /// <summary>Was let in.</summary>
    public const string Friend = "user010";

    /// <summary>Of the first question that was let in: the operator's, answered with a tool.</summary>
    public const int FirstTurn = 2;

    public const string Schedule = "每日简报";

    public static LabOptions Options { get; } = new()
    {
        Config = config =>
        {
            LabOptions.Channel(channel =>
            {
                channel["dm_policy"] = "pairing";
                channel["allow_from"] = AllowedAnd();
            })(config);
            config["console"] = new JsonObject { ["operators"] = new JsonArray(ConsoleFixture.Operator), ["auditors"] = new JsonArray(ConsoleFixture.Auditor) };
            config["tools"] = new JsonObject { ["policy"] = new JsonObject { ["append_file"] = "ask" }, ["approval_timeout"] = "1h" };
            config["models"]!["fallbacks"] = new JsonArray("lab/scripted-2");
            config["agents"] = new JsonObject
            {
                ["list"] = new JsonArray(new JsonObject
                {
                    ["id"] = "hr", ["name"] = "人事助手", ["knowledge"] = new JsonArray(new JsonObject { ["path"] = "handbook" }), ["tools"] = new JsonArray("read_*", "search_knowledge"),
                    ["approvals"] = new JsonObject { ["read_file"] = "ask", ["write_file"] = "deny" },
                }),
            };
            config["routing"] = new JsonArray(new JsonObject { ["staff_id"] = Employee, ["agent"] = "hr" });
        },
    };

    /// <summary>Whom the configuration lets in, and others.</summary>
    public static JsonArray AllowedAnd(params string[] others) =>
        [ConsoleFixture.Operator, ConsoleFixture.Auditor, Employee, Letters.Staff, "user041", "user042", "user043", .. others.Select(one => (JsonNode)one)];

    public static async Task FillAsync(ConsoleFixture console)
    {
        var (lab, model) = (console.Lab, console.Lab.Model);
        foreach (var (id, name) in new[] { (ConsoleFixture.Operator, "李雷"), (Employee, "Maria"), (Friend, "韩梅梅"), (Stranger, "周婷婷") }) lab.World.AddPerson(id, name);

        // The first who is let in owns the robot.
        await lab.AskAsync(ConsoleFixture.Owner, "你好");
        await console.PostAsync("/pairing/approve", new JsonObject { ["who"] = ConsoleFixture.Owner });

        // With a tool, a vote, and a new session.
        model.Enqueue(ModelBehaviour.CallTool("list_dir", """{"path":"."}"""), ModelBehaviour.Answer("还有 **6.5** 天。"));
        var answer = await lab.AskToTheEndAsync(ConsoleFixture.Operator, "年假还有几天？");
        await lab.AnswerAsync(await lab.World.SayAsync(new Speech(ConsoleFixture.Operator, "👍") { Quote = answer.MsgId }));
        await lab.AskAsync(ConsoleFixture.Operator, "/new");
        await lab.AskAsync(ConsoleFixture.Operator, "<b>谢谢</b>");
        await lab.AskAsync(ConsoleFixture.Auditor, "@Dinghy 大家好", lab.World.Groups[0].ConversationId);

        await lab.AskToTheEndAsync(Employee, "How many days of leave do I have?");
        await lab.AnswerAsync(await lab.SayAsync(Employee, "/bad That is not what I asked."));
        await Letters.LoseAsync(lab);

        await lab.AskAsync(Friend, "你好");
        await console.PostAsync("/pairing/approve", new JsonObject { ["who"] = Friend });
        await lab.AskAsync(Stranger, "你好");
        await AskForToolAsync(lab, "log.txt");
        await console.PostAsync("/schedules", new JsonObject { ["name"] = Schedule, ["to"] = ConsoleFixture.Operator, ["message"] = "汇总昨天的问题", ["kind"] = "cron", ["spec"] = "0 9 * * 1-5" });
        await lab.StatusAsync(status => status.Quiet, "the office to be quiet");
    }

    /// <summary>An agent wants to write, and waits for a yes.</summary>
    /// <param name="lab">Where.</param>
    /// <param name="file">Under a name that only this question has.</param>
    public static async Task AskForToolAsync(TestLab lab, string file)
    {
        lab.Model.Enqueue(ModelBehaviour.CallTool("append_file", $$"""{"path":"{{file}}","content":"once\n"}"""), ModelBehaviour.Answer("等待同意。"));
        await lab.OutcomeAsync(await lab.SayAsync(ConsoleFixture.Auditor, "记一下"));
    }
}

/// <summary>Answers that no road carries: whoever wrote is no member any more.</summary>
internal static class Letters
{
    public const string Staff = "nobody-here";

    /// <returns>Its turn's message.</returns>
    public static async Task<SaidMessage> LoseAsync(TestLab lab)
    {
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        if (lab.World.People.All(person => person.StaffId != "left")) lab.World.AddPerson("left", "离职");
        var said = await lab.World.SayAsync(new Speech("left", "hello") { RawData = BadMessages.Text(lab, "left", "hello", staffId: Staff) });
        (await lab.OutcomeAsync(said)).ShouldBe("failed:undelivered");
        return said;
    }
}
