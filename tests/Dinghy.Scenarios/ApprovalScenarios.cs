using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>A call that somebody else has to allow, on the real program: by a card in a chat of their own.</summary>
public sealed class ApprovalScenarios
{
    private const string Head = "manager75";

    [Fact]
    public async Task The_head_of_the_askers_department_allows_by_button_nobody_else_can_and_the_audit_has_it()
    {
        await using var lab = await StartAsync("dept_head");
        lab.Model.Enqueue(ModelBehaviour.CallTools("I will note it.", ("append_file", """{"path":"log.txt","content":"once\n"}""")), ModelBehaviour.Answer("Waiting."), ModelBehaviour.Answer("It is noted."));
        var said = await lab.SayAsync("user002", "please note it");
        var card = await lab.CardAsync(c => c.State == CardState.Finished && c.Text.Contains("append_file", StringComparison.Ordinal), "the approver's card");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        foreach (var stranger in new[] { "user002", "other", "other" }) await ForgeAsync(lab, card, stranger);
        File.Exists(Noted(lab)).ShouldBeFalse();

        (await PressAsync(lab, card, Head, "choice_1")).Outcome.ShouldBe(PressOutcome.Answered);
        await lab.BotMessagesAsync(1, message => message.Text == "It is noted.", "the asker's answer");
        await PressAsync(lab, card, Head, "choice_1");
        await PressAsync(lab, card, Head, "choice_2");
        await lab.StatusAsync(status => status.Quiet, "everything to end");
        (await File.ReadAllTextAsync(Noted(lab))).ShouldBe("once\n");

        var (code, printed, words) = await lab.CliAsync("audit", "verify");
        (code, words).ShouldBe((0, "The chain is whole."), printed);
        (_, printed, _) = await lab.CliAsync("audit", "list", "--kind", "tool", "--json");
        using var list = JsonDocument.Parse(printed);
        var kinds = list.RootElement.GetProperty("entries").EnumerateArray().Select(entry => $"{entry.GetProperty("kind")} {entry.GetProperty("actor")}").ToList();
        kinds.ShouldContain($"tool.approved {Head}");
        kinds.Count(kind => kind.StartsWith("tool.not_theirs", StringComparison.Ordinal)).ShouldBe(2);
        kinds.Count(kind => kind.StartsWith("tool.ended", StringComparison.Ordinal)).ShouldBe(1);
        printed.ShouldNotContain("once");

        // Somebody changes who it was: found.
        await lab.KillGatewayAsync();
        using (var database = Database.Open(lab.DatabaseFile))
            database.Execute("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'user002' WHERE kind = 'tool.approved'");
        (code, _, words) = await lab.CliAsync("audit", "verify");
        (code, words.Contains("was altered", StringComparison.Ordinal)).ShouldBe((1, true), words);
    }

