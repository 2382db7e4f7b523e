using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>Conversations, turns, what did not arrive, and votes.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TalkScreenTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_transcript_shows_what_was_said_as_text_and_what_comes_as_it_comes()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.AnswerAsync("/conversations", Answers.Talks);
        await screen.AnswerAsync("/conversations/main%2Fdm%2Fuser001", Answers.Talk);
        await screen.StreamAsync("/conversations/main%2Fdm%2Fuser001/live", "entry", """{ "id": 4, "session": 2, "role": "assistant", "at": "2026-11-26T08:30:03+00:00", "text": "不客气！" }""");
        await screen.GoAsync("conversations");
        await screen.Page.GetByRole(AriaRole.Link, new() { Name = "李雷" }).ClickAsync();
        var log = screen.Page.GetByRole(AriaRole.Log);
        await Assertions.Expect(log.Locator("[data-from]")).ToHaveCountAsync(4);
        await Assertions.Expect(log).ToContainTextAsync("<b>谢谢</b>");
        await Assertions.Expect(log.Locator("[data-from=robot]").Last).ToContainTextAsync("不客气！");
        await Assertions.Expect(log).ToContainTextAsync("重新开始");
        screen.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_conversation_is_taken_over_answered_and_handed_back()
    {
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Operator, english: true);
        await screen.AnswerAsync("/conversations", Answers.Talks);
        await screen.AnswerAsync("/conversations/main%2Fdm%2Fuser001", Answers.Talk);
        await screen.AnswerAsync("/conversations/main%2Fdm%2Fuser009", Answers.PausedTalk);
        foreach (var action in (string[])["user001/takeover", "user009/takeover", "user009/say", "user001/reset"]) await screen.AnswerAsync($"/conversations/main%2Fdm%2F{action}", "{}");
        await screen.GoAsync("conversations/main%2Fdm%2Fuser001");
        var (pause, _) = await screen.SentAsync("/conversations/main%2Fdm%2Fuser001/takeover", () => screen.Button("Take over").ClickAsync());
        ((bool?)pause!["pause"]).ShouldBe(true);

        await screen.GoAsync("conversations/main%2Fdm%2Fuser009");
        await screen.Page.GetByLabel("Answer as the robot").FillAsync("Here I am.");
        var (said, _) = await screen.SentAsync("/conversations/main%2Fdm%2Fuser009/say", () => screen.Button("Send").ClickAsync());
        ((string?)said!["text"]).ShouldBe("Here I am.");
        var (resume, _) = await screen.SentAsync("/conversations/main%2Fdm%2Fuser009/takeover", () => screen.Button("Hand back").ClickAsync());
        ((bool?)resume!["pause"]).ShouldBe(false);

        await screen.GoAsync("conversations/main%2Fdm%2Fuser001");
        await screen.Button("Reset").ClickAsync();
        await screen.SentAsync("/conversations/main%2Fdm%2Fuser001/reset", () => screen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync());
    }

    [Fact]
    public async Task A_turns_way_is_a_timeline_and_it_is_sent_again_after_a_question()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.AnswerAsync("/turns", Answers.Turns);
        await screen.AnswerAsync("/turns/12/trace", Answers.Trace);
        await screen.AnswerAsync("/turns/12/resend", """{ "done": false, "result": "nothing_to_send", "turn": 12, "replies": 0 }""");
        await screen.GoAsync("turns");
        await screen.Page.GetByRole(AriaRole.Link, new() { Name = "12", Exact = true }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-screen=trace] h1")).ToHaveTextAsync("处理 #12");
        var moments = await screen.Page.Locator("[data-moment]").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.moment)");
        moments.ShouldBe(["received", "policy", "route", "model", "tool", "reply", "part", "closed"]);
        await screen.Button("重新发送").ClickAsync();
        await screen.SentAsync("/turns/12/resend", () => screen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "重新发送" }).ClickAsync());
        await Assertions.Expect(screen.Page.Locator("[data-toast=error]")).ToContainTextAsync("没有需要重发的内容");
    }

    [Fact]
    public async Task What_did_not_arrive_is_sent_again_from_its_list()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.AnswerAsync("/replies/dead", Answers.Dead);
        await screen.AnswerAsync("/turns/11/resend", """{ "done": true, "result": "done", "turn": 11, "replies": 1 }""");
        var shown = await screen.GoAsync("dead");
        await Assertions.Expect(shown).ToContainTextAsync("900 of 1,820 characters arrived");
        await Assertions.Expect(shown).ToContainTextAsync("robot.notExist");
        await screen.SentAsync("/turns/11/resend", () => screen.Button("Resend").ClickAsync());
        await Assertions.Expect(screen.Page.Locator("[data-toast=success]")).ToContainTextAsync("It is being sent again");
    }

    [Fact]
    public async Task Votes_lead_to_their_traces_and_to_a_file()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.AnswerAsync("/feedback", Answers.Feedback);
        var shown = await screen.GoAsync("feedback");
        await Assertions.Expect(shown).ToContainTextAsync("50 %");
        await screen.Button("Not helpful").ClickAsync();
        await Assertions.Expect(shown.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(shown.GetByRole(AriaRole.Link, new() { Name = "#11" })).ToHaveAttributeAsync("href", "#/turns/11");
        await Assertions.Expect(shown.GetByRole(AriaRole.Link, new() { Name = "Export CSV" })).ToHaveAttributeAsync("href", "/api/feedback.csv");
    }
}
