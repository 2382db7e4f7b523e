using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>The dashboard, the wizard, schedules, models, routing, logs and the doctor.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SystemScreenTests(ConsoleFixture console)
{
    [Fact]
    public async Task The_dashboard_of_the_running_gateway_shows_its_connection_and_charts()
    {
        var screen = await Screen.OpenAsync(console);
        var shown = await screen.GoAsync("dashboard");
        await Assertions.Expect(shown.Locator("[data-value=connected]")).ToHaveTextAsync("已连接");
        await Assertions.Expect(shown.Locator(".chart canvas")).ToHaveCountAsync(3);
        await Assertions.Expect(screen.Page.Locator("nav").GetByText("已连接钉钉")).ToBeAttachedAsync();
        await console.Lab.AskAsync(ConsoleFixture.Operator, "在吗");
        await Assertions.Expect(shown.Locator("[data-value=answered]").First).ToHaveTextAsync("已回复");
        screen.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_wizard_tells_why_keys_do_not_hold_and_goes_on_when_they_do()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.AnswerAsync("/setup", Answers.Setup);
        await screen.AnswerAsync("/setup/channel/save", """{ "ok": false, "saved": false, "checks": [ { "id": "dingtalk.token", "proves": "凭证有效", "outcome": "fail", "cause": "Client Secret 不正确", "next": "重新复制" } ], "untested": [], "faults": [], "notes": [] }""");
        await screen.GoAsync("setup");
        await screen.Page.GetByLabel("Client ID").FillAsync("dingabc");
        await screen.Page.GetByLabel("Client Secret").FillAsync("secret");
        var (body, _) = await screen.SentAsync("/setup/channel/save", () => screen.Button("检查并保存").ClickAsync());
        ((string?)body!["client_id"]).ShouldBe("dingabc");
        await Assertions.Expect(screen.Page.Locator("[data-setup=failed]")).ToContainTextAsync("Client Secret 不正确");

        await screen.Page.UnrouteAllAsync();
        await screen.AnswerAsync("/setup", Answers.Setup);
        await screen.AnswerAsync("/setup/channel/save", """{ "ok": true, "saved": true, "checks": [], "untested": [], "faults": [], "notes": [] }""");
        await screen.Button("检查并保存").ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("选择模型")).ToBeVisibleAsync();
        screen.Page.Url.ShouldEndWith("#/setup/model");
    }

    [Fact]
    public async Task A_code_to_scan_is_drawn_and_its_end_is_told()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        const string Code = """{ "id": "q1", "state": "waiting", "page": "https://open-dev.dingtalk.com/x", "user_code": "ABCD-1234", "text": "x", "modules": ["110", "001", "101"], "expires_at": "2030-01-01T00:00:00+00:00", "interval_seconds": 1 }""";
        await screen.AnswerAsync("/setup", Answers.Setup);
        await screen.AnswerAsync("/setup/qr", Code);
        await screen.AnswerAsync("/setup/qr/poll", Code.Replace("waiting", "expired", StringComparison.Ordinal));
        await screen.GoAsync("setup");
        await screen.Page.GetByRole(AriaRole.Tab, new() { Name = "Scan a code" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("ABCD-1234")).ToBeVisibleAsync();
        await Assertions.Expect(screen.Page.Locator("svg[role=img] path")).ToHaveAttributeAsync("d", "M0 0h2v1h-2zM2 1h1v1h-1zM0 2h1v1h-1zM2 2h1v1h-1z");
        await Assertions.Expect(screen.Page.GetByText("It has expired")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_schedule_is_made_paused_and_removed_in_the_running_gateway()
    {
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Operator);
        await screen.GoAsync("schedules");
        await screen.Button("新建任务").First.ClickAsync();
        var form = screen.Page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("名称").FillAsync("每日简报");
        await form.GetByLabel("发给").FillAsync(ConsoleFixture.Operator);
        await form.GetByLabel("内容").FillAsync("汇总昨天的问题");
        await form.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        var row = screen.Page.Locator("[data-schedule]").Filter(new() { HasText = "每日简报" });
        await Assertions.Expect(row).ToContainTextAsync("0 9 * * 1-5");
        await row.GetByRole(AriaRole.Button, new() { Name = "暂停" }).ClickAsync();
        await Assertions.Expect(row.Locator("[data-value=paused]")).ToHaveTextAsync("已暂停");
        await row.GetByRole(AriaRole.Button, new() { Name = "恢复" }).ClickAsync();
        await Assertions.Expect(row.Locator("[data-value=active]")).ToHaveTextAsync("启用");
        await row.GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();
        await screen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_would_answer_is_explained_by_the_running_gateway()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.GoAsync("agents");
        await screen.Page.GetByLabel("Person").FillAsync(ConsoleFixture.Operator);
        await screen.Button("Explain").ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-explained=default]")).ToContainTextAsync("Answered by default");
    }

    [Fact]
    public async Task Models_of_the_running_gateway_are_listed_and_a_test_tells_how_fast_one_is()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.AnswerAsync("/models/test", """{ "ok": true, "models": [ { "model": "demo/demo", "ok": true, "first_token_ms": 412.4, "total_ms": 980 } ] }""");
        await screen.GoAsync("models");
        var card = screen.Page.Locator("[data-model]").First;
        await card.GetByRole(AriaRole.Button, new() { Name = "Test" }).ClickAsync();
        await Assertions.Expect(card.GetByRole(AriaRole.Status)).ToContainTextAsync("first token 412 ms");
    }

    [Fact]
    public async Task Log_lines_are_filtered_and_new_ones_come_by_themselves()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.AnswerAsync("/logs", Answers.Logs);
        await screen.StreamAsync("/logs/live", "log", """{ "at": "2026-11-26T08:00:02+00:00", "level": "error", "room": "Dinghy.Gateway.Outbox", "id": 2500, "words": "Part refused" }""");
        await screen.GoAsync("logs");
        var log = screen.Page.GetByRole(AriaRole.Log);
        await Assertions.Expect(log).ToContainTextAsync("Part refused");
        await screen.Page.GetByLabel("Contains").FillAsync("RATE");
        await Assertions.Expect(log).Not.ToContainTextAsync("Part refused");
        await Assertions.Expect(log).ToContainTextAsync("rate limit");
    }

    [Fact]
    public async Task The_doctor_names_cause_proof_next_step_and_place_before_what_is_well()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.AnswerAsync("/doctor", Answers.Doctor);
        await screen.GoAsync("doctor");
        await screen.Button("Run the checks").First.ClickAsync();
        var failed = screen.Page.Locator("[data-check='dingtalk.permission.card']");
        await Assertions.Expect(failed).ToContainTextAsync("Card.Instance.Write is missing");
        await Assertions.Expect(failed).ToContainTextAsync("Apply for it and publish a version.");
        await Assertions.Expect(failed.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "https://open-dev.dingtalk.com/");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 failed · 0 warnings · 1 well · 1 skipped");
        await Assertions.Expect(screen.Page.Locator("[data-check='config.valid']")).ToBeHiddenAsync();
    }
}
