using System.Text.RegularExpressions;
using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>Getting in and out by the page.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class LoginScreenTests(ConsoleFixture console)
{
    [Theory]
    [InlineData(false, "登录 Dinghy 控制台", "访问令牌", "令牌", "登录", "仪表盘", "退出登录")]
    [InlineData(true, "Sign in to the Dinghy console", "Access token", "Token", "Sign in", "Dashboard", "Sign out")]
    public async Task With_the_token_one_is_in_and_then_out_again(bool english, string title, string tab, string label, string signIn, string inside, string signOut)
    {
        var screen = await Screen.OpenAsync(console, staffId: null, english);
        var page = screen.Page;
        await Assertions.Expect(page.Locator("[data-screen=login] h1")).ToHaveTextAsync(title);
        await page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
        await page.GetByLabel(label, new() { Exact = true }).FillAsync(console.Token);
        await screen.Button(signIn).ClickAsync();
        await Assertions.Expect(page.Locator("[data-screen=dashboard] h1")).ToHaveTextAsync(inside);

        await screen.Button(signOut).ClickAsync();
        await Assertions.Expect(page.Locator("[data-screen=login]")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-screen=login]")).ToBeVisibleAsync();
        screen.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_token_is_refused_in_words_and_stays_outside()
    {
        var screen = await Screen.OpenAsync(console, staffId: null);
        await screen.Page.GetByRole(AriaRole.Tab, new() { Name = "访问令牌" }).ClickAsync();
        await screen.Page.GetByLabel("令牌", new() { Exact = true }).FillAsync("guess");
        await screen.Button("登录").ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("令牌或验证码不正确");
        // Five real ones would lock out everybody else's tests for a minute.
        await screen.AnswerAsync("/console/login/token", """{ "error": "wait", "wait_seconds": 42 }""", 429);
        await screen.Button("登录").ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("尝试次数过多，请等待 42 秒");
    }

    [Fact]
    public async Task A_printed_address_signs_in_once_and_its_token_is_in_no_address_afterwards()
    {
        var screen = await Screen.OpenAsync(console, staffId: null, english: true);
        await screen.Page.GotoAsync($"/login#token={console.Token}");
        await Assertions.Expect(screen.Page.Locator("[data-screen=dashboard]")).ToBeVisibleAsync();
        screen.Page.Url.ShouldNotContain("token");
        (await screen.Page.EvaluateAsync<string>("JSON.stringify({ ...localStorage, ...sessionStorage })")).ShouldNotContain(console.Token);
    }

    [Fact]
    public async Task Who_is_signed_out_meanwhile_sees_the_login_and_why()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("schedules");
        await screen.Page.Context.ClearCookiesAsync();
        await screen.Page.EvaluateAsync("location.hash = '#/models'");
        await Assertions.Expect(screen.Page.Locator("[data-screen=login]")).ToContainTextAsync("登录已过期");
    }

    [Fact]
    public async Task An_auditor_reads_and_finds_no_button_that_writes()
    {
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Auditor, english: true);
        await screen.GoAsync("access");
        await Assertions.Expect(screen.Page.Locator("nav")).ToContainTextAsync("Auditor");
        await Assertions.Expect(screen.Page.GetByText("周婷婷")).ToBeVisibleAsync();
        var writing = screen.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^(?:Approve|Dismiss|Revoke|Allow|Refuse|Resend|Take over|Reset|New schedule)$", RegexOptions.None, TimeSpan.FromSeconds(1)) });
        foreach (var path in (string[])["access", "approvals", "dead", "schedules", "conversations/main%2Fdm%2Fuser001"])
        {
            await screen.GoAsync(path);
            await Assertions.Expect(writing).ToHaveCountAsync(0);
        }

        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "Configuration" })).ToHaveCountAsync(0);
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "Logs" })).ToHaveCountAsync(0);
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "Feedback" })).ToBeVisibleAsync();
        // The sidebar only hides it; the gateway says no.
        await screen.Page.GotoAsync("/#/config");
        await Assertions.Expect(screen.Page.Locator("[data-state=error]")).ToContainTextAsync("Your role does not allow this");
    }

    [Fact]
    public async Task An_operator_decides_but_does_not_configure()
    {
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Operator, english: true);
        await screen.GoAsync("access");
        await Assertions.Expect(screen.Page.Locator($"[data-pending={Office.Stranger}]").GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeVisibleAsync();
        // Who is an owner is the owners' own affair.
        await Assertions.Expect(screen.Page.Locator($"[data-approved={Office.Friend}]").GetByRole(AriaRole.Button, new() { Name = "Revoke" })).ToBeVisibleAsync();
        await Assertions.Expect(screen.Page.Locator($"[data-approved={ConsoleFixture.Owner}]")).ToContainTextAsync("Owner");
        await Assertions.Expect(screen.Page.Locator($"[data-approved={ConsoleFixture.Owner}]").GetByRole(AriaRole.Button, new() { Name = "Revoke" })).ToHaveCountAsync(0);
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Link, new() { Name = "Setup wizard" })).ToHaveCountAsync(0);
    }
}
