using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>The robot's own initiative: batchSend to people, send to a group.</summary>
internal sealed class RobotSends(DingTalkWorld world, ApiGate gate)
{
    private const int MaxUsers = 20;

    /// <summary>POST /v1.0/robot/oToMessages/batchSend</summary>
    public ApiAnswer ToPeople(ApiCall call)
    {
        if (!TryEnter(call, ApiNames.Oto, out var app, out var body, out var problem)) return problem;
        if (body.Member("userIds", JsonValueKind.Array) is not { } users || users.GetArrayLength() == 0) return Invalid("userIds.empty", "userIds is empty");
        if (users.GetArrayLength() > MaxUsers) return Invalid("userIds.overMax", "userIds must be no more than 20");
        var asked = users.EnumerateArray().Select(u => u.Text()).ToList();
        if (asked.Any(string.IsNullOrWhiteSpace)) return Invalid("userId.empty", "userId is empty");
        if (!MsgParam.TryRead(body, world.Media, out var message, out problem)) return problem;
        var (reached, invalid) = (new List<string>(), new List<string>());
        var key = Ids.ProcessQueryKey();
        foreach (var staffId in asked.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (world.Addresses.Person(staffId) is not { External: false } person) { invalid.Add(staffId); continue; }
            world.BotSaid(new BotWords(app, AddressBook.PrivateChat(app, person), ApiNames.Oto, message, call, ProcessQueryKey: key));
            reached.Add(staffId);
        }

        world.NoteSent(key, app, null, reached);

        return ApiAnswer.Ok(json =>
        {
            json.WriteStartArray("flowControlledStaffIdList");
            json.WriteEndArray();
            json.WriteStartArray("invalidStaffIdList");
            foreach (var staffId in invalid) json.WriteStringValue(staffId);
            json.WriteEndArray();
            json.WriteString("processQueryKey", key);
        });
    }

    /// <summary>POST /v1.0/robot/groupMessages/send</summary>
    public ApiAnswer ToGroup(ApiCall call)
    {
        if (!TryEnter(call, ApiNames.Group, out var app, out var body, out var problem)) return problem;
        if (body.Text("openConversationId") is not { Length: > 0 } id) return ApiAnswer.Error(400, "miss.openConversationId", "openConversationId is missing");
        if (world.Addresses.Group(id) is not { } group) return ApiAnswer.Error(400, "invalid.openConversationId", "openConversationId is invalid");
        if (!MsgParam.TryRead(body, world.Media, out var message, out problem)) return problem;
        if (!world.GroupPace.TryTake(app, group.ConversationId)) return ApiErrors.TooFast(world.Options.RobotMessagesPerMinute);
        var key = Ids.ProcessQueryKey();
        world.NoteSent(key, app, group);
        world.BotSaid(new BotWords(app, group.ConversationId, ApiNames.Group, message, call, ProcessQueryKey: key));
        return ApiAnswer.Ok(json => json.WriteString("processQueryKey", key));
    }

    private bool TryEnter(ApiCall call, string api, out EmulatedApp app, out JsonElement body, out ApiAnswer problem) =>
        gate.TryPass(call, api, ApiGate.RobotScope, out app, out body, out problem) && gate.IsItsRobot(app, body, out problem);

    private static ApiAnswer Invalid(string what, string message) => ApiAnswer.Error(400, "invalidParameter." + what, message);
}
