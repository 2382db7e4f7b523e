namespace Dinghy.Scenarios;

/// <summary>kill -9 at every step of an approval: one card, one decision, whatever was on its way.</summary>
public sealed class WorkflowCrashScenarios
{
    private const string Review = "符合制度第二条。没有发现风险。\nDECISION: agree";

    [Fact]
    public async Task Killed_before_the_model_answers_the_next_start_asks_it_again_and_shows_one_card()
    {
        await using var lab = await TestLab.StartAsync(WorkflowScenarios.Options());
        lab.Model.Enqueue(ModelBehaviour.Hang("符合"));
        var leave = lab.World.StartApproval(WorkflowScenarios.Leave(lab));
        await lab.Model.WaitForRequestAsync(1);
        await lab.KillGatewayAsync();
        lab.World.Cards.ShouldBeEmpty("nothing is shown before there is something to show");
        lab.Model.Enqueue(ModelBehaviour.Answer(Review));
        await lab.StartGatewayAsync();
        await ApproveAsync(lab, leave);
    }

    [Fact]
    public async Task Killed_while_the_card_is_made_the_next_start_finds_it()
    {
        await using var lab = await TestLab.StartAsync(WorkflowScenarios.Options());
        lab.Faults.Set(new Fault(FaultKind.ResetAfter) { Api = "card_create_and_deliver", Times = 1_000 });
        lab.Model.Otherwise = ModelBehaviour.Answer(Review);
        var leave = lab.World.StartApproval(WorkflowScenarios.Leave(lab));
        await lab.CardAsync(card => card.Places.Count > 0, "the card");
        await lab.KillGatewayAsync();
        lab.Faults.Clear();
        await lab.StartGatewayAsync();
        await ApproveAsync(lab, leave);
    }

