using System.Globalization;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary><c>/v1.0/workflow/*</c>: approvals as an application reads and decides them.</summary>
internal sealed class WorkflowCalls(DingTalkWorld world, ApiGate gate)
{
    private const string ReadScope = "Workflow.Instance.Read";
    private const string WriteScope = "Workflow.Instance.Write";
    private const int MaxRemark = 1024;
    private const int MaxPage = 20;
    private const int MaxOriginators = 10;

    private static readonly string[] s_statuses = ["RUNNING", "TERMINATED", "COMPLETED"];

    /// <summary>GET /v1.0/workflow/processInstances?processInstanceId=</summary>
    public ApiAnswer Get(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.WorkflowGet, ReadScope, out _, out var problem)) return problem;
        var id = call.Http.Query["processInstanceId"].ToString();
        if (id.Length == 0) return Refuse("MissingprocessInstanceId", "processInstanceId is mandatory for this action.");
        return world.FindState(id) is { } state ? ApiAnswer.Ok(json => ApprovalJson.Write(json, state, world)) : Refuse("processInstNotExist", "审批实例不存在");
    }

    /// <summary>POST /v1.0/workflow/processes/instanceIds/query</summary>
    public ApiAnswer Query(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.WorkflowQuery, ReadScope, out _, out var body, out var problem)) return problem;
        if (body.Text("processCode") is not { Length: > 0 } code) return Refuse("invalidProcessCode", "审批模板processCode不能为空");
        if (Number(body, "startTime") is not { } from) return Refuse("invalidInstanceListIdsStartTime", "审批实例开始时间不能为空");
        if (Number(body, "nextToken") is not (>= 0 and var cursor)) return Refuse("invalidNextToken", "分页查询的游标不能为空");
        if (Number(body, "maxResults") is not (>= 1 and <= MaxPage and var size)) return Refuse("invalidMaxResults", "分页参数非法，每页大小，最多传20。");
        var until = Number(body, "endTime") ?? world.Options.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (until < from || until - from > (long)TimeSpan.FromDays(120).TotalMilliseconds) return Refuse("invalidEndTime", "审批实例结束时间不能小于开始时间；且查询时间范围不能超过120天。");
        var people = Texts(body, "userIds");
        if (people.Count > MaxOriginators) return Refuse("invalidUserIds", "发起userid列表参数非法，最大列表长度为10。");
        var statuses = Texts(body, "statuses");
        if (statuses.Any(status => !s_statuses.Contains(status, StringComparer.Ordinal))) return ApiErrors.InvalidParameter("statuses");

        var found = world.ApprovalStates.Select(state => state.Record)
            .Where(one => one.Start.ProcessCode == code && one.CreatedAt.ToUnixTimeMilliseconds() >= from && one.CreatedAt.ToUnixTimeMilliseconds() <= until)
            .Where(one => people.Count == 0 || people.Contains(one.Start.Originator, StringComparer.Ordinal)).Where(one => statuses.Count == 0 || statuses.Contains(one.Status, StringComparer.Ordinal))
            .Select(one => one.InstanceId).ToList();
        var page = found.Skip((int)Math.Min(cursor, int.MaxValue)).Take((int)size).ToList();
        return ApiAnswer.Ok(json =>
        {
            json.WriteStartObject("result");
            json.WriteStartArray("list");
            foreach (var id in page) json.WriteStringValue(id);
            json.WriteEndArray();
            if (cursor + page.Count < found.Count) json.WriteString("nextToken", (cursor + page.Count).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteBoolean("success", true);
        });
    }

    /// <summary>POST /v1.0/workflow/processInstances/execute</summary>
    public ApiAnswer Execute(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.WorkflowExecute, WriteScope, out _, out var body, out var problem)) return problem;
        if (body.Text("processInstanceId") is not { Length: > 0 } id || world.FindState(id) is not { } state) return Refuse("invalidInstanceId", "审批实例id不合法");
        if (!body.TryGetProperty("taskId", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out var taskId)) return Refuse("invalidInstanceExecuteTaskId", "任务id不合法");
        if (body.Text("actionerUserId") is not { Length: > 0 } person) return Refuse("invalidInstanceExecuteActionerUserId", "操作人userid不合法");
        if (world.People.All(one => one.StaffId != person || one.External)) return Refuse("userNotExist", "用户不存在");
        if (body.Text("result") is not ("agree" or "refuse") || body.Text("result") is not { } result) return Refuse("invalidInstanceExecuteResult", "操作结果不合法");
        var remark = body.Text("remark");
        if (remark?.Length > MaxRemark) return ApiErrors.InvalidParameter("remark is too long");
        if (state.Record.Tasks.FirstOrDefault(task => task.TaskId == taskId) is not { } found) return Refuse("invalidInstanceExecuteTaskId", "任务id不合法");
        if (found.Approver != person) return Refuse("needAuth", "无权限操作该任务");
        if (state.Record.Status != "RUNNING") return Refuse("aflowProcessInstStatusException", "审批实例状态异常");
        return world.Execute(state, taskId, result == "agree", remark, byApi: true) ? Done() : Refuse("aflowProcessInstCanNotBeExecuted", "审批任务已被处理，不能再次执行");
    }

    /// <summary>POST /v1.0/workflow/processInstances/comments</summary>
    public ApiAnswer Comment(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.WorkflowComment, WriteScope, out _, out var body, out var problem)) return problem;
        if (body.Text("processInstanceId") is not { Length: > 0 } id) return Refuse("invalidInstanceId", "审批实例id不合法");
        if (world.FindState(id) is not { } state) return Refuse("aflowProcessInstNotExist", "审批实例不存在");
        if (body.Text("text") is not { Length: > 0 and <= MaxRemark } text) return Refuse("invalidInstanceCommentText", "评论内容不合法");
        if (body.Text("commentUserId") is not { Length: > 0 } by) return Refuse("invalidInstanceCommentUserId", "评论人不合法");
        if (world.People.All(one => one.StaffId != by || one.External)) return Refuse("userNotExist", "用户不存在");
        world.CommentApproval(state, by, text);
        return Done();
    }

    /// <summary>POST /v1.0/workflow/processInstances/spaces/files/urls/download</summary>
    public ApiAnswer Download(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.WorkflowDownload, WriteScope, out _, out var body, out var problem)) return problem;
        if (body.Text("processInstanceId") is not { Length: > 0 } id) return Refuse("invalidProcessInstanceId", "实例id不能为空");
        if (body.Text("fileId") is not { Length: > 0 } fileId) return Refuse("invalidFileId", "审批附件fileId不能为空");
        if (world.FindState(id) is not { } state) return Refuse("processInstNotExist", "审批实例不存在");
        if (!state.Start.Files.Contains(fileId, StringComparer.Ordinal) || world.Media.Find(fileId) is not { } file) return Refuse("noPermission", "无访问权限");
        var link = world.Downloads.OpenLink(file);
        var url = new Uri(world.Sessions.Base, $"{FileServer.Path}{link.Id}.file?Expires={link.ExpiresAt.ToUnixTimeSeconds()}&OSSAccessKeyId=emulator&Signature={link.Signature}");
        return ApiAnswer.Ok(json =>
        {
            json.WriteStartObject("result");
            json.WriteNumber("spaceId", 3996960664);
            json.WriteString("fileId", fileId);
            json.WriteString("downloadUri", url.AbsoluteUri);
            json.WriteEndObject();
            json.WriteBoolean("success", true);
        });
    }

    private static ApiAnswer Done() => ApiAnswer.Ok(json =>
    {
        json.WriteBoolean("result", true);
        json.WriteBoolean("success", true);
    });

    private static ApiAnswer Refuse(string code, string message) => ApiAnswer.Error(400, code, message);

    private static long? Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static IReadOnlyList<string> Texts(JsonElement body, string name) =>
        body.Member(name, JsonValueKind.Array) is { } list ? [.. list.EnumerateArray().Select(item => item.Text()).OfType<string>()] : [];
}
