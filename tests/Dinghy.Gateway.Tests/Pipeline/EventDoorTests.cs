using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

/// <summary>The one door of events, whichever way they come.</summary>
public sealed class EventDoorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wanted_is_durable_before_it_may_be_acknowledged_and_worked_at_once()
    {
        await using var rig = new PipelineRig(FakeModel.Echo());
        await rig.StartAsync();
        var looked = 0;
        var door = Door(rig, () => looked++);
        var happened = new DingTalkEvent("e1", "bpms.instance.change", """{"processInstanceId":"p"}""") { CorpId = "corp" };
        (rig.Store.Failing, rig.Store.Failures) = (nameof(IEventStore.AddEventAsync), 1);
        (await door.TakeAsync(happened, Ct)).ShouldBeFalse();
        (await door.TakeAsync(happened, Ct)).ShouldBeTrue();
        (await door.TakeAsync(happened with { Data = "again" }, Ct)).ShouldBeTrue();
        looked.ShouldBe(1);
        (await rig.Store.DueEventsAsync(rig.Time.GetUtcNow(), 10, Ct)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(row => row.Type.ShouldBe("bpms_instance_change"), row => row.EventId.ShouldBe("e1"));
    }

    [Fact]
    public async Task What_nobody_wants_is_acknowledged_and_not_stored()
    {
        await using var rig = new PipelineRig(FakeModel.Echo());
        await rig.StartAsync();
        var door = Door(rig, () => { });
        (await door.TakeAsync(new DingTalkEvent("e1", "im_cool_app_install", "{}"), Ct)).ShouldBeTrue();
        (await door.TakeAsync(new DingTalkEvent("e2", "robot_msg_read", """{"processQueryKey":"k","userId":"u"}"""), Ct)).ShouldBeTrue();
        (await rig.Store.DueEventsAsync(rig.Time.GetUtcNow(), 10, Ct)).ShouldBeEmpty();
        (await rig.Store.ReadSentEventsAsync("main", "k", Ct)).ShouldBeEmpty("messages are not tracked on this account");
    }

    [Fact]
    public async Task The_gateways_own_looks_at_approvals_come_by_no_door()
    {
        await using var rig = new PipelineRig(FakeModel.Echo());
        await rig.StartAsync();
        await Door(rig, () => { }).TakeAsync(new DingTalkEvent("after:i-1:7", "bpms_instance_change", """{"processInstanceId":"p"}"""), Ct);
        (await rig.Store.DueEventsAsync(rig.Time.GetUtcNow(), 10, Ct)).ShouldHaveSingleItem().EventId.ShouldBe("forged:after:i-1:7");
    }

    [Fact]
    public async Task Without_an_id_an_event_is_known_by_what_it_says()
    {
        await using var rig = new PipelineRig(FakeModel.Echo());
        await rig.StartAsync();
        var door = Door(rig, () => { });
        foreach (var data in new[] { """{"processInstanceId":"p"}""", """{"processInstanceId":"p"}""", """{"processInstanceId":"q"}""" })
            await door.TakeAsync(new DingTalkEvent("", "bpms_instance_change", data), Ct);
        (await rig.Store.DueEventsAsync(rig.Time.GetUtcNow(), 10, Ct)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_directory_follows_at_once_and_an_answer_that_is_on_its_way_is_asked_for_anew()
    {
        await using var rig = new PipelineRig(FakeModel.Echo());
        await rig.StartAsync();
        using var world = new DirectoryWorld();
        var person = new StaffId("u1");
        var door = Door(rig, () => { }, world);
        await world.Directory.DepartmentsOfAsync(person, Ct);
        await world.Directory.DepartmentsOfAsync(person, Ct);
        world.Asked.Count.ShouldBe(1);
        await door.TakeAsync(new DingTalkEvent("1", "user_modify_org", """{"userId":["somebody"]}"""), Ct);
        await world.Directory.DepartmentsOfAsync(person, Ct);
        world.Asked.Count.ShouldBe(1);
        await door.TakeAsync(new DingTalkEvent("2", "user_modify_org", """{"userId":["u1"]}"""), Ct);
        await world.Directory.DepartmentsOfAsync(person, Ct);
        world.Asked.Count.ShouldBe(2);

        await door.TakeAsync(new DingTalkEvent("3", "org_dept_remove", """{"deptId":[7]}"""), Ct);
        var gates = new Queue<TaskCompletionSource<string>>([new(), new()]);
        var (first, second) = (gates.ToArray()[0], gates.ToArray()[1]);
        world.Answer = (_, _, _) => gates.Dequeue().Task;
        var asking = world.Directory.DepartmentsOfAsync(person, Ct);
        await WaitAsync(() => world.Asked.Count == 3);
        await door.TakeAsync(new DingTalkEvent("4", "org_dept_modify", """{"deptId":[7]}"""), Ct);
        first.SetResult(DirectoryWorld.InFinance);
        await WaitAsync(() => world.Asked.Count == 4);
        second.SetResult(DirectoryWorld.InFinance);
        (await asking).Steps!.Count.ShouldBe(3);
    }

    private static async Task WaitAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Yield();
    }

    private static EventDoor Door(PipelineRig rig, Action stored, DirectoryWorld? world = null) => new(
        Accounts.Main, type => type == "bpms_instance_change", rig.Store, world?.Whole, stored, new EventLog(NullLogger<EventLog>.Instance), new PipelineLog(NullLogger<PipelineLog>.Instance), new GatewayMetrics(), rig.Time);
}
