using System.Text.Json.Nodes;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Scenarios;

/// <summary>One thing is broken at a time: <c>doctor</c> names that one and no other.</summary>
public sealed class DoctorBreakageScenarios
{
    private const string Nowhere = "127.0.0.1:1";

    private static readonly Dictionary<string, Breakage> s_all = new(StringComparer.Ordinal)
    {
        ["a value that is none"] = new("config.readable", "fail", "timeout_seconds") { Config = LabOptions.Models(models => models["timeout_seconds"] = "never") },
        ["an unknown key"] = new("config.readable", "warn", "client_idd") { Config = LabOptions.Channel(channel => channel["client_idd"] = "x") },
        ["blanks around the secret"] = new("config.blanks", "warn", "client_secret") { Config = LabOptions.Channel(channel => channel["client_secret"] = " emulator-secret-0001 ") },
        ["a blank that nobody sees beside the secret"] = new("config.blanks", "warn", "client_secret") { Config = LabOptions.Channel(channel => channel["client_secret"] = "emulator-secret-0001\u200b") },
        ["no robot"] = new("config.robot", "fail", "account") { Config = LabOptions.Channel(channel => channel["enabled"] = false) },
        ["files for all to read"] = new("home.private", "warn", "config.json") { Break = OpenAsync },
        ["a damaged database"] = new("home.database", "fail", "damaged") { Break = lab => File.WriteAllBytesAsync(lab.DatabaseFile, [.. Enumerable.Repeat((byte)7, 8192)]) },
        ["a database of tomorrow"] = new("home.database", "fail", "newer program") { Break = FromTomorrowAsync },
        ["no pdftotext"] = new("home.pdftotext", "warn", "PDF") { WithoutPdfToText = true },
        ["a gateway that was killed"] = new("gateway.answers", "warn", "does not answer") { Break = lab => File.WriteAllTextAsync(Path.Combine(lab.Home, "gateway.json"), $$"""{"process_id":1,"address":"http://{{Nowhere}}"}""") },
        ["no model"] = new("model.chosen", "fail", "no_default") { Config = all => all["models"] = new JsonObject() },
        ["an unknown provider"] = new("model.chosen", "fail", "unknown_provider") { Config = LabOptions.Models(models => models["default"] = "nobody/knows") },
        ["an agent whose model has no key"] = new("model.chosen", "fail", "clerk: no_key")
        {
            Config = all =>
            {
                all["agents"] = new JsonObject { ["list"] = new JsonArray(new JsonObject { ["id"] = "clerk", ["model"] = "deepseek/deepseek-v4-flash" }) };
                all["routing"] = new JsonArray(new JsonObject { ["staff_id"] = "nobody", ["agent"] = "clerk" });
            },
        },
        ["a model that is not there"] = new("model.reach", "fail", Nowhere) { Config = LabOptions.Models(models => models["providers"]!["lab"]!["base_url"] = $"http://{Nowhere}/v1") },
        ["a refused model key"] = new("model.key", "fail", "refused the key") { Break = Model(401) },
        ["an unknown model"] = new("model.name", "fail", "no such model") { Break = Model(404, """{"error":{"code":"model_not_found"}}""") },
        ["a model in reserve that is none"] = new("model.fallbacks", "warn", "nobody/knows") { Config = LabOptions.Models(models => models["fallbacks"] = new JsonArray("nobody/knows")) },
        ["a model account without money"] = new("model.balance", "fail", "balance") { Break = Model(402) },
        ["no route, and a proxy"] = new("dingtalk.route", "fail", $"proxy http://{Nowhere}")
        {
            Config = LabOptions.Channel(channel => channel["endpoints"] = new JsonObject { ["api"] = "https://dingtalk.invalid", ["oapi"] = "https://dingtalk.invalid" }),
            Environment = new Dictionary<string, string> { ["HTTPS_PROXY"] = $"http://user:proxy-password@{Nowhere}" },
        },
        ["DingTalk out of order"] = new("dingtalk.route", "fail", "503") { Break = Fault(FaultKind.OpenUnavailable) },
        ["a barred address"] = new("dingtalk.route", "fail", "bars this machine") { Break = Fault(FaultKind.IpBan) },
        ["an address not allowed"] = new("dingtalk.address", "fail", "IpNotInWhiteList") { Break = Fault(FaultKind.AddressNotAllowed) },
        ["a refused pair"] = new("dingtalk.credentials", "fail", "client id or the client secret") { Config = LabOptions.Channel(channel => channel["client_secret"] = "another-secret") },
        ["a wrong secret, corp_id known"] = new("dingtalk.credentials", "fail", "the client secret is not")
        {
            Config = LabOptions.Channel(channel => (channel["client_secret"], channel["corp_id"]) = ("another-secret", "dingcorp0001")),
        },
        ["a wrong id, corp_id known"] = new("dingtalk.credentials", "fail", "no application has this client id")
        {
            Config = LabOptions.Channel(channel => (channel["client_id"], channel["corp_id"]) = ("dingsomebody", "dingcorp0001")),
        },
        ["a slow clock"] = new("dingtalk.clock", "fail", "slow") { Break = Fault(FaultKind.ClockAhead, delay: TimeSpan.FromMinutes(6)) },
        ["no Stream mode"] = new("dingtalk.stream", "fail", "published") { DingTalk = dingTalk => dingTalk with { Apps = [new EmulatedApp { StreamMode = false }] } },
        ["a pair that is good for all but sockets"] = new("dingtalk.stream", "fail", "the pair is right") { Break = Fault(FaultKind.OpenAuthFailed) },
        ["a socket behind a wall"] = new("dingtalk.socket", "fail", "no connection to") { DingTalk = dingTalk => dingTalk with { AdvertisedEndpoint = new Uri($"ws://{Nowhere}/connect") } },
        ["no permission for departments, and a rule by department"] = new("directory.departments", "fail", "qyapi_get_department_list")
        {
            Config = Rule("dept_id", "102"),
            Break = Fault(FaultKind.ScopeMissing, "dept_ids"),
        },
        ["no permission for members, and a rule by role"] = new("directory.roles", "fail", "qyapi_get_member")
        {
            Config = Rule("role", "总监"),
            Break = Fault(FaultKind.ScopeMissing, "user_ids"),
        },
        ["oapi behind a wall"] = new("dingtalk.oapi", "fail", "no connection to 127.0.0.1") { Config = LabOptions.Channel(channel => channel["endpoints"]!["oapi"] = $"http://{Nowhere}") },
        ["private chats and groups both closed"] = new("access.open", "fail", "nobody gets an answer") { Config = LabOptions.Channel(channel => (channel["dm_policy"], channel["group_policy"]) = ("disabled", "disabled")) },
        ["an owner whom nobody knows"] = new("access.people", "warn", "manger75") { Config = all => all["owners"] = new JsonArray("manger75", "manager75") },
        ["somebody who waits to be let in"] = new("access.pairing", "warn", "Ann") { Config = LabOptions.Channel(channel => channel["dm_policy"] = "pairing"), Break = Stored(WaitingAsync) },
        ["everybody turned away"] = new("access.refused", "warn", "main: not_allowed 1") { Break = Stored(TurnedAwayAsync) },
        ["no version published, so nobody has a staff id"] = new("access.refused", "warn", "not published") { Break = Stored(store => RefusedAsync(store, Reasons.NoStaffId)) },
        ["an answer that did not arrive"] = new("replies.delivered", "warn", "1 answers") { Break = UndeliveredAsync },
        ["another robot's code"] = new("robot.code", "fail", "robotCode") { Config = LabOptions.Channel(channel => channel["robot_code"] = "dingother") },
        ["no permission to send"] = new("robot.permission", "fail", "qyapi_robot_sendmsg") { Break = Fault(FaultKind.ScopeMissing, "oto") },
        ["a person nobody knows"] = new("robot.reach", "fail", "invalidStaffIdList") { CardFor = "nobody" },
        ["no permission for cards"] = new("card.permission", "fail", "Card.Instance.Write") { Break = Fault(FaultKind.ScopeMissing, "card_create_and_deliver") },
        ["no permission to change cards"] = new("card.permission", "fail", "Card.Instance.Write") { Break = Fault(FaultKind.ScopeMissing, "card_update") },
        ["no such template"] = new("card.template", "fail", "no such card template") { TemplateId = "gone.schema" },
        ["a template not published"] = new("card.template", "fail", "not published")
        {
            DingTalk = dingTalk => dingTalk with { CardTemplates = [CardLab.Template with { Published = false }] },
        },
        ["a card that does not arrive"] = new("card.delivered", "fail", "did not arrive") { Break = Fault(FaultKind.CardDeliverFailed) },
        ["no permission to stream"] = new("card.streaming", "fail", "Card.Streaming.Write") { Break = Fault(FaultKind.ScopeMissing, "card_streaming") },
        ["a missing variable"] = new("card.variables", "fail", "no_such_variable") { Config = LabOptions.Channel(channel => channel["reply"]!["card_fields"] = new JsonObject { ["content"] = "no_such_variable" }) },
        ["no stop button"] = new("card.stop", "warn", "/stop") { Config = LabOptions.Channel(channel => channel["reply"]!["card_fields"] = new JsonObject { ["stop_shown"] = "-" }) },
        ["calls at 82 %"] = new("quota.calls", "warn", "80 %") { Break = Used("card_create", 4_100) },
        ["calls at 96 %"] = new("quota.calls", "warn", "95 %") { Break = Used("card_stream", 4_800) },
        ["calls used up"] = new("quota.calls", "fail", "5000 / 5000") { Break = Used("robot_send", 5_000) },
        ["calls used up, says DingTalk"] = new("quota.calls", "fail", "ApiCountLimitForOrg") { Break = Fault(FaultKind.ApiQuota) },
        ["pushes used up"] = new("quota.pushes", "fail", "without text") { Break = Used("push", 3_000) },
    };

