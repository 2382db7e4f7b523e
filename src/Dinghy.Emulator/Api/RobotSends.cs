using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>The robot's own initiative: batchSend to people, send to a group.</summary>
internal sealed class RobotSends(DingTalkWorld world)
{
    private const string Scope = "qyapi_robot_sendmsg";
    private const int MaxUsers = 20;
    private readonly CallRates _rates = new(world.Options);

    /// <summary>POST /v1.0/robot/oToMessages/batchSend</summary>
    public ApiAnswer ToPeople(ApiCall call)
    {
        if (!TryEnter(call, ApiNames.Oto, out var app, out var body, out var problem)) return problem;
        if (body.Member("userIds", JsonValueKind.Array) is not { } users || users.GetArrayLength() == 0) return Invalid("userIds.empty", "userIds is empty");
        if (users.GetArrayLength() > MaxUsers) return Invalid("userIds.overMax", "userIds must be no more than 20");
        var asked = users.EnumerateArray().Select(u => u.Text()).ToList();
        if (asked.Any(string.IsNullOrWhiteSpace)) return Invalid("userId.empty", "userId is empty");
        if (!MsgParam.TryRead(body, out var message, out problem)) return problem;
        var invalid = new List<string>();
        foreach (var staffId in asked.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (world.Addresses.Person(staffId) is not { External: false } person) { invalid.Add(staffId); continue; }
            world.BotSaid(app, AddressBook.PrivateChat(app, person), ApiNames.Oto, message.Kind, message.Title, message.Text, call.ArrivedAt, null, call.Receipt);
        }

        return ApiAnswer.Ok(json =>
        {
            json.WriteStartArray("flowControlledStaffIdList");
            json.WriteEndArray();
            json.WriteStartArray("invalidStaffIdList");
            foreach (var staffId in invalid) json.WriteStringValue(staffId);
            json.WriteEndArray();
            json.WriteString("processQueryKey", Ids.ProcessQueryKey());
        });
    }

    /// <summary>POST /v1.0/robot/groupMessages/send</summary>
    public ApiAnswer ToGroup(ApiCall call)
    {
        if (!TryEnter(call, ApiNames.Group, out var app, out var body, out var problem)) return problem;
        if (body.Text("openConversationId") is not { Length: > 0 } id) return ApiAnswer.Error(400, "miss.openConversationId", "openConversationId is missing");
        if (world.Addresses.Group(id) is not { } group) return ApiAnswer.Error(400, "invalid.openConversationId", "openConversationId is invalid");
        if (!MsgParam.TryRead(body, out var message, out problem)) return problem;
        world.BotSaid(app, group.ConversationId, ApiNames.Group, message.Kind, message.Title, message.Text, call.ArrivedAt, null, call.Receipt);
        return ApiAnswer.Ok(json => json.WriteString("processQueryKey", Ids.ProcessQueryKey()));
    }

    /// <summary>Token, rate, permission, body, robot: in this order.</summary>
    private bool TryEnter(ApiCall call, string api, out EmulatedApp app, out JsonElement body, out ApiAnswer problem)
    {
        app = world.Options.Apps[0];
        body = default;
        problem = ApiErrors.TokenMissing;
        if (call.Http.Headers["x-acs-dingtalk-access-token"].ToString() is not { Length: > 0 } token) return false;
        problem = ApiErrors.TokenInvalid;
        if (world.Tokens.Owner(token) is not { } owner || world.Faults.Take(FaultKind.RefuseToken, api, owner) is not null) return false;
        app = owner;
        problem = ApiErrors.Throttled;
        if (world.Faults.Take(FaultKind.Throttle, api, app) is not null || !_rates.TryTake(app, api)) return false;
        problem = ApiErrors.ScopeMissing(Scope);
        if (world.Faults.Take(FaultKind.ScopeMissing, api, app) is not null) return false;
        return call.TryObject(out body, out problem) && IsItsRobot(app, body, out problem);
    }

    private bool IsItsRobot(EmulatedApp app, JsonElement body, out ApiAnswer problem)
    {
        problem = Invalid("robotCode.missing", "robotCode is missing");
        if (!body.TryGetProperty("robotCode", out var given)) return false;
        problem = Invalid("robotCode.invalid", "robotCode is invalid");
        if (given.Text() is not { } code) return false;
        problem = Invalid("robotCode.empty", "robotCode is empty");
        if (string.IsNullOrWhiteSpace(code)) return false;
        problem = Invalid("robotCode.notExsit", "robot does not exist");
        if (world.Options.Apps.All(a => a.RobotCode != code)) return false;
        problem = Invalid("robotCode.auth", "appkey and robotCode do not match");
        return app.RobotCode == code;
    }

    private static ApiAnswer Invalid(string what, string message) => ApiAnswer.Error(400, "invalidParameter." + what, message);
}
