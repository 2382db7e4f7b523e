using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>Each screen in both languages, wide and narrow, light and dark. Pictures of them are left in artifacts/console-screens, to be looked at.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class EveryScreenTests(ConsoleFixture console)
{
    private static readonly (string Path, string Chinese, string English)[] s_screens =
    [
        ("dashboard", "仪表盘", "Dashboard"), ("conversations", "会话", "Conversations"), ("turns", "处理记录", "Turns"), ("dead", "未送达", "Undelivered"), ("feedback", "反馈", "Feedback"),
        ("access", "访问权限", "Access"), ("approvals", "审批", "Approvals"), ("audit", "审计", "Audit"), ("models", "模型", "Models"), ("agents", "智能体与路由", "Agents and routing"),
        ("schedules", "定时任务", "Schedules"), ("setup", "设置向导", "Setup wizard"), ("config", "配置", "Configuration"), ("logs", "日志", "Logs"), ("doctor", "诊断", "Doctor"),
        ("settings", "设置与关于", "Settings and about"),
        ("conversations/main%2Fdm%2Fuser001", "会话", "Conversations"), ($"turns/{Office.FirstTurn}", $"处理 #{Office.FirstTurn}", $"Turn #{Office.FirstTurn}"), ("config/raw", "配置", "Configuration"),
    ];

    public static TheoryData<string, bool> All
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (var (path, _, _) in s_screens)
            {
                all.Add(path, false);
                all.Add(path, true);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_screen_opens_in_both_languages_and_fits_a_phone(string path, bool english)
    {
        var (_, chinese, inEnglish) = s_screens.Single(one => one.Path == path);
        // Dark in English, light in Chinese: each theme sees every screen.
        var screen = await Screen.OpenAsync(console, english: english, dark: english);
        var shown = await screen.GoAsync(path, path.StartsWith("turns/", StringComparison.Ordinal) ? "trace" : null);
        await Assertions.Expect(shown.Locator("h1")).ToHaveTextAsync(english ? inEnglish : chinese);
        await Assertions.Expect(screen.Page.Locator($"nav [aria-current=page][href='#/{path.Split('/')[0]}']")).ToHaveCountAsync(1);
        await Assertions.Expect(screen.Page.Locator("html")).ToHaveAttributeAsync("data-theme", english ? "dinghy-dark" : "dinghy-light");
        await Assertions.Expect(screen.Page.Locator("html")).ToHaveAttributeAsync("lang", english ? "en" : "zh-CN");
        await PictureAsync(screen.Page, path, english ? "en-dark" : "zh-light");

        await screen.Page.SetViewportSizeAsync(390, 844);
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Button, new() { Name = english ? "Open the menu" : "打开菜单" })).ToBeVisibleAsync();
        (await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        await PictureAsync(screen.Page, path, english ? "en-phone" : "zh-phone");
        screen.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("conversations", "/conversations")]
    [InlineData("feedback", "/feedback")]
    public async Task A_screen_whose_route_is_not_there_says_so_instead_of_breaking(string path, string route)
    {
        var screen = await Screen.OpenAsync(console, english: true);
        // As a gateway of an older build answers.
        await screen.AnswerAsync(route, "", 404);
        var shown = await screen.GoAsync(path);
        await Assertions.Expect(shown.Locator("[data-state=missing]")).ToContainTextAsync("This build has no such feature");
        await Assertions.Expect(shown.Locator("[data-state=missing]")).ToContainTextAsync("HTTP 404");
        screen.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_is_told_with_its_code_and_what_to_do_and_tried_again()
    {
        var screen = await Screen.OpenAsync(console);
        // The disk is not ours to fill.
        await screen.AnswerAsync("/schedules", """{ "error": "disk" }""", 507);
        var shown = await screen.GoAsync("schedules");
        await Assertions.Expect(shown.Locator("[data-state=error]")).ToContainTextAsync("磁盘写不进去");
        await Assertions.Expect(shown.Locator("[data-state=error]")).ToContainTextAsync("HTTP 507");
        await screen.Page.UnrouteAllAsync();
        await screen.Button("重试").ClickAsync();
        await Assertions.Expect(shown.Locator("[data-schedule]").First).ToContainTextAsync(Office.Schedule);
    }

    [Fact]
    public async Task A_thing_that_is_gone_is_told_from_a_route_that_is_not_there()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await Assertions.Expect(await screen.GoAsync("turns/4711", "trace")).ToContainTextAsync("It may have been removed.");
        await Assertions.Expect(await screen.GoAsync("conversations/main%2Fdm%2Fnobody")).ToContainTextAsync("It may have been removed.");
    }

    [Fact]
    public async Task Language_and_theme_are_changed_at_once_and_remembered()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("settings");
        await screen.Page.Locator("[data-screen=settings]").GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Settings and about");
        await screen.Button("Dark").ClickAsync();
        await screen.Page.ReloadAsync();
        await Assertions.Expect(screen.Page.Locator("h1")).ToHaveTextAsync("Settings and about");
        await Assertions.Expect(screen.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dinghy-dark");
    }

    [Fact]
    public async Task By_keyboard_alone_one_gets_past_the_sidebar_and_opens_a_screen()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.GoAsync("settings");
        await screen.Page.Locator("body").PressAsync("Tab");
        await Assertions.Expect(screen.Page.Locator(":focus")).ToHaveTextAsync("Skip to the content");
        await screen.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(screen.Page.Locator("main:focus")).ToHaveCountAsync(1);
        await screen.Page.GetByRole(AriaRole.Link, new() { Name = "Models" }).FocusAsync();
        await screen.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(screen.Page.Locator("[data-screen=models]")).ToBeVisibleAsync();
    }

    private static async Task PictureAsync(IPage page, string path, string form) =>
        await page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "../../../console-screens", $"{path.Replace('/', '-').Replace("%2F", "-", StringComparison.Ordinal)}-{form}.png"), Animations = ScreenshotAnimations.Disabled });
}