    public static TheoryData<string> Names => [.. s_all.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task One_breakage_is_named_by_one_check(string name)
    {
        var broken = s_all[name];
        await using var lab = await TestLab.StartAsync(DoctorLab.Options(broken));
        if (broken.Break is { } breaks) await breaks(lab);
        var seen = await lab.CheckAsync(broken, "--card", broken.CardFor);

        seen.Unwell.ShouldBe($"{broken.Check}: {broken.Outcome}", seen.Printed);
        var found = seen[broken.Check];
        $"{found.Cause} {found.Proof}".ShouldContain(broken.Says);
        found.Next.ShouldNotBeNullOrEmpty();
        seen.Code.ShouldBe(broken.Outcome == "fail" ? 7 : 0);
        seen.Ok.ShouldBe(broken.Outcome != "fail");
        foreach (var secret in (string[])["emulator-secret-0001", "another-secret", "lab-key", "proxy-password"]) seen.Printed.ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_home_that_can_not_be_written_is_named()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        var file = Path.Combine(lab.Home, "in-the-way");
        await File.WriteAllTextAsync(file, "");
        var seen = await lab.CheckAsync(null, "--config", lab.ConfigFile, "--home", file, "--offline");
        seen.Unwell.ShouldBe("home.writable: fail", seen.Printed);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_is_named()
    {
        using var disk = SmallDisk.TryCreate();
        Assert.SkipWhen(disk is null, "No small file system can be mounted here.");
        await using var lab = await TestLab.StartAsync(DoctorLab.Options() with { Home = disk.Home });
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(lab.Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var seen = await lab.CheckAsync();
        seen.Unwell.ShouldBe("home.disk: fail", seen.Printed);
    }

    private static Action<JsonObject> Rule(string key, string value) =>
        all => all["routing"] = new JsonArray(new JsonObject { [key] = value, ["agent"] = "default" });

    private static Func<TestLab, Task> Fault(FaultKind kind, string? api = null, TimeSpan? delay = null) => lab =>
    {
        lab.Faults.Set(new Fault(kind) { Api = api, Delay = delay ?? TimeSpan.Zero });
        return Task.CompletedTask;
    };

    private static Func<TestLab, Task> Model(int status, string body = "{}") => lab =>
    {
        lab.Model.Enqueue(ModelBehaviour.Status(status, body));
        return Task.CompletedTask;
    };

    private static Func<TestLab, Task> Used(string kind, long count) => async lab =>
    {
        await using var store = SqliteStore.Open(lab.Home);
        await store.AddUsageAsync([new UsageCount("main", DingTalkCalendar.Day(TimeProvider.System.GetUtcNow()), kind, count)], DateOnly.MinValue, TestContext.Current.CancellationToken);
    };

    private static Func<TestLab, Task> Stored(Func<SqliteStore, Task> put) => async lab =>
    {
        await using var store = SqliteStore.Open(lab.Home);
        await put(store);
    };

    private static Task WaitingAsync(SqliteStore store)
    {
        var now = TimeProvider.System.GetUtcNow();
        return store.PutPairingAsync(new PairingRequest("main", "user002", "ABCD-EFGH", "Ann", now, now, Told: true), TestContext.Current.CancellationToken);
    }

    private static Task TurnedAwayAsync(SqliteStore store) => RefusedAsync(store, Reasons.NotAllowed);

    private static Task RefusedAsync(SqliteStore store, string reason) => store.AddRefusedAsync(
        new RefusedTurn("main", new DingTalk.Messages.MessageId("refused"), TimeProvider.System.GetUtcNow(), TurnOutcome.Ignored(reason)), TestContext.Current.CancellationToken);

    private static async Task UndeliveredAsync(TestLab lab)
    {
        await SqliteStore.Open(lab.Home).DisposeAsync();
        using var file = Database.Open(lab.DatabaseFile);
        file.Execute("INSERT INTO turns (id, account, message_id, conversation, received_at, state) VALUES (1, 'main', 'm', 'c', 1, 'closed')");
        file.Execute($"INSERT INTO replies (turn_id, text, state, created_at) VALUES (1, 'x', 'dead', {TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()})");
    }

    private static async Task FromTomorrowAsync(TestLab lab)
    {
        await SqliteStore.Open(lab.Home).DisposeAsync();
        using var file = Database.Open(lab.DatabaseFile);
        file.Execute("PRAGMA user_version = 999");
    }

    private static Task OpenAsync(TestLab lab)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(lab.Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(lab.ConfigFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        return Task.CompletedTask;
    }
}
