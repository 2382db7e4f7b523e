using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.Workflow;

/// <summary>
/// DingTalk's own approvals (OA 审批): reading them, deciding them, commenting on them. Reading wants the scope <c>Workflow.Instance.Read</c>,
/// everything else <c>Workflow.Instance.Write</c>, the address of an attachment included; a missing one is Permission, with
/// <see cref="DingTalkApiException.RequiredScopes"/>. These calls cost of the organisation's monthly allowance.
/// </summary>
public sealed class WorkflowApi(DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>The most ids of one page.</summary>
    public const int MaxPage = 20;

    /// <summary>The most originators that a list can be narrowed to.</summary>
    public const int MaxOriginators = 10;

    /// <summary>The longest remark or comment, in characters.</summary>
    public const int MaxRemark = 1024;

    /// <summary>The longest stretch of time that one list covers.</summary>
    public static readonly TimeSpan MaxSpan = TimeSpan.FromDays(120);

    private const string Instances = "/v1.0/workflow/processInstances";

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True: the task or instance is over, or waits no longer: somebody else decided it, or an earlier call did. The instance says which.</summary>
    public static bool IsOver(DingTalkApiException refused) => refused.Code is "aflowProcessInstCanNotBeExecuted" or "aflowProcessInstStatusException" or "task.status.error" or "instance.status.error";

    /// <summary>One instance: form, records, tasks.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="WorkflowApi"/>; NotFound or Invalid for an id that is none.</exception>
    public async Task<ProcessInstance> GetInstanceAsync(ProcessInstanceId id, CancellationToken ct)
    {
        var answer = await _caller.GetAsync($"{Instances}?processInstanceId={Uri.EscapeDataString(id.Value)}", RequestTimeout, ct);
        return ProcessInstanceReader.Read(id, answer.Object("result") ?? throw Strange("result"));
    }

    /// <summary>The ids of the instances of one process that began in a stretch of time.</summary>
    /// <param name="processCode">The template's, <c>PROC-…</c>.</param>
    /// <param name="from">At most <see cref="MaxSpan"/> before <paramref name="until"/>.</param>
    /// <param name="until">Null: now.</param>
    /// <param name="cursor">0, then each page's <see cref="ProcessInstancePage.Next"/>.</param>
    /// <param name="size">1 to <see cref="MaxPage"/>.</param>
    /// <param name="originators">At most <see cref="MaxOriginators"/>; null or empty: anybody's.</param>
    /// <param name="statuses">Null or empty: all.</param>
    /// <exception cref="DingTalkApiException">See <see cref="WorkflowApi"/>.</exception>
    public async Task<ProcessInstancePage> ListInstancesAsync(string processCode, DateTimeOffset from, DateTimeOffset? until, long cursor, int size,
        IReadOnlyList<StaffId>? originators, IReadOnlyList<ProcessStatus>? statuses, CancellationToken ct)
    {
        if (size is < 1 or > MaxPage) throw Unfit("invalidMaxResults", $"a page holds 1 to {MaxPage} instances, not {size}");
        if (originators?.Count > MaxOriginators) throw Unfit("invalidUserIds", $"a list can be narrowed to {MaxOriginators} people, not {originators.Count}");
        if ((until ?? time.GetUtcNow()) - from is var span && (span < TimeSpan.Zero || span > MaxSpan)) throw Unfit("invalidEndTime", $"a list covers 0 to {MaxSpan.Days} days, not {span.TotalDays:0}");

        var query = new InstanceQuery(processCode, from.ToUnixTimeMilliseconds(), until?.ToUnixTimeMilliseconds(), cursor, size,
            originators is { Count: > 0 } ? [.. originators.Select(person => person.Value)] : null,
            statuses is { Count: > 0 } ? [.. statuses.Select(Word).OfType<string>()] : null);
        var answer = await PostAsync("/v1.0/workflow/processes/instanceIds/query", query, WireJson.Compact.InstanceQuery, ct);
        var result = answer.Object("result") ?? throw Strange("result");
        var ids = result.Items("list").Select(item => item.AsText()).OfType<string>().Where(id => id.Length > 0).Take(MaxPage);
        return new([.. ids.Select(id => new ProcessInstanceId(id))], result.Integer("nextToken") is > 0 and var next ? next : null);
    }

    /// <summary>
    /// Decides a task in the name of its approver. DingTalk only checks that the task is that person's and open: that the person wants this is for the caller to know.
    /// When the answer was lost (<see cref="DingTalkApiException.Certain"/> false), read the instance before repeating.
    /// </summary>
    /// <param name="remark">Longer than <see cref="MaxRemark"/> is cut; null: none.</param>
    /// <exception cref="DingTalkApiException">See <see cref="WorkflowApi"/>, and <see cref="IsOver"/>.</exception>
    public async Task ExecuteTaskAsync(ProcessInstanceId instance, long task, StaffId approver, bool agree, string? remark, CancellationToken ct)
    {
        var body = new TaskExecution(instance.Value, task, approver.Value, agree ? "agree" : "refuse", Cut(remark));
        Done(await PostAsync(Instances + "/execute", body, WireJson.Compact.TaskExecution, ct));
        _logger.TaskExecuted(task, body.Result);
    }

    /// <summary>Adds a comment to an instance, in the name of a person.</summary>
    /// <param name="text">Longer than <see cref="MaxRemark"/> is cut.</param>
    /// <exception cref="DingTalkApiException">See <see cref="WorkflowApi"/>.</exception>
    public async Task CommentAsync(ProcessInstanceId instance, StaffId by, string text, CancellationToken ct) =>
        Done(await PostAsync(Instances + "/comments", new InstanceComment(instance.Value, Cut(text) ?? "", by.Value), WireJson.Compact.InstanceComment, ct));

    /// <summary>Where a file of the form can be fetched: the call grants the application access. The address needs no token and lives 15 minutes.</summary>
    /// <param name="ofComment">The file came with a comment.</param>
    /// <exception cref="DingTalkApiException">See <see cref="WorkflowApi"/>; NotFound also when whoever started the instance has left (userNotExist).</exception>
    public async Task<Uri> GetAttachmentAsync(ProcessInstanceId instance, string fileId, bool ofComment, CancellationToken ct)
    {
        var body = new AttachmentQuery(instance.Value, fileId, ofComment ? true : null);
        var answer = await PostAsync(Instances + "/spaces/files/urls/download", body, WireJson.Compact.AttachmentQuery, ct);
        return Uri.TryCreate((answer.Object("result") ?? answer).Text("downloadUri"), UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw Strange("downloadUri");
    }

    private Task<JsonElement> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken ct) =>
        _caller.PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, type), RequestTimeout, ct);

    private static void Done(JsonElement answer)
    {
        if (answer.Text("result") is "false" or "False") throw new DingTalkApiException(DingTalkFault.Unknown, "not_done", "DingTalk answered that it did not do it");
    }

    private static string? Cut(string? text) => text is not { Length: > MaxRemark } ? text : text[..(char.IsHighSurrogate(text[MaxRemark - 1]) ? MaxRemark - 1 : MaxRemark)];

    private static string? Word(ProcessStatus status) => status switch
    {
        ProcessStatus.Running => "RUNNING",
        ProcessStatus.Terminated => "TERMINATED",
        ProcessStatus.Completed => "COMPLETED",
        _ => null,
    };

    private static DingTalkApiException Unfit(string code, string message) => new(DingTalkFault.Invalid, code, message + "; not sent");

    private static DingTalkApiException Strange(string missing) => new(DingTalkFault.BadResponse, "no_" + missing, $"DingTalk's answer holds no {missing}");
}
