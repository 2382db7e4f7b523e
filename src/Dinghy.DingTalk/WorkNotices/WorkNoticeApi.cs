using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.WorkNotices;

/// <summary>
/// Work notices of an application (<c>agent_id</c>, a number, not its client id), on the legacy host. Sending is asynchronous: the call hands the notice over,
/// and what became of it is asked by its task. No scope beside the usual ones of every application (<c>qyapi_base</c>).
/// </summary>
public sealed class WorkNoticeApi(DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>DingTalk's limit on a notice, in bytes of its JSON.</summary>
    public const int MaxBytes = 2048;

    /// <summary>How long a notice can be taken back.</summary>
    public static readonly TimeSpan Recallable = TimeSpan.FromHours(24);

    private static readonly JsonWriterOptions s_unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What a notice costs of <see cref="MaxBytes"/>.</summary>
    public static int Measure(WorkNotice notice) => Json(notice).Length;

    /// <summary>Hands a notice over.</summary>
    /// <returns>Its task.</returns>
    /// <exception cref="DingTalkApiException">Not accepted. Invalid: too long, no target or too many; then nothing was sent.</exception>
    public async Task<long> SendAsync(long agent, WorkNoticeTarget to, WorkNotice notice, CancellationToken ct)
    {
        if (to is { People.Count: 0, Departments.Count: 0, Everyone: false } || to.People.Count > WorkNoticeTarget.MaxPeople || to.Departments.Count > WorkNoticeTarget.MaxDepartments)
            throw new DingTalkApiException(DingTalkFault.Invalid, "400002", $"a work notice goes to 1 to {WorkNoticeTarget.MaxPeople} people, or {WorkNoticeTarget.MaxDepartments} departments, or to everyone; not sent");
        var message = Json(notice);
        if (message.Length > MaxBytes) throw new DingTalkApiException(DingTalkFault.Invalid, "400002", $"the notice has {message.Length} bytes, and {MaxBytes} are allowed; not sent");
        var body = Body(agent, to, message);
        var answer = await _caller.PostLegacyAsync("/topapi/message/corpconversation/asyncsend_v2", () => new JsonBody(body), RequestTimeout, ct);
        return answer.Integer("task_id") ?? throw Strange("task_id", certain: false);
    }

    /// <summary>How far DingTalk is with it.</summary>
    /// <exception cref="DingTalkApiException">No answer.</exception>
    public async Task<WorkNoticeProgress> GetProgressAsync(long agent, long task, CancellationToken ct)
    {
        var answer = await AskAsync("getsendprogress", new NoticeTaskQuery(agent, task), WireJson.Compact.NoticeTaskQuery, ct);
        var progress = answer.Object("progress") ?? throw Strange("progress");
        return new(
            (int)Math.Clamp(progress.Integer("progress_in_percent") ?? 0, 0, 100),
            progress.Integer("status") switch { 2 => WorkNoticeState.Done, 1 => WorkNoticeState.Running, _ => WorkNoticeState.NotStarted });
    }

    /// <summary>Who got it, who has read it, and who did not get it.</summary>
    /// <exception cref="DingTalkApiException">No answer.</exception>
    public async Task<WorkNoticeResult> GetResultAsync(long agent, long task, CancellationToken ct)
    {
        var answer = await AskAsync("getsendresult", new NoticeTaskQuery(agent, task), WireJson.Compact.NoticeTaskQuery, ct);
        var result = answer.Object("send_result") ?? throw Strange("send_result");
        return new WorkNoticeResult
        {
            Read = People(result, "read_user_id_list"),
            Unread = People(result, "unread_user_id_list"),
            Unknown = People(result, "invalid_user_id_list"),
            HeldBack = People(result, "forbidden_user_id_list"),
            Failed = People(result, "failed_user_id_list"),
            UnknownDepartments = [.. Several(result, "invalid_dept_id_list").Select(item => LenientJson.Integer(item.AsText())).OfType<long>()],
            Refusals = [.. Several(result, "forbidden_list").Select(Refusal).OfType<WorkNoticeRefusal>()],
        };
    }

    /// <summary>Takes it back, within <see cref="Recallable"/>.</summary>
    /// <exception cref="DingTalkApiException">It was not.</exception>
    public Task RecallAsync(long agent, long task, CancellationToken ct) =>
        AskAsync("recall", new NoticeRecall(agent, task), WireJson.Compact.NoticeRecall, ct);

    private Task<JsonElement> AskAsync<T>(string call, T query, JsonTypeInfo<T> type, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(query, type);
        return _caller.PostLegacyAsync("/topapi/message/corpconversation/" + call, () => new JsonBody(body), RequestTimeout, ct);
    }

    private static byte[] Body(long agent, WorkNoticeTarget to, byte[] message) => Written(json =>
    {
        json.WriteNumber("agent_id", agent);
        if (to.People.Count > 0) json.WriteString("userid_list", string.Join(',', to.People.Select(person => person.Value)));
        if (to.Departments.Count > 0) json.WriteString("dept_id_list", string.Join(',', to.Departments.Select(id => id.ToString(CultureInfo.InvariantCulture))));
        if (to.Everyone) json.WriteBoolean("to_all_user", value: true);
        json.WritePropertyName("msg");
        json.WriteRawValue(message, skipInputValidation: true);
    });

    private static byte[] Json(WorkNotice notice) => Written(json =>
    {
        json.WriteString("msgtype", notice.Type);
        json.WriteStartObject(notice.Type);
        notice.Write(json);
        json.WriteEndObject();
    });

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, s_unescaped);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static WorkNoticeRefusal? Refusal(JsonElement item) => item.Filled("code") is { } code
        ? new(code, item.Integer("count"), item.Filled("userid") is { } person ? new StaffId(person) : null)
        : null;

    private static IReadOnlyList<StaffId> People(JsonElement result, string name) =>
        [.. Several(result, name).Select(item => item.AsText()).OfType<string>().Where(id => id.Length > 0).Select(id => new StaffId(id))];

    /// <summary>Lists of the legacy host come as arrays, as text, or as the one thing in them.</summary>
    private static IEnumerable<JsonElement> Several(JsonElement item, string name) =>
        item.Get(name) is { ValueKind: JsonValueKind.Object } only ? [only] : item.Items(name);

    private static DingTalkApiException Strange(string missing, bool certain = true) =>
        new(DingTalkFault.BadResponse, "no_" + missing, $"DingTalk's answer holds no {missing}") { Certain = certain };
}