    [Fact]
    public async Task Killed_while_the_last_frame_is_on_its_way_it_is_shown_once()
    {
        await using var lab = await TestLab.StartAsync(WorkflowScenarios.Options());
        lab.Model.Otherwise = ModelBehaviour.Answer(Review);
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "card_streaming", Times = 1_000, Delay = TimeSpan.FromMinutes(5) });
        var leave = lab.World.StartApproval(WorkflowScenarios.Leave(lab));
        using (var database = Database.Open(lab.DatabaseFile))
            await Guard.ForAsync(WorkflowScenarios.UntilAsync(() => database.Texts("SELECT state FROM parts WHERE road = 'card'").Contains("sending")), "the last frame to leave", lab.Gateway.Report);
        await lab.KillGatewayAsync();
        lab.Faults.Clear();
        await lab.StartGatewayAsync();
        await ApproveAsync(lab, leave);
        lab.Model.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Killed_before_DingTalk_hears_the_decision_the_next_start_tells_it_once()
    {
        await using var lab = await TestLab.StartAsync(WorkflowScenarios.Options());
        lab.Model.Otherwise = ModelBehaviour.Answer(Review);
        var leave = lab.World.StartApproval(WorkflowScenarios.Leave(lab));
        var card = await WorkflowScenarios.CardAsync(lab);
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "workflow_get", Times = 1_000, Delay = TimeSpan.FromMinutes(5) });
        await WorkflowScenarios.PressAsync(lab, card, "同意", "manager75");
        await DecidingAsync(lab);
        await lab.KillGatewayAsync();
        lab.World.FindApproval(leave.InstanceId)!.Status.ShouldBe("RUNNING");
        lab.Faults.Clear();
        await lab.StartGatewayAsync();
        await DecidedAsync(lab, leave);
    }

    [Fact]
    public async Task Killed_after_DingTalk_heard_the_decision_and_before_it_answered_it_is_not_told_again()
    {
        await using var lab = await TestLab.StartAsync(WorkflowScenarios.Options());
        lab.Model.Otherwise = ModelBehaviour.Answer(Review);
        var leave = lab.World.StartApproval(WorkflowScenarios.Leave(lab));
        var card = await WorkflowScenarios.CardAsync(lab);
        lab.Faults.Set(new Fault(FaultKind.ResetAfter) { Api = "workflow_execute", Times = 1_000 });
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "workflow_execute", Times = 1_000, Delay = TimeSpan.FromMilliseconds(1) });
        await WorkflowScenarios.PressAsync(lab, card, "同意", "manager75");
        await WorkflowScenarios.EndsAsync(lab, leave, "COMPLETED");
        await lab.KillGatewayAsync();
        lab.Faults.Clear();
        var told = Executed(lab);
        await lab.StartGatewayAsync();
        await DecidedAsync(lab, leave);
        Executed(lab).ShouldBe(told, "DingTalk is looked at before it is told again");
    }

    [Fact]
    public async Task Killed_after_DingTalk_heard_the_agents_own_decision_the_approver_is_told_of_it()
    {
        await using var lab = await TestLab.StartAsync(WorkflowScenarios.Options(decide: "agree"));
        lab.Model.Otherwise = ModelBehaviour.Answer(Review);
        lab.Faults.Set(new Fault(FaultKind.ResetAfter) { Api = "workflow_execute", Times = 1_000 });
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "workflow_execute", Times = 1_000, Delay = TimeSpan.FromMilliseconds(1) });
        var leave = lab.World.StartApproval(WorkflowScenarios.Leave(lab));
        await WorkflowScenarios.EndsAsync(lab, leave, "COMPLETED");
        await lab.KillGatewayAsync();
        lab.Faults.Clear();
        var told = Executed(lab);
        await lab.StartGatewayAsync();
        await WorkflowScenarios.SeenAsync(lab, "已由智能体以您的名义同意");
        lab.TimesSeen("已由智能体以您的名义同意").ShouldBe(1);
        Executed(lab).ShouldBe(told, "DingTalk is looked at before it is told again");
        WorkflowScenarios.Steps(lab).ShouldBe(["agreed manager75"]);
        WorkflowScenarios.Asked(lab).ShouldBe(0, "there is nothing left to decide");
    }

    [Fact]
    public async Task Killed_with_the_event_stored_and_nothing_begun_the_next_start_begins()
    {
        await using var lab = await TestLab.StartAsync(WorkflowScenarios.Options());
        lab.Model.Otherwise = ModelBehaviour.Answer(Review);
        lab.Faults.Set(new Fault(FaultKind.Slow) { Api = "workflow_get", Times = 1_000, Delay = TimeSpan.FromMinutes(5) });
        var leave = lab.World.StartApproval(WorkflowScenarios.Leave(lab));
        await lab.Gateway.LogAsync(line => line.Contains("[3450]", StringComparison.Ordinal), "the event");
        await lab.KillGatewayAsync();
        lab.Faults.Clear();
        await lab.StartGatewayAsync();
        await ApproveAsync(lab, leave);
    }

    private static async Task ApproveAsync(TestLab lab, ApprovalRecord leave)
    {
        await WorkflowScenarios.PressAsync(lab, await WorkflowScenarios.CardAsync(lab), "同意", "manager75");
        await DecidedAsync(lab, leave);
    }

    /// <summary>Approved by us, said so, one step, one question.</summary>
    private static async Task DecidedAsync(TestLab lab, ApprovalRecord leave)
    {
        var done = await WorkflowScenarios.EndsAsync(lab, leave, "COMPLETED");
        (done.Result, done.Tasks.ShouldHaveSingleItem().ByApi).ShouldBe(("agree", true));
        await WorkflowScenarios.SeenAsync(lab, "已同意：李四提交的请假");
        WorkflowScenarios.Steps(lab).ShouldBe(["agreed manager75"]);
        WorkflowScenarios.Asked(lab).ShouldBe(1);
    }

    private static int Executed(TestLab lab) => lab.World.Requests().Count(call => call.Path.EndsWith("/execute", StringComparison.Ordinal));

    private static async Task DecidingAsync(TestLab lab)
    {
        using var database = Database.Open(lab.DatabaseFile);
        await Guard.ForAsync(WorkflowScenarios.UntilAsync(() => database.Texts("SELECT state FROM workflow_steps").Contains("deciding")), "the decision to be stored", lab.Gateway.Report);
    }
}
