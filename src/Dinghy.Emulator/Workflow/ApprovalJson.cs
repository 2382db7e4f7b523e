using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Emulator;

/// <summary>An approval as the detail call writes it: times to the minute, <c>success</c> as a text, as DingTalk's page prints it.</summary>
internal static class ApprovalJson
{
    public static void Write(Utf8JsonWriter json, ApprovalState state, DingTalkWorld world)
    {
        var record = state.Record;
        json.WriteStartObject("result");
        json.WriteString("title", record.Start.Title);
        json.WriteString("createTime", Minute(record.CreatedAt));
        if (record.FinishedAt is { } finished) json.WriteString("finishTime", Minute(finished));
        json.WriteString("originatorUserId", record.Start.Originator);
        var department = world.PlaceOf(record.Start.Originator).Departments[0];
        json.WriteString("originatorDeptId", department == 1 ? "-1" : department.ToString(CultureInfo.InvariantCulture));
        json.WriteString("originatorDeptName", world.Organisation.Find(department)?.Name);
        json.WriteString("status", record.Status);
        if (record.Result.Length > 0) json.WriteString("result", record.Result);
        json.WriteString("businessId", record.BusinessId);
        json.WriteStartArray("approverUserIds");
        foreach (var approver in record.Start.Steps.SelectMany(step => step).Distinct(StringComparer.Ordinal)) json.WriteStringValue(approver);
        json.WriteEndArray();
        json.WriteStartArray("ccUserIds");
        json.WriteEndArray();
        Records(json, record);
        Tasks(json, record);
        Form(json, record, world);
        json.WriteString("bizAction", "NONE");
        json.WriteString("bizData", "");
        json.WriteStartArray("attachedProcessInstanceIds");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("success", "true");
    }

    private static void Records(Utf8JsonWriter json, ApprovalRecord record)
    {
        json.WriteStartArray("operationRecords");
        Line(json, record.Start.Originator, record.CreatedAt, "START_PROCESS_INSTANCE", "NONE", remark: null, "发起审批");
        foreach (var task in record.Tasks.Where(task => task.Status == "COMPLETED")) Line(json, task.Approver, record.CreatedAt, "EXECUTE_TASK_NORMAL", task.Result, task.Remark, "审批人");
        foreach (var comment in record.Comments) Line(json, comment.By, record.CreatedAt, "ADD_REMARK", "NONE", comment.Text, "评论");
        json.WriteEndArray();
    }

    private static void Line(Utf8JsonWriter json, string by, DateTimeOffset at, string type, string result, string? remark, string name)
    {
        json.WriteStartObject();
        json.WriteString("userId", by);
        json.WriteString("date", Minute(at));
        json.WriteString("type", type);
        json.WriteString("result", result);
        if (remark is not null) json.WriteString("remark", remark);
        json.WriteString("showName", name);
        json.WriteEndObject();
    }

    private static void Tasks(Utf8JsonWriter json, ApprovalRecord record)
    {
        json.WriteStartArray("tasks");
        foreach (var task in record.Tasks)
        {
            json.WriteStartObject();
            json.WriteNumber("taskId", task.TaskId);
            json.WriteString("userId", task.Approver);
            json.WriteString("status", task.Status);
            json.WriteString("result", task.Result);
            json.WriteString("createTime", Minute(record.CreatedAt));
            json.WriteString("activityId", $"step_{task.Step}");
            json.WriteString("processInstanceId", record.InstanceId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Form(Utf8JsonWriter json, ApprovalRecord record, DingTalkWorld world)
    {
        json.WriteStartArray("formComponentValues");
        for (var i = 0; i < record.Start.Form.Count; i++) Control(json, $"{record.Start.Form[i].ComponentType}-{i + 1}", record.Start.Form[i]);
        if (record.Start.Files.Count > 0)
        {
            var files = new JsonArray([.. record.Start.Files.Select(id => world.Media.Find(id)).OfType<MediaFile>().Select(file => (JsonNode)new JsonObject
            {
                ["spaceId"] = "3996960664", ["fileName"] = file.Name, ["fileSize"] = file.Bytes.Length.ToString(CultureInfo.InvariantCulture), ["fileType"] = Path.GetExtension(file.Name).TrimStart('.'), ["fileId"] = file.Id,
            })]);
            Control(json, "DDAttachment-1", new ApprovalField("附件", ContentJson.AsText(files)) { ComponentType = "DDAttachment" });
        }

        json.WriteEndArray();
    }

    private static void Control(Utf8JsonWriter json, string id, ApprovalField field)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("name", field.Name);
        json.WriteString("value", field.Value);
        json.WriteString("componentType", field.ComponentType);
        json.WriteEndObject();
    }

    private static string Minute(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