    [Fact]
    public async Task Killed_between_the_press_and_the_run_it_runs_once()
    {
        await using var lab = await StartAsync("manager");
        lab.Model.Otherwise = ModelBehaviour.Answer("ok");
        lab.Workspace("log.txt", "0\n"u8.ToArray());
        for (var round = 1; round <= 3; round++)
        {
            lab.Model.Enqueue(ModelBehaviour.CallTool("append_file", $$"""{"path":"log.txt","content":"{{round}}\n"}"""), ModelBehaviour.Answer("Waiting."));
            await lab.SayAsync("user002", $"note {round}");
            var cards = await lab.CardsAsync(round, c => c.State == CardState.Finished && c.Text.Contains("append_file", StringComparison.Ordinal), "the approver's card");
            await PressAsync(lab, cards[^1], Head, "choice_1");
            await lab.KillGatewayAsync();
            await lab.StartGatewayAsync();
            await lab.StatusAsync(status => status.Quiet, "everything to end");
            (await File.ReadAllLinesAsync(Noted(lab))).Count(line => line == $"{round}").ShouldBeLessThanOrEqualTo(1);
        }

        using var database = Database.Open(lab.DatabaseFile);
        var (noted, states) = (await File.ReadAllLinesAsync(Noted(lab)), database.Texts("SELECT id || ' ' || state FROM tool_approvals"));
        // A kill while it runs leaves an end that nobody knows, and no second run; everything else ran.
        states.Count.ShouldBe(3);
        states.ShouldAllBe(state => state.EndsWith(" done", StringComparison.Ordinal) || state.EndsWith(" unknown", StringComparison.Ordinal));
        states.Count(state => state.EndsWith(" done", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(noted.Length - 1);
        noted.Distinct().Count().ShouldBe(noted.Length);
    }

    [Fact]
    public async Task With_the_directory_down_an_owner_is_asked_and_without_a_template_by_a_card_of_links()
    {
        await using var lab = await StartAsync("dept_head", cards: false, config: all => all["owners"] = new JsonArray("boss"));
        lab.Faults.Set(new Fault(FaultKind.ScopeMissing) { Api = "dept_parents", Times = 100 });
        lab.Model.Enqueue(ModelBehaviour.CallTool("append_file", """{"path":"log.txt","content":"x"}"""), ModelBehaviour.Answer("Waiting."), ModelBehaviour.Answer("It is noted."));
        await lab.SayAsync("user002", "please note it");
        var asked = (await lab.BotMessagesAsync(1, message => message.Text.Contains("/approve ", StringComparison.Ordinal) || message.Text.Contains("/批准 ", StringComparison.Ordinal), "the owner's question"))[0];
        var code = System.Text.RegularExpressions.Regex.Match(asked.Text, "[0-9]{6}").Value;
        await lab.SayAsync("boss", $"/approve {code}");
        await lab.BotMessagesAsync(1, message => message.Text == "It is noted.", "the asker's answer");
        (await File.ReadAllTextAsync(Noted(lab))).ShouldBe("x");
    }

    // What is written lies where the talk is: one of these talks writes.
    private static string Noted(TestLab lab) =>
        Path.Combine(lab.Home, "talks") is var talks && Directory.Exists(talks) ? Directory.EnumerateFiles(talks, "log.txt", SearchOption.AllDirectories).SingleOrDefault() ?? talks : talks;

    private static async Task<TestLab> StartAsync(string approver, bool cards = true, Action<JsonObject>? config = null)
    {
        void Rules(JsonObject all)
        {
            all["tools"] = new JsonObject { ["rules"] = new JsonObject { ["append_file"] = new JsonObject { ["approver"] = approver } } };
            config?.Invoke(all);
        }

        var options = cards ? CardLab.Options("60s", Rules) : new LabOptions { Config = Rules };
        var lab = await TestLab.StartAsync(options with { StartGateway = false });
        lab.World.AddPerson("boss", "老板");
        lab.World.AddPerson("other", "别人");
        lab.World.SetDepartment(777, "记录组", parent: 1);
        lab.World.PlacePerson("user002", new OrgPlace { Departments = [777], Manager = Head });
        lab.World.PlacePerson(Head, new OrgPlace { Departments = [777], Leads = [777] });
        await lab.StartGatewayAsync();
        return lab;
    }

    /// <summary>The frame of a press by somebody who does not see the card.</summary>
    private static async Task ForgeAsync(TestLab lab, CardRecord card, string who)
    {
        var data = new JsonObject
        {
            ["type"] = "actionCallback", ["outTrackId"] = card.OutTrackId, ["userId"] = who, ["userIdType"] = 1,
            ["content"] = new JsonObject { ["cardPrivateData"] = new JsonObject { ["actionIds"] = new JsonArray("choice_1"), ["params"] = new JsonObject() } }.ToJsonString(),
        };
        (await lab.AckAsync(lab.World.Push(new RawPush { Topic = "/v1.0/card/instances/callback", Data = data.ToJsonString() }).Seq)).State.ShouldBe(PushState.Acked);
    }

    private static Task<PressResult> PressAsync(TestLab lab, CardRecord card, string who, string action) => CardPressScenarios.PressAsync(lab, card, who, action);
}
