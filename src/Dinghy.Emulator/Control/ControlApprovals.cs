using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>People ask for approvals, decide them and take them back.</summary>
internal sealed class ControlApprovals(DingTalkWorld world)
{
    public Task ListAsync(HttpContext http) => ControlReply.WriteAsync(http, world.Approvals, ControlText.Json.IReadOnlyListApprovalRecord);

    public async Task StartAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.ApprovalBody);
        var start = new ApprovalStart(ControlReply.Need(body.Originator, "originator"), ControlReply.Need(body.Title, "title"), body.Steps ?? throw new ControlException("'steps' is missing."))
        {
            Form = body.Form ?? [], Files = body.Files ?? [], ClientId = body.ClientId,
        };
        await ControlReply.WriteAsync(http, world.StartApproval(body.ProcessCode is { } code ? start with { ProcessCode = code } : start), ControlText.Json.ApprovalRecord);
    }

    public async Task DecideAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.DecisionBody);
        var id = ControlReply.Need(body.InstanceId, "instanceId");
        if (!world.DecideApproval(id, body.TaskId ?? throw new ControlException("'taskId' is missing."), body.Agree ?? throw new ControlException("'agree' is missing."), body.Remark))
            throw new ControlException("The task is over already.");
        await ControlReply.WriteAsync(http, world.FindApproval(id)!, ControlText.Json.ApprovalRecord);
    }

    public async Task TerminateAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.DecisionBody);
        var id = ControlReply.Need(body.InstanceId, "instanceId");
        if (!world.TerminateApproval(id)) throw new ControlException("The approval is over already.");
        await ControlReply.WriteAsync(http, world.FindApproval(id)!, ControlText.Json.ApprovalRecord);
    }
}
