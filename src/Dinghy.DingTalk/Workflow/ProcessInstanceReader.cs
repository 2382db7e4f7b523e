using System.Globalization;
using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Workflow;

/// <summary>Reads an approval instance as DingTalk writes it: ids as numbers or texts, times to the minute or in milliseconds, lists as arrays or text.</summary>
internal static class ProcessInstanceReader
{
    private const int MostRecords = 500;

    public static ProcessInstance Read(ProcessInstanceId id, JsonElement result) => new(id, result.Filled("title") ?? "", Status(result.Filled("status")))
    {
        Result = Outcome(result.Filled("result")),
        BusinessId = result.Filled("businessId"),
        Originator = Person(result, "originatorUserId"),
        OriginatorDepartment = result.Filled("originatorDeptId"),
        OriginatorDepartmentName = result.Filled("originatorDeptName"),
        CreatedAt = When(result.Filled("createTime")),
        FinishedAt = When(result.Filled("finishTime")),
        Approvers = People(result, "approverUserIds"),
        CopiedTo = People(result, "ccUserIds"),
        Form = FormReader.Fields(result, "formComponentValues"),
        Records = [.. result.Items("operationRecords").Take(MostRecords).Select(Record)],
        Tasks = [.. result.Items("tasks").Take(MostRecords).Select(Task).OfType<ProcessTask>()],
    };

    private static OperationRecord Record(JsonElement item) => new(item.Filled("type") ?? "", Person(item, "userId"))
    {
        Result = TaskOutcome(item.Filled("result")),
        Remark = item.Filled("remark"),
        StepName = item.Filled("showName"),
        Activity = item.Filled("activityId"),
        At = When(item.Filled("date")),
        Attachments = FormReader.Attachments(item.Items("attachments")),
    };

    private static ProcessTask? Task(JsonElement item) => item.Integer("taskId") is not { } id ? null
        : new(id, Person(item, "userId"), TaskStatus(item.Filled("status")))
        {
            Result = TaskOutcome(item.Filled("result")),
            Activity = item.Filled("activityId"),
            CreatedAt = When(item.Filled("createTime")),
            FinishedAt = When(item.Filled("finishTime")),
            MobileUrl = item.Filled("mobileUrl"),
            PcUrl = item.Filled("pcUrl"),
        };

    private static StaffId? Person(JsonElement item, string name) => item.Filled(name) is { } id ? new StaffId(id) : null;

    private static IReadOnlyList<StaffId> People(JsonElement item, string name) =>
        [.. item.Items(name).Select(value => value.AsText()).OfType<string>().Where(id => id.Length > 0).Select(id => new StaffId(id))];

    private static DateTimeOffset? When(string? text) => LenientJson.Moment(text)
        ?? (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null);

    private static ProcessStatus Status(string? word) => word?.ToUpperInvariant() switch
    {
        "RUNNING" => ProcessStatus.Running,
        "TERMINATED" => ProcessStatus.Terminated,
        "COMPLETED" => ProcessStatus.Completed,
        _ => ProcessStatus.Unknown,
    };

    private static ProcessResult Outcome(string? word) => word?.ToUpperInvariant() switch
    {
        "AGREE" => ProcessResult.Agree,
        "REFUSE" => ProcessResult.Refuse,
        _ => ProcessResult.None,
    };

    private static ProcessTaskStatus TaskStatus(string? word) => word?.ToUpperInvariant() switch
    {
        "NEW" => ProcessTaskStatus.New,
        "RUNNING" => ProcessTaskStatus.Running,
        "PAUSED" => ProcessTaskStatus.Paused,
        "CANCELED" => ProcessTaskStatus.Canceled,
        "COMPLETED" => ProcessTaskStatus.Completed,
        "TERMINATED" => ProcessTaskStatus.Terminated,
        _ => ProcessTaskStatus.Unknown,
    };

    private static ProcessTaskResult TaskOutcome(string? word) => word?.ToUpperInvariant() switch
    {
        "AGREE" => ProcessTaskResult.Agree,
        "REFUSE" => ProcessTaskResult.Refuse,
        "REDIRECTED" => ProcessTaskResult.Redirected,
        _ => ProcessTaskResult.None,
    };
}
