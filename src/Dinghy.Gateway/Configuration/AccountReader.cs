namespace Dinghy.Gateway.Configuration;

/// <summary>One robot's keys, with what the channel gave already under them.</summary>
internal static class AccountReader
{
    private const string IdHint = "the app's Client ID (AppKey), here or in DINGTALK_CLIENT_ID or DINGTALK_APP_KEY";
    private const string SecretHint = "the app's Client Secret (AppSecret), here or in DINGTALK_CLIENT_SECRET or DINGTALK_APP_SECRET";

    /// <returns>Null when the keys are not usable; the report says why.</returns>
    public static AccountConfig? Read(string id, NodeReader robot, SessionScopes scopes, ConfigReport report)
    {
        var clientId = robot.Credential("client_id", IdHint);
        var clientSecret = robot.Secret("client_secret", SecretHint);
        var http = robot.Child("http");
        var mode = HttpReader.ReadMode(id, robot, http, report);
        var access = AccessReader.Read(id, robot, report);
        var endpoints = robot.Child("endpoints");
        var account = new AccountConfig
        {
            Id = id,
            BotName = robot.Text("bot_name")?.Trim(),
            ClientId = clientId ?? "",
            ClientSecret = clientSecret ?? new Secret(""),
            RobotCode = robot.Id("robot_code") ?? clientId ?? "",
            CorpId = robot.Id("corp_id"),
            AgentId = robot.Id("agent_id"),
            Mode = mode,
            Http = HttpReader.Read(id, mode, http, report),
            DmPolicy = access.Dm,
            AllowFrom = access.AllowFrom,
            AllowExternal = robot.Flag("allow_external") ?? false,
            GroupPolicy = access.Group,
            GroupAllowFrom = access.GroupAllowFrom,
            GroupTrigger = ReadTrigger(id, robot.Child("group_trigger"), report),
            Groups = AccessReader.ReadGroups(robot, report),
            Agent = robot.Text("agent")?.Trim(),
            AgentPath = robot.PathOf("agent"),
            PersonLimits = AccessReader.ReadLimits(robot.Child("person_limits")),
            RefusalText = robot.Wording("refusal_text") ?? Wording.Off,
            Welcome = robot.Wording("welcome") ?? Wording.Off,
            Session = SessionReader.ReadRobot(id, robot, scopes, report),
            Reply = ReplyReader.Read(robot.Child("reply"), report),
            ReasoningChannelId = robot.Text("reasoning_channel_id")?.Trim(),
            RateLimit = LimitReader.ReadRate(robot.Child("rate_limit")),
            TrackRead = robot.Flag("track_read") ?? false,
            BatchResponses = robot.Flag("batch_responses") ?? true,
            ResponseFormat = ResponseFormatReader.Read(robot, report),
        };
        var usual = account.Endpoints;
        account = account with
        {
            Endpoints = new(Endpoint(endpoints, "api", report) ?? usual.Api, Endpoint(endpoints, "oapi", report) ?? usual.OApi),
        };
        return clientId is null || clientSecret is null ? null : account;
    }

    private static GroupTriggerConfig ReadTrigger(string id, NodeReader trigger, ConfigReport report)
    {
        var prefixes = trigger.Texts("prefixes") ?? [];
        var mentionOnly = trigger.Flag("mention_only");
        // Mentions beat prefixes, so prefixes alone would never be looked at under our default.
        if (mentionOnly is null && prefixes.Count > 0)
            report.Note($"Account {id}: group_trigger.mention_only is false, because prefixes has entries.");
        else if (mentionOnly == true && prefixes.Count > 0)
            report.Warn(trigger.PathOf("prefixes"), "prefixes beside mention_only", "they have no effect while mention_only is true");
        return new() { MentionOnly = mentionOnly ?? prefixes.Count == 0, Prefixes = prefixes };
    }

    private static Uri? Endpoint(NodeReader endpoints, string key, ConfigReport report)
    {
        var address = endpoints.Address(key);
        if (address is { Scheme: "http", IsLoopback: false })
            report.Warn(endpoints.PathOf(key), ConfigReport.Quote(address.ToString()), "http sends the secret readable by everyone on the way; use https");
        return address;
    }
}
