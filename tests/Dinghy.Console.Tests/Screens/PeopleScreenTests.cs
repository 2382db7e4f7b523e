using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>Access, approvals and the audit.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PeopleScreenTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_pairing_is_approved_by_one_click_which_carries_the_sessions_word()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.AnswerAsync("/pairing", Answers.Pairing);
        await screen.AnswerAsync("/pairing/approve", """{ "result": "done", "account": "main", "person": "user031", "nick": "周婷婷", "became_owner": false }""");
        await screen.GoAsync("access");
        await Assertions.Expect(screen.Page.GetByText("KX7PMQ2R")).ToBeVisibleAsync();
        var (body, request) = await screen.SentAsync("/pairing/approve", () => screen.Button("批准").ClickAsync());
        ((string?)body!["who"]).ShouldBe("user031");
        ((string?)body["account"]).ShouldBe("main");
        ((bool?)body["notify"]).ShouldBe(true);
        (await request.HeaderValueAsync("x-dinghy-csrf")).ShouldNotBeNullOrEmpty();
        await Assertions.Expect(screen.Page.Locator("[data-toast=success]")).ToContainTextAsync("已批准 周婷婷");
    }

    [Fact]
    public async Task Revoking_asks_first_and_tells_what_still_lets_the_person_in()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.AnswerAsync("/pairing", Answers.Pairing);
        await screen.AnswerAsync("/pairing/revoke", """{ "result": "done", "account": "main", "person": "user011", "nick": "Tom", "became_owner": false, "still_let_in_by": "allow_from" }""");
        await screen.GoAsync("access");
        await screen.Button("Revoke").Last.ClickAsync();
        var dialog = screen.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Revoke the access of Tom?");
        await screen.SentAsync("/pairing/revoke", () => dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync());
        await Assertions.Expect(dialog).ToContainTextAsync("allow_from");
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
    }

    [Fact]
    public async Task A_tool_that_waits_is_allowed_and_its_arguments_are_shown_as_text()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.AnswerAsync("/approvals", Answers.Approvals);
        await screen.AnswerAsync("/approvals/5", """{ "result": "done", "state": "granted" }""");
        await screen.GoAsync("approvals");
        await Assertions.Expect(screen.Page.Locator("pre")).ToContainTextAsync("user009");
        await Assertions.Expect(screen.Page.Locator("nav").GetByRole(AriaRole.Link, new() { Name = "Approvals" })).ToContainTextAsync("1");
        var (body, _) = await screen.SentAsync("/approvals/5", () => screen.Button("Allow").ClickAsync());
        ((bool?)body!["yes"]).ShouldBe(true);
        await Assertions.Expect(screen.Page.Locator("[data-toast=success]")).ToContainTextAsync("send_message was allowed");
    }

    [Fact]
    public async Task The_audit_of_the_running_gateway_is_read_and_verified()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("audit");
        await screen.Button("校验").ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-verdict=ok]")).ToContainTextAsync("完整");
    }
}
