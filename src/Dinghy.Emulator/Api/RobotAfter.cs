using System.Globalization;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>What a robot can ask about, or undo of, what it sent; and its reactions to what people say.</summary>
internal sealed class RobotAfter(DingTalkWorld world, ApiGate gate)
{
    private const int MaxKeys = 20;
    private const int MaxResults = 200;
    private static readonly TimeSpan s_recallable = TimeSpan.FromHours(24);

    /// <summary>POST /v1.0/robot/otoMessages/batchRecall (this path alone writes <c>oto</c> in lower case)</summary>
    public ApiAnswer RecallFromPeople(ApiCall call) => Recall(call, group: false);

    /// <summary>POST /v1.0/robot/groupMessages/recall</summary>
    public ApiAnswer RecallFromGroup(ApiCall call) => Recall(call, group: true);

    /// <summary>GET /v1.0/robot/oToMessages/readStatus?robotCode=&amp;processQueryKey=</summary>
    public ApiAnswer ReadStatus(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.ReadStatus, ApiGate.RobotScope, out var app, out var problem)) return problem;
        if (!gate.IsItsRobot(app, call.Http.Query["robotCode"].ToString(), out problem)) return problem;
        if (Find(app, call.Http.Query["processQueryKey"], null, out problem) is not { } sent) return problem;
        return ApiAnswer.Ok(json =>
        {
            json.WriteString("sendStatus", Status(sent));
            json.WriteStartArray("messageReadInfoList");
            foreach (var staffId in sent.StaffIds)
            {
                json.WriteStartObject();
                json.WriteString("name", world.Addresses.Person(staffId)?.Nick);
                json.WriteString("userId", staffId);
                json.WriteString("readStatus", sent.Readers.Contains(staffId, StringComparer.Ordinal) ? "READ" : "UNREAD");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>POST /v1.0/robot/groupMessages/query</summary>
    public ApiAnswer Query(ApiCall call)
    {
        if (!gate.TryPass(call, ApiNames.Query, ApiGate.RobotScope, out var app, out var body, out var problem) || !gate.IsItsRobot(app, body, out problem)) return problem;
        if (!TryGroup(body, out var group, out problem)) return problem;
        if (Find(app, body.Text("processQueryKey"), group, out problem) is not { } sent) return problem;
        var size = body.TryGetProperty("maxResults", out var asked) ? asked.ValueKind == JsonValueKind.Number && asked.TryGetInt32(out var number) ? number : 0 : MaxResults;
        if (size is < 1 or > MaxResults) return ApiAnswer.Error(400, "invalidParameter.pageSize.invalid", "maxResults must be between 1 and 200");
        var from = 0;
        if (body.Text("nextToken") is { Length: > 0 } token && (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out from) || from > sent.Readers.Count))
            return ApiAnswer.Error(400, "invalidParameter.cursor.invalid", "nextToken is invalid");
        var more = from + size < sent.Readers.Count;
        return ApiAnswer.Ok(json =>
        {
            json.WriteString("sendStatus", Status(sent));
            json.WriteStartArray("readUserIds");
            foreach (var reader in sent.Readers.Skip(from).Take(size)) json.WriteStringValue(reader);
            json.WriteEndArray();
            json.WriteBoolean("hasMore", more);
            if (more) json.WriteString("nextToken", (from + size).ToString(CultureInfo.InvariantCulture));
        });
    }

    /// <summary>POST /v1.0/robot/emotion/reply</summary>
    public ApiAnswer React(ApiCall call) => React(call, given: true);

    /// <summary>POST /v1.0/robot/emotion/recall</summary>
    public ApiAnswer Unreact(ApiCall call) => React(call, given: false);

    private ApiAnswer Recall(ApiCall call, bool group)
    {
        if (!gate.TryPass(call, ApiNames.Recall, ApiGate.RobotScope, out var app, out var body, out var problem) || !gate.IsItsRobot(app, body, out problem)) return problem;
        Group? place = null;
        if (group && !TryGroup(body, out place, out problem)) return problem;
        if (body.Member("processQueryKeys", JsonValueKind.Array) is not { } keys || keys.GetArrayLength() == 0) return KeyMissing;
        if (keys.GetArrayLength() > MaxKeys) return ApiAnswer.Error(400, "invalidParameter.processQueryKeys.overMax", "processQueryKeys must be no more than 20");
        var (done, failed) = (new List<string>(), new List<(string Key, string Why)>());
        foreach (var key in keys.EnumerateArray().Select(k => k.Text() ?? "").Distinct(StringComparer.Ordinal))
        {
            if (world.SentBatch(key) is not { } sent || sent.App != app || sent.GroupId != place?.ConversationId) failed.Add((key, "invalid.processQueryKey"));
            else if (world.Options.Time.GetUtcNow() - sent.At > s_recallable) failed.Add((key, "processQueryKey.expireTime"));
            else
            {
                world.Recall(sent, key);
                done.Add(key);
            }
        }

        return ApiAnswer.Ok(json =>
        {
            json.WriteStartArray("successResult");
            foreach (var key in done) json.WriteStringValue(key);
            json.WriteEndArray();
            json.WriteStartObject("failedResult");
            foreach (var (key, why) in failed) json.WriteString(key, why);
            json.WriteEndObject();
        });
    }

    private ApiAnswer React(ApiCall call, bool given)
    {
        if (!gate.TryPass(call, ApiNames.Emotion, ApiGate.RobotScope, out var app, out var body, out var problem) || !gate.IsItsRobot(app, body, out problem)) return problem;
        foreach (var field in new[] { "openMsgId", "openConversationId", "emotionName" })
        {
            if (string.IsNullOrEmpty(body.Text(field))) return ApiErrors.Missing(field);
        }

        if (!body.TryGetProperty("emotionType", out var type) || type.ValueKind != JsonValueKind.Number || !type.TryGetInt32(out var number) || number != 2)
            return ApiErrors.InvalidParameter("emotionType must be 2");
        if (body.Member("textEmotion", JsonValueKind.Object) is not { } emotion || string.IsNullOrEmpty(emotion.Text("text"))) return ApiErrors.Missing("textEmotion");
        return world.React(app, body.Text("openConversationId")!, body.Text("openMsgId")!, body.Text("emotionName")!, given)
            ? ApiAnswer.Ok(json => json.WriteBoolean("success", true))
            : ApiAnswer.Error(500, "system.err", "系统错误");
    }

    private bool TryGroup(JsonElement body, out Group? group, out ApiAnswer problem)
    {
        group = null;
        problem = ApiAnswer.Error(400, "miss.openConversationId", "openConversationId is missing");
        if (body.Text("openConversationId") is not { Length: > 0 } id) return false;
        problem = ApiAnswer.Error(400, "invalid.openConversationId", "openConversationId is invalid");
        return (group = world.Addresses.Group(id)) is not null;
    }

    private SentRecord? Find(EmulatedApp app, string? key, Group? group, out ApiAnswer problem)
    {
        problem = KeyMissing;
        if (string.IsNullOrEmpty(key)) return null;
        problem = ApiAnswer.Error(400, "invalid.processQueryKey", "processQueryKey is invalid");
        return world.SentBatch(key) is { } sent && sent.App == app && sent.GroupId == group?.ConversationId ? sent.Record : null;
    }

    private static string Status(SentRecord sent) => sent.Recalled ? "RECALLED" : "SUCCESS";

    private static ApiAnswer KeyMissing => ApiAnswer.Error(400, "invalidParameter.processQueryKey.missing", "processQueryKey is missing");
}
