using System.Text.RegularExpressions;
using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>The dashboard, schedules, models, routing, logs and the doctor.</summary>
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
        await Assertions.Expect(shown.GetByRole(AriaRole.Row, new() { Name = "lab/scripted-1" })).ToBeVisibleAsync();
        await screen.Button("人员").ClickAsync();
        await Assertions.Expect(shown.GetByRole(AriaRole.Row, new() { Name = ConsoleFixture.Operator })).ToBeVisibleAsync();
        await Assertions.Expect(shown.GetByRole(AriaRole.Progressbar, new() { Name = "接口调用" })).ToBeVisibleAsync();
        screen.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_schedule_is_made_paused_and_removed_in_the_running_gateway()
    {
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Operator);
        await screen.GoAsync("schedules");
        await screen.Button("新建任务").First.ClickAsync();
        var form = screen.Page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("名称").FillAsync("每周回顾");
        await form.GetByLabel("发给").FillAsync(ConsoleFixture.Operator);
        await form.GetByLabel("内容").FillAsync("回顾上周的问题");
        await form.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        var row = screen.Page.Locator("[data-schedule]").Filter(new() { HasText = "每周回顾" });
        await Assertions.Expect(row).ToContainTextAsync("0 9 * * 1-5");
        await row.GetByRole(AriaRole.Button, new() { Name = "暂停" }).ClickAsync();
        await Assertions.Expect(row.Locator("[data-value=paused]")).ToHaveTextAsync("已暂停");
        await row.GetByRole(AriaRole.Button, new() { Name = "恢复" }).ClickAsync();
        await Assertions.Expect(row.Locator("[data-value=active]")).ToHaveTextAsync("启用");
        await row.GetByRole(AriaRole.Button, new() { Name = "立即执行" }).ClickAsync();
        await console.Lab.BotMessagesAsync(1, message => message.Text.Contains("回顾上周的问题", StringComparison.Ordinal), "what was due");
        await console.Lab.StatusAsync(status => status.Quiet, "the schedule's turn to end");
        await row.GetByRole(AriaRole.Button, new() { Name = "执行记录" }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Dialog).Locator("tbody tr")).ToContainTextAsync("手动");
        await screen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "关闭" }).First.ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();
        await screen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_would_answer_is_explained_by_the_running_gateway_and_agents_are_listed_with_what_they_may()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        var shown = await screen.GoAsync("agents");
        var hr = shown.GetByRole(AriaRole.Row, new() { Name = "人事助手" });
        foreach (var told in (string[])["search_knowledge", "handbook", "read_file asks first", "write_file forbidden"]) await Assertions.Expect(hr).ToContainTextAsync(told);
        await screen.Page.GetByLabel("Person").FillAsync(Office.Employee);
        await screen.Button("Explain").ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-explained=hr]")).ToContainTextAsync("Answered by hr");
        await screen.Page.GetByLabel("Person").FillAsync(ConsoleFixture.Operator);
        await screen.Button("Explain").ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-explained=default]")).ToContainTextAsync("Answered by default");
    }

    [Fact]
    public async Task An_operator_tests_a_model_and_sees_how_fast_it_is_or_why_it_does_not_answer()
    {
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Operator, english: true);
        await screen.GoAsync("models");
        var card = screen.Page.Locator("[data-model='lab/scripted-1']");
        await card.GetByRole(AriaRole.Button, new() { Name = "Test" }).ClickAsync();
        await Assertions.Expect(card.GetByRole(AriaRole.Status)).ToContainTextAsync("It answers: first token");
        await Assertions.Expect(screen.Button("Make default")).ToHaveCountAsync(0);

        var reserve = screen.Page.Locator("[data-model='lab/scripted-2']");
        console.Lab.Model.Enqueue(ModelBehaviour.Status(404, """{"error":{"code":"model_not_found","message":"no such model"}}"""));
        await reserve.GetByRole(AriaRole.Button, new() { Name = "Test" }).ClickAsync();
        await Assertions.Expect(reserve.GetByRole(AriaRole.Status)).ToContainTextAsync("scripted-2");
    }

    [Fact]
    public async Task Log_lines_are_filtered_and_new_ones_come_by_themselves()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.GoAsync("logs");
        await Assertions.Expect(screen.Page.Locator("[data-following=live]")).ToBeVisibleAsync();
        var log = screen.Page.GetByRole(AriaRole.Log);
        var said = await console.Lab.SayAsync(ConsoleFixture.Operator, "SECRET-WORDS");
        await Assertions.Expect(log).ToContainTextAsync($"answered: msgId {said.MsgId}");
        await Assertions.Expect(log).Not.ToContainTextAsync("SECRET-WORDS");
        await screen.Page.GetByLabel("Contains").FillAsync("SOCKET");
        await Assertions.Expect(log).Not.ToContainTextAsync(said.MsgId);
        await Assertions.Expect(log).ToContainTextAsync("Socket 1 is live");
    }

    [Fact]
    public async Task The_doctor_names_cause_proof_next_step_and_place_before_what_is_well()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("doctor");
        console.Lab.Faults.Set(new Fault(FaultKind.AddressNotAllowed));
        try
        {
            await screen.Button("开始检查").First.ClickAsync();
            var failed = screen.Page.Locator("[data-check='dingtalk.address']");
            await Assertions.Expect(failed).ToHaveAttributeAsync("data-outcome", "fail");
            // In the page's language, whatever the gateway's own is.
            await Assertions.Expect(failed).ToContainTextAsync("钉钉允许这台机器的 IP 调用");
            await Assertions.Expect(failed).ToContainTextAsync("IpNotInWhiteList");
            await Assertions.Expect(failed).ToContainTextAsync("下一步");
            await Assertions.Expect(failed.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", new Regex("^https://open-dev\\.dingtalk\\.com/", RegexOptions.None, TimeSpan.FromSeconds(1)));
            await Assertions.Expect(screen.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 项失败");
            await Assertions.Expect(screen.Page.Locator("[data-check='config.readable']")).ToBeHiddenAsync();
        }
        finally
        {
            console.Lab.Faults.Clear(FaultKind.AddressNotAllowed);
        }
    }
}
