using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>Access, approvals and the audit of the running gateway.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PeopleScreenTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_pairing_is_approved_by_one_click_which_carries_the_sessions_word_and_the_person_hears_of_it()
    {
        console.Lab.World.AddPerson("user051", "唐僧");
        await console.Lab.AskAsync("user051", "贫僧来也");
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("access");
        var waiting = screen.Page.Locator("[data-pending=user051]");
        await Assertions.Expect(waiting).ToContainTextAsync("唐僧");
        var (_, request) = await screen.SentAsync("/pairing/approve", () => waiting.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync());
        (await request.HeaderValueAsync("x-dinghy-csrf")).ShouldNotBeNullOrEmpty();
        await Assertions.Expect(screen.Page.Locator("[data-toast=success]")).ToContainTextAsync("已批准 唐僧");
        await Assertions.Expect(waiting).ToHaveCountAsync(0);
        await console.Lab.BotMessagesAsync(1, message => message.InReplyTo is null && message.ConversationId == console.Lab.World.PrivateConversation("user051"), "the notice");
        await console.Lab.AskAsync("user051", "阿弥陀佛");
        await screen.GoAsync("access");
        await Assertions.Expect(screen.Page.Locator("[data-approved=user051]")).ToContainTextAsync(ConsoleFixture.Owner);
    }

    [Fact]
    public async Task Revoking_asks_first_and_tells_what_still_lets_the_person_in()
    {
        // Let in by pairing, and by the configuration since.
        console.Lab.World.AddPerson("user052", "Tom");
        await console.Lab.AskAsync("user052", "hello");
        await console.PostAsync("/pairing/approve", new() { ["who"] = "user052" });
        await console.PostAsync("/config/set", new() { ["path"] = "channels.dingtalk.allow_from", ["value"] = Office.AllowedAnd("user052") });
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.GoAsync("access");
        await screen.Page.Locator("[data-approved=user052]").GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        var dialog = screen.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Revoke the access of Tom?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("allow_from");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-approved=user052]")).ToHaveCountAsync(0);
        await console.PostAsync("/config/set", new() { ["path"] = "channels.dingtalk.allow_from", ["value"] = Office.AllowedAnd() });
    }

    [Fact]
    public async Task Whoever_wrote_to_the_robot_is_seen_by_name()
    {
        console.Lab.World.AddPerson("user041", "孙悟空");
        await console.Lab.AskAsync("user041", "你好");
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("access");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Row, new() { Name = "孙悟空" })).ToContainTextAsync("user041");
        await screen.Page.GetByRole(AriaRole.Searchbox).FillAsync("nobody of that name");
        await Assertions.Expect(screen.Page.GetByText("没有匹配的结果")).ToBeVisibleAsync();
        await screen.Page.GetByRole(AriaRole.Searchbox).FillAsync("");
        await screen.Button("群").ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Row, new() { Name = "Dinghy 测试群" })).ToContainTextAsync("group_policy · 仅 @ 时");
    }

    [Fact]
    public async Task A_tool_that_waits_is_allowed_and_its_arguments_are_shown_as_text()
    {
        await Office.AskForToolAsync(console.Lab, "<b>console</b>.txt");
        var screen = await Screen.OpenAsync(console, english: true);
        var shown = await screen.GoAsync("approvals");
        var waiting = shown.Locator("[data-approval]").Filter(new() { HasText = "<b>console</b>.txt" });
        await Assertions.Expect(waiting.Locator("pre")).ToContainTextAsync("once");
        await Assertions.Expect(screen.Page.Locator("nav").GetByRole(AriaRole.Link, new() { Name = "Approvals" })).ToContainTextAsync("2");
        await waiting.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-toast=success]")).ToContainTextAsync("append_file was allowed");
        await Assertions.Expect(waiting).ToHaveCountAsync(0);
        await console.Lab.StatusAsync(status => status.Quiet, "the tool to be done");
        await screen.GoAsync("approvals");
        await Assertions.Expect(shown.Locator("tbody [data-value=done]").First).ToHaveTextAsync("Done");
        await Assertions.Expect(shown.Locator("tbody tr").First).ToContainTextAsync(ConsoleFixture.Owner);
    }

    [Fact]
    public async Task The_audit_of_the_running_gateway_is_read_searched_and_verified()
    {
        var screen = await Screen.OpenAsync(console);
        var shown = await screen.GoAsync("audit");
        await screen.Page.GetByLabel("类型，如 pairing").FillAsync("pairing");
        await screen.Page.GetByLabel("人员、对象或内容").FillAsync(Office.Friend);
        await screen.Button("搜索").ClickAsync();
        await Assertions.Expect(shown.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(shown.Locator("tbody tr")).ToContainTextAsync("pairing.approved");
        await screen.Button("校验").ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-verdict=ok]")).ToContainTextAsync("完整");
    }
}
